/** What Basic, Detail, Credits, Debits and ReadPAN let be seen, in every resource of both versions. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { card, current, savings, startBank, type TestBank } from './bank.ts';

let bank: TestBank;
let bases: Record<Version, string>;
beforeAll(async () => {
  bank = await startBank({ bulkTransactions: true });
  bases = { '3.1': bank.base, '4.0': bank.base.replace('v3.1', 'v4.0') };
});
afterAll(() => bank.close());

type Version = '3.1' | '4.0';
type Shown = Record<string, unknown>;
const versions = ['3.1', '4.0'] as const;
const bodyOf = z.looseObject({ Data: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))) });
const sides = ['ReadTransactionsCredits', 'ReadTransactionsDebits'];
const statement = `/accounts/${current}/statements/000011-S202610`;

/** The objects of a list, as a consent with those permissions sees them. */
async function listed(version: Version, path: string, permissions: readonly string[]): Promise<Shown[]> {
  const token = await bank.share({ permissions: [...permissions], accountIds: [current, savings, card] });
  const response = await bank.ask(`${bases[version]}${path}`, { token });
  expect(response.status).toBe(200);
  const [list = []] = Object.values(bodyOf.parse(await response.json()).Data);
  expect(list.length).toBeGreaterThan(0);
  return list;
}

const namesIn = (list: readonly Shown[]) => new Set(list.flatMap((one) => Object.keys(one)));

interface Cluster {
  cluster: string;
  paths: readonly string[];
  /** Of what Basic hides, what this bank knows. */
  detail: readonly string[];
  only4?: readonly string[];
  /** What it knows of each, with Detail. */
  always?: readonly string[];
  /** What Basic hides besides, of which this bank knows nothing. */
  unknown?: readonly string[];
}
const creditor = { detail: ['CreditorAccount', 'CreditorAgent'], always: ['CreditorAccount'] };
const transactionPaths = [`/accounts/${current}/transactions?pageSize=1000`, '/transactions?pageSize=1000'];
const clusters: readonly Cluster[] = [
  {
    cluster: 'Accounts',
    paths: ['/accounts', `/accounts/${card}`],
    detail: ['Account', 'Servicer'],
    only4: ['StatementFrequencyAndFormat'],
    always: ['Account'],
  },
  { cluster: 'Beneficiaries', paths: ['/beneficiaries', `/accounts/${current}/beneficiaries`], ...creditor },
  { cluster: 'StandingOrders', paths: ['/standing-orders', `/accounts/${current}/standing-orders`], ...creditor },
  {
    cluster: 'ScheduledPayments',
    paths: ['/scheduled-payments', `/accounts/${current}/scheduled-payments`],
    ...creditor,
  },
  {
    cluster: 'Transactions',
    paths: [...transactionPaths, `${statement}/transactions?pageSize=1000`],
    detail: ['TransactionInformation', 'Balance', 'MerchantDetails', 'CreditorAccount', 'DebtorAccount'],
    always: ['TransactionInformation'],
    unknown: ['CreditorAgent', 'DebtorAgent', 'UltimateCreditor', 'UltimateDebtor', 'IntermediaryAgent1'],
  },
  {
    cluster: 'Statements',
    paths: ['/statements', `/accounts/${current}/statements`, statement],
    detail: ['StatementAmount'],
    always: ['StatementAmount'],
  },
];

