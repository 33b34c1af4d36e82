/** The three customers of the guide, the accounts they hold, and how each of them lives. */
import { bic, ibanOf, panOf } from './identification.ts';
import type { Account, Customer } from './records.ts';

/** What an account is for; a customer has one of each. Those beside them are `further-accounts.ts`’s. */
export type AccountPurpose = 'current' | 'savings' | 'card' | 'currency';

/** What of an account is planned; the rest comes of what happens on it. */
type Planned = Omit<Account, 'customerId' | 'accountType' | 'accountSubType'>;

export interface AccountPlan extends Planned {
  purpose: AccountPurpose;
  /** On the first morning of all, signed minor units. */
  openingBalance: number;
}

/** Money that moves on the same day of each month (1–28), give or take some minor units. */
export interface Monthly {
  role: string;
  day: number;
  amount: number;
  give?: number;
}

/** Money that is paid once a quarter, for which the customer leaves an order at the bank beforehand. */
export interface Scheduled {
  role: string;
  /** Day (1–28) and month (0–2) of each quarter. */
  day: number;
  month: number;
  amount: number;
}

/** Money that moves so many times a day on average, between two amounts. */
interface Habit {
  role: string;
  on: 'current' | 'card';
  often: number;
  low: number;
  high: number;
}

export interface CustomerPlan extends Customer {
  accountType: Account['accountType'];
  accounts: Record<AccountPurpose, AccountPlan>;
  income: Monthly[];
  bills: Monthly[];
  scheduled: Scheduled[];
  habits: Habit[];
  /** On working days. */
  irregularIncome: { role: string; often: number; low: number; high: number }[];
  /** What stays on the current account when the rest goes to savings. */
  reserve: number;
  /** What is kept on the savings account; what is beyond it is invested once a year. */
  nestEgg: number;
  /** Where the foreign currency is spent, and its rate to the pound in ten-thousandths. */
  abroad: { role: string; rate: number };
}

type Person = Pick<CustomerPlan, 'login' | 'name' | 'accountType'> & {
  number: number;
  /** Account numbers of current, savings and currency account, within the bank's one sort code. */
  numbers: { current: string; savings: string; currency: string };
  currency: string;
  limits: { overdraft: number; card: number };
  opening: { current: number; savings: number; currency: number };
};

export const sortCode = '100001';

/** 24 digits, as Ozone's user ids are. */
export const customerIds = { rora: customerIdOf(1), mits: customerIdOf(2), ivsa: customerIdOf(3) };

function customerIdOf(number: number): string {
  return `10000100000000000000000${number}`;
}

function customerOf(
  person: Person,
  life: Omit<CustomerPlan, keyof Person | 'accounts' | 'customerId' | 'password'>,
): CustomerPlan {
  const { number, numbers, name, currency, limits, opening } = person;
  const business = person.accountType === 'Business' ? 'Business ' : '';
  const id = (account: number) => `5000040000000000000000${number}${account}`;
  const servicer = { schemeName: 'UK.OBIE.BICFI', identification: bic };
  const openingDate = `201${number + 3}-0${number + 2}-1${number}T00:00:00+00:00`;
  const sterling = (accountNumber: string) => [
    { schemeName: 'UK.OBIE.SortCodeAccountNumber', identification: `${sortCode}${accountNumber}`, name },
  ];
  const common = { openingDate, servicer };
  return {
    ...life,
    customerId: customerIdOf(number),
    login: person.login,
    password: `${person.login}.`,
    name,
    accountType: person.accountType,
    accounts: {
      current: {
        ...common,
        accountId: id(1),
        purpose: 'current',
        currency: 'GBP',
        nickname: `${business}Current`,
        identification: sterling(numbers.current),
        creditLimit: limits.overdraft,
        openingBalance: opening.current,
      },
      savings: {
        ...common,
        accountId: id(2),
        purpose: 'savings',
        currency: 'GBP',
        nickname: `${business}Savings`,
        identification: sterling(numbers.savings).map((one) => ({
          ...one,
          secondaryIdentification: `Roll No. 00${number}`,
        })),
        creditLimit: 0,
        openingBalance: opening.savings,
      },
      card: {
        ...common,
        accountId: id(3),
        purpose: 'card',
        currency: 'GBP',
        nickname: `${business}Credit Card`,
        identification: [{ schemeName: 'UK.OBIE.PAN', identification: panOf(`40000109010${number}003`), name }],
        creditLimit: limits.card,
        openingBalance: 0,
      },
      currency: {
        ...common,
        accountId: id(4),
        purpose: 'currency',
        currency,
        nickname: `${business}${currency} Account`,
        identification: [
          { schemeName: 'UK.OBIE.IBAN', identification: ibanOf(`${sortCode}${numbers.currency}`), name },
        ],
        creditLimit: 0,
        openingBalance: opening.currency,
      },
    },
  };
}

