/** The summary of an openbanking.json before it is written: every file's place, to confirm or to correct. */
import * as vscode from 'vscode';
import type { Role } from '../../tpp/directory/pair.ts';
import { bankIcon } from '../contributions/looks.ts';
import { showInput } from '../plain/inputs.ts';
import { type PickRow, showPick, showPicks } from '../plain/picks.ts';
import type { Tpp } from '../workbench/workbench.ts';
import { type Draft, outside, withFiles } from './draft.ts';
import { readFiles } from './given-files.ts';

type DraftRow = PickRow & {
  act?: { kind: 'write' | 'add' | 'ignore' | 'ca' | 'api' } | { kind: 'role'; role: Role };
};

const roles: readonly Role[] = [
  'assertion',
  'transportCertificate',
  'transportKey',
  'signingCertificate',
  'signingKey',
];

function nameOfRole(role: Role): string {
  switch (role) {
    case 'assertion':
      return vscode.l10n.t('Software statement');
    case 'transportCertificate':
      return vscode.l10n.t('Transport certificate');
    case 'transportKey':
      return vscode.l10n.t('Transport key');
    case 'signingCertificate':
      return vscode.l10n.t('Signing certificate');
    case 'signingKey':
      return vscode.l10n.t('Signing key');
  }
}

/** Shows the summary until it is confirmed; undefined when it was dismissed. */
export async function confirmDraft(tpp: Tpp, proposed: Draft): Promise<Draft | undefined> {
  let draft = proposed;
  for (;;) {
    const row = await showPick(rowsOf(tpp, draft), {
      title:
        draft.existing === undefined
          ? vscode.l10n.t('openbanking.json: is this right?')
          : vscode.l10n.t('Change openbanking.json: is this right?'),
      placeHolder: vscode.l10n.t('Confirm with the first row, or pick a row to correct it'),
      matchOnDescription: true,
    });
    const act = row?.act;
    if (!row) return undefined;
    if (act?.kind === 'write') return draft;
    if (act?.kind === 'ignore') draft = { ...draft, ignoreKeys: !draft.ignoreKeys };
    if (act?.kind === 'add') draft = withFiles(tpp, draft, await pickFiles(draft.folder));
    if (act?.kind === 'api') draft = await nameApi(draft);
    if (act?.kind === 'ca') draft = await correctAuthorities(draft);
    if (act?.kind === 'role') draft = await correct(tpp, draft, act.role);
  }
}

/** The system's dialog for any number of files, in any order. */
export async function pickFiles(folder: vscode.Uri) {
  const uris = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Software statement, certificates and keys, in any order'),
    openLabel: vscode.l10n.t('Recognise'),
    canSelectMany: true,
    canSelectFiles: true,
    canSelectFolders: false,
    defaultUri: folder,
  });
  return readFiles(uris ?? []);
}

function rowsOf(tpp: Tpp, draft: Draft): DraftRow[] {
  const { recognised, bank } = draft;
  const missing = draft.existing === undefined ? tpp.missingIn(draft.roles) : [];
  const copies = outside(draft);
  const separator = (label: string): DraftRow => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const write: DraftRow =
    missing.length > 0
      ? {
          icon: 'warning',
          label: vscode.l10n.t('Add files…'),
          description: vscode.l10n.t('still missing: {0}', missing.map(nameOfRole).join(', ')),
          act: { kind: 'add' },
        }
      : {
          icon: 'check',
          label:
            draft.existing === undefined
              ? vscode.l10n.t('Write openbanking.json')
              : vscode.l10n.t('Change openbanking.json'),
          description:
            copies.length === 0
              ? undefined
              : copies.length === 1
                ? vscode.l10n.t('and copy one file into keys, readable by you alone')
                : vscode.l10n.t('and copy {0} files into keys, readable by you alone', copies.length),
          act: { kind: 'write' },
        };
  return [
    write,
    separator(vscode.l10n.t('files')),
    ...roles.map((role) => roleRow(draft, role, missing.includes(role))),
    {
      icon: 'shield',
      label: vscode.l10n.t('CA certificates'),
      description: draft.roles.ca.join(', ') || vscode.l10n.t('none: only the system’s roots are trusted'),
      act: { kind: 'ca' },
    },
    ...recognised.findings.map(({ message, fix }): DraftRow => ({ icon: 'warning', label: message, description: fix })),
    ...(bank ? [separator(vscode.l10n.t('bank')), ...bankRows(draft)] : []),
    separator(vscode.l10n.t('more')),
    {
      icon: draft.ignoreKeys ? 'pass-filled' : 'circle-large',
      label: vscode.l10n.t('Keep the private keys out of git (.gitignore)'),
      act: { kind: 'ignore' },
    },
    ...(missing.length > 0 ? [] : [{ icon: 'add', label: vscode.l10n.t('Add files…'), act: { kind: 'add' } } as const]),
    ...(recognised.leftOut.length > 0 ? [separator(vscode.l10n.t('left out'))] : []),
    ...recognised.leftOut.map(
      ({ path, reason }): DraftRow => ({ icon: 'circle-slash', label: path, description: reason }),
    ),
  ];
}

