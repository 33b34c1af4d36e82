/** What the bank would sell besides: offers by the kind of account, on for a quarter of a year each. */
import type { Account } from './records.ts';

export interface Offer {
  accountId: string;
  id: string;
  type: 'BalanceTransfer' | 'LimitIncrease' | 'MoneyTransfer' | 'PromotionalRate';
  description: string;
  /** Milliseconds since the epoch. */
  from: number;
  to: number;
  /** Yearly interest in per cent, as text. */
  rate?: string;
  /** Minor units of the account's currency. */
  amount?: number;
  currency: string;
}

/** @param now Milliseconds since the epoch, business time */
export function offersOf(
  { accountId, accountSubType, currency, creditLimit, disabledAt }: Account,
  now: number,
): Offer[] {
  if (disabledAt !== undefined) return [];
  const date = new Date(now);
  const quarter = Math.floor(date.getUTCMonth() / 3) * 3;
  const from = Date.UTC(date.getUTCFullYear(), quarter, 1);
  const to = Date.UTC(date.getUTCFullYear(), quarter + 3, 1) - 1_000;
  const offer = (number: number, rest: Pick<Offer, 'type' | 'description' | 'rate' | 'amount'>): Offer => ({
    accountId,
    id: `${accountId.slice(-6)}-O${number}`,
    from,
    to,
    currency,
    ...rest,
  });
  switch (accountSubType) {
    case 'CreditCard':
      return [
        offer(1, {
          type: 'BalanceTransfer',
          description: 'Transfer a balance from another card at a lower rate.',
          rate: '2.9',
        }),
        offer(2, { type: 'LimitIncrease', description: 'A higher credit limit.', amount: creditLimit + 100_000 }),
      ];
    case 'CurrentAccount':
      if (creditLimit === 0) return [];
      return [
        offer(1, { type: 'LimitIncrease', description: 'A higher arranged overdraft.', amount: creditLimit + 50_000 }),
      ];
    case 'Savings':
      return [
        offer(1, {
          type: 'PromotionalRate',
          description: 'A higher rate for what is paid in this quarter.',
          rate: '4.25',
        }),
      ];
  }
}
