/** A renewal whose answer was lost: the refresh token may be spent, and a bank takes its second use for theft. */
import { t } from '../../standard/language.ts';
import type { TokenSet } from '../client/token-set.ts';
import { fail, OpenBankingError } from '../errors.ts';
import type { Session } from '../session.ts';
import { withoutStop } from '../text-end.ts';
import { lengthOf } from '../time-words.ts';
import { failureKindOf, mayHaveArrived } from '../transport/failure.ts';
import type { ConsentRecord } from '../workspace/state.ts';

/** Of a bank, or of a gateway that hands the request on; 503 says that nothing was done. */
const failures = [500, 502, 504];

/** Whether the bank may have done what it was asked without our hearing of it. */
export function isLost(thrown: unknown): boolean {
  if (!(thrown instanceof OpenBankingError)) return false;
  const { status } = thrown.problem.bank ?? {};
  if (status !== undefined && status >= 300) return failures.includes(status);
  return thrown.code === 'answer_not_json' || (failureKindOf(thrown) !== undefined && mayHaveArrived(thrown));
}

/**
 * Says what happened, what there is still, and the ways on.
 * @param thrown what the renewal ended with; absent where that was an earlier one, after which nothing was sent
 * @throws OpenBankingError `renewal_answer_lost`
 */
export function failAsLost(session: Session, { consentId }: ConsentRecord, tokens: TokenSet, thrown?: unknown): never {
  const problem = thrown instanceof OpenBankingError ? thrown.problem : undefined;
  const now = session.surroundings.now();
  const ago = Math.max(0, Math.round((now - (tokens.lost_at ?? now)) / 1000));
  const left = Math.floor((tokens.expires_at - now) / 1000);
  const happened =
    problem === undefined
      ? t(
          'The answer to the last renewal of the tokens of the consent {0} was lost, {1} ago, so that its refresh token may be spent; it was not sent again.',
          consentId,
          lengthOf(ago),
        )
      : t(
          'The renewal of the tokens of the consent {0} was sent, and its answer was lost, so that its refresh token may be spent: {1}.',
          consentId,
          withoutStop(problem.message),
        );
  const there =
    left > 0
      ? t('The consent is untouched, and its access token good for {0} yet.', lengthOf(left))
      : t('The consent is untouched; its access token has ended.');
  return fail(
    {
      code: 'renewal_answer_lost',
      message: `${happened} ${there}`,
      try: t(
        'Let the customer authorise the same consent again: no other is needed. Renewing once more by hand works where the bank never had the request; one that has answered it takes that for theft, and ends every token of the consent.',
      ),
      remedies: [
        { do: 'authoriseConsent', consentId },
        { do: 'renewTokens', consentId },
      ],
      about: { bank: session.bank.name, consentId },
      ...(problem?.bank && { bank: problem.bank }),
      ...(problem?.interactionId !== undefined && { interactionId: problem.interactionId }),
    },
    thrown,
  );
}
