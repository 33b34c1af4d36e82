/** Passphrases of encrypted keys: asked for once, tried on the key, kept where the folder's secrets are. */
import * as vscode from 'vscode';
import type { SecretName } from '../../tpp/workspace/secrets.ts';
import type { AskPassphrase } from '../../tpp/workspace/workspace.ts';
import { askSecret } from '../plain/inputs.ts';
import { type SecretsHost, secretStorageOf } from './secret-storage.ts';

type Purpose = Parameters<AskPassphrase>[0];

/** Whether a passphrase opens the key that it is for. */
export type Opens = (purpose: Purpose, passphrase: string, owner?: string) => Promise<boolean>;

const nameOf = (purpose: Purpose, owner: string | undefined): SecretName =>
  `passphrase/${purpose}${owner === undefined ? '' : `/${owner}`}`;

/** The passphrase that was given before; never asks. */
export function keptPassphrase(host: SecretsHost, folder: vscode.Uri): AskPassphrase {
  return async (purpose, owner) => secretStorageOf(host, folder).get(nameOf(purpose, owner));
}

/** Questions that are open, so that two who need the same passphrase at once make one question. */
const asking = new Map<string, Promise<string | undefined>>();

/**
 * Asks where none is kept and the file's own command gives none; what was typed is kept for the folder and the purpose. Undefined when the question was dismissed.
 *
 * @param command gives the one that the team keeps
 * @param opens a passphrase that does not open its key is not kept but asked for again; without it, any is taken.
 */
export function askPassphrase(
  host: SecretsHost,
  folder: vscode.Uri,
  opens?: Opens,
  command: AskPassphrase = async () => undefined,
): AskPassphrase {
  return async (purpose, owner) => {
    const kept = await keptPassphrase(host, folder)(purpose, owner);
    if (kept !== undefined && (await opens?.(purpose, kept, owner)) !== false) return kept;
    const told = await command(purpose, owner);
    if (told !== undefined && (await opens?.(purpose, told, owner)) !== false) return told;
    const name = nameOf(purpose, owner);
    const key = `${folder.toString()}#${name}`;
    const open = asking.get(key);
    if (open) return open;
    const question = ask(purpose, owner, opens).finally(() => asking.delete(key));
    asking.set(key, question);
    const typed = await question;
    if (typed !== undefined) await secretStorageOf(host, folder).set(name, typed);
    return typed;
  };
}

async function ask(purpose: Purpose, owner: string | undefined, opens: Opens | undefined): Promise<string | undefined> {
  const title =
    purpose === 'signing'
      ? vscode.l10n.t('Passphrase of the signing key')
      : vscode.l10n.t('Passphrase of the transport key');
  const whose = owner?.replace(/^bank\//, '');
  const wrong = vscode.l10n.t('This passphrase does not open the key.');
  for (let prompt: string | undefined; ; prompt = wrong) {
    const typed = await askSecret(whose === undefined ? title : vscode.l10n.t('{0} of {1}', title, whose), prompt);
    if (typed === undefined) return undefined;
    if ((await opens?.(purpose, typed, owner)) !== false) return typed;
  }
}
