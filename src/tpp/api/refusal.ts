/** A refusal of the Read/Write API, with the bank's codes and what to do about each. */

import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import { bankWords } from '../meanings/bank-words.ts';
import { meaningOfCode } from '../meanings/obie-codes.ts';
import { ownMeaningOfStatus } from '../meanings/statuses.ts';
import { redactedStart } from '../redaction/redact.ts';
import { adviceOf, type Remedy } from '../remedies.ts';
import { withoutStop } from '../text-end.ts';
import type { Answer, TokenOwner } from '../transport/exchange.ts';
import { interactionIdOf } from '../transport/interaction-id.ts';
import { notTheApi } from '../transport/not-the-api.ts';
import { purposeWords } from '../transport/purpose-words.ts';

interface Refused {
  /** As the standard names it: `GET /accounts/{AccountId}`. */
  operation: string;
  /** Whose token it bore, renewed already where that can be. */
  token: TokenOwner | undefined;
  /** Whose answer it is, by its name in openbanking.json. */
  bank?: string;
}

/**
 * Throws a refusal as an error that carries the bank's own words.
 * @throws OpenBankingError `api_refused`, always
 */
export function refusedBy(answer: Answer, purpose: string, { operation, token, bank }: Refused): never {
  const { codes, messages, error, description } = bankWords(answer.body);
  const retryAfter = answer.headers['retry-after'];
  const other = notTheApi(answer);
  const words = messages.length > 0 ? messages.join(' ') : (description ?? error);
  const said = words === undefined ? other?.said : withoutStop(words);
  const beside = { status: answer.status, operation };
  const known = codes.map((code) => meaningOfCode(code, beside)).find((each) => each !== undefined);
  const general =
    answer.status >= 500 ? { try: t('The bank failed. Try again later, and give it the interaction id.') } : undefined;
  const advice = adviceOf(
    other ??
      known ??
      ownMeaningOfStatus(answer.status, 'api', token) ??
      general ?? { try: t('Ask the bank, with the interaction id.') },
  );
  const consentId = token?.of === 'consent' ? token.consentId : undefined;
  return fail({
    code: 'api_refused',
    message: t(
      'The bank answered {0} to {1}{2}.',
      answer.status,
      purposeWords(purpose),
      said === undefined ? '' : `: ${said}`,
    ),
    ...advice,
    ...(advice.remedies && { remedies: advice.remedies.map((each) => ofConsent(each, consentId)) }),
    try: [advice.try, ...(retryAfter === undefined ? [] : [t('Retry-After: {0}.', retryAfter)])].join(' '),
    bank: {
      status: answer.status,
      ...(codes.length > 0 ? { codes } : {}),
      ...(answer.body === '' ? {} : { body: redactedStart(answer.body) }),
    },
    interactionId: interactionIdOf(answer),
    ...(consentId !== undefined && bank !== undefined && { about: { bank, consentId } }),
  });
}

/** The consent whose token was refused is the one to authorise. */
function ofConsent(remedy: Remedy, consentId: string | undefined): Remedy {
  return remedy.do === 'authoriseConsent' && consentId !== undefined ? { ...remedy, consentId } : remedy;
}
