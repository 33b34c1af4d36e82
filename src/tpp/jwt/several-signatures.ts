/** A token with several signatures (RFC 7515 §7.2.1), each held against the same keys. */

import { t } from '../../standard/language.ts';
import type { VerificationKey } from '../keys/verification-key.ts';
import { agree } from '../number-words.ts';
import type { KeyRemark } from './key-remarks.ts';
import { explainVerification, type Verification, type VerificationOptions } from './verification.ts';
import type { KeyAttempt } from './verification-attempt.ts';

export type SeveralVerification = Verification & { signature: number; signatures: number };

/**
 * As {@link explainVerification}, of a token with one signature or several. One that is good is enough, and a remark says so of the others;
 * where none is, the first is spoken of.
 *
 * @param options.untold how many more signatures it has, which are not tried; the outcome says so
 * @param compacts the token in compact form, once for each signature
 * @returns also which signature the outcome and each attempt is about, counted from 0, and how many there are
 */
export function explainSignatures(
  compacts: readonly string[],
  keys: readonly VerificationKey[],
  { untold = 0, ...options }: VerificationOptions & { untold?: number } = {},
): SeveralVerification {
  const [first = '', ...others] = compacts;
  const outcome = explainVerification(first, keys, options);
  if (others.length === 0 && untold === 0) return { ...outcome, signature: 0, signatures: 1 };
  const outcomes = [outcome, ...others.map((compact) => explainVerification(compact, keys, options))];
  const attempts = outcomes.flatMap((each, signature) =>
    each.attempts.map((attempt): KeyAttempt => ({ ...attempt, signature })),
  );
  const count = outcomes.length + untold;
  const untried = untold === 1 ? t(' {0} more was not tried.', untold) : t(' {0} more were not tried.', untold);
  const rest = untold === 0 ? '' : untried;
  const good = outcomes.find((each) => each.verified);
  if (!good?.verified) {
    return {
      ...outcome,
      message: t(
        'None of the {0} signatures{1} is good.{2} The first: {3}',
        outcomes.length,
        untold === 0 ? '' : t(' that were tried'),
        rest,
        outcome.message,
      ),
      attempts,
      signature: 0,
      signatures: count,
    };
  }
  const signature = outcomes.indexOf(good);
  const bad = outcomes.flatMap(({ verified }, index) => (verified ? [] : [String(index + 1)]));
  const about =
    bad.length > 0
      ? agree(
          bad,
          t('Signature {0} fits none of these keys.', listed(bad)),
          t('Signatures {0} fit none of these keys.', listed(bad)),
        )
      : outcomes.length > 1
        ? t('All {0} signatures{1} are good.', outcomes.length, untold === 0 ? '' : t(' that were tried'))
        : '';
  const remark: KeyRemark = { code: 'other_signatures', message: `${about}${rest}`.trim() };
  const message = t('Signature {0} of {1} is good: {2} by {3}.', signature + 1, count, good.algorithm, good.key.label);
  return { ...good, message, remarks: [remark, ...good.remarks], attempts, signature, signatures: count };
}

/** At most ten: there may be hundreds. */
function listed(numbers: readonly string[]): string {
  return numbers.length > 10
    ? t('{0} and {1} more', numbers.slice(0, 10).join(', '), numbers.length - 10)
    : numbers.join(', ');
}
