/** A workspace for windows that have none: the sandbox with a software statement in the extension's own folder. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import type { JourneyStepReport } from '../../tpp/report/journey.ts';
import { usesSecret } from '../../tpp/rules/auth-methods.ts';
import type { Ready } from '../sandbox/words.ts';
import { askPassphrase } from '../secrets/passphrase.ts';
import { secretStorageOf } from '../secrets/secret-storage.ts';
import type { BankOf, Workbench } from '../workbench/workbench.ts';

/** What tells whose the demo workspace is. */
const demoFile = z.object({ banks: z.object({ sandbox: z.object({ discovery: z.string(), profile: z.string() }) }) });

const textOf = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

/** Whether the files in a folder were made by this sandbox as it now is. */
async function fitsSandbox(folder: string, ready: Pick<Ready, 'discovery' | 'profile' | 'ca'>): Promise<boolean> {
  const [file, ca, bankCa] = await Promise.all([
    textOf(join(folder, 'openbanking.json')),
    textOf(join(folder, 'ca.pem')),
    textOf(ready.ca),
  ]);
  if (ca === '' || ca.trim() !== bankCa.trim()) return false;
  try {
    const { discovery, profile } = demoFile.parse(JSON.parse(file)).banks.sandbox;
    return discovery === ready.discovery && profile === ready.profile;
  } catch {
    return false;
  }
}

/**
 * Whether the demo workspace's client can be used from here. The files are the machine's; secrets are the window's, which in a browser means
 * that another browser has none of them.
 */
async function hasSecretOfClient(workbench: Workbench, folder: vscode.Uri): Promise<boolean> {
  const { fileStateStore, clientSecretName } = await workbench.tpp();
  const client = (await fileStateStore(folder.fsPath).read()).clients.at(-1);
  if (!client || !usesSecret(client.tokenEndpointAuthMethod)) return true;
  const secrets = secretStorageOf(workbench, folder);
  return (await secrets.get(clientSecretName(client.bank, client.clientId))) !== undefined;
}

/**
 * Starts the sandbox, makes a software statement for the demo workspace where none is, where it is another bank's, or where its client's secret is not here, and
 * gives its bank.
 *
 * @param onStep told of both when they are over, as a journey is of its steps
 * @returns undefined when it failed, was cancelled or may not be done here; the user knows by then
 */
export async function ensureDemo(
  workbench: Workbench,
  onStep: (step: JourneyStepReport) => void = () => {},
): Promise<BankOf | undefined> {
  const folder = workbench.demoFolder;
  const timed = async <T>(name: JourneyStepReport['name'], work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const over = (status: JourneyStepReport['status'], result?: string): void =>
      onStep({
        name,
        status,
        milliseconds: Math.round(performance.now() - began),
        ...(result !== undefined && { result }),
      });
    try {
      const result = await work();
      over('done');
      return result;
    } catch (thrown) {
      over('failed', (await workbench.tpp()).problemOf(thrown).message);
      throw thrown;
    }
  };
  let isNew = false;
  const made = await workbench.run(vscode.l10n.t('Preparing the sandbox'), async ({ signal, report }) => {
    const { ready } = await timed('bank', () => workbench.sandbox.start(signal));
    await timed('software-statement', async () => {
      if ((await fitsSandbox(folder.fsPath, ready)) && (await hasSecretOfClient(workbench, folder))) return;
      report(vscode.l10n.t('making a software statement'));
      // What is registered there is another bank's, or cannot be used without its secret.
      await vscode.workspace.fs.delete(folder, { recursive: true }).then(undefined, () => {});
      isNew = true;
      await workbench.sandbox.issue({ out: folder.fsPath }, signal);
    });
    return true;
  });
  if (!made) return undefined;
  await workbench.showDemo();
  workbench.changed();
  const tpp = await workbench.tpp();
  const workspace = await tpp.openWorkspace(folder.fsPath, { passphrase: askPassphrase(workbench, folder) });
  // At last: a view that looked meanwhile may have begun one with the keys that were there before.
  if (isNew) await workbench.forgetSessions();
  return { place: { folder, name: workbench.demoName, workspace }, bank: workspace.bank('sandbox') };
}
