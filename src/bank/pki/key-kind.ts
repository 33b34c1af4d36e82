/** Which keys the bank takes in a certificate, and what one is that it does not take. */
import type { KeyObject } from 'node:crypto';
import type { JWK } from 'jose';

/** What a certificate, or a request for one, is for. */
export type KeyPurpose = 'signing' | 'transport';

/** The curves by the names that OpenSSL gives them; ES256 is of the first (RFC 7518 §3.4), TLS knows all. */
const curves: Readonly<Record<string, string>> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };

/** What a key is, in a few words. */
function kindOf({ asymmetricKeyType: type, asymmetricKeyDetails: details = {} }: Partial<KeyObject>): string {
  const bits = details.modulusLength;
  switch (type) {
    case 'rsa':
      return `RSA of ${bits} bits`;
    case 'rsa-pss':
      return `RSA-PSS of ${bits} bits (id-RSASSA-PSS), which no JSON Web Key can hold`;
    case 'ec': {
      const curve = details.namedCurve ?? 'unknown';
      return `EC of the curve ${curves[curve] ?? curve}`;
    }
    case 'ed25519':
      return 'Ed25519';
    case 'ed448':
      return 'Ed448';
    default:
      return type?.toUpperCase() ?? 'of a kind that is not known here';
  }
}

const wanted: Readonly<Record<KeyPurpose, string>> = {
  signing: 'RSA of 2048 bits or more (PS256), or EC of the curve P-256 (ES256)',
  transport: 'RSA of 2048 bits or more, or EC of the curve P-256, P-384 or P-521',
};

/**
 * Why the bank takes no certificate with this key, in words that follow "its key is"; undefined when it does.
 *
 * @param key Undefined when nobody here can read it
 */
export function objectionToKey(key: KeyObject | undefined, purpose: KeyPurpose): string | undefined {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details = {} }: Partial<KeyObject> = key ?? {};
  const curve = curves[details.namedCurve ?? ''];
  if (type === 'rsa' && (details.modulusLength ?? 0) >= 2048) return undefined;
  if (type === 'ec' && (purpose === 'signing' ? curve === 'P-256' : curve !== undefined)) return undefined;
  return `${kindOf(key ?? {})}: wanted is ${wanted[purpose]}`;
}

/** How a key that is taken is made. */
export const keyAdvice =
  'Make a key with openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048, or -algorithm EC -pkeyopt ec_paramgen_curve:P-256, and a certificate for it.';

/** What JWTs a key signs: ES256 of P-256, all else is RSA's. */
export function signsWith({ kty }: Pick<JWK, 'kty'>): readonly string[] {
  return kty === 'EC' ? ['ES256'] : ['PS256', 'RS256'];
}
