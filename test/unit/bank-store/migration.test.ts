/** A file of layout 1 opened by a bank of layout 2. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { consentExpiry } from '../../../src/bank/accounts/consent-changes.ts';
import { systemClock } from '../../../src/bank/clock.ts';
import { openSqliteStore } from '../../../src/bank/store/sqlite.ts';
import { writeLayout1 } from './layout-1.ts';

const from = Date.UTC(2026, 0, 1);
let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'bank-migration-'));
  file = join(dir, 'bank.sqlite');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const accounts = [
  { accountId: 'a', currency: 'GBP', openingBalance: 1_000, moved: [500, -200, -50, 700, -30, -40], pending: 2 },
  { accountId: 'b', currency: 'EUR', openingBalance: -5, moved: [10], pending: 0 },
];
const versionOf = () => {
  const db = new DatabaseSync(file);
  const { user_version } = db.prepare('PRAGMA user_version').get() ?? {};
  db.close();
  return user_version;
};

describe('A file of layout 1', () => {
  it('keeps its entries by rank, has its pending ones as holds, and adds up', async () => {
    writeLayout1(file, accounts, from);
    const store = openSqliteStore(file, systemClock);
    expect(await store.standing('a')).toEqual({
      currency: 'GBP',
      opening: 1_000,
      booked: 1_950,
      held: -70,
      first: from,
      last: from + 5 * 3_600_000,
    });
    expect(await store.standing('b')).toMatchObject({ currency: 'EUR', booked: 5, held: 0 });
    const page = await store.page({ accountId: 'a', credits: true, debits: true }, 0, 10);
    expect(
      page.map(({ rank, credit, amount, balanceAfter }) => [rank, credit ? amount : -amount, balanceAfter]),
    ).toEqual([
      [undefined, -40, undefined],
      [undefined, -30, undefined],
      [3, 700, 1_950],
      [2, -50, 1_250],
      [1, -200, 1_300],
      [0, 500, 1_500],
    ]);
    expect(await store.count({ accountId: 'a', credits: true, debits: false })).toBe(2);
    expect(await store.get('Account', 'a')).toEqual({ accountId: 'a', currency: 'GBP' });
    await store.close();
    expect(versionOf()).toBe(2);
  });

  it('goes on as any other: entries are appended, holds replaced', async () => {
    writeLayout1(file, accounts, from);
    const store = openSqliteStore(file, systemClock);
    const posting = { bookedAt: from + 1e9, valueAt: from, amount: 7, credit: true, counterparty: 1, detail: 1 };
    await store.book('a', [posting]);
    await store.hold('a', []);
    await store.setDue('CivilDay', 'customers', 1);
    expect(await store.standing('a')).toMatchObject({ booked: 1_957, held: 0 });
    expect(await store.firstDue()).toEqual({ kind: 'CivilDay', id: 'customers', at: 1 });
    await store.close();
  });

  it('has its consents in neutral words, each due when it ends and found by its customer', async () => {
    const consents = {
      asked: { status: 'AwaitingAuthorisation' },
      good: { status: 'Authorised', expiresAt: from + 9, customerId: 'rora' },
      refused: { status: 'Rejected', expiresAt: from + 10 },
    };
    writeLayout1(file, accounts, from, { Consent: consents });
    const store = openSqliteStore(file, systemClock);
    expect(await store.get('Consent', 'asked')).toEqual({ status: 'awaitingAuthorisation', version: '3.1' });
    expect(await store.get('Consent', 'good')).toMatchObject({ status: 'authorised', version: '3.1' });
    expect(await store.get('Consent', 'refused')).toMatchObject({ status: 'rejected', version: '3.1' });
    expect(await store.find('Consent', 'customerId', 'rora')).toEqual([await store.get('Consent', 'good')]);
    expect(await store.dueAt(consentExpiry, 'asked')).toBeUndefined();
    expect(await store.firstDue()).toEqual({ kind: consentExpiry, id: 'good', at: from + 9 });
    await store.close();
  });

  it('is migrated once by two that open it at once', async () => {
    writeLayout1(file, accounts, from);
    const stores = [openSqliteStore(file, systemClock), openSqliteStore(file, systemClock)];
    for (const store of stores) expect(await store.standing('a')).toMatchObject({ booked: 1_950, held: -70 });
    for (const store of stores) await store.close();
  });
});
