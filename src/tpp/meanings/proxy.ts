/** Why a proxy is in the way: from its setting to the tunnel that it does not open, each with its own remedy. */
import { t } from '../../standard/language.ts';
import type { ErrorCode } from '../errors.ts';
import type { Meaning } from './meaning.ts';

export interface ProxyMeaning extends Meaning {
  code: ErrorCode;
}

export const proxyForm = t('http://HOST:PORT or http://USER:PASSWORD@HOST:PORT');
export const proxyCredentials = t(
  'Special characters of user name and password are percent-encoded: @ is %40, \\ is %5C, # is %23, / is %2F, % is %25.',
);
const refused = { code: 'proxy_refused', rule: 'RFC 9110 §9.3.6' } as const;
const unreachable = { code: 'proxy_unreachable', rule: 'RFC 9110 §9.3.6' } as const;

export const proxyTroubles = {
  proxy_credentials_missing: {
    ...refused,
    means: t('The proxy wants a user name and a password.'),
    cause: t('The setting that names the proxy has none.'),
    try: t(
      'Put them into that setting, as http://USER:PASSWORD@HOST:PORT. {0} In VS Code, http.proxyAuthorization is another place for them.',
      proxyCredentials,
    ),
    rule: 'RFC 9110 §11.7.1, §15.5.8',
  },
  proxy_credentials_refused: {
    ...refused,
    means: t('The proxy does not take the user name and password that it was given.'),
    cause: t('An old password, or one with special characters that are not percent-encoded.'),
    try: t('Correct them in the setting that names the proxy. {0}', proxyCredentials),
    rule: 'RFC 9110 §11.7.2, §15.5.8',
  },
  proxy_sign_on: {
    ...refused,
    means: t('The proxy wants a sign-on by the account of this machine, which is not done here.'),
    cause: t('A company network with NTLM, Kerberos (Negotiate) or Digest.'),
    try: t(
      'Start a relay on this machine that signs on with your account (px, cntlm or your company’s own) and name it as the proxy: http://127.0.0.1:PORT. Or ask those who run the proxy to let the bank’s host pass without a sign-on.',
    ),
    rule: 'RFC 9110 §11.7.1; RFC 4559',
  },
  proxy_forbids: {
    ...refused,
    means: t('The proxy does not let connections to this host and port pass.'),
    cause: t('A list of what the network allows; ports other than 443 are often not on it.'),
    try: t(
      'Ask those who run the proxy to allow CONNECT to the bank’s host and port. Where the host is reached without a proxy, name it in NO_PROXY (in VS Code http.noProxy).',
    ),
  },
  proxy_no_way: {
    ...refused,
    means: t('The proxy did not reach the bank’s host.'),
    cause: t('A slip in the host or port, a name that only other servers know, or a bank that is down.'),
    try: t(
      'Check the address of the bank. If it is right, ask those who run the proxy whether it knows this host and may connect to its port.',
    ),
  },
  proxy_sends_elsewhere: {
    ...refused,
    means: t('The proxy sends elsewhere instead of opening a way to the bank.'),
    cause: t('It wants a sign-in in a browser first.'),
    try: t('Open any page in a browser on this machine and sign in, then try again.'),
  },
  proxy_no_tunnel: {
    ...refused,
    means: t('What listens there opened no way to the bank.'),
    cause: t('A web server, or a proxy for plain http alone.'),
    try: t('Check that the setting names the network’s proxy for https.'),
  },
  proxy_unknown: {
    ...unreachable,
    means: t('No address is known for the name of the proxy.'),
    cause: t('A slip in the name, or a machine that is not in the proxy’s network.'),
    try: t('Check its name in the setting, and that this machine is in the network that has it.'),
  },
  proxy_not_listening: {
    ...unreachable,
    means: t('Nothing takes connections at the proxy’s host and port.'),
    cause: t('A relay that is not running, or a wrong port.'),
    try: t(
      'Check that it runs, and its address in the setting; where there is no proxy any more, take the setting away.',
    ),
  },
  proxy_silent: {
    ...unreachable,
    means: t('The proxy did not answer in time.'),
    cause: t('A machine that is not in the proxy’s network, or a proxy that waits for the bank.'),
    try: t(
      'Check host and port in the setting, and that this machine is in the network that has it; else ask those who run it.',
    ),
  },
  proxy_speaks_plainly: {
    ...unreachable,
    means: t('The proxy does not speak TLS itself, and the setting says https.'),
    cause: t('The scheme is the one by which the proxy itself is spoken to.'),
    try: t('Write it with http:// in the setting: TLS with the bank goes through a plain proxy as safely.'),
  },
  proxy_untrusted: {
    ...unreachable,
    means: t('The certificate of the proxy itself is not trusted.'),
    cause: t('An https proxy whose CA this machine does not know.'),
    try: t(
      'Put its CA into a file and start with NODE_EXTRA_CA_CERTS set to that, or name the proxy’s port for http://.',
    ),
  },
  proxy_no_http: {
    ...unreachable,
    means: t('What answers there is no http proxy.'),
    cause: t('A wrong port, or a proxy that itself speaks TLS.'),
    try: t('Check the port in the setting; where the proxy itself speaks TLS, write https://.'),
  },
  proxy_closed: {
    ...unreachable,
    means: t('The proxy ended the connection without an answer.'),
    cause: t('A proxy that does not know this machine, or one that itself speaks TLS.'),
    try: t(
      'Check host and port in the setting; where the proxy itself speaks TLS, write https://. Else ask those who run it.',
    ),
  },
} satisfies Record<string, ProxyMeaning>;
export type ProxyTrouble = keyof typeof proxyTroubles;

