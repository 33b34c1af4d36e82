/** `crit`, the header members that a reader has to understand or refuse the token (RFC 7515 §4.1.11). */

import { t } from '../../standard/language.ts';
import { truncate } from '../../standard/truncate.ts';

/** Those of Open Banking's message signing; `b64` up to version 3.1.3 (RFC 7797). */
export const messageSigningMembers = [
  'http://openbanking.org.uk/iat',
  'http://openbanking.org.uk/iss',
  'http://openbanking.org.uk/tan',
] as const;

/** Members that RFC 7515 and RFC 7518 define: a reader knows them, and they may not be made critical. */
const ownMembers = new Set(['alg', 'jku', 'jwk', 'kid', 'x5u', 'x5c', 'x5t', 'x5t#S256', 'typ', 'cty', 'crit']);

/** What is wrong with `crit` and `b64` in a header, in a sentence; nothing where all is understood. */
export function criticalProblem(
  header: Record<string, unknown>,
  options: { detached: boolean; understood?: readonly string[] | undefined },
): string | undefined {
  const { crit, b64 } = header;
  const understood = options.understood ?? (options.detached ? [...messageSigningMembers, 'b64'] : []);
  if (crit === undefined) {
    return b64 === false ? t('The header has b64 false without naming it in crit, as RFC 7797 §6 demands.') : undefined;
  }
  if (!Array.isArray(crit) || crit.length === 0 || crit.some((name) => typeof name !== 'string')) {
    return t('The crit of the header is not an array of names (RFC 7515 §4.1.11).');
  }
  const names = crit.map(String);
  const unknown = names.filter((name) => !understood.includes(name) && !ownMembers.has(name));
  if (unknown.length > 0) {
    return t(
      'The JWT has critical header parameters (crit) that are not understood here: {0}.',
      unknown
        .slice(0, 5)
        .map((name) => JSON.stringify(truncate(name, 100)))
        .join(', '),
    );
  }
  const own = names.find((name) => ownMembers.has(name));
  if (own !== undefined)
    return t('The crit of the header names {0}, which the standard forbids (RFC 7515 §4.1.11).', own);
  if (new Set(names).size < names.length) return t('The crit of the header names a member twice (RFC 7515 §4.1.11).');
  const absent = names.find((name) => !Object.hasOwn(header, name));
  if (absent !== undefined)
    return t('The crit of the header names {0}, which the header does not have.', JSON.stringify(absent));
  if (b64 === false && !names.includes('b64')) {
    return t('The header has b64 false without naming it in crit, as RFC 7797 §6 demands.');
  }
  if (b64 !== undefined && typeof b64 !== 'boolean')
    return t('The b64 of the header is neither true nor false (RFC 7797 §3).');
  return undefined;
}
