/** Secrets of a workspace in the editor's SecretStorage, kept apart by folder; where that fails, in memory for this session. */
import * as vscode from 'vscode';
import type { SecretStore } from '../tpp/workspace/secrets.ts';
import { showWarning } from './plain/messages.ts';
import { type KnownSecret, readSecretKey } from './secret-names.ts';
import { type Storage, type Tell, tolerantStorage } from './tolerant-storage.ts';

const tolerant = new WeakMap<vscode.SecretStorage, Storage>();

/** The storage of this window, which never fails: one message tells when the machine's does. */
export function secretsOf(storage: vscode.SecretStorage): Storage {
  const known = tolerant.get(storage) ?? tolerantStorage(storage, tellOnce());
  tolerant.set(storage, known);
  return known;
}

export function secretStorageOf(storage: vscode.SecretStorage, folder: vscode.Uri): SecretStore {
  const secrets = secretsOf(storage);
  const key = (name: string): string => secretKey(folder, name);
  return {
    get: async (name) => secrets.get(key(name)),
    set: async (name, value) => secrets.store(key(name), value),
    delete: async (name) => secrets.delete(key(name)),
  };
}

export const secretKey = (folder: vscode.Uri, name: string): string => `${folder.toString()}#${name}`;

/** Every secret of a folder that the storage holds, by name; the values are not read. */
export async function secretsIn(storage: vscode.SecretStorage, folder: vscode.Uri): Promise<KnownSecret[]> {
  const keys = await secretsOf(storage).keys();
  return keys.flatMap((key) => readSecretKey(key) ?? []).filter((secret) => secret.folder === folder.toString());
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
