/** The signature of a JWT held against a key set, for those who go on only when it is good. */
import { keysOfSet } from '../keys/verification-key.ts';
import { type DecodedJwt, decodeJwt } from './decode.ts';
import { explainVerification, failUnlessVerified } from './verification.ts';

/**
 * Verifies the signature with the key that `kid` names, or with each key of the right kind when the JWT names none. Claims are
 * the caller's to check.
 *
 * @param options.algorithms those allowed; default PS256, ES256 and RS256. `none` and HMAC never pass.
 * @throws OpenBankingError `jwt_malformed`; `jwt_signature_invalid`, which says which key and why
 */
export async function verifyJwt(
  compact: string,
  jwks: { keys: readonly unknown[] },
  options: { algorithms?: readonly string[] } = {},
): Promise<DecodedJwt> {
  const decoded = decodeJwt(compact);
  const keys = keysOfSet(jwks.keys, { source: 'given' });
  const outcome = explainVerification(decoded.compact, keys, {
    algorithms: options.algorithms ?? ['PS256', 'ES256', 'RS256'],
    understood: [],
  });
  failUnlessVerified(outcome);
  return decoded;
}
