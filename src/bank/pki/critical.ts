/** Critical headers (RFC 7515 §4.1.11): who does not know one must not take the token, and this bank knows none. */
import { truncate } from '../../standard/truncate.ts';
import type { JsonObject } from './json-object.ts';

/** Why a header with `crit` is not taken, naming what it names ("has …", without a subject); undefined when it has none. */
export function criticalIn(header: Readonly<JsonObject>): string | undefined {
  if (!('crit' in header)) return undefined;
  const { crit } = header;
  const names = Array.isArray(crit) ? crit.filter((name) => typeof name === 'string') : [];
  if (names.length === 0) return 'has crit in its header, which is not a list of header names: leave crit out';
  const named = truncate(names.map((name) => `"${name}"`).join(', '), 80);
  return `has ${named} in the crit of its header, and the bank knows no critical header: leave crit out`;
}

/** {@link criticalIn} of a compact token whose form somebody else looks at; undefined also where its header cannot be read. */
export function criticalInToken(token: unknown): string | undefined {
  if (typeof token !== 'string') return undefined;
  try {
    const header: unknown = JSON.parse(Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString('utf8'));
    return typeof header === 'object' && header !== null ? criticalIn(header as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}
