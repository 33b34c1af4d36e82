/** Detached signatures of HTTP bodies, `x-jws-signature`, as Open Banking's message signing has them. */
import type { SignedBy } from '../keys/private-key.ts';
import { realSurroundings, type Surroundings } from '../surroundings.ts';
import { detachedInput } from './body-variants.ts';
import { messageSigningMembers } from './critical.ts';
import { signBytes } from './sign.ts';

export interface DetachedOptions {
  /** `http://openbanking.org.uk/iss`: `{organisation id}/{software id}` of a TPP. */
  iss: string;
  /** `http://openbanking.org.uk/tan`: the trust anchor; default `openbanking.org.uk`. */
  tan?: string;
  /** False signs the raw body, as versions up to 3.1.3 want it; from 3.1.4 on `b64` must not be there. */
  b64?: false;
  surroundings?: Pick<Surroundings, 'now'>;
}

/**
 * Signs the exact bytes of an HTTP body: `header..signature` (Read/Write Data API Specification, message signing; RFC 7515
 * appendix F, RFC 7797). The header is `alg` and `kid` of the key, `typ` JOSE, the three members of Open Banking and `crit`
 * that names them.
 *
 * @param body as it is sent; serialise once, sign and send the same bytes.
 * @example headers['x-jws-signature'] = await signDetached(body, key, { iss: `${organisationId}/${softwareId}` })
 */
export async function signDetached(
  body: Uint8Array | string,
  key: SignedBy,
  options: DetachedOptions,
): Promise<string> {
  const raw = options.b64 === false;
  const [iat, iss, tan] = messageSigningMembers;
  const now = (options.surroundings ?? realSurroundings).now();
  const header = {
    alg: key.algorithm,
    kid: key.kid,
    typ: 'JOSE',
    cty: 'application/json',
    ...(raw ? { b64: false } : {}),
    [iat]: Math.floor(now / 1000),
    [iss]: options.iss,
    [tan]: options.tan ?? 'openbanking.org.uk',
    crit: [...(raw ? ['b64'] : []), iat, iss, tan],
  };
  return signDetachedWith(header, body, key);
}

/** The detached signature under a header made elsewhere, whose `alg` has to be the key's. */
export async function signDetachedWith(
  header: Record<string, unknown>,
  body: Uint8Array | string,
  key: SignedBy,
): Promise<string> {
  const part = Buffer.from(JSON.stringify(header)).toString('base64url');
  const input = detachedInput(part, Buffer.from(body), header.b64 !== false);
  return `${part}..${(await signBytes(input, key)).toString('base64url')}`;
}
