/** Exchanges in words: names of flows and states, places, durations, and why a certificate went or did not. */
import { STATUS_CODES } from 'node:http';
import * as vscode from 'vscode';
import { breachesOf } from '../../tpp/exchanges/deviation-words.ts';
import type { ExchangeFlow } from '../../tpp/exchanges/flow.ts';
import type { StatusClass } from '../../tpp/exchanges/log.ts';
import type { ClientCertificateUse, ExchangeRecord, ExchangeTimes } from '../../tpp/transport/exchange.ts';
import { cut } from '../plain/text.ts';

export function flowName(flow: ExchangeFlow): string {
  switch (flow) {
    case 'discovery':
      return vscode.l10n.t('Discovery and keys');
    case 'registration':
      return vscode.l10n.t('Registration');
    case 'token':
      return vscode.l10n.t('Tokens');
    case 'consent':
      return vscode.l10n.t('Consents');
    case 'authorisation':
      return vscode.l10n.t('Authorisation');
    case 'accounts':
      return vscode.l10n.t('Account information');
    case 'payments':
      return vscode.l10n.t('Payments');
    case 'other':
      return vscode.l10n.t('Other');
  }
}

export function statusClassName(status: StatusClass): string {
  switch (status) {
    case '2xx':
      return vscode.l10n.t('2xx, done');
    case '3xx':
      return vscode.l10n.t('3xx, redirected');
    case '4xx':
      return vscode.l10n.t('4xx, refused');
    case '5xx':
      return vscode.l10n.t('5xx, failed at the bank');
    case 'failed':
      return vscode.l10n.t('No answer');
  }
}

/** `200 OK`, or the code of what went wrong below HTTP, or both for an answer that broke off. */
export function exchangeStatus({ status, failure }: Pick<ExchangeRecord, 'status' | 'failure'>): string {
  if (status === undefined) return failure ?? vscode.l10n.t('no answer');
  const words = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
  return failure === undefined ? words : `${words}, ${failure}`;
}

/** The part of an address that tells one request from another: `/open-banking/v3.1/aisp/accounts` is `accounts`. */
export function shortPath(url: string): string {
  if (!URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  const [, api] = /\/open-banking\/v[\d.]+\/(?:aisp|pisp|cbpii|vrp)(\/.*)$/.exec(pathname) ?? [];
  return `${api ?? pathname}${search}`;
}

export const milliseconds = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;

/** `connect 1.2 ms · TLS 4.5 ms · first byte 20 ms · rest 0.3 ms`. */
export function timesText({ reused, dns, connect, tls, firstByte, rest }: ExchangeTimes): string {
  const parts: [string, number | undefined][] = [
    [vscode.l10n.t('DNS'), dns],
    [vscode.l10n.t('connect'), connect],
    [vscode.l10n.t('TLS'), tls],
    [vscode.l10n.t('first byte'), firstByte],
    [vscode.l10n.t('rest'), rest],
  ];
  const known = parts.flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${milliseconds(value)}`]));
  return [...(reused ? [vscode.l10n.t('connection stood already')] : []), ...known].join(' · ');
}

/** Which client certificate went, and why, or why none did. */
export function certificateText({ offered, why, host, subject, thumbprint, asked }: ClientCertificateUse): string {
  const sent = [subject, thumbprint && `x5t#S256 ${thumbprint}`].filter(Boolean).join(', ');
  switch (why) {
    case 'host_of_the_bank':
      return offered
        ? vscode.l10n.t('{0}: {1} is a host of this bank', sent, host)
        : vscode.l10n.t('not offered, though {0} is a host of this bank', host);
    case 'not_a_host_of_the_bank':
      // Discovery and keys stand at addresses of the bank, too, which ask nobody for a certificate.
      return asked === false
        ? vscode.l10n.t('none: {0} asks for none', host)
        : vscode.l10n.t('none: {0} is not one of this bank’s addresses for client certificates', host);
    case 'none_configured':
      return vscode.l10n.t('none: openbanking.json names no transport certificate');
    case 'held_by_proxy':
      return vscode.l10n.t('by the proxy that has it: {0} is a host of this bank', host);
    case 'no_tls':
      return vscode.l10n.t('none: {0} is plain http on this machine', host);
  }
}

/** What a row's triangle stands for: the first words of it, and how much more there is; empty where nothing is amiss. */
export function amissText(record: Pick<ExchangeRecord, 'findings' | 'deviations'>): string {
  const [first, ...more] = [...record.findings, ...breachesOf(record).map(({ says }) => says)];
  if (first === undefined) return '';
  const words = cut(first, 60);
  return more.length === 0 ? words : vscode.l10n.t('{0} (and {1} more)', words, more.length);
}
