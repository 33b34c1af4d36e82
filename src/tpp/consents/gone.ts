/** A consent that the bank does not have any more: another is made in its place, as no customer can authorise it again. */
import { t } from '../../standard/language.ts';
import { fail, OpenBankingError, type Problem } from '../errors.ts';
import { nameOfCode } from '../meanings/obie-codes.ts';
import type { Advice } from '../remedies.ts';

/** Whether that is why a request for a consent was refused. A bare 404 may be of a wrong address. */
export function saysGone({ code, bank }: Problem): boolean {
  return code === 'api_refused' && bank?.codes?.some((each) => nameOfCode(each) === 'Resource.NotFound') === true;
}

export const insteadOfGone: Advice = {
  try: t(
    'The bank does not have this consent any more, or not for this client: create another, for the customer to authorise.',
  ),
  remedies: [{ do: 'createConsent' }],
};

/** Throws what a request for a consent ended with, advised on as that. */
export function failOfConsent(thrown: unknown): never {
  if (!(thrown instanceof OpenBankingError) || !saysGone(thrown.problem)) throw thrown;
  return fail({ ...thrown.problem, ...insteadOfGone }, thrown);
}
