/** Whom a customer has paid before and may pay again: those who are paid by account number from the account. */
import { counterpartyAt, inRole } from './counterparties.ts';
import { outgoingsOf } from './outgoings.ts';
import { bySortCode, type OtherAccount, ownAccountInRole } from './own-accounts.ts';

export interface Beneficiary {
  id: string;
  accountId: string;
  /** Whether the customer has named it as one whom no further authentication is needed for. */
  isTrusted: boolean;
  reference: string;
  account: OtherAccount;
}

export function beneficiariesOf(accountId: string): Beneficiary[] {
  const outgoings = outgoingsOf(accountId);
  if (outgoings === undefined) return [];
  const regular = [...outgoings.bills.map(({ role }) => role), 'payCard'];
  const paid = [...regular, ...outgoings.occasional].flatMap((role) =>
    inRole(role).map((position) => ({ role, position })),
  );
  return paid.flatMap(({ role, position }): Beneficiary[] => {
    const { name, account } = counterpartyAt(position);
    const payee = account === undefined ? ownAccountInRole(accountId, role) : bySortCode(account, name);
    if (payee === undefined) return [];
    const id = `${accountId.slice(-6)}-B${String(position).padStart(3, '0')}`;
    const isTrusted = regular.includes(role);
    return [{ id, accountId, isTrusted, reference: role.toUpperCase(), account: payee }];
  });
}
