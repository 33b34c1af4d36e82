/** Hosts compared as parsed host and port, never by pattern: `rs1.bank.com.evil.test` is not `rs1.bank.com`. */

import { type BlockList, isIP } from 'node:net';
import { t } from '../../standard/language.ts';
import { isLoopback } from '../../standard/loopback.ts';
import { truncate } from '../../standard/truncate.ts';
import { fail } from '../errors.ts';

/** `host:port` in lower case, the scheme's default port filled in; nothing for what is no http or https URL. */
export function hostAndPort(url: string | URL): string | undefined {
  const parsed = typeof url === 'string' ? (URL.canParse(url) ? new URL(url) : undefined) : url;
  if (!parsed) return undefined;
  const defaultPort = { 'https:': '443', 'http:': '80' }[parsed.protocol];
  return defaultPort === undefined ? undefined : `${parsed.hostname}:${parsed.port || defaultPort}`;
}

/** Whether a name is an address, without brackets, that the list has. */
export function holds(list: BlockList, name: string): boolean {
  const version = isIP(name);
  return version !== 0 && list.check(name, version === 4 ? 'ipv4' : 'ipv6');
}

/**
 * The URL of a request: https, or http for a loopback host.
 *
 * @throws OpenBankingError `discovery_invalid`, since that is where nearly all URLs come from
 */
export function requestUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && url.username === '' && url.password === '') {
    if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return url;
  }
  const what = !url
    ? t('is not a URL')
    : url.username || url.password
      ? t('has a user name or password in it')
      : t('is not an https URL');
  return fail({
    code: 'discovery_invalid',
    message: t(
      'Nothing was sent: the address {0} {1}.',
      url ? `${url.protocol}//${url.host}${url.pathname}` : JSON.stringify(truncate(text, 200)),
      what,
    ),
    try: t(
      "Correct the address in the bank's discovery document or its entry in openbanking.json; plain http is for loopback hosts only.",
    ),
  });
}
