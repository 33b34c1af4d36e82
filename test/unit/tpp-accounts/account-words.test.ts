/** Names and types of accounts and balances, in both versions of the standard. */
import { expect, test } from 'vitest';
import {
  accountKind,
  accountName,
  accountNumber,
  accountNumberWritten,
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

test.each([
  ['UK.OBIE.SortCodeAccountNumber', '10000109010101', '10-00-01 09010101'],
  ['SortCodeAccountNumber', '10000109010101', '10-00-01 09010101'],
  ['UK.OBIE.SortCodeAccountNumber', '10-00-01 09010101', '10-00-01 09010101'],
  ['UK.OBIE.SortCodeAccountNumber', 'xxxxxxxxxx0101', 'xxxxxxxxxx0101'],
  ['UK.OBIE.IBAN', 'GB60BARC20000055779911', 'GB60 BARC 2000 0055 7799 11'],
  ['UK.OBIE.IBAN', 'not one', 'not one'],
  ['UK.OBIE.PAN', '4929********4243', '4929 **** **** 4243'],
  ['UK.OBIE.BBAN', 'BARC20000055779911', 'BARC20000055779911'],
  [undefined, '10000109010101', '10000109010101'],
])('a number of the scheme %s is written as people do: %s as %s', (SchemeName, Identification, written) => {
  expect(accountNumberWritten({ Account: [{ SchemeName, Identification }] })).toBe(written);
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
