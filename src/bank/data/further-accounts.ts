/** Accounts beside those that every customer has: one that two hold together, one that lies dormant, one with nothing in it. */
import type { Posting } from '../store/store.ts';
import { day, endsMonth, hour, hours, isDue } from './calendar.ts';
import { inRole } from './counterparties.ts';
import { customerIds, type Monthly, sortCode } from './customers.ts';
import { settledAt } from './entries.ts';
import { bic } from './identification.ts';
import { between, type Draw, detailFrom, drawFrom, pick, seedOf } from './random.ts';
import type { Account } from './records.ts';

export interface FurtherAccount {
  readonly account: Account;
  /** On the first morning of all, signed minor units. */
  readonly openingBalance: number;
  readonly income: readonly Monthly[];
  readonly bills: readonly Monthly[];
  /** Milliseconds since the epoch: interest is paid at the end of each month before it, and all entries are kept. */
  readonly interestUntil?: number;
}

const servicer = { schemeName: 'UK.OBIE.BICFI', identification: bic };
const numbered = (number: string, name: string) => [
  { schemeName: 'UK.OBIE.SortCodeAccountNumber', identification: `${sortCode}${number}`, name },
];

/** Nothing on them goes to or comes from another account of a customer: those stand as they would without. */
export const furtherAccounts: readonly FurtherAccount[] = [
  {
    account: {
      accountId: '500004000000000000000041',
      customerId: customerIds.rora,
      jointWith: customerIds.ivsa,
      accountType: 'Personal',
      accountSubType: 'CurrentAccount',
      currency: 'GBP',
      nickname: 'Joint Current',
      openingDate: '2017-05-02T00:00:00+00:00',
      identification: numbered('09010111', 'R Rahmani & I Salterforth'),
      servicer,
      creditLimit: 50_000,
    },
    openingBalance: 240_000,
    income: [{ role: 'cottageLet', day: 7, amount: 52_000, give: 6_000 }],
    bills: [
      { role: 'energy', day: 9, amount: 8_650, give: 1_900 },
      { role: 'water', day: 11, amount: 2_410 },
      { role: 'councilTax', day: 13, amount: 13_200 },
      { role: 'broadband', day: 14, amount: 2_600 },
      { role: 'insurance', day: 17, amount: 2_185 },
      { role: 'housekeeping', day: 19, amount: 22_000 },
    ],
  },
  {
    account: {
      accountId: '500004000000000000000035',
      customerId: customerIds.ivsa,
      accountType: 'Personal',
      accountSubType: 'Savings',
      disabledAt: '2020-01-01T00:00:00+00:00',
      currency: 'GBP',
      nickname: 'Old Savings',
      openingDate: '2006-09-04T00:00:00+00:00',
      identification: numbered('09010112', 'Ivy Salterforth'),
      servicer,
      creditLimit: 0,
    },
    openingBalance: 41_265,
    income: [],
    bills: [],
    interestUntil: Date.UTC(2019, 0, 1),
  },
  {
    account: {
      accountId: '500004000000000000000025',
      customerId: customerIds.mits,
      accountType: 'Business',
      accountSubType: 'CurrentAccount',
      currency: 'GBP',
      nickname: 'Business Reserve',
      openingDate: '2019-11-04T00:00:00+00:00',
      identification: numbered('09010113', 'Mitsou Joinery Ltd'),
      servicer,
      creditLimit: 0,
    },
    openingBalance: 0,
    income: [],
    bills: [],
  },
];

/** Yearly interest on what lies dormant, in ten-thousandths. */
const oldRate = 25;

/**
 * What is booked on a civil day, oldest first: drawn from seed, account and day, so that it is the same whenever it is made.
 *
 * @param midnight When the day begins
 * @param booked The balance then, signed minor units
 */
export function postingsOf(
  { account, income, bills, interestUntil = 0 }: FurtherAccount,
  seed: number,
  midnight: number,
  booked: number,
): Posting[] {
  const draw = drawFrom(seedOf(seed, `${account.accountId} ${midnight / day}`));
  const monthly = (list: readonly Monthly[], at: number, credit: boolean): Posting[] =>
    list
      .filter(({ day: due }) => isDue(midnight, due))
      .map(({ role, amount, give = 0 }) => posting(draw, at, amount + between(draw, -give, give), credit, role));
  const interest = midnight < interestUntil && endsMonth(midnight) ? Math.floor((booked * oldRate) / 120_000) : 0;
  return [
    ...(interest > 0 ? [posting(draw, midnight + hour, interest, true, 'interest')] : []),
    ...monthly(income, midnight + hours.income, true),
    ...monthly(bills, midnight + hours.bills, false),
  ];
}

function posting(draw: Draw, bookedAt: number, amount: number, credit: boolean, role: string): Posting {
  const counterparty = pick(draw, inRole(role));
  return {
    bookedAt,
    valueAt: settledAt(bookedAt, counterparty),
    amount,
    credit,
    counterparty,
    detail: detailFrom(draw),
  };
}
