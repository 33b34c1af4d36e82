/** What leaves an account by arrangement, and who else is paid from it, whichever kind of account it is. */
import { customerPlans, type Monthly, type Scheduled } from './customers.ts';
import { furtherAccounts } from './further-accounts.ts';

interface Outgoings {
  currency: string;
  bills: readonly Monthly[];
  scheduled: readonly Scheduled[];
  /** Roles of those who are paid now and then. */
  occasional: readonly string[];
}

/** Undefined for an account that nothing is paid from by arrangement. */
export function outgoingsOf(accountId: string): Outgoings | undefined {
  const plan = customerPlans.find(({ accounts }) => accounts.current.accountId === accountId);
  if (plan !== undefined) {
    const occasional = plan.habits.filter(({ on }) => on === 'current').map(({ role }) => role);
    return { currency: plan.accounts.current.currency, bills: plan.bills, scheduled: plan.scheduled, occasional };
  }
  const further = furtherAccounts.find(({ account }) => account.accountId === accountId);
  return further && { currency: further.account.currency, bills: further.bills, scheduled: [], occasional: [] };
}
