/** The words of the keys view: descriptions beside the labels, tooltips in Markdown. */
import * as vscode from 'vscode';
import type { Certificate } from '../../tpp/keys/certificate.ts';
import type { NameSpellings } from '../../tpp/keys/distinguished-name.ts';
import type { Credentials } from '../../tpp/workspace/credentials.ts';
import { md, tooltip } from '../plain/markdown.ts';
import { oneLine } from '../plain/text.ts';
import { inEditorWords } from '../words/editor-words.ts';
import { daysUntil, type KeyState, type KeysEntry, type KeysGroup } from './keys-model.ts';

export function titleOfGroup(id: KeysGroup['id']): string {
  switch (id) {
    case 'statement':
      return vscode.l10n.t('Software Statement');
    case 'transport':
      return vscode.l10n.t('Transport');
    case 'signing':
      return vscode.l10n.t('Signing');
    case 'authorities':
      return vscode.l10n.t('CA Certificates');
  }
}

/** An identity's name, or of which bank these are the own pairs. */
export function titleOfHolder({ identity, bank }: Credentials): string {
  return oneLine(bank ?? identity ?? '');
}

/** Sandbox or production and the banks that know the identity; of a bank's own pairs, in whose place they are. */
export function descriptionOfHolder({ identity, bank, banks, statement }: Credentials): string {
  if (bank !== undefined) {
    return identity === undefined
      ? vscode.l10n.t('a pair of its own')
      : oneLine(vscode.l10n.t('a pair of its own, else {0}', identity));
  }
  const environment = statement && 'value' in statement ? statement.value.environment : undefined;
  return oneLine([environment, banks.join(', ')].filter((part) => part !== undefined && part !== '').join(' · '));
}

export function iconOf(state: KeyState, ordinary: string): vscode.ThemeIcon {
  switch (state) {
    case 'fine':
      return new vscode.ThemeIcon(ordinary);
    case 'encrypted':
      return new vscode.ThemeIcon('lock');
    case 'soon':
      return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
    case 'wrong':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  }
}

export function labelOf(entry: KeysEntry): string {
  switch (entry.kind) {
    case 'statement':
      return oneLine(entry.statement?.softwareName ?? entry.statement?.softwareId ?? vscode.l10n.t('Assertion'));
    case 'certificate':
      return vscode.l10n.t('Certificate');
    case 'key':
      if (entry.instead === 'proxy') return vscode.l10n.t('Proxy with certificate and key');
      return entry.instead === undefined ? vscode.l10n.t('Private key') : vscode.l10n.t('Signing command');
    case 'authority':
      return oneLine(entry.authority?.subject ?? entry.path);
  }
}

export function descriptionOf(entry: KeysEntry): string {
  if (entry.state === 'encrypted') return vscode.l10n.t('encrypted: enter its passphrase to use it');
  if (entry.problem) return oneLine(entry.problem.message);
  switch (entry.kind) {
    case 'statement':
      return [entry.statement?.roles.join(' '), entry.statement?.environment, age(entry.ageSeconds ?? 0)]
        .filter((part) => part !== undefined && part !== '')
        .join(' · ');
    case 'certificate':
      return oneLine(`${entry.certificate?.commonName ?? ''} · ${expiry(entry.certificate?.validTo, entry.daysLeft)}`);
    case 'key':
      if (entry.instead !== undefined) {
        return oneLine(entry.kid === undefined ? entry.path : `${entry.path} · kid ${entry.kid}`);
      }
      return `${fitOf(entry.fit)} · kid ${entry.kid ?? ''}`;
    case 'authority':
      return expiry(entry.authority?.validTo, entry.daysLeft);
  }
}

function fitOf(fit: boolean | undefined): string {
  if (fit === undefined) return vscode.l10n.t('no certificate to compare');
  return fit ? vscode.l10n.t('fits its certificate') : vscode.l10n.t('not the certificate’s key');
}

function expiry(validTo: number | undefined, days: number | undefined): string {
  if (days === undefined || validTo === undefined) return '';
  const date = new Date(validTo).toISOString().slice(0, 10);
  if (days < 0) return vscode.l10n.t('expired on {0}', date);
  return days === 1 ? vscode.l10n.t('1 day left') : vscode.l10n.t('{0} days left', days);
}

function age(seconds: number): string {
  if (seconds < -60) return vscode.l10n.t('issued in the future');
  if (seconds < 120) return vscode.l10n.t('just issued');
  if (seconds < 7200) return vscode.l10n.t('{0} minutes old', Math.floor(seconds / 60));
  if (seconds < 172_800) return vscode.l10n.t('{0} hours old', Math.floor(seconds / 3600));
  return vscode.l10n.t('{0} days old', Math.floor(seconds / 86_400));
}

