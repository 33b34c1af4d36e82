/** What is told of two versions of the standard. */
import { describe, expect, it } from 'vitest';
import { type ChangedDefinition, diff } from '../../../src/standard/diff.ts';
import { diffText } from '../../../src/standard/diff-text.ts';
import { operationAsked } from '../../../src/standard/operation-asked.ts';

const accounts = operationAsked('GET /accounts');
const found = (definitions: readonly ChangedDefinition[], name: string) =>
  definitions.find((each) => each.name === name);

describe('from 3.1.11 to 4.0.1', () => {
  const all = diff('3.1.11', '4.0.1');

  it('two operations came and none went', () => {
    expect(all.operations.added).toEqual([
      'PUT /domestic-vrp-consents/{ConsentId}',
      'PATCH /domestic-vrp-consents/{ConsentId}',
    ]);
    expect(all.operations.removed).toEqual([]);
    expect(all.operations.changed).toContainEqual({ name: 'POST /domestic-payments', added: [409, 422], removed: [] });
  });

  it('an account has other members for what it is, each with the name it had', () => {
    const account = found(all.definitions, 'OBAccount6');
    expect(account?.added.map(({ name, counterpart }) => [name, counterpart])).toEqual([
      ['AccountCategory', 'AccountType'],
      ['AccountTypeCode', 'AccountSubType'],
      ['StatementFrequencyAndFormat', undefined],
    ]);
    expect(account?.removed.map(({ name, counterpart }) => [name, counterpart])).toEqual([
      ['AccountType', 'AccountCategory'],
      ['AccountSubType', 'AccountTypeCode'],
    ]);
    expect(account?.operations).toEqual(['GET /accounts', 'GET /accounts/{AccountId}']);
  });

  it('balances have other codes, each with its word, and three have none any more', () => {
    const codes = found(all.definitions, 'OBBalanceType1Code')?.codes;
    expect(codes?.added).toContainEqual({ code: 'ITAV', counterpart: 'InterimAvailable' });
    expect(codes?.removed.filter(({ counterpart }) => !counterpart).map(({ code }) => code)).toEqual([
      'ClosingCleared',
      'InterimCleared',
      'OpeningCleared',
    ]);
  });

  it('says which definitions take other members than their own, before and now', () => {
    const closed = (name: string) => found(all.definitions, name)?.closed;
    expect(closed('OBReadConsent1')).toEqual({ from: true, to: false });
    expect(closed('OBRisk1DeliveryAddress')).toEqual({ from: false, to: true });
    expect(closed('OBAccount6')).toBeUndefined();
  });

  it('each pair of definitions is told once, however many operations have it', () => {
    const keys = all.definitions.map(({ from, to }) => `${from} ${to}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(found(all.definitions, 'OBRisk1')?.operations.length).toBeGreaterThan(10);
  });
});

describe('from 4.0 to 4.0.1', () => {
  const all = diff('4.0', '4.0.1');

  it.each([
    ['OBTransaction6', 'IntermediaryAgent1'],
    ['OBTransaction6', 'IntermediaryAgent3'],
  ])('%s has %s', (name, member) => {
    expect(found(all.definitions, name)?.added.map((each) => each.name)).toContain(member);
  });

  it('nothing went but the cancelled payment of VRP and what its refund held', () => {
    const gone = all.definitions.filter(({ removed, codes }) => removed.length > 0 || (codes?.removed.length ?? 0) > 0);
    expect(gone.map(({ name }) => name)).toEqual(['OBCashAccountDebtorWithName', 'OBDomesticVRPResponseDataStatus']);
  });

  it('what was required is not', () => {
    expect(found(all.definitions, 'OBReadAccount6')?.changed).toEqual([
      { name: 'Links', required: { from: true, to: false } },
      { name: 'Meta', required: { from: true, to: false } },
    ]);
  });

  it('backwards is the same the other way round', () => {
    const back = diff('4.0.1', '4.0');
    const pairs = (definitions: readonly ChangedDefinition[], one: 'from' | 'to', other: 'from' | 'to') =>
      definitions.map((each) => `${each[one]} ${each[other]}`).toSorted();
    expect(pairs(back.definitions, 'to', 'from')).toEqual(pairs(all.definitions, 'from', 'to'));
    expect(found(back.definitions, 'OBTransaction6')?.removed.map(({ name }) => name)).toContain('IntermediaryAgent1');
  });
});

it('a version and itself differ in nothing', () => {
  expect(diff('4.0', '4.0')).toEqual({
    from: '4.0',
    to: '4.0',
    operations: { added: [], removed: [], changed: [] },
    definitions: [],
  });
  expect(diffText(diff('4.0', '4.0'))).toBe('4.0 → 4.0\n\nNothing changed.\n');
});

it('client registration has a grant type and a length more', () => {
  const { definitions } = diff('3.3', '3.4');
  expect(found(definitions, 'OBClientRegistration1')?.changed.map(({ name }) => name)).toContain(
    'tls_client_auth_subject_dn',
  );
  expect(JSON.stringify(definitions)).toContain('urn:ietf:params:oauth:grant-type:jwt-bearer');
});

describe('the text', () => {
  it('fits 80 columns, all of it', () => {
    for (const [from, to] of [
      ['3.1.11', '4.0'],
      ['3.1.11', '4.0.1'],
      ['4.0', '4.0.1'],
      ['3.3', '3.4'],
    ] as const) {
      const tooLong = diffText(diff(from, to))
        .split('\n')
        .filter((line) => line.length > 80);
      expect(tooLong).toEqual([]);
    }
  });

  it('tells what changed alike in several definitions once, for all of them', () => {
    const text = diffText(diff('4.0', '4.0.1'));
    expect(text.split('~ Links: is no longer required').length).toBe(2);
    expect(text).toMatch(/OBReadAccount6, OBReadBalance1,/);
  });

  it('says whether other members are taken now, or no longer', () => {
    const text = diffText(diff('3.1.11', '4.0.1'));
    expect(text).toMatch(/OBRisk1DeliveryAddress\b[^\n]*\n(?: .*\n)*? {2}~ takes no other members now\n/);
    expect(text).toMatch(/OBReadConsent1\b[^\n]*\n(?: .*\n)*? {2}~ takes other members too now\n/);
  });

  it('says of a code what it was, and does not tell that again as gone', () => {
    const text = diffText(diff('3.1.11', '4.0', accounts), 80, true);
    expect(text).toContain('was AccountSubType');
    expect(text).toContain('U004 (UK.OBIE.Field.Missing)');
    expect(text).not.toContain('- UK.OBIE.Field.Missing');
  });
});
