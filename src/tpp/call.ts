/** A caller of the bank's API that knows its operation, and with it whose token it takes. */
import { t } from '../standard/language.ts';
import type { Operation } from '../standard/operation.ts';
import { type Bearer, clientBearer } from './api/bearer.ts';
import { type ApiOptions, type Caller, callerWith } from './api/caller.ts';
import { customerBearer } from './authorization/customer-bearer.ts';
import { fail } from './errors.ts';
import type { Session } from './session.ts';
import type { ConsentRecord } from './workspace/state.ts';

/**
 * A caller of one operation, which has its token from the store once for all that it sends. A 401 costs one renewal of the token; nothing
 * else is ever repeated, but a GET that is to be patient (`steady-sender.ts`).
 *
 * @throws OpenBankingError `token_missing`; each call `api_refused`, `answer_not_json`, and those of the token endpoint and the network
 */
export async function callerOf(
  session: Session,
  operation: Operation,
  consent: ConsentRecord | undefined,
  options: ApiOptions = {},
  how: { patient?: boolean; accept?: string } = {},
): Promise<Caller> {
  const bearer = await bearerOf(session, operation, consent);
  return callerWith(session, operation, { bearer, consent, ...how }, options);
}

async function bearerOf(
  session: Session,
  operation: Operation,
  consent: ConsentRecord | undefined,
): Promise<Bearer | undefined> {
  if (operation.token === 'none') return undefined;
  const [scope = ''] = operation.scope;
  if (operation.token === 'client') return clientBearer(session, scope);
  if (consent !== undefined) return customerBearer(session, consent);
  return fail({
    code: 'token_missing',
    message: t('{0} {1} wants the token of a customer, and no consent was named.', operation.verb, operation.path),
    try: t('Name a consent that a customer authorised.'),
  });
}
