/** `obw exchanges`: what went to the banks and what came back, shown, explained, reported, copied for other tools. */
import { type Command, Option } from 'commander';
import type { ExchangeRecord } from '../../tpp/transport/exchange.ts';
import type { Call } from '../call.ts';
import { certificateWords } from '../certificate-words.ts';
import { last } from '../defaults.ts';
import { bounded, harmless, plainJson, wrongUsage } from '../errors.ts';
import { exchangeTable } from '../exchange-table.ts';
import { type Start, takesWorkspace, type WorkspaceOptions, wholeNumber } from '../options.ts';
import { inTerminalWords } from '../remedy-words.ts';
import { openWorkspaceOf } from '../session.ts';
import type { Tpp } from '../terminal.ts';
import { count, dim, facts, moment } from '../words.ts';

interface ExchangesOptions extends WorkspaceOptions {
  status?: string;
  purpose?: string;
  text?: string;
  limit: number;
  as?: 'curl' | 'python' | 'typescript' | 'http' | 'har';
  har?: boolean;
  explain?: boolean;
  report?: boolean;
}

export function addExchangesVerb(program: Command, start: Start): void {
  takesWorkspace(
    program
      .command('exchanges')
      .description('what obw sent to the banks here and what they answered, newest first; secrets are masked'),
  )
    .argument('[id]', 'show this one (its id, its interaction id, or `last`)')
    .addOption(new Option('--status <class>', 'only these: 404, 4xx, failed …'))
    .option('--purpose <words>', 'only of this flow or purpose: token, registration, accounts …')
    .option('--text <text>', 'only those that hold this text')
    .option('--limit <number>', 'as many', wholeNumber(1, 100_000), 50)
    .addOption(
      new Option('--as <form>', 'a copy for another tool').choices(['curl', 'python', 'typescript', 'http', 'har']),
    )
    .option('--har', 'all of them as HAR 1.2')
    .option(
      '--explain',
      'say in plain words what it means and what to try (default: the last that failed, breaks the standard, or was refused and not mended by a fresh token; none that was cancelled)',
    )
    .option('--report', 'a report for the bank’s support desk (default: as for --explain)')
    .action((id: string | undefined, options: ExchangesOptions) =>
      start(options, (call) => exchanges(call, id, options)),
    );
}

async function exchanges(call: Call, id: string | undefined, options: ExchangesOptions): Promise<void> {
  const { tpp, workspace } = await openWorkspaceOf(call, options);
  const all = await tpp.readExchanges(workspace.folder);
  const chosen = all.filter(matcher(tpp, options));
  if (options.har) return call.write(`${plainJson(tpp.harOf(chosen), 2)}\n`);
  const single = id !== undefined || options.as !== undefined || options.explain || options.report;
  const nothing = all.length === 0 ? undefined : `None of the exchanges recorded here (${all.length}) is such a one.`;
  if (!single) return list(call, tpp, chosen, { ...options, nothing });
  const record = found(tpp, id, { chosen, all }, nothing);
  if (options.as === 'har') return call.write(`${plainJson(tpp.harOf([record]), 2)}\n`);
  if (options.as !== undefined) {
    const copy = tpp.copyExchange(record, options.as, await tpp.copyFiles(workspace, record), (advice) =>
      inTerminalWords(advice),
    );
    return call.copy(copy);
  }
  const others = all.filter(({ bank }) => bank === record.bank);
  if (options.report) {
    const session = tpp.openSession({
      workspace,
      bank: record.bank,
      client: last,
      state: tpp.fileStateStore(workspace.folder),
      secrets: tpp.fileSecretStore(workspace.folder, call.environment),
    });
    call.atEnd(() => session.close());
    const report = await tpp.reportFor(session, record, others);
    return call.print({ report }, () => report.split('\n').map(harmless).join('\n'));
  }
  const { summary, readings } = tpp.explainExchange(record, { others });
  const worded = readings.map((reading) => ({ ...reading, try: inTerminalWords(reading, options) }));
  const explanation = { summary, readings: worded };
  if (options.explain) return call.print(explanation, () => harmless(tpp.explanationText(explanation)));
  return call.print(record, () => inWords(call, tpp, record));
}

