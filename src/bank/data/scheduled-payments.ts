/** What a customer has ordered to be paid on a day to come: the same that the entries show when it has come. */
import { hours, isDueInQuarter, nextPaidAt } from './calendar.ts';
import { counterpartyAt, inRole } from './counterparties.ts';
import { outgoingsOf } from './outgoings.ts';
import { bySortCode, type OtherAccount } from './own-accounts.ts';

export interface ScheduledPayment {
  id: string;
  accountId: string;
  /** Milliseconds since the epoch. */
  at: number;
  /** Minor units. */
  amount: number;
  currency: string;
  reference: string;
  account: OtherAccount;
}

/**
 * The next of each of an account's scheduled payments.
 *
 * @param now Milliseconds since the epoch, business time
 */
export function scheduledPaymentsOf(accountId: string, now: number): ScheduledPayment[] {
  const outgoings = outgoingsOf(accountId);
  if (outgoings === undefined) return [];
  const { currency, scheduled } = outgoings;
  return scheduled.flatMap(({ role, day: due, month, amount }): ScheduledPayment[] => {
    const [position = -1] = inRole(role);
    const { name, account } = counterpartyAt(position);
    if (account === undefined) return [];
    const at = nextPaidAt(now, (midnight) => isDueInQuarter(midnight, due, month), hours.orders);
    const date = new Date(at).toISOString().slice(2, 10).replaceAll('-', '');
    const id = `${accountId.slice(-6)}-SP${date}`;
    return [
      {
        id,
        accountId,
        at,
        amount,
        currency,
        reference: role.toUpperCase(),
        account: bySortCode(account, name),
      },
    ];
  });
}
