/** The addresses of key sets that stand in a token, so that somebody can be asked before one of them is. */
import { OpenBankingError } from '../errors.ts';
import { decodeJwt } from './decode.ts';
import { refusalOfAddress } from './fetch-jwks.ts';

export interface KeyUrl {
  url: string;
  /** Host and, where it is not 443, port: what the user is asked about. Empty for what is no address. */
  host: string;
  /** Where it stands: `header.jku`, `payload.software_statement.org_jwks_endpoint`. */
  member: string;
  /** True for a set of revoked keys. */
  revoked: boolean;
  /** Why it is not asked even if the user agrees, e.g. plain http. */
  refused?: string;
}

/** `jku` (RFC 7515 §4.1.2), `jwks_uri` (RFC 7591 §2), and the Directory's `software_jwks_endpoint` and the like. */
const names = /^(jku|jwks_uri|\w+_jwks(_revoked)?_(endpoint|uri))$/;
const nested = ['software_statement', 'request'];

/** Every address of a key set in a decoded token, and in the tokens inside it. Nothing is asked. */
export function urlsOfKeys(decoded: { header: Record<string, unknown>; payload?: Record<string, unknown> }): KeyUrl[] {
  return collect(decoded, '', 2);
}

function collect(
  { header, payload = {} }: { header: Record<string, unknown>; payload?: Record<string, unknown> },
  before: string,
  depth: number,
): KeyUrl[] {
  const inside = depth === 0 ? [] : nested.filter((name) => typeof payload[name] === 'string');
  return [
    ...addresses(header, before === '' ? 'header.' : `${before}header.`),
    ...addresses(payload, before === '' ? 'payload.' : before),
    ...inside.flatMap((name) => {
      const token = decodedOrNothing(String(payload[name]));
      return token ? collect(token, `${before === '' ? 'payload.' : before}${name}.`, depth - 1) : [];
    }),
  ];
}

function addresses(members: Record<string, unknown>, before: string): KeyUrl[] {
  return Object.entries(members).flatMap(([name, value]) => {
    if (!names.test(name) || typeof value !== 'string') return [];
    const refused = refusalOfAddress(value);
    return [
      {
        url: value,
        host: URL.canParse(value) ? new URL(value).host : '',
        member: `${before}${name}`,
        revoked: name.includes('revoked'),
        ...(refused === undefined ? {} : { refused }),
      },
    ];
  });
}

function decodedOrNothing(compact: string) {
  try {
    return decodeJwt(compact);
  } catch (thrown) {
    if (thrown instanceof OpenBankingError) return undefined;
    throw thrown;
  }
}
