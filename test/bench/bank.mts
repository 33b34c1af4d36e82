/** The bank: how soon it listens, and what its pages of transactions cost. */
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

export async function bankRows(): Promise<Row[]> {
  return [...(await starts()), await pageCost(25, 4, 4_000), await pageCost(500, 3, 1_000)];
}
