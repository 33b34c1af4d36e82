/** A verb's session with a bank: the workspace of its options, its state and secrets, closed when the verb ends. */
import { resolve } from 'node:path';
import type { Whose, Workspace } from '../tpp/workspace/workspace.ts';
import type { Call } from './call.ts';
import { last } from './defaults.ts';
import type { WorkspaceOptions } from './options.ts';
import type { Opened, Tpp } from './terminal.ts';
import { warning } from './words.ts';

/**
 * Opens the folder of `--workspace`. Passphrases of encrypted keys come from the environment, so that no argument list shows them, or from
 * the secret store, where an import has put them.
 */
export async function openWorkspaceOf(
  call: Call,
  options: WorkspaceOptions,
): Promise<{ tpp: Tpp; workspace: Workspace }> {
  const tpp = await call.tpp();
  const folder = resolve(call.folder, options.workspace ?? '.');
  const workspace: Workspace = await tpp.openWorkspace(folder, {
    passphrase: async (purpose, owner) =>
      passphraseIn(call, purpose, owner) ??
      (await tpp.commandPassphrase(workspace, purpose)) ??
      (await tpp.fileSecretStore(folder, call.environment).get(tpp.passphraseName(purpose, owner))),
  });
  for (const finding of workspace.warnings) call.warn(warning(finding));
  return { tpp, workspace };
}

/** `OBW_SIGNING_PASSPHRASE_ACME` for the signing key of the identity acme, else `OBW_SIGNING_PASSPHRASE`. */
function passphraseIn({ environment }: Call, purpose: 'signing' | 'transport', owner: string | undefined) {
  const general = `OBW_${purpose.toUpperCase()}_PASSPHRASE`;
  const own = owner === undefined ? general : `${general}_${owner.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}`;
  return environment[own] ?? environment[general];
}

/** Whose keys are meant: those for the bank of `--bank` or the only bank, else those of the only identity. */
export function whoseOf(tpp: Tpp, workspace: Workspace, bank: string | undefined): Whose {
  const only = Object.keys(workspace.file.banks).length === 1;
  return bank !== undefined || only ? workspace.bank(bank) : tpp.identityOf(workspace.file);
}

/** Says of private keys named on the command line what {@link openWorkspaceOf} says of the workspace's: that others may read them. */
export async function warnOfKeys(call: Call, tpp: Tpp, paths: readonly string[]): Promise<void> {
  for (const finding of await tpp.permissionFindings(call.folder, paths)) call.warn(warning(finding));
}

/** Opens a session with the bank of `--bank`. */
export async function openSessionOf(call: Call, options: WorkspaceOptions): Promise<Opened> {
  const { tpp, workspace } = await openWorkspaceOf(call, options);
  const recorder = tpp.exchangeRecorder(workspace.folder);
  const told = new Set<string>();
  call.atEnd(() => recorder.write());
  const session = tpp.openSession({
    workspace,
    bank: options.bank,
    client: last,
    state: tpp.fileStateStore(workspace.folder),
    secrets: tpp.fileSecretStore(workspace.folder, call.environment),
    proxies: tpp.proxiesOf(call),
    onWarning: (finding) => call.warn(warning(finding, finding.severity === 'information' ? 'Note' : 'Warning')),
    onExchange: (record) => {
      for (const finding of record.findings) call.warn(`Note (${record.purpose}): ${finding}`);
      const notes = tpp.deviationNotes(record, told);
      for (const note of notes) call.warn(`Note (${record.purpose}): ${note}`);
      if (notes.length > 0) call.warn(`Note (${record.purpose}): for the whole of it, obw exchanges ${record.id}`);
      recorder.add(record);
    },
  });
  call.atEnd(() => session.close());
  return { tpp, session };
}
