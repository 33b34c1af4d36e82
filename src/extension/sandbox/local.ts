/** Whether a bank is the embedded one that runs. */
import type { BankOf } from '../workbench.ts';
import type { Ready } from './words.ts';

/** Whether a bank's entry names the sandbox that runs. */
export function isOfSandbox(
  { bank: { entry } }: { bank: Pick<BankOf['bank'], 'entry'> },
  ready: Pick<Ready, 'discovery'>,
): boolean {
  return entry.discovery === ready.discovery;
}
