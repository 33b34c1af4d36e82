/** A wait for the customer that ended without an answer: what became of the consent meanwhile, here or on another device. */
import { t } from '../../standard/language.ts';
import { readConsent } from '../consents/consent.ts';
import { fail, OpenBankingError } from '../errors.ts';
import type { Advice } from '../remedies.ts';
import type { Session } from '../session.ts';
import { isUsable, mayBeAuthorised, statusWord } from '../workspace/consent-status.ts';
import type { ConsentRecord } from '../workspace/state.ts';

/**
 * Says with the end of the wait how the bank has the consent, asked once: an approval on another device (decoupled) comes back by the browser that
 * waits for it, and a bank has nothing to poll without CIBA.
 * @throws what was thrown, explained where its time was over
 */
export async function explainWait(session: Session, consentId: string, thrown: unknown): Promise<never> {
  if (!(thrown instanceof OpenBankingError) || thrown.code !== 'timed_out' || thrown.problem.bank) throw thrown;
  const read = await readConsent(session, consentId).catch(() => undefined);
  if (read === undefined) throw thrown;
  const { problem } = thrown;
  const { try: advice, remedies } = afterWait(read);
  return fail(
    {
      ...problem,
      message: t('{0} The consent’s status is {1}.', problem.message, statusWord(read)),
      try: `${advice} ${problem.try}`,
      ...(remedies && { remedies }),
      about: { bank: session.bank.name, consentId },
    },
    thrown,
  );
}

function afterWait(read: ConsentRecord): Advice {
  const { consentId } = read;
  if (!mayBeAuthorised(read))
    return {
      try: t('No customer can authorise it any more: create another.'),
      remedies: [{ do: 'createConsent' }],
    };
  return {
    try: isUsable(read)
      ? t('If the customer agreed just now, the answer did not come here: let the same consent be authorised again.')
      : t('The customer has not decided, here or on another device: the same consent can be authorised again.'),
    remedies: [{ do: 'authoriseConsent', consentId }],
  };
}
