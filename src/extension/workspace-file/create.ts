/** Create openbanking.json…: from a bank's discovery URL and files in any order to an openbanking.json that works. */
import * as vscode from 'vscode';
import type { Roles } from '../../tpp/directory/pair.ts';
import type { BankSupport } from '../../tpp/discovery/compose.ts';
import type { DiscoveryDocument } from '../../tpp/discovery/discovery.ts';
import type { Problem } from '../../tpp/errors.ts';
import { commandId } from '../contributions/commands.ts';
import { readText } from '../documents/chosen-file.ts';
import { pickIdentityName } from '../workbench/pick.ts';
import type { Tpp, Workbench } from '../workbench/workbench.ts';
import { askDiscovery, askWay, pickFolder } from './create-questions.ts';
import { inspectWorkspaceFileOf } from './diagnostics.ts';
import { type Draft, environmentOf, noRoles, withFiles } from './draft.ts';
import { type FileInHand, filesFoundIn, readFiles } from './given-files.ts';
import { placeFiles } from './place-files.ts';
import { addToGitignore } from './quick-fixes.ts';
import { confirmDraft, pickFiles } from './summary.ts';

/** Answers in place of the questions. */
export interface CreateChoices {
  /** Default: the only folder of the window, or the one picked. */
  folder?: vscode.Uri;
  /** `sandbox`, or the URL of a bank's discovery document. */
  discovery?: string;
  /** Base URL of the account information API; default: as the discovery document names it. */
  aisp?: string;
  /** How the bank is called; default: after its host. */
  bank?: string;
  /** Which identity the bank knows and the files belong to, where the file has several; default: the one picked. */
  identity?: string;
  files?: readonly (vscode.Uri | FileInHand)[];
  /** Corrections of what was recognised, by the paths of the files. */
  roles?: Partial<Roles>;
  /** False leaves .gitignore alone. */
  ignoreKeys?: boolean;
  /** True changes an openbanking.json that is there; without it that is a question, or a refusal where nothing is asked. */
  change?: boolean;
  /** True asks for one's own bank, and adds it alone where there is a file: those that it names are not asked for again. */
  bankAlone?: boolean;
  /** True asks what is not given, as for dropped files. Default: ask only when neither files nor bank are given. */
  ask?: boolean;
}

export interface Created {
  file: vscode.Uri;
  /** The bank's name in the file; absent when only files were put in. */
  bank?: string;
  /** Paths as the file spells them. */
  roles: Roles;
  support?: BankSupport;
}

/** Asks, recognises, confirms, writes, opens. Undefined when a question was dismissed or the sandbox's command took over. */
export async function createWorkspaceFile(workbench: Workbench, choices: CreateChoices): Promise<Created | undefined> {
  const asking = choices.ask ?? (choices.files === undefined && choices.discovery === undefined);
  const dropped = asking && choices.files !== undefined;
  const open = asking && !dropped && choices.discovery === undefined;
  const tpp = await workbench.tpp();
  const asked = open ? await askWay(tpp, choices.folder, choices.bankAlone === true) : {};
  if (asked === undefined) return undefined;
  if ((choices.discovery ?? asked.kind) === 'sandbox') {
    await vscode.commands.executeCommand(commandId('createSandboxSoftwareStatement'));
    return undefined;
  }
  const folder = choices.folder ?? asked.folder ?? (await pickFolder());
  if (!folder) return undefined;
  const existing = await textOf(vscode.Uri.joinPath(folder, 'openbanking.json'));
  if (existing !== undefined && !asking && choices.change !== true) return refuse(workbench);
  const wantsBank = !(dropped && existing !== undefined);
  const given = choices.discovery ?? asked.discovery;
  const typed = given ?? (asking && wantsBank ? await askDiscovery(tpp) : undefined);
  if (wantsBank && asking && typed === undefined) return undefined;

  const discovery = typed === undefined ? undefined : tpp.discoveryUrl(typed);
  if (typed !== undefined && discovery === undefined) return refuseUrl(workbench, typed);
  const alone = choices.bankAlone === true && existing !== undefined;
  const files = alone ? [] : await filesOf(tpp, folder, choices, asking);
  if (!files) return undefined;
  let draft: Draft | undefined = withFiles(tpp, emptyDraft(folder, existing, choices), files);
  draft = { ...draft, roles: { ...draft.roles, ...choices.roles } };
  if (discovery !== undefined) draft = await withBank(workbench, tpp, draft, discovery, choices);
  if (asking) draft = await confirmDraft(tpp, draft);
  else if (existing === undefined && tpp.missingIn(draft.roles).length > 0) return refuseMissing(workbench, tpp, draft);
  return draft && write(workbench, tpp, draft);
}

const emptyDraft = (
  folder: vscode.Uri,
  existing: string | undefined,
  { ignoreKeys = true, identity }: CreateChoices,
): Draft => ({
  folder,
  identity,
  existing,
  files: [],
  recognised: { things: [], roles: noRoles, missing: [], leftOut: [], findings: [], converted: new Map() },
  roles: noRoles,
  ignoreKeys,
});

