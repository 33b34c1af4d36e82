/** The hashes in an id_token, held against the code, the state and the access token that they are said to be of. */
import { t } from '../../standard/language.ts';
import { halfHash } from './half-hash.ts';

/** Secrets: none of them stands in anything that comes of this. */
export interface HashedValues {
  code?: string;
  state?: string;
  accessToken?: string;
}

export interface HashComparison {
  claim: 'c_hash' | 's_hash' | 'at_hash';
  outcome: 'fits' | 'differs' | 'absent' | 'unknown_algorithm';
  /** One sentence, without the value. */
  message: string;
}

const claims = [
  { claim: 'c_hash', name: 'code', words: 'code' },
  { claim: 's_hash', name: 'state', words: 'state' },
  { claim: 'at_hash', name: 'accessToken', words: t('access token') },
] as const;

/**
 * Compares what was given, and nothing else (OIDC Core §3.1.3.8, §3.3.2.10 and §3.3.2.11, FAPI 1.0 Advanced §5.1).
 */
export function compareHashes(
  { header, payload }: { header: Readonly<Record<string, unknown>>; payload: Readonly<Record<string, unknown>> },
  values: HashedValues,
): HashComparison[] {
  return claims.flatMap(({ claim, name, words }): HashComparison[] => {
    const value = values[name]?.trim();
    if (value === undefined || value === '') return [];
    const hash = payload[claim];
    if (hash === undefined || hash === null || hash === '') {
      return [
        { claim, outcome: 'absent', message: t('There is no {0}: nothing in the token binds the {1}.', claim, words) },
      ];
    }
    const { alg } = header;
    if (typeof alg !== 'string' || !/^[A-Z]{2}(?:256|384|512)$/.test(alg)) {
      const message = t('{0} cannot be compared: the alg of the token does not say which hash it is.', claim);
      return [{ claim, outcome: 'unknown_algorithm', message }];
    }
    if (hash === halfHash(value, alg))
      return [{ claim, outcome: 'fits', message: t('{0} is the hash of the {1}.', claim, words) }];
    if (hash === halfHash(percentDecoded(value), alg)) {
      const message = t(
        '{0} is the hash of the {1}, once that is percent-decoded: it was given as it stands in the URL.',
        claim,
        words,
      );
      return [{ claim, outcome: 'fits', message }];
    }
    const message = t(
      '{0} is not the hash of the {1}: the token was made for another, or not all of it was given.',
      claim,
      words,
    );
    return [{ claim, outcome: 'differs', message }];
  });
}

function percentDecoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
