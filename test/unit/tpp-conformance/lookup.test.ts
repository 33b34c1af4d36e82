/** The standard looked up by name, and a document held against its messages. */
import { describe, expect, it } from 'vitest';
import { compareWith, likeliestMessages } from '../../../src/tpp/conformance/compare.ts';
import { operationsByName, standardText } from '../../../src/tpp/conformance/lookup.ts';

describe('the standard’s text', () => {
  it('is that of the version asked for, as people write it', () => {
    expect(standardText('GET /accounts', 'v3.1')).toContain('OBReadAccount6');
    expect(standardText('GET /accounts', '3.1.11')).toBe(standardText('GET /accounts', 'v3.1'));
    expect(standardText('GET /accounts', '3.1.11')).not.toBe(standardText('GET /accounts'));
  });

  it.each([
    ['a name that it does not have', 'GET /secrets', undefined],
    ['a version that it does not have', 'GET /accounts', '9.9'],
  ])('is none for %s', (_, name, version) => {
    expect(() => standardText(name, version)).toThrow(expect.objectContaining({ code: 'usage' }));
  });

  it('is there for every operation that can be chosen, each of which is offered once', () => {
    const names = operationsByName().map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(standardText(name)).toContain(name);
  });

  it('is found by the API that has it, or by each of several', () => {
    const apisOf = (wanted: string) => operationsByName().find(({ name }) => name === wanted)?.apis;
    expect(apisOf('GET /accounts')).toEqual(['account information']);
    expect(apisOf('POST /domestic-vrps')).toEqual([
      'variable recurring payments',
      'commercial variable recurring payments',
    ]);
  });
});

describe('a document', () => {
  const row = { AccountId: '1', Currency: 'GBP', AccountType: 'Personal', AccountSubType: 'CurrentAccount' };
  const accounts = (count: number, more: object = {}) => ({
    Data: { Account: Array.from({ length: count }, () => ({ ...row, ...more })) },
    Links: { Self: 'https://bank.example/accounts' },
    Meta: { TotalPages: 1 },
  });

  it.each([
    ['as it should be', accounts(1)],
    ['with the same member too many in a thousand rows', accounts(1000, { Extra: 1 })],
  ])('%s is likeliest the message that it is', (_, value) => {
    expect(likeliestMessages(value, 1)).toMatchObject([
      { of: 'answer', version: '3.1.11', definition: 'OBReadAccount6' },
    ]);
  });

  it('is told what differs, the weightiest first', () => {
    const [message] = likeliestMessages(accounts(1), 1);
    const { findings } = compareWith(
      accounts(1, { Extra: 1, Currency: 'pounds' }),
      message as NonNullable<typeof message>,
    );
    expect(findings.map(({ grade, path }) => [grade, path])).toEqual([
      ['breach', '/Data/Account/0/Currency'],
      ['hint', '/Data/Account/0/Extra'],
    ]);
  });
});
