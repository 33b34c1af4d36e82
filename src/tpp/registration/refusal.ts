/** A refused registration, with the bank's words and what to change. */

import { t } from '../../standard/language.ts';
import { fail, type OpenBankingError, problemOf } from '../errors.ts';
import { bankWords } from '../meanings/bank-words.ts';
import { meaningAt, saysAlreadyRegistered } from '../meanings/oauth-errors.ts';
import { ownMeaningOfStatus } from '../meanings/statuses.ts';
import { redactedStart } from '../redaction/redact.ts';
import { type Advice, adviceOf, type Remedy } from '../remedies.ts';
import { withoutStop } from '../text-end.ts';
import type { Answer } from '../transport/exchange.ts';
import { mayHaveArrived } from '../transport/failure.ts';
import { interactionIdOf } from '../transport/interaction-id.ts';
import { notTheApi } from '../transport/not-the-api.ts';
import { refusedClaim } from './refused-claim.ts';
import type { RegistrationRequest } from './register.ts';

const adopt = t(
  'Usually a software statement has one client at a bank: take the existing one over or delete it first.',
);

/**
 * @param sent what the bank refused, where there were claims
 * @param existing what to do about the client that the bank may have
 * @throws OpenBankingError `registration_refused`, always
 */
export function refusedRegistration(
  answer: Answer,
  what: string,
  sent?: Pick<RegistrationRequest, 'header' | 'claims'>,
  existing: readonly Remedy[] = [{ do: 'adoptClient' }],
): never {
  const { error, description } = bankWords(answer.body);
  const words = [error, description].filter((word) => word !== undefined).join(': ');
  const other = notTheApi(answer);
  const said = other ? t(' with status {0} and {1}', answer.status, other.said) : t(' with status {0}', answer.status);
  return fail({
    code: 'registration_refused',
    message: t('The bank refused {0}{1}.', what, words ? ` (${withoutStop(words)})` : said),
    ...adviceFor({ status: answer.status, error, description, other, existing }),
    ...(sent && { about: { claim: refusedClaim({ error, description }, sent) } }),
    bank: {
      status: answer.status,
      error,
      description,
      ...(answer.body === '' ? {} : { body: redactedStart(answer.body) }),
    },
    interactionId: interactionIdOf(answer),
  });
}

interface Refused {
  status: number;
  error: string | undefined;
  description: string | undefined;
  /** Of what is not the API's answer. */
  other: Advice | undefined;
  existing: readonly Remedy[];
}

function adviceFor({ status, error, description, other, existing }: Refused): Advice {
  if (saysAlreadyRegistered(description)) return { try: adopt, remedies: existing };
  if (status >= 500) {
    const failed = t(
      'The bank failed, and may have registered the client all the same. Ask for its id before trying again.',
    );
    return { try: `${failed} ${adopt}`, remedies: existing.filter((each) => each.do !== 'removeAtSandbox') };
  }
  return adviceOf(
    other ??
      meaningAt('registration', error) ??
      ownMeaningOfStatus(status, 'registration') ?? { try: t('Ask the bank, with the interaction id.') },
  );
}

/** A bank that says there is a client may say which: our own sandbox does. */
export function clientNamedIn({ body }: Answer): string | undefined {
  const { description = '' } = bankWords(body);
  return saysAlreadyRegistered(description)
    ? /(?<=is the client )[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(description)?.[0]
    : undefined;
}

/**
 * When a POST broke off, the bank may have registered the client without our hearing of it. It is never sent again by itself: the second would
 * be "already registered", and the first one's secret lost.
 * @param adoption how the client is taken over that the bank may have
 * @throws OpenBankingError `registration_answer_lost`, or what was thrown where nothing can have arrived
 */
export function answerLost(thrown: OpenBankingError, adoption: Remedy = { do: 'adoptClient' }): never {
  if (!mayHaveArrived(thrown)) throw thrown;
  const { message, interactionId, bank } = problemOf(thrown);
  return fail(
    {
      code: 'registration_answer_lost',
      message: bank
        ? t('The registration was sent, and its answer could not be read: {0}', message)
        : t('The registration was sent, but no answer came: {0}', message),
      try: t(
        'It is not repeated, because the client may exist now. {0}{1} the bank for its id with the interaction id. {2}',
        bank?.body === undefined ? '' : t('Its client_id may stand in what came of the answer; otherwise '),
        bank?.body === undefined ? t('Ask') : t('ask'),
        adopt,
      ),
      remedies: [adoption],
      ...(bank ? { bank } : {}),
      interactionId,
    },
    thrown,
  );
}
