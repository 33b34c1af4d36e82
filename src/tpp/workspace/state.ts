/** `.openbanking/state.json`, version 2: clients, consents, orders and subscriptions of a workspace, without secrets, shared by editor and command line. */

import { z } from 'zod';
import { consentKindNames, consentKinds, consentStatuses } from '../../standard/consent-kinds.ts';
import { t } from '../../standard/language.ts';

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

/** The authorisation that waits for its redirect, so that another process can take the answer. */
export const pending = z.object({
  state: z.string(),
  nonce: z.string(),
  redirectUri: z.string(),
  responseType: z.string(),
  responseMode: z.string().optional(),
  /** Whether the bank announced iss in its answers when it was asked (RFC 9207). */
  announcesIss: z.boolean().optional(),
  codeVerifier: z.string().optional(),
  startedAt: z.string(),
});

/** An OBStatusReason of 4.0. */
const statusReason = z.object({ code: z.string().optional(), description: z.string().optional() });
export type StatusReason = z.infer<typeof statusReason>;

/** A consent as last read from the bank, and what we asked for. Times are ISO 8601 with zone. */
export const consentRecord = z
  .object({
    kind: z.enum(consentKindNames),
    /** Of the API that it was made at, e.g. `3.1` or `4.0`. */
    version: z.string(),
    bank: z.string(),
    clientId: z.string(),
    consentId: z.string(),
    /** Neutral; `statusWord` has a version's word for it. */
    status: z.enum([...consentStatuses, 'unknown']),
    /** The bank's own word, where the version has another one or none. */
    told: z.string().optional(),
    /** Of the kinds that have them. */
    permissions: z.array(z.string()).optional(),
    createdAt: z.string(),
    expirationDateTime: z.string().optional(),
    transactionFromDateTime: z.string().optional(),
    transactionToDateTime: z.string().optional(),
    /** Why the status is what it is, where the bank said so (4.0). */
    statusReasons: z.array(statusReason).optional(),
    authorisedAt: z.string().optional(),
    /** When the customer last confirmed to the TPP that it may go on reading. */
    reconfirmedAt: z.string().optional(),
    /** Account ids that the bank shared, once they were read. */
    accounts: z.array(z.string()).optional(),
    /** What a bank that is not in production calls them: id and name. */
    accountNames: z.array(z.tuple([z.string(), z.string()])).optional(),
    pending: pending.optional(),
  })
  .refine(({ kind, permissions }) => consentKinds[kind].permissions === (permissions !== undefined), {
    path: ['permissions'],
    error: t('do not go with the kind of this consent'),
  });
export type ConsentRecord = z.infer<typeof consentRecord>;

/** What was ordered under a consent. */
const orderRecord = z.object({
  bank: z.string(),
  clientId: z.string(),
  consentId: z.string(),
  /** The kind of its consent. */
  family: z.enum(consentKindNames),
  /** The bank's, once it answered. */
  orderId: z.string().optional(),
  idempotencyKey: z.string(),
  /** The file in `.openbanking/orders` (0600) that holds the body the key belongs to, byte for byte. */
  bodyFile: z.string(),
  /** As the bank last told; absent before it did. */
  status: z.string().optional(),
  createdAt: z.string(),
});

/** What a bank was asked to tell of by itself. */
const subscriptionRecord = z.object({
  bank: z.string(),
  clientId: z.string(),
  subscriptionId: z.string(),
  /** Of the API that it was made at. */
  version: z.string(),
  callbackUrl: z.string().optional(),
  eventTypes: z.array(z.string()),
  createdAt: z.string(),
});

export const stateVersion = 2;
export const stateSchema = z.object({
  version: z.literal(stateVersion),
  clients: z.array(clientRecord),
  consents: z.array(consentRecord),
  orders: z.array(orderRecord),
  subscriptions: z.array(subscriptionRecord),
});
export type State = z.infer<typeof stateSchema>;

export function emptyState(): State {
  return { version: stateVersion, clients: [], consents: [], orders: [], subscriptions: [] };
}

export interface StateStore {
  read(): Promise<State>;
  /** Reads, changes and writes under the lock; the file is replaced by rename, so a reader never sees half of it. */
  update(change: (state: State) => State): Promise<State>;
  /** Whether a change could be written, tried for real. Absent where that cannot be known beforehand. Errors: those of `update`. */
  tryPlace?(): Promise<void>;
  /**
   * Does something with a bank while nobody else who has this state does what has the same name; where no lock can be had of the disk, all the
   * same. Absent where nobody else can have it. Errors: `file_not_writable` where another was at it for longer than that is waited for; those of `work`.
   */
  alone?<T>(name: string, shown: string, work: () => Promise<T>): Promise<T>;
}