describe.each(versions)('At v%s', (version) => {
  describe.each(clusters)('Read$cluster', ({ cluster, paths, detail, only4 = [], always = [], unknown = [] }) => {
    const basic = [`Read${cluster}Basic`, ...sides];
    const known = version === '4.0' ? [...detail, ...only4] : detail;

    it.each(paths)('Basic hides of %s what Detail shows', async (path) => {
      const hidden = namesIn(await listed(version, path, [...basic, 'ReadPAN']));
      for (const name of [...detail, ...only4, ...unknown]) expect(hidden).not.toContain(name);
      const shown = await listed(version, path, [`Read${cluster}Detail`, ...sides]);
      expect([...namesIn(shown)]).toEqual(expect.arrayContaining([...known]));
      for (const one of shown) expect(Object.keys(one)).toEqual(expect.arrayContaining([...always]));
    });

    it.each(paths)('Basic beside Detail takes nothing of %s away', async (path) => {
      const permissions = [`Read${cluster}Detail`, ...sides];
      expect(await listed(version, path, [...basic, ...permissions])).toEqual(await listed(version, path, permissions));
    });
  });

  describe('Credits and Debits', () => {
    it.each([...transactionPaths, `${statement}/transactions?pageSize=1000`])(
      'choose the lines of %s by their sign, and together all',
      async (path) => {
        const of = async (...chosen: string[]) => listed(version, path, ['ReadTransactionsDetail', ...chosen]);
        const [credits, debits, both] = [
          await of('ReadTransactionsCredits'),
          await of('ReadTransactionsDebits'),
          await of(...sides),
        ];
        const ofSign = (list: readonly Shown[], sign: string) =>
          list.filter(({ CreditDebitIndicator }) => CreditDebitIndicator === sign);
        expect(ofSign(credits, 'Debit')).toEqual([]);
        expect(ofSign(debits, 'Credit')).toEqual([]);
        if (both.length < 1_000) expect([credits, debits]).toEqual([ofSign(both, 'Credit'), ofSign(both, 'Debit')]);
      },
    );
  });

  describe('ReadPAN', () => {
    const all = ['Accounts', 'Beneficiaries', 'StandingOrders', 'ScheduledPayments', 'Transactions', 'Statements'];
    const permissions = [...all.map((cluster) => `Read${cluster}Detail`), ...sides, 'ReadBalances', 'ReadDirectDebits'];
    const paths = [
      '/accounts',
      `/accounts/${card}`,
      `/accounts/${current}/beneficiaries`,
      '/beneficiaries',
      '/standing-orders',
      '/scheduled-payments',
      '/direct-debits',
      '/balances',
      '/statements',
      `/accounts/${card}/transactions?pageSize=1000`,
      `/accounts/${current}/transactions?pageSize=1000`,
      '/transactions?pageSize=1000',
      `/accounts/${card}/statements/000013-S202610/transactions?pageSize=1000`,
    ];
    const whole = /"(4\d{15})"/g;
    const numbersIn = (list: readonly Shown[], of: RegExp) =>
      new Set([...JSON.stringify(list).matchAll(of)].map(([, number]) => number));

    it.each(paths)('is needed for a whole card number in %s', async (path) => {
      const masked = await listed(version, path, permissions);
      expect(numbersIn(masked, whole)).toEqual(new Set());
      const shown = await listed(version, path, [...permissions, 'ReadPAN']);
      // But for the numbers the two are the same.
      const hide = (list: readonly Shown[]) => JSON.stringify(list).replaceAll(/"4\d{11}(\d{4})"/g, '"xxxxxxxxxxxx$1"');
      expect(JSON.parse(hide(shown))).toEqual(masked);
    });

    it.each<[member: string, path: string]>([
      ['Account', `/accounts/${card}`],
      ['CreditorAccount', `/accounts/${current}/beneficiaries`],
      ['CreditorAccount', `/accounts/${current}/transactions?pageSize=1000`],
      ['CardInstrument', `/accounts/${card}/transactions?pageSize=1000`],
    ])('shows %s of %s whole', async (member, path) => {
      const of = async (...more: string[]) =>
        (await listed(version, path, [...permissions, ...more])).flatMap((one) => one[member] ?? []) as Shown[];
      expect(numbersIn(await of('ReadPAN'), whole).size).toBe(1);
      expect(numbersIn(await of(), /"(x{12}\d{4})"/g).size).toBe(1);
    });
  });
});
