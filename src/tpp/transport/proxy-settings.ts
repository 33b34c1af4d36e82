/** Which proxy the way to a host leads through: the environment's variables as curl and Node read them, and the settings of VS Code. */

import { z } from 'zod';
import { t } from '../../standard/language.ts';
import { fail, OpenBankingError } from '../errors.ts';
import { proxyCredentials, proxyForm } from '../meanings/proxy.ts';
import { isThisMachine, noProxy } from './no-proxy.ts';

/** A proxy, as far as anybody may see it. */
export interface ProxyServer {
  /** `proxy.corp.example:3128`: what records, errors and reports have of it. */
  readonly name: string;
  /** `http://proxy.corp.example:3128`, without user name and password. */
  readonly origin: string;
  /** The variable or setting that names it. */
  readonly from: string;
  /** Whether the certificate of an https proxy is verified. The bank's certificate is another matter, which no proxy's setting changes. */
  readonly verified: boolean;
  /** The value of `Proxy-Authorization`, a secret: a function, so that no copy, log or JSON of a server holds it. */
  authorization(): string | undefined;
}

export interface Proxies {
  /**
   * The proxy for a URL, or nothing where the way is direct, which it always is to this machine.
   * @throws OpenBankingError `proxy_invalid` for a setting that cannot be used, PAC files and SOCKS among them
   */
  serverFor(url: URL): ProxyServer | undefined;
}

export interface ProxySources {
  /** Where HTTPS_PROXY, ALL_PROXY and NO_PROXY are looked for, in small letters first. */
  environment: Readonly<Record<string, string | undefined>>;
  /** `http.*` of VS Code, each as the editor gives it; its proxy counts before the environment's. */
  editor?: EditorProxySettings;
}

/** Values of settings: whatever stands in a file of the user's. */
export type EditorProxySettings = Readonly<Record<(typeof editorSettings)[number], unknown>>;

/** The settings of VS Code that are read, below `http`. */
export const editorSettings = ['proxy', 'noProxy', 'proxySupport', 'proxyAuthorization', 'proxyStrictSSL'] as const;

/** Stands for a value that is no text, and is refused with its setting's name as any other address that is none. */
const unusable = '://';
const text = z.string().catch('');
const editorSchema = z.object({
  proxy: z.string().nullish().catch(unusable),
  noProxy: z.array(text).catch([]),
  proxySupport: text,
  proxyAuthorization: z.string().nullish().catch('\0'),
  proxyStrictSSL: z.boolean().catch(true),
});

interface Named {
  value: string;
  from: string;
}

/**
 * Reads the settings. What cannot be used is told by {@link Proxies.serverFor}, so that hosts that need no proxy are reached all the same.
 *
 * @example
 * const proxies = proxiesOf({ environment: process.env });
 * proxies.serverFor(new URL('https://auth.bank.example'))?.name // 'proxy.corp.example:3128'
 */
export function proxiesOf({ environment, editor }: ProxySources): Proxies {
  const variable = (name: string): Named | undefined => {
    for (const from of [name.toLowerCase(), name]) {
      const value = environment[from]?.trim() ?? '';
      if (value !== '') return { value, from };
    }
    return undefined;
  };
  const settings = editor === undefined ? undefined : editorSchema.parse(editor);
  const fromEditor = blankIsNothing(settings?.proxy);
  const named =
    fromEditor === undefined
      ? (variable('HTTPS_PROXY') ??
        variable('ALL_PROXY') ??
        // As Node's own fetch has it where it is told to look at these variables.
        (environment.NODE_USE_ENV_PROXY === '1' ? variable('HTTP_PROXY') : undefined))
      : { value: fromEditor, from: 'http.proxy' };
  if (named === undefined || settings?.proxySupport === 'off') return { serverFor: () => undefined };

  const exceptions = [noProxy(variable('NO_PROXY')?.value ?? ''), noProxy(settings?.noProxy.join(',') ?? '')];
  let server: ProxyServer | OpenBankingError | undefined;
  const make = (): ProxyServer | OpenBankingError => {
    try {
      const authorization = blankIsNothing(settings?.proxyAuthorization);
      return readServer(named, authorization, settings?.proxyStrictSSL ?? true);
    } catch (thrown) {
      if (thrown instanceof OpenBankingError) return thrown;
      throw thrown;
    }
  };
  return {
    serverFor: (url) => {
      // Plain http is for this machine alone.
      if (url.protocol !== 'https:' || isThisMachine(url)) return undefined;
      if (exceptions.some((excepts) => excepts(url))) return undefined;
      server ??= make();
      if (server instanceof OpenBankingError) throw server;
      return server;
    },
  };
}

const blankIsNothing = (value: string | null | undefined): string | undefined => value?.trim() || undefined;

/** Nothing of the value is ever repeated but its scheme: a password may stand anywhere in one that is broken. */
function readServer({ value, from }: Named, authorization: string | undefined, strict: boolean): ProxyServer {
  const end = value.indexOf('://');
  const scheme = end < 0 ? 'http' : value.slice(0, end).toLowerCase();
  const whole = end < 0 ? `http://${value}` : value;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (/^(pac\+|file$)/.test(scheme) || /\.(pac|dat)$/i.test(url?.pathname ?? '')) return automatic(from);
  if (scheme.startsWith('socks')) {
    return invalid(
      from,
      t('names a SOCKS proxy, which is not supported'),
      t('Name an HTTP proxy, as {0}; most SOCKS servers have one beside them.', proxyForm),
    );
  }
  if (scheme !== 'http' && scheme !== 'https') {
    const shown = /^[a-z][a-z\d+.-]{0,19}$/.test(scheme)
      ? t('begins with {0}://', scheme)
      : t('is no address of a proxy');
    return invalid(from, shown, t('Write it as {0}.', proxyForm));
  }
  // What follows host and port is the rest of a password that holds a character of URLs.
  const cut = url === undefined || url.search !== '' || url.hash !== '' || url.pathname.includes('@');
  if (cut || url.hostname === '')
    return invalid(from, t('is no address of a proxy'), t('Write it as {0}. {1}', proxyForm, proxyCredentials));
  const { username, password, hostname, protocol } = url;
  if (authorization !== undefined && !/^[\t\x20-\x7e]+$/.test(authorization)) {
    return invalid(
      'http.proxyAuthorization',
      t('cannot be sent in a header'),
      t('Write it as Basic and the base64 of USER:PASSWORD.'),
    );
  }
  const port = url.port || (protocol === 'https:' ? '443' : '80');
  const basic = username === '' && password === '' ? undefined : `${plain(username)}:${plain(password)}`;
  const secret = authorization ?? (basic && `Basic ${Buffer.from(basic).toString('base64')}`);
  return {
    name: `${hostname}:${port}`,
    origin: `${protocol}//${hostname}:${port}`,
    from,
    verified: strict,
    authorization: () => secret,
  };
}

function automatic(from: string): never {
  return invalid(
    from,
    t('names a file for automatic configuration (PAC), which is not read'),
    t(
      'Open that file, or ask those who run the network: the proxy stands in it after the word PROXY. Name that one, as http://HOST:PORT.',
    ),
  );
}

function invalid(from: string, what: string, advice: string): never {
  return fail({ code: 'proxy_invalid', message: t('Nothing was sent: {0} {1}.', from, what), try: advice });
}

function plain(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
