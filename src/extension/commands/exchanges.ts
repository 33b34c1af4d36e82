/** What a person does with an exchange: read it, have it explained, copy it, send it again, compare it, report it. */
import * as vscode from 'vscode';
import type { CopyFormat } from '../../tpp/exchanges/copy/copy.ts';
import type { ExchangeRecord } from '../../tpp/transport/exchange.ts';
import { compareExchanges, openBankSide, openExchange, openRequest, shownIn } from '../exchanges/documents.ts';
import { askFilter } from '../exchanges/filter.ts';
import { bankNow, repeat } from '../exchanges/repeat.ts';
import { exchangeStatus, shortPath } from '../exchanges/words.ts';
import { flash, showInformation } from '../plain/messages.ts';
import { showPick } from '../plain/picks.ts';
import { askOne, type Choice, turnOf } from '../questions/ask.ts';
import { type Question, walk } from '../questions/walk.ts';
import { inEditorWords } from '../words/editor-words.ts';
import { clockText } from '../words/moments.ts';
import { isExchangeNode } from '../workbench/nodes.ts';
import type { Handlers, Workbench } from '../workbench/workbench.ts';

type Names =
  | 'showExchanges'
  | 'openExchange'
  | 'showExchangeSecrets'
  | 'showBankSide'
  | 'copyExchangeAs'
  | 'saveExchangesAsHar'
  | 'repeatExchange'
  | 'editAndRepeatExchange'
  | 'compareExchanges'
  | 'copyReportForBank'
  | 'filterExchanges'
  | 'clearExchangeFilter'
  | 'clearExchanges';

export function exchangeCommands(workbench: Workbench): Handlers<Names> {
  const { exchanges } = workbench;
  const pick = (item: unknown): Promise<ExchangeRecord | undefined> => pickExchange(workbench, item);
  return {
    async showExchanges() {
      await vscode.commands.executeCommand('openBanking.exchanges.focus');
    },

    /** `handler(item)` gives the document's address. */
    async openExchange(item) {
      const record = await pick(item);
      return record && (await openExchange(workbench, record)).uri;
    },

    /** `handler(item)` gives the document's address. */
    async showExchangeSecrets(item) {
      const record = await pick(item);
      if (!record) return undefined;
      const { unmaskedExchange } = await workbench.tpp();
      if (!unmaskedExchange(record)) {
        void showInformation(
          vscode.l10n.t('The secrets of this exchange were not kept: at a production bank they never are.'),
        );
        return undefined;
      }
      return (await openExchange(workbench, record, { unmasked: true })).uri;
    },

    /** `handler(item)` gives the document's address. Only banks with an audit log for their clients have something to show. */
    async showBankSide(item) {
      const record = await pick(item);
      const of = record && (await bankNow(workbench, record));
      if (!record || !of) return undefined;
      const tpp = await workbench.tpp();
      const session = await workbench.session(of);
      const log = await workbench.run(vscode.l10n.t('Asking {0} what it saw', of.bank.name), ({ signal }) =>
        tpp.bankAuditLog(session, record.interactionId, signal),
      );
      return log && (await openBankSide(record, log)).uri;
    },

    /** `handler(item, format?)` gives what is on the clipboard then. */
    async copyExchangeAs(item, given) {
      const record = await pick(item);
      const format = record && (formats.find(({ value }) => value === given)?.value ?? (await askFormat()));
      if (!record || !format) return undefined;
      const tpp = await workbench.tpp();
      const of = exchanges.bankOf(record);
      const files = of ? await tpp.copyFiles(of.place.workspace, record) : {};
      const text = tpp.copyExchange(record, format, files, (advice) => inEditorWords(advice));
      await vscode.env.clipboard.writeText(text);
      flash(vscode.l10n.t('Exchange copied, without its secrets'), 3000);
      return text;
    },

    /** `handler(item, path?)` writes those that pass the filter and gives how many. */
    async saveExchangesAsHar(_item, path) {
      const records = exchanges.shown().reverse();
      if (records.length === 0) return nothingThere();
      const uri =
        typeof path === 'string'
          ? vscode.Uri.file(path)
          : await vscode.window.showSaveDialog({
              title: vscode.l10n.t('Save Exchanges as HAR'),
              filters: { HAR: ['har'] },
            });
      if (!uri) return undefined;
      const { harOf } = await workbench.tpp();
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(JSON.stringify(harOf(records), undefined, 2)));
      return records.length;
    },

    /** `handler(item, { edited? })` sends the exchange again, or the request in that document, and gives the new one's id. */
    async repeatExchange(item, choices) {
      const record = await pick(item);
      const edited = typeof choices === 'object' && choices !== null ? Reflect.get(choices, 'edited') : undefined;
      return record && repeat(workbench, record, typeof edited === 'string' ? edited : undefined);
    },

    /** `handler(item)` gives the document's address. */
    async editAndRepeatExchange(item) {
      const record = await pick(item);
      return record && (await openRequest(record)).uri;
    },

    /** `handler(item, [item, item])` takes two selected ones, or asks for the second. */
    async compareExchanges(item, selected) {
      const rows = Array.isArray(selected) ? selected.filter(isExchangeNode) : [];
      const several = rows.map(({ record }) => exchanges.find(record.id)).filter((record) => record !== undefined);
      const [first = recordOf(item), second] = several;
      const pair = await askPair(workbench, { first, second });
      if (pair) await compareExchanges(workbench, pair);
    },

    /** `handler(item)` gives what is on the clipboard then. */
    async copyReportForBank(item) {
      const record = await pick(item);
      if (!record) return undefined;
      const tpp = await workbench.tpp();
      const of = exchanges.bankOf(record);
      const report = of
        ? await tpp.reportFor(await workbench.session(of), record, exchanges.all())
        : tpp.bankReport(record);
      await vscode.env.clipboard.writeText(report);
      void offerToShow(report);
      return report;
    },

    /** `handler(item, filter?)` gives the filter that holds then. */
    async filterExchanges(_item, given) {
      const filter = typeof given === 'object' && given !== null ? given : await askFilter(workbench);
      if (filter) exchanges.filter = filter;
      return exchanges.filter;
    },
    async clearExchangeFilter() {
      exchanges.filter = {};
    },
    async clearExchanges() {
      exchanges.clear();
    },
  };
}

