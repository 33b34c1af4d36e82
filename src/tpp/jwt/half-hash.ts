/** The hash by which an id_token binds a code, a state or an access token. */
import { createHash } from 'node:crypto';

/** Left half of the hash of the algorithm's size, base64url (OIDC Core §3.3.2.11; FAPI 1.0 §5.1 for `s_hash`). */
export function halfHash(value: string, alg: string): string {
  const size = /\d+$/.exec(alg)?.[0] ?? '256';
  const digest = createHash(`sha${size}`).update(value, 'ascii').digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
}
