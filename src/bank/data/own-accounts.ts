/** Accounts on the other side of an entry, a customer's own among them: the card that an account pays, and the account that pays a card. */
import { type AccountPlan, type AccountPurpose, customerPlans } from './customers.ts';

/** An account that money goes to or comes from. */
export interface OtherAccount {
  readonly schemeName: string;
  readonly identification: string;
  readonly name: string;
}

/** Of a payee or payer at the bank. */
export function bySortCode(identification: string, name: string): OtherAccount {
  return { schemeName: 'UK.OBIE.SortCodeAccountNumber', identification, name };
}

/** Which of the customer's accounts stands behind a counterparty. */
const purposes: Readonly<Record<string, AccountPurpose>> = { payCard: 'card', cardPaid: 'current' };

/** The customer's own account that plays a part in the entries of another one. */
export function ownAccountInRole(accountId: string, role: string): OtherAccount | undefined {
  const purpose = Object.hasOwn(purposes, role) ? purposes[role] : undefined;
  if (purpose === undefined) return undefined;
  const plan = customerPlans.find(({ accounts }) => isAmong(Object.values(accounts), accountId));
  return plan?.accounts[purpose].identification[0];
}

function isAmong(accounts: readonly AccountPlan[], accountId: string): boolean {
  return accounts.some((account) => account.accountId === accountId);
}
