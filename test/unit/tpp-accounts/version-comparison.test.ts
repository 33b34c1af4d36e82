/** The same objects in 3.1 and in 4.0: one order on both sides, members as each version has them, and what became of each. */
import { expect, test } from 'vitest';
import { compareVersions, type MemberChange } from '../../../src/tpp/accounts/version-comparison.ts';

const standing = {
  member: 'StandingOrder',
  operation: 'GET /accounts/{AccountId}/standing-orders',
};
const of = ({ kind, three = '', four = '', words }: MemberChange): string =>
  `${kind} ${three} → ${four}${words?.three === undefined ? '' : ` ${words.three}`}${words?.four === undefined ? '' : ` ${words.four}`}`;

const threeOrders = [
  {
    StandingOrderStatusCode: 'Active',
    AccountId: '1',
    StandingOrderId: 'b',
    Frequency: 'IntrvlMnthDay:01:15',
    Reference: 'RENT',
    Odd: 'x',
  },
  { AccountId: '1', StandingOrderId: 'a', Frequency: 'EvryDay' },
];
const fourOrders = [
  {
    AccountId: '1',
    StandingOrderId: 'a',
    MandateRelatedInformation: { Frequency: { Type: 'DAIL' } },
  },
  {
    AccountId: '1',
    StandingOrderId: 'b',
    StandingOrderStatusCode: 'ACTV',
    MandateRelatedInformation: { Classification: 'FIXE', Frequency: { Type: 'MNTH', PointInTime: '15' } },
    RemittanceInformation: { Structured: [{ CreditorReferenceInformation: { Reference: 'RENT' } }] },
  },
];

test('what has another name, place or word is told once, with how often', () => {
  const { changes } = compareVersions({ ...standing, three: threeOrders, four: fourOrders });
  expect(changes.map(of)).toEqual([
    'code StandingOrderStatusCode → StandingOrderStatusCode Active ACTV',
    'renamed Frequency → MandateRelatedInformation/Frequency IntrvlMnthDay:01:15 MNTH 15',
    'renamed Reference → RemittanceInformation/Structured/CreditorReferenceInformation/Reference RENT RENT',
    'only-3.1 Odd →  x',
    'only-4.0  → MandateRelatedInformation/Classification FIXE',
    'renamed Frequency → MandateRelatedInformation/Frequency/Type EvryDay DAIL',
  ]);
  expect(changes.map(({ isKnown }) => isKnown)).toEqual([undefined, undefined, undefined, false, false, undefined]);
});

test('the objects of 4.0 stand in the order of 3.1, their members in the order of each version', () => {
  const { documents, counts, pairs } = compareVersions({ ...standing, three: threeOrders, four: fourOrders });
  const list = (document: unknown): Record<string, unknown>[] =>
    (document as { Data: { StandingOrder: Record<string, unknown>[] } }).Data.StandingOrder;
  const ids = (document: unknown): unknown[] => list(document).map(({ StandingOrderId }) => StandingOrderId);
  expect([ids(documents['3.1']), ids(documents['4.0'])]).toEqual([
    ['b', 'a'],
    ['b', 'a'],
  ]);
  expect(Object.keys(list(documents['3.1'])[0] ?? {})).toEqual([
    'AccountId',
    'StandingOrderId',
    'Frequency',
    'Reference',
    'StandingOrderStatusCode',
    'Odd',
  ]);
  expect([counts, pairs]).toEqual([{ '3.1': 2, '4.0': 2 }, 2]);
});

test('each note points at its member in its own document, with what the other has there', () => {
  const { notes } = compareVersions({ ...standing, three: threeOrders, four: fourOrders });
  expect(notes['3.1'].map(({ pointer, other }) => [pointer, other])).toContainEqual([
    '/Data/StandingOrder/0/Frequency',
    'MandateRelatedInformation/Frequency: MNTH 15',
  ]);
  expect(notes['4.0'].map(({ pointer, other }) => [pointer, other])).toContainEqual([
    '/Data/StandingOrder/0/StandingOrderStatusCode',
    'Active',
  ]);
  expect(notes['4.0'].find(({ pointer }) => pointer.endsWith('/Classification'))?.other).toBe('');
});

const transactions = { member: 'Transaction', operation: 'GET /accounts/{AccountId}/transactions' };
const pending = (reference: string, status: string) => ({
  AccountId: '1',
  TransactionReference: reference,
  Status: status,
  BookingDateTime: '2026-01-01T00:00:00Z',
  Amount: { Amount: '1.00', Currency: 'GBP' },
});

test('what only one version gives has no partner, and one without an id finds its own', () => {
  const { changes, pairs, documents } = compareVersions({
    ...transactions,
    three: [pending('A', 'Pending'), { ...pending('C', 'Booked'), TransactionId: 't' }],
    four: [pending('F', 'FUTR'), { ...pending('C', 'BOOK'), TransactionId: 't' }, pending('A', 'PDNG')],
  });
  expect(changes.map(of)).toEqual(['code Status → Status Pending PDNG']);
  expect([changes[0]?.count, pairs]).toEqual([2, 2]);
  expect(JSON.stringify(documents['4.0'])).toMatch(/"A".*"C".*"F"/);
});

test('balances are told apart by their type in either version’s words', () => {
  const balance = (Type: string, amount: string) => ({
    AccountId: '1',
    CreditDebitIndicator: 'Credit',
    Type,
    Amount: { Amount: amount, Currency: 'GBP' },
  });
  const { changes } = compareVersions({
    member: 'Balance',
    operation: 'GET /accounts/{AccountId}/balances',
    three: [balance('InterimBooked', '1.00'), balance('InterimAvailable', '2.00')],
    four: [balance('ITAV', '2.00'), balance('ITBD', '1.00')],
  });
  expect(changes.map(of)).toEqual(['code Type → Type InterimBooked ITBD']);
});

test('a value that is neither’s word for the other’s is told as another value', () => {
  const { changes } = compareVersions({
    ...transactions,
    three: [{ ...pending('A', 'Booked'), TransactionId: 't' }],
    four: [{ ...pending('B', 'BOOK'), TransactionId: 't' }],
  });
  expect(changes.map(of)).toEqual([
    'value TransactionReference → TransactionReference A B',
    'code Status → Status Booked BOOK',
  ]);
});
