/** A POST that failed after it had gone out: what the bank may have done all the same, and what leads on from there. */
import { t } from '../../standard/language.ts';
import type { ExchangeRecord } from '../transport/exchange.ts';
import type { Reading } from './explain.ts';

export function outcomeUnknown(record: ExchangeRecord): Reading | undefined {
  const { method, status, failure, failureKind, purpose } = record;
  // Older records have no kind.
  const lost = failure === 'timed_out' ? (failureKind ?? 'no_answer') === 'no_answer' : failureKind === 'ended_early';
  if (method !== 'POST' || !((status ?? 0) >= 500 || lost)) return undefined;
  const grant = new URLSearchParams(record.requestBody ?? '').get('grant_type') ?? '';
  return {
    about: t('A POST whose outcome is not known'),
    cause: t('It failed, or was given up, after the request had gone out.'),
    ...(ofGrant[grant] ?? {
      means: t('The bank may have carried out the request ({0}) all the same.', purpose),
      try: t('Look what there is (read the client, list the consents) before sending it again.'),
      rule: 'RFC 9110 §9.2.2',
    }),
  };
}

/** A request for tokens makes nothing that could be looked at. */
const ofGrant: Readonly<Record<string, Pick<Reading, 'means' | 'try' | 'rule'>>> = {
  refresh_token: {
    means: t('The bank may have used up the refresh token all the same; the one that follows it is lost then.'),
    try: t('Refresh once more; if the bank no longer takes the refresh token, authorise the same consent again.'),
    rule: 'RFC 6749 §6; RFC 9110 §9.2.2',
  },
  authorization_code: {
    means: t('The bank may have used up the code all the same; the tokens that it gave for it are lost then.'),
    try: t('Let the customer authorise the same consent again: a code is good once.'),
    rule: 'RFC 6749 §4.1.2; RFC 9110 §9.2.2',
  },
  client_credentials: {
    means: t('The bank may have issued a token all the same, which nobody has and which ends by itself.'),
    try: t('Send it again: nothing is lost by that.'),
    rule: 'RFC 6749 §4.4; RFC 9110 §9.2.2',
  },
};
