/** What of openbanking.json a bank's session depends on: another bank's entry is none of it. */
import { identityOf } from './identity.ts';
import type { BankEntry, WorkspaceFile } from './schema.ts';

/** As text: a session is good for as long as it is the same. */
export function bankParts(file: WorkspaceFile, bank: { name: string; entry: BankEntry }): string {
  return JSON.stringify([bank, identityIn(file, bank), file.secretCommand]);
}

/** Where it is not said which one is meant, any change of the file may say it. */
function identityIn(file: WorkspaceFile, bank: { name: string; entry: BankEntry }): unknown {
  try {
    return identityOf(file, bank);
  } catch {
    return file;
  }
}
