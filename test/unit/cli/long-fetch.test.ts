/** A long reading in a terminal: what is waited for is told there, and what failed says how its rest is read. */
import { expect, it } from 'vitest';
import type { Tpp } from '../../../src/cli/terminal.ts';
import { errorIn, fakeTpp, obw } from './fake-terminal.ts';

const url = "https://rs.bank.example/aisp/accounts/a/transactions?page=3&x='y'";
const asked: unknown[] = [];
const transactionPages: Tpp['transactionPages'] = async function* (_session, account, _range, options) {
  asked.push([account, options.continueFrom]);
  yield { items: [{ TransactionId: 't1', BookingDateTime: '2026-11-20' }], url: '', meta: {} };
  options.onWait?.({ seconds: 45, why: 'The bank takes no more requests for now (429).' });
};
const failing: Tpp['transactionPages'] = async function* (...all) {
  yield* transactionPages(...all);
  throw new Error('The bank is gone.');
};
const readBefore = () => [];
const tpp = fakeTpp({ transactionPages, readBefore, continueFrom: () => url });

it('what is waited for is told in a terminal, and nowhere else', async () => {
  const told = 'The bank takes no more requests for now (429). Going on in 45 seconds';
  expect((await obw('transactions a', { tpp, atTerminal: true })).stderr).toContain(told);
  expect((await obw('transactions a', { tpp })).stderr).toBe('');
  const { stdout, stderr } = await obw('transactions a --json', { tpp });
  expect([Object.keys(JSON.parse(stdout)), stderr]).toEqual([['transactions'], '']);
});

it('what failed shows what was read, and how the rest is read', async () => {
  const outcome = await obw('transactions a', { tpp: { ...tpp, transactionPages: failing } });
  expect([outcome.status, outcome.stdout]).toEqual([1, expect.stringContaining('1 transaction.')]);
  expect(outcome.stderr).toContain(`--continue-from '${url.replaceAll("'", "'\\''")}'`);
  await obw(['transactions', 'a', '--continue-from', url], { tpp });
  expect(asked.at(-1)).toEqual(['a', url]);
});

it('JSON is the whole list or nothing, so that there is no rest of it', async () => {
  const outcome = await obw('transactions a --json', { tpp: { ...tpp, transactionPages: failing } });
  expect(outcome.stdout).toBe('');
  expect(JSON.stringify(errorIn(outcome))).not.toContain('continue');
});
