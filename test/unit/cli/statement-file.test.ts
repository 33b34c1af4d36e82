/** `obw statements --file`, `--transactions`: where the file goes, whose statement it is, and what contradicts itself. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tpp } from '../../../src/cli/terminal.ts';
import { fakeTpp, obw } from './fake-terminal.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'obw-statement-'));
});
afterAll(() => rm(folder, { recursive: true }));

const bytes = Buffer.from('%PDF-1.7 \u00ff');
const asked: unknown[] = [];
const tpp = fakeTpp({
  read: async () => [
    { AccountId: 'a', StatementId: 's1' },
    { AccountId: 'b', StatementId: 's2' },
    { AccountId: 'a', StatementId: 's3' },
    { AccountId: 'b', StatementId: 's3' },
  ],
  readStatementFile: (async (_session, of) => {
    asked.push(of);
    return { bytes, type: 'application/pdf' };
  }) satisfies Tpp['readStatementFile'],
  statementTransactionPages: async function* (_session, of) {
    asked.push(of);
    yield { items: [{ TransactionId: 't1', BookingDateTime: '2026-11-20' }], url: '', meta: {} };
  } satisfies Tpp['statementTransactionPages'],
});

describe('the file of a statement', () => {
  it('goes into a file, of the account that has it', async () => {
    const outcome = await obw('statements --file s2 --out s2.pdf', { tpp, folder });
    expect(outcome).toEqual({ status: 0, stdout: 's2.pdf: 11 bytes, application/pdf.\n', stderr: '' });
    expect(await readFile(join(folder, 's2.pdf'))).toEqual(bytes);
    expect(asked.at(-1)).toEqual({ account: 'b', statement: 's2' });
  });

  it('overwrites nothing unless that is wanted, and the bank is not asked before', async () => {
    await writeFile(join(folder, 'mine.pdf'), 'mine');
    const before = asked.length;
    const outcome = await obw('statements a --file s1 --out mine.pdf', { tpp, folder });
    expect(outcome.stderr).toContain('mine.pdf is there already. (files_exist)');
    expect([asked.length, await readFile(join(folder, 'mine.pdf'), 'utf8')]).toEqual([before, 'mine']);
    const forced = await obw('statements a --file s1 --out mine.pdf --force --json', { tpp, folder });
    expect(JSON.parse(forced.stdout)).toEqual({
      file: 'mine.pdf',
      type: 'application/pdf',
      size: 11,
      account: 'a',
      statement: 's1',
    });
    expect(await readFile(join(folder, 'mine.pdf'))).toEqual(bytes);
  });

  it('goes to standard output where that is no terminal', async () => {
    expect((await obw('statements a --file s1 --out -', { tpp, folder })).stdout).toBe(String(bytes));
    const shown = await obw('statements a --file s1 --out -', { tpp, folder, shown: true });
    expect([shown.status, shown.stdout]).toEqual([2, '']);
  });

  it.each([
    ['--file s1', 'needs a place'],
    ['--file s1 --out x --transactions s1', 'two things'],
    ['--out x', 'for the file of a statement'],
    ['--file s1 --out x --format csv', 'as the bank made it'],
    ['--file s9 --out x', 'has a statement s9'],
    ['--file s3 --out x', 'Several accounts have a statement s3: a, b'],
  ])('is wrong usage: obw statements %s', async (words, said) => {
    const outcome = await obw(`statements ${words}`, { tpp, folder });
    expect([outcome.status, outcome.stdout]).toEqual([2, '']);
    expect(outcome.stderr).toContain(said);
  });
});

it('the transactions of a statement are shown as those of an account', async () => {
  expect((await obw('statements --transactions s1', { tpp })).stdout).toContain('1 transaction.');
  expect(asked.at(-1)).toEqual({ account: 'a', statement: 's1' });
  const { stdout } = await obw('statements a --transactions s1 --json', { tpp });
  expect(JSON.parse(stdout)).toEqual({ transactions: [{ TransactionId: 't1', BookingDateTime: '2026-11-20' }] });
});
