/** `.openbanking/state.json`: the clients and consents of a workspace, without secrets, shared by editor and command line. */
import { z } from 'zod';

/** A client as the bank registered it. `registration` is the bank's answer without client_secret, tokens and `bearer`. */
export const clientRecord = z.object({
  bank: z.string(),
  clientId: z.string(),
  softwareId: z.string(),
  registeredAt: z.string(),
  tokenEndpointAuthMethod: z.string(),
  registration: z.record(z.string(), z.unknown()),
});
export type ClientRecord = z.infer<typeof clientRecord>;

/** A consent as last read from the bank, and what we asked for. Times are ISO 8601 with zone. */
export const consentRecord = z.object({
  bank: z.string(),
  clientId: z.string(),
  consentId: z.string(),
  status: z.string(),
  permissions: z.array(z.string()),
  createdAt: z.string(),
  expirationDateTime: z.string().optional(),
  transactionFromDateTime: z.string().optional(),
  transactionToDateTime: z.string().optional(),
  authorisedAt: z.string().optional(),
  /** Account ids that the bank shared, once they were read. */
  accounts: z.array(z.string()).optional(),
  /** The authorisation that waits for its redirect, so that another process can take the answer. */
  pending: z
    .object({
      state: z.string(),
      nonce: z.string(),
      redirectUri: z.string(),
      responseType: z.string(),
      responseMode: z.string().optional(),
      /** Whether the bank announced iss in its answers when it was asked (RFC 9207). */
      announcesIss: z.boolean().optional(),
      codeVerifier: z.string().optional(),
      startedAt: z.string(),
    })
    .optional(),
});
export type ConsentRecord = z.infer<typeof consentRecord>;

export const stateVersion = 1;
export const stateSchema = z.object({
  version: z.literal(stateVersion),
  clients: z.array(clientRecord),
  consents: z.array(consentRecord),
});
export type State = z.infer<typeof stateSchema>;

export interface StateStore {
  read(): Promise<State>;
  /** Reads, changes and writes under the lock; the file is replaced by rename, so a reader never sees half of it. */
  update(change: (state: State) => State): Promise<State>;
  /** Whether a change could be written, tried for real. Absent where that cannot be known beforehand. Errors: those of `update`. */
  tryPlace?(): Promise<void>;
}
