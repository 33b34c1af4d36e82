/** Reads a consent's accounts and remembers them for the tree. */
import type { BankObject } from '../../tpp/accounts/pages.ts';
import type { Finding } from '../../tpp/finding.ts';
import type { ConsentRecord } from '../../tpp/workspace/state.ts';
import type { BankOf, OpenedFolder, Workbench } from '../workbench/workbench.ts';
import { AccountMemory } from './memory.ts';

const memories = new WeakMap<Workbench, AccountMemory>();

/** The window's memory of accounts. */
export function accountMemoryOf(workbench: Workbench): AccountMemory {
  const memory = memories.get(workbench) ?? new AccountMemory();
  memories.set(workbench, memory);
  return memory;
}

/** Where a consent stands in the memory. */
export function memoryKey(
  { place, bank }: { place: Pick<OpenedFolder, 'folder'>; bank: Pick<BankOf['bank'], 'name'> },
  { consentId }: Pick<ConsentRecord, 'consentId'>,
): string {
  return `${place.folder.toString()}#${bank.name}#${consentId}`;
}

/**
 * Reads the accounts of a consent at the bank; success and failure are both remembered.
 * @throws OpenBankingError whatever the library's `accounts` throws
 */
export async function readAccounts(
  workbench: Workbench,
  of: BankOf,
  consent: ConsentRecord,
  signal?: AbortSignal,
): Promise<BankObject[]> {
  const memory = accountMemoryOf(workbench);
  const key = memoryKey(of, consent);
  const tpp = await workbench.tpp();
  const session = await workbench.session(of);
  const { authorisedAt } = consent;
  const findings: Finding[] = [];
  const byId = (accounts: readonly BankObject[]): Map<string, BankObject> => {
    const map = new Map(accounts.map((account) => [tpp.accountId(account) ?? '', account]));
    map.delete('');
    return map;
  };
  try {
    await workbench.sandbox.rouse(of, signal);
    const onFinding = (finding: Finding) => void findings.push(finding);
    const accounts = await tpp.accounts(session, { consentId: consent.consentId, signal, onFinding });
    memory.set(key, { accounts: byId(accounts), findings, session, authorisedAt });
    return accounts;
  } catch (thrown) {
    const problem = tpp.problemOf(thrown);
    const accounts = new Map([...(memory.get(key)?.accounts ?? []), ...byId(tpp.readBefore(thrown))]);
    if (problem.code !== 'cancelled') memory.set(key, { accounts, findings, problem, session, authorisedAt });
    throw thrown;
  }
}
