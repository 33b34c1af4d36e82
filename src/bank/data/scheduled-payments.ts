/** What a customer has ordered to be paid on a day to come: the same that the entries show when it has come. */
import { day, hour, isDueInQuarter, midnightOf, minute } from './calendar.ts';
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

/** When such a payment is made. */
const paidAt = 3 * hour + 30 * minute;

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
    let midnight = midnightOf(now);
    while (!isDueInQuarter(midnight, due, month) || midnight + paidAt <= now) midnight += day;
    const date = new Date(midnight).toISOString().slice(2, 10).replaceAll('-', '');
    const id = `${accountId.slice(-6)}-SP${date}`;
    const at = midnight + paidAt;
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
