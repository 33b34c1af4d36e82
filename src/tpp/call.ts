/** One call to an API of the bank that knows its operation, and with it whose token it takes. */
import { t } from '../standard/language.ts';
import type { Operation } from '../standard/operation.ts';
import { type Bearer, clientBearer } from './api/bearer.ts';
import {
  type ApiOptions,
  type Call,
  type Caller,
  callerWith,
  operationOf,
  type Received,
  urlOf,
} from './api/caller.ts';
import { customerBearer } from './authorization/customer-bearer.ts';
import { fail } from './errors.ts';
import type { Session } from './session.ts';
import type { ConsentRecord } from './workspace/state.ts';

/**
 * Calls an operation, e.g. `POST /account-access-consents`. A 401 costs one renewal of the token; nothing else is ever repeated.
 *
 * @param name the operation as the standard writes it, with its API before it where two have it: `cvrp POST /domestic-vrps`
 * @throws OpenBankingError `api_refused`, `answer_not_json`, `discovery_invalid` (no base URL known), `token_missing`, and those of the
 *   token endpoint and the network
 * @example
 * const { json } = await call(session, 'GET /accounts', { consent });
 */
export async function call(
  session: Session,
  name: string,
  call: Call = {},
  options: ApiOptions = {},
): Promise<Received> {
  const operation = operationOf(name);
  const send = await callerOf(session, operation, call.consent, options);
  return send(await urlOf(session, operation, call), call);
}

/**
 * A caller of one operation, which has its token from the store once for all that it sends.
 * @throws OpenBankingError `token_missing`; each call as {@link call}
 */
export async function callerOf(
  session: Session,
  operation: Operation,
  consent: ConsentRecord | undefined,
  options: ApiOptions = {},
): Promise<Caller> {
  const bearer = await bearerOf(session, operation, consent);
  return callerWith(session, operation, { bearer, consent }, options);
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