function roleRow(draft: Draft, role: Role, missing: boolean): DraftRow {
  const path = draft.roles[role];
  const things = draft.recognised.things.filter((thing) => thing.path === path);
  const encrypted =
    role.endsWith('Key') && things.some((thing) => thing.kind === 'store' || (thing.kind === 'key' && thing.encrypted));
  const none =
    draft.existing === undefined ? vscode.l10n.t('none') : vscode.l10n.t('stays as it is in openbanking.json');
  return {
    icon: missing ? 'warning' : path === undefined ? 'dash' : 'file',
    label: nameOfRole(role),
    description: [path ?? none, encrypted && vscode.l10n.t('encrypted')].filter(Boolean).join(' · '),
    act: { kind: 'role', role },
  };
}

function bankRows({ bank, support, unreachable }: Draft): DraftRow[] {
  if (!bank) return [];
  const name: DraftRow = { icon: bankIcon, label: bank.name, description: bank.entry.discovery };
  const { aisp } = bank.entry.resourceServers ?? {};
  const api: DraftRow = {
    icon: aisp === undefined ? 'warning' : 'link',
    label: vscode.l10n.t('Account information API'),
    description: aisp ?? vscode.l10n.t('the discovery document does not name it: pick to write its base URL'),
    act: { kind: 'api' },
  };
  if (unreachable) return [name, { icon: 'warning', label: unreachable.message, description: unreachable.try }, api];
  if (!support) return [name, api];
  const requests = {
    required: vscode.l10n.t('pushed requests required'),
    offered: vscode.l10n.t('pushed requests offered'),
    none: vscode.l10n.t('no pushed requests'),
  };
  const facts = [
    support.authMethods.join(' '),
    support.algorithms.join(' '),
    requests[support.pushedRequests],
    support.registration ? vscode.l10n.t('takes registrations') : vscode.l10n.t('names no registration endpoint'),
  ];
  return [{ ...name, detail: facts.filter((fact) => fact !== '').join(' · ') }, api];
}

/** The bank's own documentation has it, where its discovery document does not. */
async function nameApi(draft: Draft): Promise<Draft> {
  if (!draft.bank) return draft;
  const { entry } = draft.bank;
  const typed = await showInput({
    title: vscode.l10n.t('The base URL of the account information API'),
    value: entry.resourceServers?.aisp,
    placeHolder: 'https://rs1.bank.example/open-banking/v3.1/aisp',
    validateInput: (text) =>
      /^\s*(https:\/\/[^\s/:@]+(:\d+)?(\/\S*)?)?\s*$/i.test(text)
        ? undefined
        : vscode.l10n.t('An https URL is needed, such as https://rs1.bank.example/open-banking/v3.1/aisp.'),
  });
  if (typed === undefined) return draft;
  const aisp = typed.trim();
  const resourceServers = { ...entry.resourceServers, aisp: aisp === '' ? undefined : aisp };
  return { ...draft, bank: { ...draft.bank, entry: { ...entry, resourceServers } } };
}

async function correct(tpp: Tpp, draft: Draft, role: Role): Promise<Draft> {
  const candidates = tpp.candidatesFor(role, draft.recognised.things);
  const items: (PickRow & { path?: string; add?: true })[] = [
    ...candidates.map((path) => ({ label: path, path })),
    { icon: 'dash', label: vscode.l10n.t('None') },
    { icon: 'add', label: vscode.l10n.t('Add files…'), add: true },
  ];
  const picked = await showPick(items, { title: nameOfRole(role) });
  if (!picked) return draft;
  if (picked.add) return withFiles(tpp, draft, await pickFiles(draft.folder));
  return { ...draft, roles: { ...draft.roles, [role]: picked.path } };
}

async function correctAuthorities(draft: Draft): Promise<Draft> {
  const authorities = draft.recognised.things.filter((thing) => thing.kind === 'authority');
  const items = authorities.map((thing) => ({
    label: thing.path,
    description: thing.subjects.join(', '),
    picked: draft.roles.ca.includes(thing.path),
  }));
  if (items.length === 0) return draft;
  const picked = await showPicks(items, {
    title: vscode.l10n.t('CA certificates to trust besides the system’s'),
  });
  return picked ? { ...draft, roles: { ...draft.roles, ca: picked.map(({ label }) => label) } } : draft;
}