/** The exchange that a command is about, without a question: the item, or the one that the editor shows. */
function recordOf(item: unknown): ExchangeRecord | undefined {
  if (isExchangeNode(item)) return item.record;
  const active = vscode.window.activeTextEditor?.document.uri;
  return active && shownIn(active)?.record;
}

/** The same, or the one picked. */
async function pickExchange(workbench: Workbench, item: unknown): Promise<ExchangeRecord | undefined> {
  const known = recordOf(item);
  if (known) return known;
  const records = workbench.exchanges.all();
  if (records.length === 0) return nothingThere();
  const title = vscode.l10n.t('Which exchange?');
  return (await showPick(records.map(rowOf), { title, matchOnDescription: true }))?.value;
}

interface Pair {
  first?: ExchangeRecord;
  second?: ExchangeRecord;
}

/** Two to compare, asked for where they are not known; for the second, those that asked the same come first. */
async function askPair(workbench: Workbench, known: Pair): Promise<[ExchangeRecord, ExchangeRecord] | undefined> {
  const records = workbench.exchanges.all();
  const missing = (known.first ? 0 : 1) + (known.second ? 0 : 1);
  // The one that an editor shows need not be among them any more.
  if (records.filter((record) => record !== known.first).length < missing) {
    if (records.length === 0 && !known.first) return nothingThere();
    void showInformation(vscode.l10n.t('There is no other exchange to compare it with.'));
    return undefined;
  }
  const title = vscode.l10n.t('Compare exchanges');
  const question =
    (placeholder: string, choices: (pair: Pair) => Choice<ExchangeRecord>[], as: keyof Pair): Question<Pair> =>
    async (pair, position) => {
      const selected = [pair[as]].filter((record) => record !== undefined);
      const picked = await askOne({ title, position, placeholder, choices: choices(pair), selected });
      return turnOf(picked, (record) => ({ ...pair, [as]: record }));
    };
  const likeFirst = ({ first }: Pair): Choice<ExchangeRecord>[] => {
    const like = (record: ExchangeRecord): boolean =>
      record.method === first?.method && shortPath(record.url) === shortPath(first.url);
    const others = records.filter((record) => record !== first);
    return [...others.filter(like), ...others.filter((record) => !like(record))].map(rowOf);
  };
  const pair = await walk(known, [
    ...(known.first ? [] : [question(vscode.l10n.t('The first exchange'), () => records.map(rowOf), 'first')]),
    ...(known.second ? [] : [question(vscode.l10n.t('Compare with which exchange?'), likeFirst, 'second')]),
  ]);
  return pair?.first && pair.second && [pair.first, pair.second];
}

function rowOf(record: ExchangeRecord): Choice<ExchangeRecord> {
  const parts = [exchangeStatus(record), record.bank, clockText(record.startedAt)];
  const label = `${record.method} ${shortPath(record.url)}`;
  return { label, description: parts.filter(Boolean).join(' · '), value: record };
}

function nothingThere(): undefined {
  void showInformation(vscode.l10n.t('This window has not asked a bank for anything yet.'));
  return undefined;
}

const formats: (vscode.QuickPickItem & { value: CopyFormat })[] = [
  { label: 'cURL', description: 'curl --cert --key --cacert', value: 'curl' },
  { label: 'Python', description: 'requests', value: 'python' },
  { label: 'TypeScript', description: 'undici', value: 'typescript' },
  { label: '.http', description: 'REST Client, httpYac, IntelliJ', value: 'http' },
  { label: 'HAR', description: 'HTTP Archive 1.2', value: 'har' },
];

async function askFormat(): Promise<CopyFormat | undefined> {
  const title = vscode.l10n.t('Copy as what? Secrets become variables.');
  return (await showPick(formats, { title }))?.value;
}

async function offerToShow(report: string): Promise<void> {
  const show = vscode.l10n.t('Show Report');
  const message = vscode.l10n.t('The report is on the clipboard. It holds no secret and no customer’s data.');
  if ((await showInformation(message, show)) !== show) return;
  await vscode.window.showTextDocument(
    await vscode.workspace.openTextDocument({ content: report, language: 'markdown' }),
  );
}
