/** Whether a bank is the embedded one, whose customers may authorise without a browser. */
import { isSandbox } from '../../tpp/workspace/profile.ts';
import type { BankOf } from '../workbench.ts';
import type { Ready } from './words.ts';

/** Without its front door no customer can be led through the login pages by us. */
export function isLocalSandbox({ bank: { entry } }: { bank: Pick<BankOf['bank'], 'entry'> }): boolean {
  return isSandbox(entry);
}

/** Whether a bank's entry names the sandbox that runs. */
export function isOfSandbox(
  { bank: { entry } }: { bank: Pick<BankOf['bank'], 'entry'> },
  ready: Pick<Ready, 'discovery'>,
): boolean {
  return entry.discovery === ready.discovery;
}
