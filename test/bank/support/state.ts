/** States that a bank reaches only with time or by a fault: written into its store from outside, as the running bank sees them. */
import type { Consent } from '../../../src/bank/data/records.ts';
import { openFolder } from '../../../src/bank/folder.ts';
import type { Store } from '../../../src/bank/store/store.ts';
import type { TestBank } from './bank.ts';

/** Works on the store of a running bank. */
export async function inStore<T>(bank: TestBank, work: (store: Store) => Promise<T>): Promise<T> {
  const { store } = await openFolder({ dir: bank.dir });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Changes a consent and leaves its tokens as they are. */
export function changeConsent(bank: TestBank, consentId: string, changes: Partial<Consent>): Promise<void> {
  return inStore(bank, async (store) => {
    const consent = await store.get<Consent>('Consent', consentId);
    if (!consent) throw new Error(`no consent ${consentId}`);
    const { clientId, grantId } = consent;
    const index = { clientId, ...(grantId && { grantId }) };
    await store.put('Consent', consentId, { ...consent, ...changes }, { index });
  });
}
