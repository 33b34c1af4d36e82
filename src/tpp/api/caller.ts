/** Requests of one operation: where they go, what they carry, and what may come back. */
import { t } from '../../standard/language.ts';
import type { Operation } from '../../standard/operation.ts';
import { operationNamed } from '../../standard/operations.ts';
import { baseOf } from '../conformance/base.ts';
import { fail } from '../errors.ts';
import type { Finding } from '../finding.ts';
import type { PresentCustomer, Session } from '../session.ts';
import type { Answer, OutgoingRequest } from '../transport/exchange.ts';
import { jsonOf } from '../transport/json.ts';
import type { ConsentRecord } from '../workspace/state.ts';
import { type Bearer, clientBearer } from './bearer.ts';
import { messageSignature } from './message-signature.ts';
import { pathSegment } from './path-segment.ts';
import { refusedBy } from './refusal.ts';
import { steadySender, type Waiting } from './steady-sender.ts';

export interface ApiOptions {
  /** Default: whom the session says is there. */
  customer?: PresentCustomer;
  signal?: AbortSignal;
  /** Told before the bank is waited for in the midst of a list; `signal` ends the wait at once. */
  onWait?: (waiting: Waiting) => void;
  /** Pages of one list to read at most; default 50,000. */
  maxPages?: number;
  /** Takes what is odd about a list and forgiven; default: the session's warnings. */
  onFinding?: (finding: Finding) => void;
}

/** What came, and the JSON in it; undefined for an empty body, and for a file. */
export interface Received {
  answer: Answer;
  json: unknown;
}

export interface Call {
  /** For the `{Name}`s of the path. */
  params?: Record<string, string>;
  query?: Record<string, string | undefined>;
  /** A JSON value, or the body's exact text. */
  body?: unknown;
  /** In the place of a key of our own, for what was sent before. At most 40 characters. */
  idempotencyKey?: string;
  /** The consent whose customer's token is sent, where the operation wants one. */
  consent?: ConsentRecord;
  /** What it is for, in a few words; default: the operation. */
  purpose?: string;
}

/** Sends to one URL of an operation: the first, or one that the bank gave as its continuation. */
export type Caller = (url: string, call: Pick<Call, 'body' | 'idempotencyKey' | 'purpose'>) => Promise<Received>;

/** Whose token an operation's requests carry, for whom, and how they are sent. */
interface CallerWith {
  bearer: Bearer | undefined;
  consent?: ConsentRecord | undefined;
  /** Whether a GET is asked again where the connection was dropped, and the bank waited for where it says how long; default false. */
  patient?: boolean;
  /** The media type of a file, which the answer is in the place of JSON. */
  accept?: string | undefined;
}

/**
 * A caller of one operation with a token, and for the customer of a consent. A 401 costs one renewal of the token; nothing else is ever repeated
 * but a patient GET.
 */
export async function callerWith(
  session: Session,
  operation: Operation,
  { bearer, consent, patient = false, accept }: CallerWith,
  options: ApiOptions = {},
): Promise<Caller> {
  const always = {
    accept: accept ?? 'application/json',
    ...(session.bank.entry.financialId === undefined ? {} : { 'x-fapi-financial-id': session.bank.entry.financialId }),
  };
  const transport = await session.transport();
  const name = `${operation.verb} ${operation.path}`;
  const patiently = patient && operation.verb === 'GET' ? steadySender(session.surroundings, options) : undefined;
  return async (url, { body, idempotencyKey, purpose = name }) => {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const ofMessage = await messageHeaders(session, operation, text, idempotencyKey);
    const prepare = async (retryOf?: string): Promise<() => Promise<Answer>> => {
      const request: OutgoingRequest = {
        method: operation.verb,
        url,
        purpose,
        ...(bearer === undefined ? {} : { token: bearer.owner }),
        ...(retryOf === undefined ? {} : { retryOf }),
        headers: {
          ...(bearer === undefined ? {} : { authorization: `Bearer ${await bearer.token()}` }),
          ...always,
          ...(consent === undefined ? {} : presence(consent, options.customer ?? session.customer?.())),
          ...ofMessage,
        },
        ...(text === undefined ? {} : { body: text }),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
        ...(accept !== undefined && { asBytes: true }),
      };
      return () => transport.send(request);
    };
    const send = async (retryOf?: string): Promise<Answer> =>
      patiently ? patiently(() => prepare(retryOf)) : (await prepare(retryOf))();
    let answer = await send();
    if (answer.status === 401 && (await bearer?.renew())) answer = await send(answer.interactionId);
    if (answer.status < 200 || answer.status > 299)
      return refusedBy(answer, purpose, { operation: name, token: bearer?.owner, bank: session.bank.name });
    return { answer, json: accept !== undefined || answer.body.trim() === '' ? undefined : jsonOf(answer, purpose) };
  };
}

