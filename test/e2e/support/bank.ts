/** The embedded bank for tests that begin where its folder is prepared already. */
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type BankChoices, giveSoftwareStatement, startBank } from '../../editor/bank.mts';
import { root } from '../../editor/places.mts';
import { emptyFolder } from './editor.ts';

const dist = join(root, 'dist');

/** Starts a fresh bank, which ends with the test. @returns a folder with `openbanking.json` and the files of a software statement of it */
export async function preparedFolder(choices: BankChoices = {}): Promise<string> {
  const [dir, out] = [await emptyFolder(), await emptyFolder()];
  const bank = await startBank({ dist, dir, ...choices });
  onTestFinished(bank.stop);
  await giveSoftwareStatement({ dist, dir, out });
  return out;
}
