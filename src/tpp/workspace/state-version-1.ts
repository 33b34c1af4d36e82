/** `.openbanking/state.json` as version 1 had it, when every consent was one to account information, and what it is in version 2. */
import { z } from 'zod';
import { readStatus, versionOfWord } from './consent-status.ts';
import { type ConsentRecord, clientRecord, consentRecord, emptyState, pending, type State } from './state.ts';

export const consentRecord1 = z.object({
  bank: z.string(),
  clientId: z.string(),
  consentId: z.string(),
  /** The bank's word. */
  status: z.string(),
  permissions: z.array(z.string()),
  createdAt: z.string(),
  expirationDateTime: z.string().optional(),
  transactionFromDateTime: z.string().optional(),
  transactionToDateTime: z.string().optional(),
  authorisedAt: z.string().optional(),
  accounts: z.array(z.string()).optional(),
  pending: pending.optional(),
});
type ConsentRecord1 = z.infer<typeof consentRecord1>;

export const stateSchema1 = z.object({
  version: z.literal(1),
  clients: z.array(clientRecord),
  consents: z.array(consentRecord1),
});

/** Nothing in it said which version the bank speaks but its words. */
export function consentFrom1({ status, ...consent }: ConsentRecord1): ConsentRecord {
  const of = { kind: 'account-access', version: versionOfWord(status) ?? '3.1' } as const;
  return consentRecord.parse({ ...of, ...consent, ...readStatus(of, status) });
}

export function stateFrom1({ clients, consents }: z.infer<typeof stateSchema1>): State {
  return { ...emptyState(), clients, consents: consents.map(consentFrom1) };
}