/**
 * Calls an operation that takes the client's own token, e.g. `POST /account-access-consents`.
 * @throws OpenBankingError as `call`
 */
export async function callAsClient(
  session: Session,
  name: string,
  call: Omit<Call, 'consent'>,
  options: ApiOptions = {},
): Promise<Received> {
  const operation = operationOf(name);
  const [scope = ''] = operation.scope;
  const send = await callerWith(session, operation, { bearer: clientBearer(session, scope) }, options);
  return send(await urlOf(session, operation, call), call);
}

/**
 * The full URL of an operation at this bank.
 * @throws OpenBankingError `discovery_invalid`; `usage` for a part of the path that nothing was given for, or that cannot be one
 */
export async function urlOf(
  session: Session,
  operation: Operation,
  { params = {}, query = {} }: Pick<Call, 'params' | 'query'> = {},
): Promise<string> {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => pathSegment(name, given(params, name)));
  const url = new URL(`${baseOf(session.bank, await session.metadata(), operation.api)}${path}`);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}

/** The operation of that name. @throws OpenBankingError `usage` */
export function operationOf(name: string): Operation {
  return (
    operationNamed(name) ??
    fail({
      code: 'usage',
      message: t('The standard has no operation {0}.', JSON.stringify(name)),
      try: t('Write it as the standard does: GET /accounts/{AccountId}.'),
    })
  );
}

function given(params: Record<string, string>, name: string): string {
  const value = Object.hasOwn(params, name) ? params[name] : undefined;
  if (value !== undefined && value !== '') return value;
  return fail({
    code: 'usage',
    message: t('The path wants {0}, and none was given.', name),
    try: t('Give the {0}.', name),
  });
}

/** What the operation demands of a request with a body: its type, a key so that it may be sent again, and its signature. */
async function messageHeaders(
  session: Session,
  operation: Operation,
  text: string | undefined,
  idempotencyKey: string | undefined,
): Promise<Record<string, string>> {
  if (text === undefined) return {};
  const isSigned = operation.signs === 'request' || operation.signs === 'both';
  return {
    'content-type': operation.sends ?? 'application/json',
    ...(operation.idempotent ? { 'x-idempotency-key': idempotencyKey ?? session.surroundings.uuid() } : {}),
    ...(isSigned ? { 'x-jws-signature': await messageSignature(session, text) } : {}),
  };
}

/** FAPI 1.0 Part 1 §6.2.2, Read/Write profile: these three headers go when the customer is present, and never otherwise. */
function presence(consent: ConsentRecord, customer: PresentCustomer | undefined): Record<string, string> {
  if (customer === undefined) return {};
  const loggedInAt =
    customer.loggedInAt ?? (consent.authorisedAt === undefined ? undefined : new Date(consent.authorisedAt));
  return {
    'x-fapi-customer-ip-address': customer.ipAddress,
    ...(customer.userAgent === undefined ? {} : { 'x-customer-user-agent': customer.userAgent }),
    ...(loggedInAt === undefined ? {} : { 'x-fapi-auth-date': loggedInAt.toUTCString() }),
  };
}
