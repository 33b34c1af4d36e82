/** Exchanges in editors: to read, to compare, and to edit and send again. They live in memory and never reach the disk. */
import * as vscode from 'vscode';
import type { ExchangeRecord } from '../../tpp/transport/exchange.ts';
import { commandId } from '../contributions/commands.ts';
import { memoryScheme, memoryUri, onDidForgetMemoryFile, openMemoryFile } from '../documents/memory-files.ts';
import { codeLens } from '../plain/lens.ts';
import { inEditorWords } from '../words/editor-words.ts';
import type { ExchangeNode } from '../workbench/nodes.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { exchangeText, requestText } from './text.ts';
import { shortPath } from './words.ts';

/** Of package.json: what colours these texts. */
const exchangeLanguage = 'openbanking-exchange';

type ExchangePart = 'exchange' | 'request';

interface Open {
  record: ExchangeRecord;
  shown: ExchangePart;
}

/** What each open document shows, by its address. */
const open = new Map<string, Open>();

/** The exchange that an open document shows, and whether its request is there to be edited. */
export const shownIn = (uri: vscode.Uri): Open | undefined => open.get(uri.toString());

/** What a failure means, with what went before it. What breaks the standard is listed beside it, so that its advice alone is needed. */
async function explanationOf(
  workbench: Workbench,
  record: ExchangeRecord,
): Promise<{ explanation: string; advice: string[] }> {
  const tpp = await workbench.tpp();
  const { summary, readings } = tpp.explainExchange(record, { others: workbench.exchanges.all() });
  const worded = readings.map((reading) => ({ ...reading, try: inEditorWords(reading) }));
  const ofStandard = worded.filter(({ of }) => of === 'standard');
  const told = ofStandard.find(({ remedies }) => remedies !== undefined) ?? ofStandard[0];
  return {
    explanation: tpp.explanationText({ summary, readings: worded.filter(({ of }) => of !== 'standard') }),
    advice: told === undefined ? [] : [`  Usually: ${told.cause}`, `  Try: ${told.try}`],
  };
}

/** Opens an exchange to read; secrets are masked unless `unmasked` is asked for. */
export async function openExchange(
  workbench: Workbench,
  record: ExchangeRecord,
  { unmasked = false } = {},
): Promise<vscode.TextDocument> {
  const tpp = await workbench.tpp();
  const failed = tpp.wasRefused(record) || record.findings.length > 0 || tpp.breachesOf(record).length > 0;
  const { explanation, advice = [] } = failed ? await explanationOf(workbench, record) : {};
  const text = exchangeText({
    record,
    ...(explanation !== undefined && { explanation }),
    deviations: [...tpp.deviationLines(record), ...advice],
    ...(unmasked && { unmasked: tpp.unmaskedExchange(record) }),
  });
  const path = pathOf(record, unmasked ? vscode.l10n.t('with secrets') : undefined);
  open.set(memoryUri(path).toString(), { record, shown: 'exchange' });
  return openMemoryFile(path, text, { languageId: exchangeLanguage, readonly: true });
}

/** Opens the request of an exchange to be edited and sent. */
export async function openRequest(record: ExchangeRecord): Promise<vscode.TextDocument> {
  const path = pathOf(record, vscode.l10n.t('edited'));
  open.set(memoryUri(path).toString(), { record, shown: 'request' });
  return openMemoryFile(path, `${requestText(record)}\n`, { languageId: exchangeLanguage });
}

/** Opens what the bank wrote down of the same interaction. */
export async function openBankSide(record: ExchangeRecord, log: Record<string, unknown>): Promise<vscode.TextDocument> {
  const path = `exchanges/${record.id}/${nameOf(record)} (${vscode.l10n.t('what the bank saw')}).json`;
  return openMemoryFile(path, `${JSON.stringify(log, undefined, 2)}\n`, { languageId: 'json', readonly: true });
}

/** Shows two exchanges side by side, the older one on the left. */
export async function compareExchanges(
  workbench: Workbench,
  two: readonly [ExchangeRecord, ExchangeRecord],
): Promise<void> {
  const [left, right] = [...two].sort((a, b) => a.startedAt - b.startedAt);
  if (!left || !right) return;
  const [before, after] = [await openExchange(workbench, left), await openExchange(workbench, right)];
  const title = `${nameOf(left)} ↔ ${nameOf(right)}`;
  await vscode.commands.executeCommand('vscode.diff', before.uri, after.uri, title);
}

/** As short as a tab wants it: method, what was asked for, status; ids are left out. */
function nameOf({ method, url, status, failure }: ExchangeRecord): string {
  const named = shortPath(url)
    .replace(/\?.*$/, '')
    .split('/')
    .filter((segment) => segment !== '' && !/\d{4}|[0-9a-f]{8}-/.test(segment));
  return [method, named.at(-1), status ?? failure].filter(Boolean).join(' ');
}

/** The last part is the editor's title; the id keeps apart what has the same. */
function pathOf(record: ExchangeRecord, remark?: string): string {
  const name = remark === undefined ? nameOf(record) : `${nameOf(record)} (${remark})`;
  return `exchanges/${record.id}/${name.replace(/[\\:*"<>|?#%]/g, ' ')}.http`;
}

/** What can be done with the exchange that a document shows stands above its text. */
class ExchangeLenses implements vscode.CodeLensProvider {
  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const shown = shownIn(uri);
    if (!shown) return [];
    const node: ExchangeNode = { kind: 'exchange', record: shown.record };
    const top = new vscode.Range(0, 0, 0, 0);
    const lens = (title: string, command: Parameters<typeof commandId>[0]): vscode.CodeLens =>
      codeLens(top, { title, command: commandId(command), arguments: [node] });
    if (shown.shown === 'request') {
      const given = [node, { edited: uri.toString() }];
      const title = vscode.l10n.t('Send');
      return [codeLens(top, { icon: 'send', title, command: commandId('repeatExchange'), arguments: given })];
    }
    return [
      lens(vscode.l10n.t('Copy As…'), 'copyExchangeAs'),
      lens(vscode.l10n.t('Repeat'), 'repeatExchange'),
      lens(vscode.l10n.t('Edit and Repeat…'), 'editAndRepeatExchange'),
      lens(vscode.l10n.t('Copy Report for the Bank'), 'copyReportForBank'),
      ...(shown.record.operation ? [lens(vscode.l10n.t('Show in Standard'), 'showInStandard')] : []),
      lens(vscode.l10n.t('Show Secrets'), 'showExchangeSecrets'),
    ];
  }
}

export function registerExchangeDocuments({ context }: Workbench): void {
  context.subscriptions.push(
    vscode.languages.registerCodeLensProvider(
      { scheme: memoryScheme, language: exchangeLanguage },
      new ExchangeLenses(),
    ),
    onDidForgetMemoryFile((uri) => open.delete(uri.toString())),
  );
}
