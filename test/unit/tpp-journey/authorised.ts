/** A consent at the stub's bank, and a session whose customer has authorised one. */
import type { ConsentRecord } from '../../../src/tpp/workspace/state.ts';
import { consentTold } from '../../support/consents.ts';
import { clientId, now, type Stub, type StubOptions, stub } from './stub.ts';

export const consentId = 'aac-1';

/** @param members what matters; default: authorised, of the stub's client */
export const consentAtStub = (members: Partial<Parameters<typeof consentTold>[0]> = {}): ConsentRecord =>
  consentTold({ clientId, consentId, createdAt: '2026-03-01T12:00:00Z', ...members });

/** @param tokens what matters of those that are kept; default: an access token that is good for ten minutes */
export function authorised(options: StubOptions = {}, tokens: object = {}): Stub {
  const consent = consentAtStub({ authorisedAt: '2026-03-01T12:00:00Z' });
  const made = stub({ state: { consents: [consent] }, ...options });
  const kept = { access_token: 'at', expires_at: now + 600_000, scope: 'accounts', ...tokens };
  made.secrets.set(`tokens/sandbox/${consentId}`, JSON.stringify(kept));
  return made;
}