function matcher(tpp: Tpp, { bank, status, purpose, text }: ExchangesOptions): (record: ExchangeRecord) => boolean {
  const wanted = status?.toLowerCase();
  if (wanted !== undefined && !/^([1-5]\d\d|[2-5]xx|failed)$/.test(wanted)) {
    wrongUsage(
      `--status takes no ${JSON.stringify(status)}.`,
      'Give a status such as 404, a class such as 4xx, or failed.',
    );
  }
  const passes = tpp.matcherOf({ bank, text });
  return (record) =>
    passes(record) &&
    (wanted === undefined || tpp.statusClassOf(record) === wanted || String(record.status) === wanted) &&
    (purpose === undefined || tpp.flowOf(record) === purpose || record.purpose.includes(purpose));
}

/** By its id or interaction id, or the beginning of either. Nothing named: the last that failed, breaks the
 * standard, or was refused and not mended by a fresh token, and was not cancelled, as a note about it may have been the last thing read; else the last. */
function found(
  tpp: Tpp,
  id: string | undefined,
  { chosen, all }: Record<'chosen' | 'all', readonly ExchangeRecord[]>,
  nothing = 'No exchange is recorded here.',
): ExchangeRecord {
  const record =
    id === undefined
      ? (tpp.newestAmiss(chosen, all) ?? chosen[0])
      : id === 'last'
        ? chosen[0]
        : (chosen.find((each) => each.id === id || each.interactionId === id) ??
          chosen.find((each) => id.length >= 4 && (each.id.startsWith(id) || each.interactionId.startsWith(id))));
  return (
    record ??
    wrongUsage(
      id === undefined || id === 'last' ? nothing : `No exchange ${JSON.stringify(id)} is recorded here.`,
      'See those there are with `obw exchanges`; each verb that talks to a bank adds some.',
    )
  );
}

async function list(
  call: Call,
  tpp: Tpp,
  records: readonly ExchangeRecord[],
  { limit, nothing }: ExchangesOptions & { nothing?: string | undefined },
): Promise<void> {
  const shown = records.slice(0, limit);
  await call.print({ exchanges: shown }, async () => {
    if (shown.length === 0) return nothing ?? 'No exchange is recorded here. Each verb that talks to a bank adds some.';
    const rows = await exchangeTable(call, tpp, shown);
    const more = records.length - shown.length;
    return more > 0 ? `${rows}${dim(call, `and ${count(more, 'older one')}: --limit ${records.length}`)}\n` : rows;
  });
}

function inWords(call: Call, tpp: Tpp, record: ExchangeRecord): string {
  const { clientCertificate: certificate, serverCertificate: server, times } = record;
  const named = (['dns', 'connect', 'tls', 'firstByte', 'rest'] as const).flatMap((part) =>
    times[part] === undefined ? [] : [`${part === 'firstByte' ? 'first byte' : part} ${times[part]}`],
  );
  const parts = [...(times.reused ? ['connection reused'] : []), ...named];
  const head = facts(call, [
    ['Exchange', record.id],
    ['Bank', record.bank],
    ['For', record.purpose],
    ['Time', moment(record.startedAt)],
    ['Took', `${record.milliseconds} ms${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`],
    ['Interaction id', record.interactionId],
    ['Proxy', record.proxy],
    ['Certificate', certificateWords(certificate)],
    ['Server', server && `${server.subject}, until ${moment(server.validTo)}`],
    ['Not verified', record.tls === 'unverified' ? 'verification of this host was switched off' : undefined],
    ['Note', record.findings],
    ['Standard', tpp.deviationLines(record)],
    ['Failed', record.failureMessage],
  ]);
  const lines = (headers: Record<string, string> = {}) =>
    Object.entries(headers).map(([name, value]) => `${harmless(name)}: ${bounded(value)}`.replaceAll('\n', ' '));
  const body = (text: string | undefined) => (text === undefined || text === '' ? [] : ['', harmless(text)]);
  return [
    head,
    `${record.method} ${harmless(record.url)}`,
    ...lines(record.requestHeaders),
    ...body(record.requestBody),
    '',
    ...(record.status === undefined ? [] : [`HTTP ${record.status}`]),
    ...lines(record.responseHeaders),
    ...body(record.responseBody),
  ].join('\n');
}
