/** What it means when a proxy is in the way: that there was no tunnel through it, or that what failed failed behind it. */
import { t } from '../../standard/language.ts';
import type { ErrorCode, Problem } from '../errors.ts';
import { type ProxyTrouble, proxyOpensTls, proxyTroubles } from '../meanings/proxy.ts';
import { isNotHttp } from './http-codes.ts';
import type { ProxyFailure } from './proxy.ts';
import type { ProxyServer } from './proxy-settings.ts';

const schemes = ['Basic', 'Digest', 'NTLM', 'Negotiate', 'Kerberos'] as const;

/** The problem of a tunnel that was not made. Nothing reached the bank. */
export function proxyProblem({ server, target, answer }: ProxyFailure): Problem & { kind: ProxyTrouble } {
  const the = t('The proxy {0}, which {1} names,', server.name, server.from);
  const { kind, says } = 'status' in answer ? refusal(server, target, answer) : failedOnTheWay(server, answer.failed);
  const reason = 'status' in answer ? `${answer.status}` : answer.failed;
  const { code, try: advice } = proxyTroubles[kind];
  return { code, kind, message: `${the} ${says}${reason === '' ? '' : ` (${reason})`}.`, try: advice };
}

interface Read {
  kind: ProxyTrouble;
  says: string;
}

function refusal(
  { authorization }: ProxyServer,
  target: string,
  { status, challenge }: { status: number; challenge: string },
): Read {
  if (status === 407) {
    const wanted = schemes.filter((scheme) => new RegExp(`(^|[\\s,])${scheme}($|[\\s,])`, 'i').test(challenge));
    if (wanted.length > 0 && !wanted.includes('Basic')) {
      return { kind: 'proxy_sign_on', says: t('wants a sign-on by {0}, which is not done here', wanted.join(' or ')) };
    }
    return authorization() === undefined
      ? { kind: 'proxy_credentials_missing', says: t('wants a user name and a password') }
      : { kind: 'proxy_credentials_refused', says: t('does not take the user name and password that it was given') };
  }
  if (status === 502 || status === 503 || status === 504)
    return { kind: 'proxy_no_way', says: t('did not reach {0}', target) };
  if (status >= 300 && status < 400)
    return { kind: 'proxy_sends_elsewhere', says: t('sends elsewhere instead of opening a way to {0}', target) };
  if (status === 401 || status === 403 || status === 451)
    return { kind: 'proxy_forbids', says: t('does not let connections to {0} pass', target) };
  return { kind: 'proxy_no_tunnel', says: t('opened no way to {0}', target) };
}

function failedOnTheWay({ origin }: ProxyServer, code: string): Read {
  if (/^(ENOTFOUND|EAI_)/.test(code)) return { kind: 'proxy_unknown', says: t('is a name that is not known') };
  if (/TIMED?_?OUT/.test(code)) return { kind: 'proxy_silent', says: t('did not answer in time') };
  if (/^(ECONNREFUSED|E(HOST|NET)(UNREACH|DOWN)|EADDRNOTAVAIL|EACCES|EPERM)$/.test(code))
    return { kind: 'proxy_not_listening', says: t('takes no connections') };
  if (isNotHttp(code)) return { kind: 'proxy_no_http', says: t('does not answer as an http proxy') };
  if (origin.startsWith('https:')) {
    if (/WRONG_VERSION_NUMBER|PACKET_LENGTH|HTTP_REQUEST|UNKNOWN_PROTOCOL/.test(code))
      return { kind: 'proxy_speaks_plainly', says: t('does not speak TLS') };
    if (/CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME|HOSTNAME/.test(code))
      return { kind: 'proxy_untrusted', says: t('shows a certificate that is not trusted here') };
  }
  return { kind: 'proxy_closed', says: t('ended the connection without an answer') };
}

/** Failures of TLS that a proxy which opens it is a likely cause of. */
export const perhapsOpened: readonly ErrorCode[] = [
  'server_certificate_untrusted',
  'certificate_not_sent',
  'certificate_refused',
];

/** A failure behind the proxy: which one it was, and what it may have to do with it. */
export function behindProxy<Failed extends Problem>(problem: Failed, { name }: ProxyServer): Failed {
  const advice = perhapsOpened.includes(problem.code) ? `${problem.try} ${opensTls}` : problem.try;
  return { ...problem, message: t('{0} The way led through the proxy {1}.', problem.message, name), try: advice };
}

/** What to do about a proxy that shows a certificate of its own instead of the bank's. */
export const opensTls = t(
  'The proxy may have shown a certificate of its own: companies’ proxies open TLS to look inside, which mutual TLS cannot survive, whatever is trusted here. {0}',
  proxyOpensTls.try,
);
