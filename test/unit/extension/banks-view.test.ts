/** The banks' tree without the editor: groups of accounts, times and statuses, what is drawn again, where a fault is. */
import { describe, expect, it } from 'vitest';
import { AccountMemory } from '../../../src/extension/accounts/memory.ts';
import { groupsOf } from '../../../src/extension/views/account-groups.ts';
import { changedItems, type Drawn } from '../../../src/extension/views/tree-changes.ts';
import { distance } from '../../../src/tpp/time-words.ts';
import { statusOf } from '../../../src/tpp/workspace/consent-status.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const minute = 60_000;
const day = 24 * 60 * minute;

describe('groups of accounts', () => {
  it.each([
    [0, []],
    [1, []],
    [200, []],
    [201, ['1–200', '201']],
    [450, ['1–200', '201–400', '401–450']],
  ])('%i accounts', (length, labels) => {
    expect(groupsOf(length).map(({ label }) => label)).toEqual(labels);
  });

  it('ten thousand accounts are fifty groups that hold every one once', () => {
    const groups = groupsOf(10_000);
    expect(groups).toHaveLength(50);
    expect(groups.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(10_000);
    expect(groups.every(({ from }, index) => from === (groups[index - 1]?.to ?? 0))).toBe(true);
  });
});

describe('words of the tree', () => {
  it.each([
    [12 * day + 5 * minute, 12, 'day'],
    [47 * 60 * minute, 47, 'hour'],
    [119 * minute, 119, 'minute'],
    [0, 0, 'minute'],
    [-30_000, 0, 'minute'],
    [-3 * day - minute, -3, 'day'],
  ])('%i ms away are %i %ss', (away, value, unit) => {
    expect(distance(now + away, now)).toEqual({ value, unit });
  });

  it.each([
    ['AwaitingAuthorisation', 'awaitingAuthorisation'],
    ['AUTH', 'authorised'],
    ['CANC', 'revoked'],
    ['EXPD', 'expired'],
    ['constructor', 'unknown'],
    ['', 'unknown'],
  ])('the status %s means %s', (told, status) => {
    expect(statusOf(told)).toBe(status);
  });
});

describe('what is drawn again', () => {
  const leaf = (id: string, look = id): Drawn => ({ id, look, children: [] });
  const tree = (client: Drawn[], look = 'bank'): Drawn[] => [{ id: 'bank', look, children: client }, leaf('other')];

  it.each<[string, Drawn[], Drawn[], string[] | undefined]>([
    ['nothing, when all is as it was', tree([leaf('a')]), tree([leaf('a')]), []],
    ['the item that looks different', tree([leaf('a'), leaf('b')]), tree([leaf('a'), leaf('b', 'B')]), ['b']],
    ['the parent of an item that is new', tree([leaf('a')]), tree([leaf('a'), leaf('b')]), ['bank']],
    ['the parent of an item that is gone', tree([leaf('a')]), tree([]), ['bank']],
    ['the parent, when the order changed', tree([leaf('a'), leaf('b')]), tree([leaf('b'), leaf('a')]), ['bank']],
    ['an item alone, not those below it too', tree([leaf('a')]), tree([leaf('a', 'A')], 'BANK'), ['bank']],
    ['everything, when the first level changed', tree([]), [leaf('other')], undefined],
  ])('%s', (_, before, after, expected) => {
    expect(changedItems(before, after)).toEqual(expected);
  });
});

describe('the memory of accounts', () => {
  it('tells who listens, and keeps what passes the test', () => {
    const memory = new AccountMemory();
    const told: string[] = [];
    const listening = memory.onDidRead((key) => told.push(key));
    memory.set('a', { accounts: new Map(), session: 1 });
    memory.set('b', { accounts: new Map(), session: 2 });
    listening.dispose();
    memory.set('b', { accounts: new Map(), session: 3 });
    memory.keepOnly((_, { session }) => session === 3);
    expect([told, memory.get('a'), memory.get('b')?.session]).toEqual([['a', 'b'], undefined, 3]);
  });
});
