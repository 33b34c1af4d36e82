/** One request to the account information API: its headers, its one renewal of a token, and a refusal put into words. */
import { accountInformationOf } from '../authorization/discovery.ts';
import {
  clientCredentialsToken,
  consentTokens,
  forgetClientCredentialsToken,
  isSpent,
  refreshTokens,
} from '../authorization/tokens.ts';
import type { Session } from '../session.ts';
import type { Answer, OutgoingRequest, TokenOwner } from '../transport/exchange.ts';
import { jsonOf } from '../transport/json.ts';
import type { Finding } from '../workspace/finding.ts';
import type { ConsentRecord } from '../workspace/state.ts';
import type { Received } from './page-answer.ts';
import { refusedBy } from './refusal.ts';

/** The customer who sits before the screen; a request without one counts as unattended (four a day at some banks). */
export interface PresentCustomer {
  ipAddress: string;
  userAgent?: string;
  /** When the customer last logged in with us; default: when the consent was authorised. */
  loggedInAt?: Date;
}

export interface ApiOptions {
  customer?: PresentCustomer;
  signal?: AbortSignal;
  /** Pages of one list to read at most; default 50,000. */
  mostPages?: number;
  /** Takes what is odd about a list and forgiven; default: the session's warnings. */
  onFinding?: (finding: Finding) => void;
}

type Method = 'GET' | 'POST' | 'DELETE';

/** The full URL of a path below the account information base. */
export async function resourceUrl(
  session: Session,
  path: string,
  query: Record<string, string | undefined> = {},
): Promise<string> {
  const url = new URL(`${accountInformationOf(await session.metadata())}${path}`);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}

/**
 * Calls with the client's own token, scope `accounts` (consents). A 401 costs the kept token one renewal.
 * @throws OpenBankingError `api_refused`, `answer_not_json`
 */
export async function callAsClient(
  session: Session,
  request: { method: Method; path: string; body?: unknown; purpose: string },
  options: ApiOptions = {},
): Promise<unknown> {
  const url = await resourceUrl(session, request.path);
  const send = async (): Promise<Answer> => {
    const { access_token } = await clientCredentialsToken(session, 'accounts');
    return call(session, { ...request, url, token: { of: 'client', scope: 'accounts' } }, access_token, options);
  };
  let answer = await send();
  if (answer.status === 401) {
    await forgetClientCredentialsToken(session, 'accounts');
    answer = await send();
  }
  return bodyOf(answer, request.purpose).json;
}

/** Reads one URL with the customer's token. */
export type CustomerReader = (url: string, purpose: string) => Promise<Received>;

/**
 * Reads with the customer's token, taken from the store once for all that is read. An expired one, or a 401, is answered by one refresh, where
 * the bank gave a refresh token.
 * @throws OpenBankingError `token_missing`, and each read `api_refused`, `answer_not_json`
 */
export async function customerReader(
  session: Session,
  consent: ConsentRecord,
  options: ApiOptions = {},
): Promise<CustomerReader> {
  const headers = presence(consent, options.customer);
  let tokens = await consentTokens(session, consent);
  const refresh = async () => {
    tokens = await refreshTokens(session, consent.consentId);
  };
  return async (url, purpose) => {
    const token: TokenOwner = { of: 'consent', consentId: consent.consentId };
    const request = { method: 'GET' as const, url, purpose, token };
    if (isSpent(tokens, session.surroundings.now()) && tokens.refresh_token !== undefined) await refresh();
    let answer = await call(session, request, tokens.access_token, options, headers);
    if (answer.status === 401 && tokens.refresh_token !== undefined) {
      await refresh();
      answer = await call(session, request, tokens.access_token, options, headers);
    }
    return bodyOf(answer, purpose);
  };
}

async function call(
  session: Session,
  request: { method: Method; url: string; body?: unknown; purpose: string; token: TokenOwner },
  accessToken: string,
  { signal }: ApiOptions,
  more: Record<string, string> = {},
): Promise<Answer> {
  const { financialId } = session.bank.entry;
  const outgoing: OutgoingRequest = {
    method: request.method,
    url: request.url,
    purpose: request.purpose,
    token: request.token,
    signal,
    headers: {
      authorization: `Bearer ${accessToken}`,
      accept: 'application/json',
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(financialId === undefined ? {} : { 'x-fapi-financial-id': financialId }),
      ...more,
    },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  };
  return (await session.transport()).send(outgoing);
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

function bodyOf(answer: Answer, purpose: string): Received {
  if (answer.status < 200 || answer.status > 299) return refusedBy(answer, purpose);
  return { answer, json: answer.body.trim() === '' ? undefined : jsonOf(answer, purpose) };
}
