/** Whether a bank is the embedded one that runs. */
import type { NamedBank } from '../../tpp/workspace/workspace.ts';
import type { Ready } from './words.ts';

/** Whether a bank's entry names the sandbox that runs. */
export function isOfSandbox(
  { bank: { entry } }: { bank: Pick<NamedBank, 'entry'> },
  ready: Pick<Ready, 'discovery'>,
): boolean {
  return entry.discovery === ready.discovery;
}
