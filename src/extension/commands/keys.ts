/** Share Secrets with Terminals…, Forget Secrets…, and what the items of the keys view do: copy a value, take a passphrase. */
import * as vscode from 'vscode';
import { confirm, flash, showInformation } from '../plain/messages.ts';
import { showPick } from '../plain/picks.ts';
import { askPassphrase } from '../secrets/passphrase.ts';
import { banksIn, type KnownSecret, type Part, secretsOfPart } from '../secrets/secret-names.ts';
import { forgetSecret, secretsIn, shareSecret } from '../secrets/secret-storage.ts';
import { showCertificates } from '../views/certificate-text.ts';
import type { CopiedValues } from '../views/keys.ts';
import { pickPlace } from '../workbench/pick.ts';
import type { Handlers, OpenedFolder, Workbench } from '../workbench/workbench.ts';

/** Answers in place of the questions. */
interface ForgetChoices {
  /** Default: the only folder there is, or the one picked. */
  folder?: vscode.Uri;
  part?: Part;
  /** True forgets without the confirmation. */
  confirmed?: boolean;
}

export function keyCommands(
  workbench: Workbench,
): Handlers<
  | 'shareSecretsWithTerminals'
  | 'forgetSecrets'
  | 'enterPassphrase'
  | 'showCertificate'
  | 'copyKeyId'
  | 'copyCertificateThumbprint'
  | 'copySubjectName'
> {
  const copy = (name: 'kid' | 'thumbprint') => async (item?: unknown) => {
    const value = copied(item)?.[name];
    if (value !== undefined) await vscode.env.clipboard.writeText(value);
    return value;
  };
  return {
    /**
     * @param _item is not looked at: secrets are a folder's.
     * @param choices `confirmed` shares without the confirmation
     * @returns how many secrets a terminal has now that only the window had
     */
    async shareSecretsWithTerminals(_item, choices) {
      return share(workbench, (choices ?? {}) as Pick<ForgetChoices, 'confirmed'>);
    },
    /**
     * @param _item is not looked at: secrets are a folder's.
     * @param choices {@link ForgetChoices}
     * @returns how many secrets were forgotten
     */
    async forgetSecrets(_item, choices) {
      return forget(workbench, (choices ?? {}) as ForgetChoices);
    },
    /**
     * Asks for the passphrases of a folder's encrypted keys.
     * @returns true when every key of the folder can be opened now
     */
    async enterPassphrase(item) {
      const place = placeOf(item) ?? (await pickPlace(await workbench.places()));
      if (!place) return false;
      return enterPassphrases(workbench, place.folder);
    },
    /** `handler(file)` gives the document's address. */
    async showCertificate(file) {
      return file instanceof vscode.Uri ? showCertificates(workbench, file) : undefined;
    },
    copyKeyId: copy('kid'),
    copyCertificateThumbprint: copy('thumbprint'),
    /**
     * Asks for the spelling, as banks differ in it.
     * @param choice the number of the spelling
     */
    async copySubjectName(item, choice) {
      const subjects = copied(item)?.subjects ?? [];
      const rows = subjects.map(([label, text]) => ({ label, detail: text, text }));
      const title = vscode.l10n.t('Which spelling does the bank want?');
      const chosen =
        typeof choice === 'number' ? rows[choice] : rows.length < 2 ? rows[0] : await showPick(rows, { title });
      if (chosen) await vscode.env.clipboard.writeText(chosen.text);
      return chosen?.text;
    },
  };
}

async function share(workbench: Workbench, { confirmed }: Pick<ForgetChoices, 'confirmed'>): Promise<number> {
  const folder = (await pickPlace(await workbench.places()))?.folder;
  if (!folder) return 0;
  let shared = 0;
  try {
    // A terminal asks for passphrases itself, or has them in variables.
    const meant = (await secretsIn(workbench, folder)).filter(
      ({ kind, file }) => file === undefined && kind !== 'passphrase',
    );
    if (meant.length === 0) {
      await showInformation(vscode.l10n.t('There are no secrets of this folder that a terminal does not have.'));
      return 0;
    }
    const elsewhere = folder.toString() === workbench.demoFolder.toString() ? folder.fsPath : undefined;
    if (!confirmed && !(await mayShare(meant.length, elsewhere))) return 0;
    // One that no file takes keeps none of the others from its own.
    const done = await Promise.allSettled(meant.map((secret) => shareSecret(workbench, folder, secret)));
    shared = done.filter((each) => each.status === 'fulfilled' && each.value).length;
    const failed = done.find((each) => each.status === 'rejected');
    if (failed) throw failed.reason;
    flash(vscode.l10n.t('The command obw has the secrets of this folder now.'), 5000);
  } catch (thrown) {
    void workbench.show((await workbench.tpp()).problemOf(thrown));
  }
  workbench.changed();
  return shared;
}

