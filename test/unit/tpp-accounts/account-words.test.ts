/** Names and types of accounts and balances, in both versions of the standard. */
import { expect, test } from 'vitest';
import {
  accountKind,
  accountName,
  accountNumber,
  accountType,
  balanceName,
} from '../../../src/tpp/accounts/account-words.ts';

test('an account is called what the bank calls it, else by its holder, else by its id', () => {
  expect(accountName({ AccountId: '1', Nickname: ' Bills\n' })).toBe('Bills');
  expect(accountName({ AccountId: '1', Account: [{ Name: 'Luigi' }] })).toBe('Luigi');
  expect(accountName({ AccountId: '1', Account: { Name: 'Luigi' } })).toBe('Luigi');
  expect(accountName(undefined, '5000')).toBe('5000');
  expect(accountNumber({ Account: [{ Identification: '10000109010101' }] })).toBe('10000109010101');
});

const types: [account: Record<string, unknown>, type: string, kind: string][] = [
  [{ AccountSubType: 'CurrentAccount' }, 'Current account', 'CurrentAccount'],
  [{ AccountType: 'Personal', AccountSubType: 'CreditCard' }, 'Personal credit card', 'CreditCard'],
  [{ AccountType: 'Personal' }, 'Personal', ''],
  [{ AccountCategory: 'Personal', AccountTypeCode: 'SVGS' }, 'Personal savings', 'Savings'],
  [{ AccountCategory: 'Business', AccountTypeCode: 'ABCD' }, 'Business ABCD', 'ABCD'],
  [{ AccountTypeCode: 'ABCD' }, 'ABCD', 'ABCD'],
  [{ AccountCategory: null, AccountTypeCode: 'CARD' }, 'Card account', 'CardAccount'],
  [{}, '', ''],
];

test.each(types)('%j is a %j', (account, type, kind) => {
  expect([accountType(account), accountKind(account)]).toEqual([type, kind]);
});

test.each([
  ['InterimAvailable', 'Interim available'],
  ['ITAV', 'Interim available'],
  ['PRCD', 'Previously closed booked'],
  ['INFO', 'Information'],
  ['ZZZZ', 'ZZZZ'],
  ['', ''],
])('the balance %s is called %j', (type, name) => {
  expect(balanceName(type)).toBe(name);
});