const household: Habit[] = [
  { role: 'groceries', on: 'current', often: 0.35, low: 640, high: 7_480 },
  { role: 'coffee', on: 'current', often: 0.55, low: 265, high: 890 },
  { role: 'travel', on: 'current', often: 0.3, low: 200, high: 2_450 },
  { role: 'health', on: 'current', often: 0.04, low: 380, high: 2_600 },
  { role: 'cash', on: 'current', often: 0.05, low: 2, high: 10 },
  { role: 'friend', on: 'current', often: 0.05, low: 500, high: 4_000 },
  { role: 'eatingOut', on: 'card', often: 0.18, low: 1_150, high: 5_400 },
  { role: 'shopping', on: 'card', often: 0.1, low: 799, high: 10_900 },
  { role: 'leisure', on: 'card', often: 0.08, low: 950, high: 3_200 },
  { role: 'streaming', on: 'card', often: 0.033, low: 899, high: 899 },
];

/** rora, mits and ivsa, with the user names and passwords of the guide's step 4.3. */
export const customerPlans: readonly CustomerPlan[] = [
  customerOf(
    {
      number: 1,
      login: 'rora',
      name: 'Rowan Rahmani',
      accountType: 'Personal',
      numbers: { current: '09010101', savings: '09010104', currency: '09010110' },
      currency: 'EUR',
      limits: { overdraft: 100_000, card: 450_000 },
      opening: { current: 184_233, savings: 612_050, currency: 21_480 },
    },
    {
      income: [{ role: 'salary', day: 25, amount: 314_218 }],
      irregularIncome: [{ role: 'friendBack', often: 0.05, low: 600, high: 3_500 }],
      bills: [
        { role: 'rent', day: 1, amount: 92_500 },
        { role: 'councilTax', day: 3, amount: 14_612 },
        { role: 'energy', day: 6, amount: 11_840, give: 2_300 },
        { role: 'water', day: 8, amount: 3_275 },
        { role: 'broadband', day: 10, amount: 3_199 },
        { role: 'mobile', day: 12, amount: 1_450, give: 320 },
        { role: 'gym', day: 2, amount: 3_900 },
        { role: 'gift', day: 15, amount: 1_000 },
      ],
      scheduled: [{ role: 'club', day: 20, month: 1, amount: 13_500 }],
      habits: household,
      reserve: 265_000,
      nestEgg: 600_000,
      abroad: { role: 'eurozone', rate: 11_640 },
    },
  ),
  customerOf(
    {
      number: 2,
      login: 'mits',
      name: 'Mitsou Joinery Ltd',
      accountType: 'Business',
      numbers: { current: '09010102', savings: '09010105', currency: '09010103' },
      currency: 'EUR',
      limits: { overdraft: 500_000, card: 1_000_000 },
      opening: { current: 1_408_817, savings: 2_500_000, currency: 318_064 },
    },
    {
      income: [],
      irregularIncome: [
        { role: 'client', often: 0.28, low: 24_000, high: 384_000 },
        { role: 'takings', often: 0.45, low: 8_400, high: 96_500 },
      ],
      bills: [
        { role: 'premises', day: 1, amount: 165_000 },
        { role: 'payroll', day: 26, amount: 784_300, give: 41_000 },
        { role: 'tax', day: 22, amount: 168_450, give: 22_000 },
        { role: 'energy', day: 9, amount: 42_115, give: 9_400 },
        { role: 'broadband', day: 10, amount: 5_400 },
        { role: 'insurance', day: 14, amount: 18_260 },
        { role: 'monthlyFee', day: 5, amount: 850 },
      ],
      scheduled: [{ role: 'accountant', day: 18, month: 0, amount: 62_000 }],
      habits: [
        { role: 'supplier', on: 'current', often: 0.1, low: 18_000, high: 144_000 },
        { role: 'tools', on: 'current', often: 0.2, low: 1_290, high: 21_400 },
        { role: 'fuel', on: 'current', often: 0.3, low: 3_800, high: 9_600 },
        { role: 'courier', on: 'card', often: 0.25, low: 695, high: 4_850 },
        { role: 'stationery', on: 'card', often: 0.08, low: 450, high: 7_600 },
        { role: 'hosting', on: 'card', often: 0.04, low: 2_400, high: 2_400 },
      ],
      reserve: 1_600_000,
      nestEgg: 2_500_000,
      abroad: { role: 'eurozone', rate: 11_640 },
    },
  ),
  customerOf(
    {
      number: 3,
      login: 'ivsa',
      name: 'Ivy Salterforth',
      accountType: 'Personal',
      numbers: { current: '09010106', savings: '09010107', currency: '09010108' },
      currency: 'USD',
      limits: { overdraft: 25_000, card: 180_000 },
      opening: { current: 96_540, savings: 148_300, currency: 9_975 },
    },
    {
      income: [{ role: 'wages', day: 28, amount: 252_785, give: 18_000 }],
      irregularIncome: [{ role: 'friendBack', often: 0.08, low: 400, high: 2_800 }],
      bills: [
        { role: 'mortgage', day: 2, amount: 61_344 },
        { role: 'councilTax', day: 4, amount: 12_108 },
        { role: 'energy', day: 7, amount: 9_460, give: 1_800 },
        { role: 'water', day: 11, amount: 2_890 },
        { role: 'insurance', day: 18, amount: 2_774 },
        { role: 'mobile', day: 20, amount: 1_200 },
      ],
      scheduled: [{ role: 'musicSchool', day: 9, month: 2, amount: 9_600 }],
      habits: [...household, { role: 'fuel', on: 'card', often: 0.09, low: 2_950, high: 6_800 }],
      reserve: 130_000,
      nestEgg: 150_000,
      abroad: { role: 'states', rate: 12_890 },
    },
  ),
];
