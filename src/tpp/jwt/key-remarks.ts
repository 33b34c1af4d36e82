/** What to know of a key although the signature is good: expired, revoked, of another name, out of the token itself. */
import { t } from '../../standard/language.ts';
import type { VerificationKey } from '../keys/verification-key.ts';
import type { Jws } from './decode.ts';
import { otherAlphabet } from './spelling.ts';

const keyRemarkCodes = [
  'certificate_expired',
  'certificate_not_yet_valid',
  'certificate_of_other_key',
  'key_revoked',
  'kid_differs',
  'algorithm_differs',
  'key_from_token',
  /** The token is in base64 or padded, and what was signed is another spelling, or just that one; or its last character is another. */
  'spelling',
  /** Of several signatures others are not good by these keys. */
  'other_signatures',
] as const;

export interface KeyRemark {
  code: (typeof keyRemarkCodes)[number];
  /** One sentence. */
  message: string;
}

/**
 * Remarks on a key that verified a token.
 *
 * @param now milliseconds since the epoch.
 */
export function remarksOf(key: VerificationKey, token: { kid?: string; algorithm: string }, now: number): KeyRemark[] {
  const { kid } = token;
  const { certificate, revoked, publicKey, label } = key;
  const remarks: KeyRemark[] = [];
  const remark = (code: KeyRemark['code'], message: string) => remarks.push({ code, message });
  if (key.source === 'token') {
    remark(
      'key_from_token',
      t('The key came with the token itself: this says that the token is whole, not who made it.'),
    );
  }
  if (revoked !== undefined && (revoked === true || revoked <= now)) {
    remark(
      'key_revoked',
      t('{0} is revoked{1}.', label.replace(/^the /, 'The '), revoked === true ? '' : t(' since {0}', dateOf(revoked))),
    );
  }
  if (certificate && publicKey && !sameKey(certificate.publicKey, publicKey)) {
    remark('certificate_of_other_key', t('The certificate that stands beside {0} is for another key.', label));
  } else if (certificate && certificate.validTo < now) {
    remark('certificate_expired', t('The certificate of {0} expired on {1}.', label, dateOf(certificate.validTo)));
  } else if (certificate && certificate.validFrom > now) {
    remark(
      'certificate_not_yet_valid',
      t('The certificate of {0} is valid from {1} on.', label, dateOf(certificate.validFrom)),
    );
  }
  const names = [key.kid, key.directoryKid].filter((name) => name !== undefined);
  if (kid !== undefined && names.length > 0 && !names.includes(kid)) {
    remark('kid_differs', t('The token calls the key {0}; this one is {1}.', JSON.stringify(kid), names[0]));
  }
  if (key.algorithm !== undefined && key.algorithm !== token.algorithm) {
    remark(
      'algorithm_differs',
      t(
        '{0} is said to be for {1}; the token is signed with {2}.',
        label.replace(/^the /, 'The '),
        key.algorithm,
        token.algorithm,
      ),
    );
  }
  return remarks;
}

function sameKey(a: NonNullable<VerificationKey['publicKey']>, b: typeof a): boolean {
  return a.equals(b);
}

function dateOf(milliseconds: number): string {
  return Number.isFinite(milliseconds) && Math.abs(milliseconds) <= 8.64e15
    ? new Date(milliseconds).toISOString().slice(0, 10)
    : t('an unknown date');
}

/**
 * Over which letters the signature of a token is that came in base64 or padded.
 * @param putRight it is over the parts in base64url, and not over the letters that came
 */
export function spellingRemark(cameAs: Jws['parts'], parts: Jws['parts'], putRight: boolean): KeyRemark {
  const marks = otherAlphabet(`${cameAs.header}${cameAs.payload}${cameAs.signature}`) ?? '=';
  const signedAsItCame = cameAs.header === parts.header && cameAs.payload === parts.payload;
  const over = signedAsItCame
    ? t('only the signature itself had to be put right')
    : putRight
      ? t('the signature is over header and payload in base64url without padding, which they were put into')
      : t(
          'the signature is over header and payload as they came, and a reader that puts them right first finds it wrong',
        );
  return {
    code: 'spelling',
    message: t('The token has {0} in it: {1}. A reader that is strict refuses it.', marks, over),
  };
}

/** What to know of the spelling of a token that came in base64 or padded where its signature is good in no spelling. */
export function refusedSpellingRemark(cameAs: Jws['parts']): KeyRemark {
  const marks = otherAlphabet(`${cameAs.header}${cameAs.payload}${cameAs.signature}`) ?? '=';
  const kind = /[+/]/.test(marks) ? t('in base64 instead of base64url') : t('padded, which a token never is');
  const message = t(
    'The token has {0} in it: it is {1}. It was read all the same, as it came and put right; a reader that is strict refuses it.',
    marks,
    kind,
  );
  return { code: 'spelling', message };
}

/**
 * A part whose last character has bits that belong to no byte (RFC 4648 §3.5): the same bytes in another spelling.
 * @returns nothing where there is none
 */
export function trailingBitsRemark({ header, payload, signature }: Jws['parts']): KeyRemark | undefined {
  const loose = Object.entries({ header, payload, signature })
    .filter(
      ([, part]) =>
        Buffer.from(part.slice(-4 - (part.length % 4)), 'base64url')
          .toString('base64url')
          .at(-1) !== part.at(-1),
    )
    .map(([name]) => name);
  if (loose.length === 0) return undefined;
  const message = t(
    'The last character of the {0} is not the one that base64url has for these bytes (RFC 4648 §3.5): the token can be spelled in several ways, and a reader that is strict refuses this one.',
    loose.join(t(' and ')),
  );
  return { code: 'spelling', message };
}
