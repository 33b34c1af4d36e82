/** JWTs signed by the TPP's signing key: registration requests, request objects, client assertions. */
import type { SignedBy } from '../keys/private-key.ts';

/**
 * Signs a payload in the compact form (RFC 7515 §7.1). The header is `alg` and `kid` of the key and `typ` JWT; `header` adds to
 * it or replaces `typ` (a member that is `undefined` is left out).
 *
 * @example await signJwt({ iss: softwareId, aud: organisationId, jti: uuid() }, await workspace.signingKey(bank))
 */
export async function signJwt(
  payload: Record<string, unknown>,
  key: SignedBy,
  header: Record<string, unknown> = {},
): Promise<string> {
  const input = `${encode({ typ: 'JWT', ...header, alg: key.algorithm, kid: key.kid })}.${encode(payload)}`;
  return `${input}.${(await signBytes(Buffer.from(input), key)).toString('base64url')}`;
}

/** The signature of a signing input (RFC 7515 §5.1), by whoever signs for the key. Errors: those of its signer. */
export function signBytes(input: Buffer, { signer, algorithm, kid }: SignedBy): Promise<Buffer> {
  return signer.sign({ input, algorithm, kid });
}

/** A JWT with `alg` none and an empty signature (RFC 7519 §6), which some permissive sandboxes take as a request object. */
export function unsecuredJwt(payload: Record<string, unknown>): string {
  return `${encode({ alg: 'none', typ: 'JWT' })}.${encode(payload)}.`;
}

function encode(value: Record<string, unknown>): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
