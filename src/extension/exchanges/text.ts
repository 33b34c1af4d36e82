/** An exchange as a text: what was asked, what came back, where its time went, and what a failure means. */
import * as vscode from 'vscode';
import type { ExchangeRecord } from '../../tpp/transport/exchange.ts';
import type { UnmaskedExchange } from '../../tpp/transport/record.ts';
import { dayText } from '../words/moments.ts';
import { certificateText, exchangeStatus, milliseconds, timesText } from './words.ts';

export interface TextOf {
  record: ExchangeRecord;
  /** What a failure means, line by line. */
  explanation?: string;
  /** What is not as the standard has it. */
  deviations?: readonly string[];
  /** Instead of the masked values, for a person who asked to see them. */
  unmasked?: UnmaskedExchange;
}

/** The whole text. Lines that begin with `#` are ours, all others are the exchange's. */
export function exchangeText({ record, explanation, deviations = [], unmasked }: TextOf): string {
  const shown = { ...record, ...unmasked };
  const sections = [
    remark(factsOf(record)),
    ...(explanation === undefined ? [] : [remark(explanation)]),
    ...(deviations.length === 0 ? [] : [remark(deviations.join('\n'))]),
    httpText(`${shown.method} ${shown.url}`, shown.requestHeaders, laidOut(shown.requestBody)),
    answerText(shown),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** As an HTTP file has it: method and address, headers, an empty line, the body to the letter. */
export function requestText({ method, url, requestHeaders, requestBody }: UnmaskedExchange): string {
  return httpText(`${method} ${url}`, requestHeaders, requestBody);
}

function answerText({ status, failure, failureMessage, responseHeaders = {}, responseBody }: ExchangeRecord): string {
  const failed = remark(failureMessage ?? failure ?? '');
  if (status === undefined) return failed;
  const came = httpText(`HTTP ${exchangeStatus({ status })}`, responseHeaders, laidOut(responseBody));
  return failure === undefined ? came : `${failed}\n\n${came}`;
}

function httpText(first: string, headers: Record<string, string>, body: string | undefined): string {
  const head = [first, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join('\n');
  return body === undefined || body === '' ? head : `${head}\n\n${body}`;
}

function factsOf(record: ExchangeRecord): string {
  const { startedAt, bank, purpose, interactionId, serverCertificate, tls, findings, requestBody, responseBody } =
    record;
  const rows: [string, string | undefined][] = [
    [vscode.l10n.t('Status'), `${exchangeStatus(record)}, ${milliseconds(record.milliseconds)}`],
    [vscode.l10n.t('Bank'), bank],
    [vscode.l10n.t('For'), purpose],
    [vscode.l10n.t('Began'), `${dayText(startedAt)}, ${new Date(startedAt).toISOString().slice(11)}`],
    [vscode.l10n.t('Interaction id'), interactionId],
    [vscode.l10n.t('Time'), timesText(record.times)],
    [vscode.l10n.t('Proxy'), record.proxy],
    [vscode.l10n.t('Client certificate'), certificateText(record.clientCertificate)],
    [vscode.l10n.t('Server'), serverCertificate && serverText(serverCertificate)],
    [
      vscode.l10n.t('TLS'),
      tls === 'unverified' ? vscode.l10n.t('NOT VERIFIED: switched off for this host') : undefined,
    ],
    [vscode.l10n.t('Bodies'), bodiesText(record, requestBody ?? responseBody)],
  ];
  const known = rows.filter((row): row is [string, string] => row[1] !== undefined && row[1] !== '');
  const width = Math.max(...known.map(([name]) => name.length));
  const lines = known.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
  return [...lines, ...findings.map((finding) => `! ${finding}`)].join('\n');
}

function serverText({ subject, issuer, validTo }: NonNullable<ExchangeRecord['serverCertificate']>): string {
  return vscode.l10n.t('{0}, issued by {1}, valid until {2}', subject, issuer, dayText(validTo));
}

/** At a production bank bodies are not kept, which looks like an empty answer otherwise. */
function bodiesText({ requestSize, responseSize = 0 }: ExchangeRecord, kept: string | undefined): string | undefined {
  if (kept !== undefined || requestSize + responseSize === 0) return undefined;
  return vscode.l10n.t(
    '{0} bytes sent, {1} received; not kept, as this is a production bank',
    requestSize,
    responseSize,
  );
}

/** Lines of ours. */
function remark(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '#' : `# ${line}`))
    .join('\n');
}

/** JSON with its lines and indents, anything else as it came. */
function laidOut(body: string | undefined): string | undefined {
  if (body === undefined || !/^\s*[[{]/.test(body)) return body;
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2);
  } catch {
    return body;
  }
}