async function filesOf(
  tpp: Tpp,
  folder: vscode.Uri,
  { files }: CreateChoices,
  asking: boolean,
): Promise<FileInHand[] | undefined> {
  if (files) {
    const inHand = await Promise.all(files.map((file) => (file instanceof vscode.Uri ? readFiles([file]) : [file])));
    return inHand.flat();
  }
  if (!asking) return [];
  const found = await filesFoundIn(folder);
  const recognised = tpp.recognise(
    found.map(({ uri, name, bytes }) => ({ path: uri?.fsPath ?? name, bytes })),
    Date.now(),
  );
  const useful = found.filter(({ uri }) => !recognised.leftOut.some(({ path }) => path === uri?.fsPath));
  if (recognised.missing.length === 0) return useful;
  const picked = await pickFiles(folder);
  return picked.length === 0 && useful.length === 0 ? undefined : [...useful, ...picked];
}

async function withBank(
  workbench: Workbench,
  tpp: Tpp,
  draft: Draft,
  discovery: string,
  { bank: name, aisp }: CreateChoices,
): Promise<Draft> {
  const environment = environmentOf(draft);
  const { document, problem } = await readDiscovery(workbench, tpp, draft, discovery);
  return {
    ...draft,
    bank: tpp.composeBank(discovery, { name, found: document, environment, aisp }),
    support: document && tpp.supportOf(document),
    unreachable: problem,
  };
}

interface Read {
  document?: DiscoveryDocument;
  problem?: Problem;
}

/** Over verified TLS, with the CA files in hand besides the system's roots and without a client certificate. */
async function readDiscovery(workbench: Workbench, tpp: Tpp, draft: Draft, discovery: string): Promise<Read> {
  const { roles, files, recognised } = draft;
  const certificateAuthorities = roles.ca.map(
    (path) =>
      recognised.converted.get(path) ??
      tpp.normalisePem(new TextDecoder().decode(files.find((file) => file.path === path)?.bytes)),
  );
  const read = workbench.run<Read>(vscode.l10n.t('Reading what the bank supports'), async ({ signal }) => {
    const transport = tpp.createTransport({ certificateAuthorities, proxies: workbench.proxies(tpp) });
    transport.onExchange((record) => workbench.logExchange(record));
    signal.addEventListener('abort', () => void transport.close());
    try {
      const { document } = await tpp.fetchDiscovery(transport, { name: 'bank', entry: { discovery } });
      return { document };
    } catch (thrown) {
      return { problem: tpp.problemOf(thrown) };
    } finally {
      await transport.close();
    }
  });
  return (await read) ?? {};
}

async function write(workbench: Workbench, tpp: Tpp, draft: Draft): Promise<Created | undefined> {
  const { folder, existing, bank, recognised, files, identity } = draft;
  const file = vscode.Uri.joinPath(folder, 'openbanking.json');
  try {
    const roles = await placeFiles(folder.fsPath, draft.roles, files, recognised.converted);
    // What was written meanwhile, by hand or by another command, is not lost.
    const before = await textOf(file);
    if (before !== undefined && existing === undefined) return await refuse(workbench);
    const chosen = identity === undefined ? await pickIdentityName(tpp.identityNamesIn(before ?? '')) : { identity };
    if (chosen === 'dismissed') return undefined;
    const text = tpp.mergeWorkspace(before ?? '', roles, bank, chosen?.identity);
    if (text !== before) await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    const keys = [roles.signingKey, roles.transportKey].filter((path) => path !== undefined);
    if (draft.ignoreKeys && keys.length > 0) await addToGitignore(folder, keys);
    workbench.changed();
    const document = await inspectWorkspaceFileOf(folder);
    await vscode.window.showTextDocument(document, { preview: false });
    const name = bank && (tpp.bankIn(text, tpp.addressOf(bank.entry)) ?? bank.name);
    return { file, bank: name, roles, support: draft.support };
  } catch (thrown) {
    await workbench.show(tpp.problemOf(thrown));
    return undefined;
  }
}

async function refuse(workbench: Workbench): Promise<undefined> {
  await workbench.show({
    code: 'files_exist',
    message: vscode.l10n.t('There is an openbanking.json in this folder already.'),
    try: vscode.l10n.t('Change that one, or choose another folder.'),
  });
  return undefined;
}

async function refuseUrl(workbench: Workbench, typed: string): Promise<undefined> {
  await workbench.show({
    code: 'workspace_invalid',
    message: vscode.l10n.t('"{0}" is no https URL.', typed),
    try: vscode.l10n.t('Give the bank’s issuer or the address of its openid-configuration.'),
  });
  return undefined;
}

async function refuseMissing(workbench: Workbench, tpp: Tpp, draft: Draft): Promise<undefined> {
  const reasons = draft.recognised.leftOut.map(({ path, reason }) => `${path}: ${reason}`).join(' ');
  await workbench.show({
    code: 'file_missing',
    message: vscode.l10n.t(
      'These files do not make an openbanking.json: {0} missing.',
      tpp.missingIn(draft.roles).join(', '),
    ),
    try:
      reasons ||
      vscode.l10n.t('Give the software statement, the transport certificate with its key, and the signing key.'),
  });
  return undefined;
}

async function textOf(file: vscode.Uri): Promise<string | undefined> {
  try {
    return await readText(file, 'openbanking.json');
  } catch (thrown) {
    if (thrown instanceof vscode.FileSystemError && thrown.code === 'FileNotFound') return undefined;
    throw thrown;
  }
}