/** Everything there is to say, a line each. */
export function keyTooltip(entry: KeysEntry): vscode.MarkdownString {
  const rows = rowsOf(entry).filter((row): row is [string, string] => row[1] !== undefined && row[1] !== '');
  return tooltip([
    ...(entry.problem ? [md`**${entry.problem.message}**`, md`${inEditorWords(entry.problem)}`] : []),
    ...rows.map(([name, value]) => md`${name}: ${value}`),
  ]);
}

function rowsOf(entry: KeysEntry): [string, string | undefined][] {
  const file: [string, string] = [vscode.l10n.t('File'), entry.path];
  const time = (milliseconds: number | undefined): string | undefined =>
    milliseconds === undefined ? undefined : new Date(milliseconds).toISOString();
  switch (entry.kind) {
    case 'statement': {
      const { statement } = entry;
      return [
        file,
        [vscode.l10n.t('Software id'), statement?.softwareId],
        [
          vscode.l10n.t('Organisation'),
          [statement?.organisationName, statement?.organisationId].filter(Boolean).join(', '),
        ],
        [vscode.l10n.t('Roles'), statement?.roles.join(', ')],
        [vscode.l10n.t('Environment'), statement?.environment],
        [vscode.l10n.t('Redirect URIs'), statement?.redirectUris.join(', ')],
        [vscode.l10n.t('Issuer'), statement?.issuer],
        [vscode.l10n.t('Issued'), statement && time(statement.issuedAt * 1000)],
      ];
    }
    case 'certificate': {
      const { certificate } = entry;
      return [
        file,
        ...(certificate ? certificateRows(certificate) : []),
        [vscode.l10n.t('Certificates of its chain'), certificate && String(certificate.chain.length)],
      ];
    }
    case 'key':
      if (entry.instead !== undefined) {
        return [
          [entry.instead === 'proxy' ? vscode.l10n.t('Host and port') : vscode.l10n.t('Program'), entry.path],
          [vscode.l10n.t('Key id (kid)'), entry.kid],
        ];
      }
      return [
        file,
        [vscode.l10n.t('Key id (kid)'), entry.kid],
        [vscode.l10n.t('Kind'), entry.bits ? `RSA ${entry.bits}` : undefined],
        [vscode.l10n.t('Certificate'), entry.state === 'encrypted' ? undefined : fitOf(entry.fit)],
      ];
    case 'authority':
      return [
        file,
        [vscode.l10n.t('Kind'), entry.authority?.root ? vscode.l10n.t('root') : vscode.l10n.t('issuing')],
        [vscode.l10n.t('Valid until'), time(entry.authority?.validTo)],
      ];
  }
}

/** What a certificate says, a name and a value each. */
export function certificateRows(certificate: Certificate): [string, string | undefined][] {
  const { subjectSpellings, issuerDn, validFrom, validTo, thumbprint, use } = certificate;
  const { roles = [], authorityName, authorityId } = use.psd2 ?? {};
  return [
    ...spellingsOf(subjectSpellings),
    [vscode.l10n.t('Issuer'), issuerDn],
    [vscode.l10n.t('Valid from'), new Date(validFrom).toISOString()],
    [vscode.l10n.t('Valid until'), new Date(validTo).toISOString()],
    [vscode.l10n.t('Thumbprint (x5t#S256)'), thumbprint],
    [vscode.l10n.t('Roles'), roles.join(', ')],
    [vscode.l10n.t('Authority'), [authorityName, authorityId].filter(Boolean).join(', ')],
  ];
}

/** A subject in the spellings that banks want, each once. */
export function spellingsOf({ named, dotted, dottedText, openssl }: NameSpellings): [string, string][] {
  const all: [string, string][] = [
    [vscode.l10n.t('Subject'), named],
    [vscode.l10n.t('Subject, OID and #hex'), dotted],
    [vscode.l10n.t('Subject, OID and text'), dottedText],
    [vscode.l10n.t('Subject, as OpenSSL prints it'), openssl],
  ];
  return all.filter(([, text], index) => all.findIndex(([, other]) => other === text) === index);
}

/** What a group says while it is closed. */
export function summaryOf({ state, entries }: KeysGroup, now: number): string {
  const wrong = entries.find((entry) => entry.state === state && state !== 'fine');
  if (wrong) return descriptionOf(wrong);
  const ends = entries.flatMap((entry) => {
    if (entry.kind === 'certificate') return entry.certificate?.validTo ?? [];
    return entry.kind === 'authority' ? (entry.authority?.validTo ?? []) : [];
  });
  const first = Math.min(...ends);
  return Number.isFinite(first) ? expiry(first, daysUntil(first, now)) : '';
}
