/** The bank: how soon it listens, and what its pages of transactions cost. */
import { join } from 'node:path';
import { openSqliteStore } from '../../src/bank/store/sqlite.ts';
import { pageCost } from './page.mts';
import { folder, startBank } from './processes.mts';
import { median, type Row, upperBudget } from './report.mts';

async function starts(): Promise<Row[]> {
  const first: number[] = [];
  const later: number[] = [];
  for (let run = 0; run < 3; run++) {
    const dir = folder();
    for (const times of [first, later, later, later]) {
      const bank = await startBank(dir);
      times.push(bank.milliseconds);
      await bank.stop();
    }
  }
  return [
    upperBudget('the bank, process start to ready line, keys there', 400, median(later), 'ms'),
    upperBudget('the bank, first start', 2000, median(first), 'ms'),
  ];
}

/** Of the customers' life, which is made up for before the bank listens. */
const missedDays = 300;

/** A start whose business time is that far ahead of the last: the days are there afterwards, so each has a folder of its own. */
async function catchesUp(): Promise<Row> {
  const times: number[] = [];
  for (let run = 0; run < 3; run++) {
    const dir = folder();
    await (await startBank(dir)).stop();
    const store = openSqliteStore(join(dir, 'bank.sqlite'), { now: () => Date.now() });
    await store.put('Setting', 'clock', { ahead: missedDays * 24 * 3_600_000 });
    await store.close();
    const bank = await startBank(dir);
    times.push(bank.milliseconds);
    await bank.stop();
  }
  return upperBudget(`the bank, a start with ${missedDays} days to catch up`, 2000, median(times), 'ms');
}

export async function bankRows(): Promise<Row[]> {
  return [
    ...(await starts()),
    await catchesUp(),
    await pageCost(25, 4, 4_000),
    await pageCost(25, 4, 4_000, '4.0'),
    await pageCost(500, 3, 1_000),
  ];
}
