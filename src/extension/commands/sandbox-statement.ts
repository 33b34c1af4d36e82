/** Create Sandbox Software Statement…: keys, certificates, an assertion and an openbanking.json for a folder, from the sandbox's directory. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import { confirm, showInformation } from '../plain/messages.ts';
import { askOne, askText, type Choice, turnOf } from '../questions/ask.ts';
import { type Question, walk } from '../questions/walk.ts';
import { filesInTheWay, ignoreKeys, isInRepository, lacksIgnoring } from '../sandbox/statement-files.ts';
import type { IssuedStatement } from '../sandbox/words.ts';
import type { Workbench } from '../workbench/workbench.ts';

/** In the place of the questions; what is left out is asked for. */
interface StatementChoices {
  /** Where the files go. */
  folder?: vscode.Uri;
  certificates?: Certificates;
  /** Port of the loopback redirect URI; null for the usual one. */
  redirectPort?: number | null;
  /** Whether files that are there may be overwritten. */
  overwrite?: boolean;
  /** Whether the keys are added to `.gitignore`. */
  ignoreKeys?: boolean;
}

/** Made by the directory's CA, made self-signed, or the developer's own (paths of PEM files), whose keys stay where they are. */
type Certificates = 'issued' | 'self-signed' | { transport: string; signing: string };

const usualPort = 53682;

/**
 * `handler(item, choices?: StatementChoices)`.
 * @returns the software id and the files written; undefined when it was dismissed or failed, of which the user knows
 */
export async function createSandboxSoftwareStatement(
  workbench: Workbench,
  _item: unknown,
  given: unknown,
): Promise<IssuedStatement | undefined> {
  const choices = (given ?? {}) as StatementChoices;
  const answers = await ask(workbench, choices);
  if (!answers) return undefined;
  const { folder, certificates, redirectPort } = answers;
  const own = typeof certificates === 'object';
  const inTheWay = await filesInTheWay(folder.fsPath, own);
  if (inTheWay.length > 0 && !(choices.overwrite ?? (await confirmOverwrite(folder, inTheWay)))) return undefined;

  const issued = await workbench.run(vscode.l10n.t('Making a software statement'), async ({ signal }) => {
    await workbench.sandbox.start(signal);
    const request = {
      out: folder.fsPath,
      selfSigned: certificates === 'self-signed',
      transportCertificate: own ? certificates.transport : undefined,
      signingCertificate: own ? certificates.signing : undefined,
      redirectPort,
      force: inTheWay.length > 0 || own,
    };
    return workbench.sandbox.issue(request, signal);
  });
  if (!issued) return undefined;
  if (isSame(folder, workbench.demoFolder)) await workbench.showDemo();
  await workbench.forgetSessions();
  workbench.changed();
  if (choices.ignoreKeys) await ignoreKeys(folder.fsPath);
  if (given === undefined) void tell(folder, issued, own);
  return issued;
}

const isSame = (one: vscode.Uri, other: vscode.Uri): boolean => one.toString() === other.toString();

interface Answers {
  folder?: vscode.Uri;
  certificates?: Certificates;
  redirectPort?: number;
  /** Whether another port than the usual one is to be typed. */
  otherPort?: boolean;
}

/** One question after the other for what is not given; undefined when one was dismissed. */
async function ask(
  { demoFolder }: Workbench,
  given: StatementChoices,
): Promise<{ folder: vscode.Uri; certificates: Certificates; redirectPort: number } | undefined> {
  const title = vscode.l10n.t('Create a software statement at the sandbox');
  const folders = vscode.workspace.workspaceFolders ?? [];
  const start: Answers = {
    folder: given.folder ?? (folders.length === 0 ? demoFolder : folders.length === 1 ? folders[0]?.uri : undefined),
    certificates: given.certificates,
    redirectPort: given.redirectPort === null ? usualPort : given.redirectPort,
  };
  const asked: readonly Question<Answers>[] = [
    ...(start.folder === undefined ? [askFolder(title, folders)] : []),
    ...(start.certificates === undefined ? [askCertificates(title)] : []),
    ...(start.redirectPort === undefined ? [askWhichPort(title)] : []),
  ];
  const answers = await walk(start, ({ otherPort }) => (otherPort ? [...asked, askPort(title)] : asked));
  if (answers === undefined) return undefined;
  const { folder, certificates, redirectPort = usualPort } = answers;
  return folder && certificates && { folder, certificates, redirectPort };
}

function askFolder(title: string, folders: readonly vscode.WorkspaceFolder[]): Question<Answers> {
  const placeholder = vscode.l10n.t('Where should the software statement go?');
  const choices = folders.map(({ name, uri }) => ({ label: name, description: uri.fsPath, value: uri }));
  return async (answers, position) =>
    turnOf(await askOne({ title, position, placeholder, choices, selected: [] }), (folder) => ({ ...answers, folder }));
}

