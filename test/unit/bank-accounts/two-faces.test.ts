/** What the bank says at v3.1 and at v4.0 of every account, read from the words of each: one and the same. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { permissionCodes } from '../../../src/bank/accounts/permissions.ts';
import { type Address, type AddressOfThree, addressOfThree } from '../../../src/standard/address.ts';
import { arrangementOfFour, arrangementOfThree } from '../../../src/standard/arrangement.ts';
import { toFour, toThree } from '../../../src/standard/code-map.ts';
import { debitWordOfRule } from '../../../src/standard/frequency.ts';
import { startBank, type TestBank } from './bank.ts';

let bank: TestBank;
beforeAll(async () => {
  bank = await startBank({ seed: 7 });
});
afterAll(() => bank.close());

type Read = Record<string, unknown>;
const listOf = z.looseObject({ Data: z.record(z.string(), z.array(z.looseObject({}))) });
const word = z.string();

/** The list of an account's resource in both versions. */
async function both(token: string, path: string): Promise<[three: Read[], four: Read[]]> {
  const [three, four] = await Promise.all(
    [bank.base, bank.base.replace('v3.1', 'v4.0')].map(async (base) => {
      const response = await bank.ask(`${base}${path}`, { token });
      return Object.values(listOf.parse(await response.json()).Data)[0] ?? [];
    }),
  );
  return [three ?? [], four ?? []];
}

/** What is kept of an object read in either version, with what both have in common told alike. */
interface Notation {
  path: string;
  three(document: Read): unknown;
  four(document: Read): unknown;
}
const alike = (document: Read) => document;
const same = (path: string): Notation => ({ path, three: alike, four: alike });
/** Those members of a mandate that differ are read, the others are to be the same. */
const mandateMembers = [
  ...['DirectDebitStatusCode', 'StandingOrderStatusCode', 'Frequency', 'MandateIdentification', 'Reference'],
  ...['MandateRelatedInformation', 'RemittanceInformation'],
];
const without = (document: Read, names: readonly string[]) =>
  Object.fromEntries(Object.entries(document).filter(([name]) => !names.includes(name)));
const rest = (document: Read) => without(document, mandateMembers);
const textsOf = (address: object) => new Set(Object.values({ ...address, AddressType: '' }).flat());
const balanceOf = (document: Read) => z.looseObject({ Type: word }).optional().parse(document.Balance);

const notations: readonly Notation[] = [
  {
    path: '',
    three: ({ AccountType, AccountSubType, Servicer, ...others }) => ({
      ...others,
      AccountCategory: AccountType,
      AccountTypeCode: toFour('accountKind', word.parse(AccountSubType)),
      Servicer: { ...z.looseObject({}).parse(Servicer), Name: undefined },
    }),
    four: ({ Servicer, StatementFrequencyAndFormat: _, ...others }) => ({
      ...others,
      Servicer: { ...z.looseObject({}).parse(Servicer), Name: undefined },
    }),
  },
  {
    path: '/balances',
    three: ({ Type, ...others }) => ({ ...others, Type: toFour('balance', word.parse(Type)) }),
    four: alike,
  },
  {
    // What is to come is told by 4.0 alone.
    path: '/transactions?pageSize=1000&toBookingDateTime=2026-11-22T09:30:00',
    three: alike,
    four: ({ Status, ...others }) => {
      const balance = balanceOf(others);
      return {
        ...others,
        Status: toThree('transaction', word.parse(Status)),
        ...(balance && { Balance: { ...balance, Type: toThree('balance', balance.Type) } }),
      };
    },
  },
  {
    path: '/standing-orders',
    three: (document) => [rest(document), arrangementOfThree(document)],
    four: (document) => [rest(document), arrangementOfFour(document)],
  },
  {
    path: '/direct-debits',
    three: (document) => [rest(document), { ...arrangementOfThree(document), frequency: document.Frequency }],
    four: (document) => {
      const read = arrangementOfFour(document);
      return [rest(document), { ...read, frequency: read.frequency && debitWordOfRule(read.frequency) }];
    },
  },
  {
    path: '/parties',
    three: ({ Address: addresses = [], ...others }) => [
      others,
      (addresses as AddressOfThree[]).map((address) => textsOf(addressOfThree(address))),
    ],
    four: ({ Address: addresses = [], ...others }) => [others, (addresses as Address[]).map(textsOf)],
  },
  ...['/beneficiaries', '/product', '/offers', '/scheduled-payments', '/statements'].map(same),
];

describe.each(notations)('An account’s $path', ({ path, three, four }) => {
  it('says the same in both versions', async () => {
    const accountIds = bank.accounts.map(({ accountId }) => accountId);
    const token = await bank.share({ permissions: [...permissionCodes], accountIds });
    let seen = 0;
    for (const accountId of accountIds) {
      const [ofThree, ofFour] = await both(token, `/accounts/${accountId}${path}`);
      expect(ofThree.map(three)).toEqual(ofFour.map(four));
      seen += ofThree.length;
    }
    expect(seen).toBeGreaterThan(0);
  });
});
