/** A token with several signatures (RFC 7515 §7.2.1), each held against the same keys. */
import type { VerificationKey } from '../keys/verification-key.ts';
import type { KeyRemark } from './key-remarks.ts';
import { explainVerification, type Verification, type VerificationOptions } from './verification.ts';

/**
 * As {@link explainVerification}, of a token with one signature or several. One that is good is enough, and a remark says so of the others;
 * where none is, the first is spoken of.
 *
 * @param options.untold how many more signatures it has, which are not tried; the outcome says so
 * @param compacts the token in compact form, once for each signature
 * @returns also which signature the outcome is about, counted from 0
 */
export function explainSignatures(
  compacts: readonly string[],
  keys: readonly VerificationKey[],
  { untold = 0, ...options }: VerificationOptions & { untold?: number } = {},
): Verification & { signature: number } {
  const [first = '', ...others] = compacts;
  const outcome = explainVerification(first, keys, options);
  if (others.length === 0 && untold === 0) return { ...outcome, signature: 0 };
  const outcomes = [outcome, ...others.map((compact) => explainVerification(compact, keys, options))];
  const attempts = outcomes.flatMap((each) => each.attempts);
  const count = outcomes.length + untold;
  const rest = untold === 0 ? '' : ` ${untold} more ${untold === 1 ? 'was' : 'were'} not tried.`;
  const good = outcomes.find((each) => each.verified);
  if (!good?.verified) {
    return {
      ...outcome,
      message: `None of the ${outcomes.length} signatures${untold === 0 ? '' : ' that were tried'} is good.${rest} The first: ${outcome.message}`,
      attempts,
      signature: 0,
    };
  }
  const signature = outcomes.indexOf(good);
  const which = `Signature ${signature + 1} of ${count}`;
  const bad = outcomes.flatMap(({ verified }, index) => (verified ? [] : [String(index + 1)]));
  const unfit =
    bad.length === 0
      ? ''
      : `; ${bad.length === 1 ? 'signature' : 'signatures'} ${bad.join(', ')} ${bad.length === 1 ? 'fits' : 'fit'} none of these keys`;
  const said = `${which} is good${unfit}.`;
  const remark: KeyRemark = {
    code: 'other_signatures',
    message: `${outcomes.length === 1 || bad.length > 0 ? said : `All ${outcomes.length} signatures${untold === 0 ? '' : ' that were tried'} are good.`}${rest}`,
  };
  return { ...good, remarks: [remark, ...good.remarks], attempts, signature };
}
