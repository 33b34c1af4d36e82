/** A consent to account information as the state keeps it, told in the bank's words. */
import { readStatus, versionOfWord } from '../../src/tpp/workspace/consent-status.ts';
import type { ConsentRecord } from '../../src/tpp/workspace/state.ts';

type Members = Partial<Omit<ConsentRecord, 'status' | 'told'>> & { consentId: string; status?: string };

/** @param members what matters; `status` in the bank's own word, which also says the version */
export function consentTold({ status = 'Authorised', ...members }: Members): ConsentRecord {
  const of = { kind: 'account-access', version: versionOfWord(status) ?? '3.1' } as const;
  return {
    ...of,
    bank: 'sandbox',
    clientId: 'client',
    permissions: [],
    createdAt: '2026-01-01T00:00:00Z',
    ...members,
    ...readStatus({ ...of, ...members }, status),
  };
}