function askCertificates(title: string): Question<Answers> {
  const choices: Choice<Certificates | 'own'>[] = [
    {
      label: vscode.l10n.t('Issued by the sandbox’s directory'),
      detail: vscode.l10n.t('New keys, with certificates like those of a real directory.'),
      value: 'issued',
    },
    {
      label: vscode.l10n.t('Self-signed'),
      detail: vscode.l10n.t('New keys, with certificates signed by themselves and listed by the directory.'),
      value: 'self-signed',
    },
    {
      label: vscode.l10n.t('My own certificates…'),
      detail: vscode.l10n.t('PEM files of certificates whose keys you keep; the directory lists them.'),
      value: 'own',
    },
  ];
  const placeholder = vscode.l10n.t('Which keys and certificates?');
  return async (answers, position) => {
    const before = typeof answers.certificates === 'object' ? ('own' as const) : answers.certificates;
    const selected = before === undefined ? [] : [before];
    const picked = await askOne({ title, position, placeholder, choices, selected });
    const chosen = picked === 'own' ? await askOwnCertificates() : picked;
    return turnOf(chosen, (certificates) => ({ ...answers, certificates }));
  };
}

async function askOwnCertificates(): Promise<Certificates | undefined> {
  const transport = await askFile(vscode.l10n.t('Transport certificate'));
  if (!transport) return undefined;
  const signing = await askFile(vscode.l10n.t('Signing certificate'));
  return signing ? { transport, signing } : undefined;
}

async function askFile(title: string): Promise<string | undefined> {
  const filters = { [vscode.l10n.t('Certificates')]: ['pem', 'crt', 'cer'], [vscode.l10n.t('All files')]: ['*'] };
  const [file] = (await vscode.window.showOpenDialog({ title, openLabel: title, filters })) ?? [];
  return file?.fsPath;
}

function askWhichPort(title: string): Question<Answers> {
  const choices: Choice<boolean>[] = [
    { label: vscode.l10n.t('Usual redirect URIs'), detail: `http://127.0.0.1:${usualPort}/callback`, value: false },
    {
      label: vscode.l10n.t('Another port…'),
      detail: vscode.l10n.t('For the redirect URI on this machine'),
      value: true,
    },
  ];
  const placeholder = vscode.l10n.t('Where may customers be sent back to?');
  return async (answers, position) => {
    const selected = [answers.otherPort ?? false];
    return turnOf(await askOne({ title, position, placeholder, choices, selected }), (otherPort) => ({
      ...answers,
      otherPort,
      redirectPort: usualPort,
    }));
  };
}

function askPort(title: string): Question<Answers> {
  return async (answers, position) => {
    const asked = await askText({
      title,
      position,
      prompt: vscode.l10n.t('Port of the redirect URI on this machine'),
      value: String(answers.redirectPort ?? usualPort),
      validate: (text) => (isPort(text) ? undefined : vscode.l10n.t('A port is a whole number from 1 to 65535.')),
    });
    return turnOf(asked, ({ text }) => ({ ...answers, redirectPort: Number(text) }));
  };
}

const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65536;

async function confirmOverwrite(folder: vscode.Uri, names: readonly string[]): Promise<boolean> {
  const overwrite = vscode.l10n.t('Overwrite');
  const detail = vscode.l10n.t(
    '{0} holds {1} already. A key that is overwritten is gone.',
    folder.fsPath,
    names.join(', '),
  );
  return confirm(vscode.l10n.t('Overwrite files of a software statement?'), detail, overwrite);
}

/** One message with what is most worth doing next. */
async function tell(folder: vscode.Uri, { softwareId }: IssuedStatement, own: boolean): Promise<void> {
  const made = vscode.l10n.t('Software statement {0} is made.', softwareId);
  if (own) {
    const open = vscode.l10n.t('Open openbanking.json');
    const message = vscode.l10n.t(
      '{0} Say in openbanking.json where your keys are: it names signing.key and transport.key.',
      made,
    );
    if ((await showInformation(message, open)) === open)
      await vscode.window.showTextDocument(vscode.Uri.file(join(folder.fsPath, 'openbanking.json')));
    return;
  }
  if ((await isInRepository(folder.fsPath)) && (await lacksIgnoring(folder.fsPath))) {
    const ignore = vscode.l10n.t('Add Keys to .gitignore');
    const message = vscode.l10n.t('{0} Its private keys do not belong in git.', made);
    if ((await showInformation(message, ignore)) === ignore) await ignoreKeys(folder.fsPath);
    return;
  }
  const register = vscode.l10n.t('Register Client…');
  if ((await showInformation(made, register)) === register)
    await vscode.commands.executeCommand('openBanking.registerClient');
}