/** @param elsewhere the folder, where no terminal of the window begins in it */
async function mayShare(count: number, elsewhere: string | undefined): Promise<boolean> {
  const message =
    count === 1
      ? vscode.l10n.t('Share one secret with terminals?')
      : vscode.l10n.t('Share {0} secrets with terminals?', count);
  const detail = vscode.l10n.t(
    'They move from VS Code’s secret storage into files of .openbanking/secrets that only you may read and git ignores. The command obw then goes on with the clients and consents of this window, and both renew the same tokens.',
  );
  const named =
    elsewhere === undefined
      ? []
      : [
          vscode.l10n.t(
            'The sandbox demo is in a folder of its own: name it to obw with --workspace "{0}".',
            elsewhere,
          ),
        ];
  return confirm(message, [detail, ...named].join('\n\n'), vscode.l10n.t('Share'));
}

async function forget(workbench: Workbench, choices: ForgetChoices): Promise<number> {
  const folder = choices.folder ?? (await pickPlace(await workbench.places()))?.folder;
  if (!folder) return 0;
  let forgotten = 0;
  try {
    const secrets = await secretsIn(workbench, folder);
    if (secrets.length === 0) {
      await showInformation(vscode.l10n.t('There are no secrets of this folder to forget.'));
      return 0;
    }
    const part = choices.part ?? (await pickPart(banksIn(secrets), secrets.length));
    if (!part) return 0;
    const meant = secretsOfPart(secrets, part);
    if (!choices.confirmed && !(await mayForget(part, meant))) return 0;
    for (const secret of meant) {
      await forgetSecret(workbench, folder, secret);
      forgotten += 1;
    }
  } catch (thrown) {
    void workbench.show((await workbench.tpp()).problemOf(thrown));
  }
  await workbench.forgetSessions();
  workbench.changed();
  return forgotten;
}

async function pickPart(banks: readonly string[], count: number): Promise<Part | undefined> {
  const items: (vscode.QuickPickItem & { part: Part })[] = [
    {
      label: vscode.l10n.t('Everything of this folder'),
      description: count === 1 ? vscode.l10n.t('one secret') : vscode.l10n.t('{0} secrets', count),
      part: { what: 'all' },
    },
    ...banks.map((bank) => ({
      label: vscode.l10n.t('Client secrets and tokens of {0}', bank),
      part: { what: 'bank', bank } as const,
    })),
    { label: vscode.l10n.t('Passphrases of keys'), part: { what: 'passphrases' } },
  ];
  return (await showPick(items, { title: vscode.l10n.t('What should be forgotten?') }))?.part;
}

async function mayForget(part: Part, secrets: readonly KnownSecret[]): Promise<boolean> {
  const forgetThem = vscode.l10n.t('Forget');
  const count = secrets.length;
  const detail =
    part.what === 'passphrases'
      ? vscode.l10n.t('Passphrases will be asked for again.')
      : vscode.l10n.t(
          'Most banks say a client’s secret once: without it, adopt the client with its secret or register anew. Tokens are fetched again, those of consents after the customer’s authorisation.',
        );
  const message = count === 1 ? vscode.l10n.t('Forget one secret?') : vscode.l10n.t('Forget {0} secrets?', count);
  return confirm(message, [...terminalLoses(secrets), detail].join('\n\n'), forgetThem);
}

/** Of the secrets that are in the folder's files, that they are a terminal's too. */
function terminalLoses(secrets: readonly KnownSecret[]): string[] {
  const shared = secrets.filter(({ file }) => file !== undefined).length;
  if (shared === 0) return [];
  if (shared === 1 && secrets.length === 1)
    return [vscode.l10n.t('It is in .openbanking/secrets, so the command obw in a terminal loses it as well.')];
  if (shared === secrets.length)
    return [vscode.l10n.t('They are in .openbanking/secrets, so the command obw in a terminal loses them as well.')];
  return [
    shared === 1
      ? vscode.l10n.t('One of them is in .openbanking/secrets, so the command obw in a terminal loses it as well.')
      : vscode.l10n.t(
          '{0} of them are in .openbanking/secrets, so the command obw in a terminal loses them as well.',
          shared,
        ),
  ];
}

async function enterPassphrases(workbench: Workbench, folder: vscode.Uri): Promise<boolean> {
  const tpp = await workbench.tpp();
  const ask = askPassphrase(workbench, folder, (purpose, typed, owner) =>
    tpp.opensKey(folder.fsPath, purpose, typed, owner),
  );
  try {
    const workspace = await tpp.openWorkspace(folder.fsPath, { passphrase: ask });
    // One after the other: two questions at once would hide each other.
    for (const identity of tpp.pairsOf(workspace.file)) {
      await workspace.transportCredentials(identity);
      await workspace.signingKey(identity);
    }
    return true;
  } catch (thrown) {
    const problem = tpp.problemOf(thrown);
    // A dismissed question is no problem.
    if (problem.code !== 'key_encrypted') await workbench.show(problem);
    return false;
  } finally {
    workbench.changed();
  }
}

function copied(item: unknown): CopiedValues | undefined {
  return isItem(item) && 'copied' in item ? (item.copied as CopiedValues) : undefined;
}

function placeOf(item: unknown): Pick<OpenedFolder, 'folder'> | undefined {
  return isItem(item) && 'folder' in item && item.folder instanceof vscode.Uri ? { folder: item.folder } : undefined;
}

const isItem = (item: unknown): item is object => typeof item === 'object' && item !== null;
