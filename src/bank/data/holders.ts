/** Who holds an account: one customer, or two together, who see the same. */
import type { Documents } from '../store/store.ts';
import type { Account } from './records.ts';

/** The accounts that a customer holds, alone or with another. */
export async function accountsOf(store: Pick<Documents, 'find'>, customerId: string): Promise<Account[]> {
  const [own, joint] = await Promise.all(
    (['customerId', 'jointWith'] as const).map((index) => store.find<Account>('Account', index, customerId)),
  );
  return [...(own ?? []), ...(joint ?? [])];
}

export function isHeldBy({ customerId, jointWith }: Account, holder: string | undefined): boolean {
  return holder !== undefined && (customerId === holder || jointWith === holder);
}

export async function putAccount(store: Documents, account: Account): Promise<void> {
  const { accountId, customerId, jointWith } = account;
  const index = { customerId, ...(jointWith === undefined ? {} : { jointWith }) };
  await store.put('Account', accountId, account, { index });
}
