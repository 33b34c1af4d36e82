/** A consent that the bank does not have any more: another is made in its place, as no customer can authorise it again. */
import { fail, OpenBankingError, type Problem } from '../errors.ts';
import { type Advice, adviceOf } from '../remedies.ts';

/** `UK.OBIE.Resource.NotFound` in the words of 3.1 and of 4.0. */
const notFound = ['UK.OBIE.Resource.NotFound', 'U011'];

/** Whether that is why a request for a consent was refused. A bare 404 may be of a wrong address. */
export function saysGone({ code, bank }: Problem): boolean {
  return code === 'api_refused' && bank?.codes?.some((each) => notFound.includes(each)) === true;
}

export const insteadOfGone: Advice = {
  try: 'The bank does not have this consent any more, or not for this client: create another, for the customer to authorise.',
  remedies: [{ do: 'createConsent' }],
};

/** Throws what a request for a consent ended with, advised on as that. */
export function failOfConsent(thrown: unknown): never {
  if (!(thrown instanceof OpenBankingError) || !saysGone(thrown.problem)) throw thrown;
  const { try: _, remedies: __, ...problem } = thrown.problem;
  return fail({ ...problem, ...adviceOf(insteadOfGone) }, thrown);
}
