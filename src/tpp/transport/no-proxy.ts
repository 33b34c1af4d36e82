/** Hosts that are reached without the proxy: the grammar of NO_PROXY, and this machine itself, which no proxy can reach. */
import { BlockList, isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { isLoopback } from '../../standard/loopback.ts';
import { holds, hostAndPort } from './hosts.ts';

type Matches = (hostname: string) => boolean;

interface Entry {
  /** Any port where it is absent. */
  port?: string;
  matches: Matches;
}

/**
 * Whether a URL's host is this machine: {@link isLoopback}, and the names below localhost (RFC 6761 §6.3). Those are asked of the machine's
 * names too, so that no proxy knows them, but nothing goes to them in the clear.
 */
export function isThisMachine(url: URL): boolean {
  const name = nameIn(url.hostname);
  return isLoopback(name) || name.endsWith('.localhost');
}

/**
 * What a list as in NO_PROXY says of a URL. Entries are separated by commas or blanks: `*` is every host, `bank.example` and
 * `.bank.example` that host and all below it, `*.bank.example` those below it only, `10.1.2.3` or `10.0.0.0/8` addresses; a port may follow.
 *
 * @example noProxy('.corp.example, 10.0.0.0/8, bank.example:8443')(new URL('https://a.corp.example')) // true
 */
export function noProxy(text: string): (url: URL) => boolean {
  const entries = text.split(/[\s,]+/).flatMap((each) => (each === '' ? [] : entryOf(each)));
  return (url) => {
    const hostname = nameIn(url.hostname);
    const port = hostAndPort(url)?.split(':').at(-1);
    return entries.some((entry) => (entry.port === undefined || entry.port === port) && entry.matches(hostname));
  };
}

function entryOf(text: string): Entry {
  const { host, port } = portOf(text);
  return { ...(port === undefined ? {} : { port }), matches: matcher(host) };
}

/** An address of IPv6 has colons of its own: a port follows its brackets only. */
function portOf(text: string): { host: string; port?: string } {
  const bracket = text.startsWith('[') ? text.indexOf(']') : -1;
  if (bracket > 0) {
    const host = text.slice(1, bracket);
    return text[bracket + 1] === ':' ? { host, port: text.slice(bracket + 2) } : { host };
  }
  const colon = text.indexOf(':');
  if (colon < 0 || colon !== text.lastIndexOf(':')) return { host: text };
  return { host: text.slice(0, colon), port: text.slice(colon + 1) };
}

function matcher(text: string): Matches {
  if (text === '*') return () => true;
  const list = addressesOf(text);
  if (list) return (hostname) => holds(list, hostname);
  const below = text.startsWith('*.');
  const bare = text.slice(below ? 2 : text.startsWith('.') ? 1 : 0);
  const name = nameIn(domainToASCII(bare) || bare.toLowerCase());
  if (name === '') return () => false;
  const suffix = `.${name}`;
  return (hostname) => hostname.endsWith(suffix) || (!below && hostname === name);
}

/** An address, or a net of them as `10.0.0.0/8`. */
function addressesOf(text: string): BlockList | undefined {
  const [address = '', bits, more] = text.split('/', 3);
  const version = isIP(address);
  if (version === 0 || more !== undefined) return undefined;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const maxBits = version === 4 ? 32 : 128;
  const list = new BlockList();
  const prefix = bits === undefined ? maxBits : Number(bits);
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > maxBits || bits === '') return undefined;
  list.addSubnet(address, prefix, family);
  return list;
}

/** As hosts are compared: no brackets, and no dot at the end, which names the same host. */
function nameIn(hostname: string): string {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return bare.endsWith('.') ? bare.slice(0, -1) : bare;
}
