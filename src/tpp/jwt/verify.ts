/** The signature of a JWT held against a key set, with the reason where it does not stand. */
import type { JsonWebKey } from 'node:crypto';
import { compactVerify, importJWK } from 'jose';
import { fail } from '../errors.ts';
import { type DecodedJwt, decodeJwt } from './decode.ts';

const keyTypes: Record<string, string> = { PS256: 'RSA', RS256: 'RSA', ES256: 'EC' };

/**
 * Verifies the signature with the key that `kid` names, or with each key of the right kind when the JWT names none. Claims are
 * the caller's to check.
 *
 * @param options.algorithms those allowed; default PS256, ES256 and RS256. `none` and HMAC never pass.
 * @throws OpenBankingError `jwt_malformed`; `jwt_signature_invalid`, which says which key and why
 */
export async function verifyJwt(
  compact: string,
  jwks: { keys: JsonWebKey[] },
  options: { algorithms?: string[] } = {},
): Promise<DecodedJwt> {
  const decoded = decodeJwt(compact);
  const { alg, kid, crit } = decoded.header;
  const algorithm = allowedAlgorithm(alg, options.algorithms ?? Object.keys(keyTypes));
  if (decoded.signature === '') return invalid('The JWT has no signature.');
  if (crit !== undefined) return invalid('The JWT has critical header parameters (crit) that are not understood here.');
  const candidates = suitableKeys(jwks.keys, kid, algorithm);
  for (const jwk of candidates) {
    if (await fits(decoded.compact, jwk, algorithm)) return decoded;
  }
  const [only] = candidates;
  return invalid(
    candidates.length === 1
      ? `The signature of the JWT does not fit the key ${nameOf(only)}.`
      : `The signature of the JWT fits none of the ${candidates.length} keys ${candidates.map(nameOf).join(', ')}.`,
    'Either the JWT was changed after it was signed, or it was signed with another key.',
  );
}

function allowedAlgorithm(alg: unknown, allowed: readonly string[]): string {
  if (typeof alg !== 'string') return invalid('The header of the JWT names no algorithm (alg).');
  if (alg.toLowerCase() === 'none') return invalid('The JWT is not signed: its alg is none.');
  if (keyTypes[alg] === undefined || !allowed.includes(alg)) {
    return invalid(`The JWT is signed with ${JSON.stringify(alg)}; only ${allowed.join(', ')} may be used here.`);
  }
  return alg;
}

function suitableKeys(keys: readonly JsonWebKey[], kid: unknown, algorithm: string): JsonWebKey[] {
  const named = kid === undefined ? keys : keys.filter((key) => key.kid === kid);
  if (named.length === 0) {
    return invalid(
      kid === undefined
        ? 'The key set holds no key.'
        : `The key set has no key ${JSON.stringify(kid)}; it has ${keys.length === 0 ? 'none' : keys.map(nameOf).join(', ')}.`,
      'The signer may have changed its key: read the key set again, or compare the kid with the Directory.',
    );
  }
  const suitable = named.filter((key) => key.kty === keyTypes[algorithm] && key.use !== 'enc');
  if (suitable.length === 0) {
    const [first] = named;
    return invalid(
      `The key ${nameOf(first)} is ${first?.use === 'enc' ? 'for encryption' : `of type ${String(first?.kty)}`} and cannot verify ${algorithm}.`,
    );
  }
  return suitable;
}

async function fits(compact: string, jwk: JsonWebKey, algorithm: string): Promise<boolean> {
  try {
    const { alg: _alg, use: _use, key_ops: _operations, ...members } = jwk;
    await compactVerify(compact, await importJWK(members, algorithm), { algorithms: [algorithm] });
    return true;
  } catch {
    return false;
  }
}

function nameOf(key: JsonWebKey | undefined): string {
  return typeof key?.kid === 'string' ? key.kid : 'without a kid';
}

function invalid(message: string, advice = 'Ask for a JWT that is signed with a key of the key set.'): never {
  return fail({ code: 'jwt_signature_invalid', message, try: advice });
}
