/** Secrets of a folder in the editor: in the folder's own files where they are, else in SecretStorage, kept apart by folder; where that fails, in memory for this session. */
import * as vscode from 'vscode';
import type { SecretFiles } from '../../tpp/workspace/secret-files.ts';
import type { SecretName, SecretStore } from '../../tpp/workspace/secrets.ts';
import { showInformation, showWarning } from '../plain/messages.ts';
import { moveToFiles, type Places, secretsInOnePlace } from './one-place.ts';
import { type KnownSecret, readSecretKey, secretsTogether } from './secret-names.ts';
import { type Tell, type TolerantStorage, tolerantStorage } from './tolerant-storage.ts';

/** What is needed of a workbench. */
export interface SecretsHost {
  context: Pick<vscode.ExtensionContext, 'secrets'>;
  tpp(): Promise<typeof import('../../tpp/index.ts')>;
}

const tolerant = new WeakMap<vscode.SecretStorage, TolerantStorage>();

/** The storage of this window, which never fails: one message tells when the machine's does. */
function storageOf({ context: { secrets } }: SecretsHost): TolerantStorage {
  const known = tolerant.get(secrets) ?? tolerantStorage(secrets, tellOnce());
  tolerant.set(secrets, known);
  return known;
}

/** By folder. */
const files = new Map<string, SecretFiles>();

/** The secrets that a terminal keeps in a folder. A window that is not trusted looks at none. */
async function filesOf(host: SecretsHost, { fsPath }: vscode.Uri): Promise<SecretFiles | undefined> {
  if (!vscode.workspace.isTrusted) return undefined;
  const { untrackedSecretFiles } = await host.tpp();
  const known = files.get(fsPath) ?? untrackedSecretFiles(fsPath);
  files.set(fsPath, known);
  return known;
}

export function secretStorageOf(host: SecretsHost, folder: vscode.Uri): SecretStore {
  return secretsInOnePlace({
    files: async () => filesOf(host, folder),
    storage: storageIn(host, folder),
    replaced: (name) => tellReplaced(keyOf(folder, name), name),
  });
}

/** Whether the window's storage failed when it was asked for a secret last: nothing says then that there is none. */
export const isUnread = (host: SecretsHost, folder: vscode.Uri, name: SecretName): boolean =>
  storageOf(host).failed(keyOf(folder, name));

const keyOf = (folder: vscode.Uri, name: SecretName): string => `${folder.toString()}#${name}`;

/** What the window's storage has of a folder. */
function storageIn(host: SecretsHost, folder: vscode.Uri): Places['storage'] {
  const storage = storageOf(host);
  return {
    get: async (name) => storage.get(keyOf(folder, name)),
    set: async (name, value) => storage.store(keyOf(folder, name), value),
    delete: async (name) => storage.delete(keyOf(folder, name)),
    take: async (name) => storage.take(keyOf(folder, name)),
  };
}

/** Every secret of a folder, wherever it is; the values are not read. Errors: those of files. */
export async function secretsIn(host: SecretsHost, folder: vscode.Uri): Promise<KnownSecret[]> {
  const [{ secretFileName }, keys, found] = await Promise.all([
    host.tpp(),
    storageOf(host).keys(),
    filesOf(host, folder).then((own) => own?.list()),
  ]);
  const stored = keys.flatMap((key) => readSecretKey(key) ?? []).filter((each) => each.folder === folder.toString());
  return secretsTogether(stored, found ?? [], secretFileName);
}

/** Moves a secret that only the editor's storage has into a file of the folder; whether it did. Errors: those of files. */
export async function shareSecret(host: SecretsHost, folder: vscode.Uri, { key, file }: KnownSecret): Promise<boolean> {
  const name = key === undefined ? undefined : readSecretKey(key)?.name;
  const own = await filesOf(host, folder);
  if (file !== undefined || name === undefined || !own) return false;
  return moveToFiles(own, storageIn(host, folder), name);
}

/** Removes a secret from wherever it was found. Errors: those of files. */
export async function forgetSecret(host: SecretsHost, folder: vscode.Uri, { key, file }: KnownSecret): Promise<void> {
  if (file !== undefined) await (await filesOf(host, folder))?.remove(file);
  if (key !== undefined) await storageOf(host).delete(key);
}

/** Nobody misses a token that a client gets by itself; what else becomes another without the window's doing is told. */
function tellReplaced(key: string, name: SecretName): void {
  if (name.startsWith('client_credentials/')) return;
  const message = vscode.l10n.t(
    'Another value of {0} stands in .openbanking/secrets, where a terminal keeps it: that one is used from now on, and the one that VS Code had is gone.',
    nameOfSecret(key),
  );
  void showInformation(message);
}

/** What a person calls a secret. */
function nameOfSecret(key: string): string {
  const secret = readSecretKey(key);
  switch (secret?.kind) {
    case 'passphrase':
      return secret.of === 'signing'
        ? vscode.l10n.t('the passphrase of the signing key')
        : vscode.l10n.t('the passphrase of the transport key');
    case 'client_secret':
      return vscode.l10n.t('the client secret for {0}', secret.of);
    case 'client_credentials':
      return vscode.l10n.t('the client credentials token for {0}', secret.of);
    case 'tokens':
      return vscode.l10n.t('the tokens of a consent at {0}', secret.of);
    default:
      return vscode.l10n.t('a secret');
  }
}

/** One message for what fails in one go, and none once it was agreed to keep secrets for the session. */
function tellOnce(): Tell {
  let agreed = false;
  let asking: Promise<boolean> | undefined;
  return async (action, key) => {
    if (action === 'delete') {
      const message = vscode.l10n.t('This machine’s secret storage did not let go of {0}.', nameOfSecret(key));
      void showWarning(message);
      return false;
    }
    if (agreed) return true;
    asking ??= askToKeep(action, key).finally(() => {
      asking = undefined;
    });
    agreed = await asking;
    return agreed;
  };
}

async function askToKeep(action: 'read' | 'write', key: string): Promise<boolean> {
  const keep = vscode.l10n.t('Keep for This Session');
  const message =
    action === 'write'
      ? vscode.l10n.t(
          'This machine’s secret storage did not take {0}. It can be kept in memory until this window closes; otherwise it is forgotten now.',
          nameOfSecret(key),
        )
      : vscode.l10n.t(
          'This machine’s secret storage could not be read for {0}. It will be asked for, and can be kept in memory until this window closes.',
          nameOfSecret(key),
        );
  return (await showWarning(message, keep)) === keep;
}