const rule = 'RFC 9110 §3.7';

/** At the proxy of `transport.proxy`, which speaks mutual TLS in our place. */
export const localProxyTroubles = {
  local_proxy_unreachable: {
    code: 'proxy_unreachable',
    means: t('The proxy that has the client certificate (transport.proxy) cannot be reached.'),
    cause: t('It is not running, or listens at another host or port.'),
    try: t('Start it, or correct transport.proxy in openbanking.json.'),
    rule,
  },
  local_proxy_answer_too_large: {
    code: 'answer_invalid',
    means: t('The answer that came by way of the proxy (transport.proxy) is too large and was not read to its end.'),
    cause: t('A list asked for at once, or a proxy that answers with something of its own.'),
    try: t('Ask for less at once, or look into the log of the proxy.'),
    rule,
  },
  local_proxy_headers_too_long: {
    code: 'answer_invalid',
    means: t('The proxy (transport.proxy) answered with headers that are too long.'),
    cause: t('Headers that the proxy adds, or cookies that it lets through.'),
    try: t('Look into the log of the proxy: which headers it adds, or lets through.'),
    rule,
  },
  local_proxy_no_http: {
    code: 'answer_invalid',
    means: t('What the proxy (transport.proxy) answered is not HTTP as it should be.'),
    cause: t('The port of another program, or one where the proxy speaks TLS.'),
    try: t(
      'Check that transport.proxy names its port for plain HTTP, not one for TLS or for another program, and look into its log.',
    ),
    rule,
  },
  local_proxy_closed: {
    code: 'answer_incomplete',
    means: t('The proxy (transport.proxy) ended the connection without an answer.'),
    cause: t('A proxy that does not reach the bank, that the bank refuses, or that wants TLS at this port.'),
    try: t(
      'Look into the log of the proxy: whether it reaches the bank, and with which certificate; and check that transport.proxy names its port for plain HTTP.',
    ),
    rule,
  },
} satisfies Record<string, ProxyMeaning>;
export type LocalProxyTrouble = keyof typeof localProxyTroubles;

/** For failures of TLS behind a proxy. */
export const proxyOpensTls = {
  means: t('The way led through a proxy, which may have shown a certificate of its own instead of the bank’s.'),
  cause: t('Companies’ proxies open TLS to look inside. Mutual TLS cannot survive that, whatever is trusted here.'),
  try: t(
    'If yours does, ask those who run it to let the bank’s host pass unopened, or name the host in NO_PROXY (in VS Code http.noProxy) where it is reached without.',
  ),
  rule: 'RFC 8446 §4.4.2.4; RFC 8705 §2',
} satisfies Meaning;
