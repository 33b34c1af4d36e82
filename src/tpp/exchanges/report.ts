/** What a bank's support desk asks for, as one text: which exchange, when, who we are, what was said, and the rule that we read. */

import { findClient, type Session } from '../session.ts';
import { textOf } from '../strangers.ts';
import type { ExchangeRecord } from '../transport/exchange.ts';
import { cut } from '../transport/record.ts';
import { deviationLines } from './deviation-words.ts';
import { type Explanation, explainExchange } from './explain.ts';

export interface Reporter {
  clientId?: string;
  softwareId?: string;
  organisationId?: string;
}

/** Characters of a body in a report: enough for an error, too little for a customer's statement. */
const maxLength = 2000;

/**
 * A report in Markdown. No secret is in it, and no data of a customer: an answer's body is given for a refusal only.
 *
 * @param explanation default: {@link explainExchange} of the record alone
 */
export function bankReport(
  record: ExchangeRecord,
  reporter: Reporter = {},
  explanation: Explanation = explainExchange(record),
): string {
  const { clientCertificate, serverCertificate, times } = record;
  const replayed = textOf(record.responseHeaders?.['x-fapi-interaction-id']);
  const rows: [string, string | undefined][] = [
    ['Interaction id', record.interactionId],
    ['Interaction id in the answer', replayed === record.interactionId ? 'the same' : (replayed ?? 'none')],
    ['UTC time', new Date(record.startedAt).toISOString()],
    [
      'Duration',
      `${record.milliseconds} ms${times.firstByte === undefined ? '' : `, ${times.firstByte} ms to the first byte`}`,
    ],
    ['Host', URL.canParse(record.url) ? new URL(record.url).host : undefined],
    ['Through the proxy', record.proxy],
    ['Request', `${record.method} ${pathOf(record.url)}`],
    [
      'Status',
      [record.status ?? 'none', record.failureMessage ?? record.failure]
        .filter((part) => part !== undefined)
        .join(': '),
    ],
    ['Client id', reporter.clientId],
    ['Software statement id', reporter.softwareId],
    ['Organisation id', reporter.organisationId],
    ['Consent id', record.token?.of === 'consent' ? record.token.consentId : undefined],
    [
      'Client certificate',
      clientCertificate.offered
        ? `${clientCertificate.subject ?? 'sent'}; x5t#S256 ${clientCertificate.thumbprint ?? 'unknown'}`
        : `not sent (${clientCertificate.why.replaceAll('_', ' ')})`,
    ],
    ['Server certificate', serverCertificate && `${serverCertificate.subject}; issued by ${serverCertificate.issuer}`],
  ];
  const table = rows.flatMap(([name, value]) => (value === undefined ? [] : [`| ${name} | ${cell(value)} |`]));
  return [
    `# ${record.method} ${pathOf(record.url).split('?')[0]} at ${record.bank ?? 'the bank'}: ${record.status ?? 'no answer'}`,
    '',
    '| | |',
    '|---|---|',
    ...table,
    '',
    '## What we read in it',
    '',
    explanation.summary,
    // What the standard forbids has a part of its own.
    ...explanation.readings
      .filter(({ of }) => of !== 'standard')
      .map(({ about, means, rule }) => `- **${about}**: ${means}${rule === '' ? '' : ` (${rule})`}`),
    ...(record.findings.length > 0 ? ['', ...record.findings.map((finding) => `- ${finding}`)] : []),
    ...againstStandard(record),
    '',
    '## The exchange, redacted',
    '',
    ...fenced(
      [
        `${record.method} ${record.url}`,
        ...lines(withoutCustomer(record.requestHeaders)),
        ...(record.requestBody === undefined ? [] : ['', cut(record.requestBody, maxLength)]),
      ].join('\n'),
    ),
    '',
    ...fenced(answerOf(record)),
    '',
  ].join('\n');
}

/** A report with the session's client and software statement. */
export async function reportFor(
  session: Session,
  record: ExchangeRecord,
  others: readonly ExchangeRecord[] = [],
): Promise<string> {
  const [client, statement] = await Promise.all([
    findClient(session).catch(() => undefined),
    session.softwareStatement().catch(() => undefined),
  ]);
  return bankReport(
    record,
    { clientId: client?.clientId, softwareId: statement?.softwareId, organisationId: statement?.organisationId },
    explainExchange(record, { others }),
  );
}

/** A section of its own, for what it is the bank's to mend. */
function againstStandard(record: ExchangeRecord): string[] {
  const [head, ...lines] = deviationLines(record);
  return head === undefined ? [] : ['', '## Against the standard', '', head, '', ...lines.map((line) => `- ${line}`)];
}

function answerOf({ status, responseHeaders, responseBody, failureMessage }: ExchangeRecord): string {
  if (status === undefined) return `No answer: ${failureMessage ?? 'the connection failed'}`;
  const body =
    responseBody === undefined || responseBody === ''
      ? '(no body)'
      : status >= 400
        ? cut(responseBody, maxLength)
        : `(a body of ${responseBody.length} characters, left out: it may hold the customer’s data)`;
  return [`HTTP ${status}`, ...lines(responseHeaders ?? {}), '', body].join('\n');
}

/** The customer's address, browser and login time are nobody's business at a support desk. */
function withoutCustomer(headers: Record<string, string>): Record<string, string> {
  const personal = new Set(['x-fapi-customer-ip-address', 'x-customer-user-agent', 'x-fapi-auth-date']);
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      personal.has(name.toLowerCase()) ? '(sent, left out)' : value,
    ]),
  );
}

const lines = (headers: Record<string, string>): string[] =>
  Object.entries(headers).map(([name, value]) => `${name}: ${value}`);

function pathOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** Longer than any run of backticks inside, so that no text can end it. */
function fenced(text: string): string[] {
  let longestRun = 2;
  for (const [run] of text.matchAll(/`+/g)) longestRun = Math.max(longestRun, run.length);
  const fence = '`'.repeat(longestRun + 1);
  return [fence, text, fence];
}

const cell = (text: string): string => text.replace(/[\r\n]+/g, ' ').replaceAll('|', '\\|');
