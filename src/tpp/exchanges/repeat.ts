/** An exchange once more, as it was or edited: with its real headers and body, a fresh interaction id and a fresh token. */
import { t } from '../../standard/language.ts';
import { customerBearer } from '../authorization/customer-bearer.ts';
import { clientCredentialsToken } from '../client/client-token.ts';
import { findConsent } from '../consents/kept.ts';
import { fail } from '../errors.ts';
import type { Session } from '../session.ts';
import type { Answer, ExchangeRecord, OutgoingRequest, TokenOwner } from '../transport/exchange.ts';
import { hostAndPort } from '../transport/hosts.ts';
import { unmaskedExchange } from '../transport/record.ts';

/** What a person changed. A value that is still masked as the record shows it stands for the real one. */
export interface RequestChanges {
  method?: string;
  url?: string;
  headers?: Record<string, string>;
  body?: string;
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
/** Those that the transport makes anew. */
const fresh = new Set(['x-fapi-interaction-id', 'content-length', 'host', 'connection', 'user-agent']);

/**
 * Sends an exchange again.
 *
 * A token of the session is replaced by one that is good now, and asked for where need be. An edited address gets the session's token
 * only on the same host and port.
 *
 * @throws OpenBankingError `usage` where the real values are not in memory any more or would go to another host, and those of
 * {@link clientCredentialsToken}, {@link refreshTokens} and the transport
 */
export async function repeatExchange(
  session: Session,
  record: ExchangeRecord,
  changes: RequestChanges = {},
  signal?: AbortSignal,
): Promise<Answer> {
  // Which hosts get the client certificate is known once discovery was read; a bank whose discovery fails is asked all the same.
  await session.metadata().catch(() => undefined);
  const transport = await session.transport();
  return transport.send(await repetitionOf(session, record, changes, signal));
}

/** The request that {@link repeatExchange} sends. */
export async function repetitionOf(
  session: Session,
  record: ExchangeRecord,
  changes: RequestChanges = {},
  signal?: AbortSignal,
): Promise<OutgoingRequest> {
  const real = unmaskedExchange(record);
  const url = changes.url === undefined || changes.url === record.url ? (real?.url ?? record.url) : changes.url;
  const sameHost = hostAndPort(url) === hostAndPort(real?.url ?? record.url);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(changes.headers ?? record.requestHeaders)) {
    const lower = name.toLowerCase();
    const unchanged = value === record.requestHeaders[lower];
    if (unchanged && fresh.has(lower)) continue;
    const masked = unchanged && value.includes('…');
    if (masked && !sameHost) elsewhere(name);
    if (masked && lower === 'authorization' && record.token) {
      headers[lower] = `Bearer ${await currentToken(session, record.token)}`;
    } else {
      headers[lower] = unchanged ? (real?.requestHeaders[lower] ?? unmaskedOnly(value)) : value;
    }
  }
  const body = bodyOf(record, changes.body, real?.requestBody);
  if (body !== changes.body && body !== record.requestBody && !sameHost) elsewhere(t('the body'));
  return {
    method: methodOf(changes.method ?? record.method),
    url,
    headers,
    purpose: record.purpose,
    ...(body === undefined ? {} : { body }),
    ...(record.token === undefined ? {} : { token: record.token }),
    ...(signal === undefined ? {} : { signal }),
  };
}

/** What a repetition cannot make good, in sentences; empty where nothing speaks against it. */
export function repetitionWarnings(record: ExchangeRecord): string[] {
  const form = new URLSearchParams(record.requestBody ?? '');
  const once: [boolean, string][] = [
    [form.has('code'), t('A code is good once: the bank will refuse it, and may revoke the tokens of the first time.')],
    [
      form.has('client_assertion'),
      t('The client assertion is the old one: it may have expired, and a bank takes its jti once.'),
    ],
    [
      record.purpose === 'register' || record.purpose === 'update registration',
      t('The signed request is the old one: it may have expired, and a bank takes its jti once.'),
    ],
    [
      record.requestHeaders['x-idempotency-key'] !== undefined,
      t('The idempotency key is the old one: the bank gives the old answer.'),
    ],
    [record.method === 'DELETE', t('What it deletes cannot be brought back.')],
  ];
  return once.flatMap(([so, sentence]) => (so ? [sentence] : []));
}

async function currentToken(session: Session, owner: TokenOwner): Promise<string> {
  if (owner.of === 'client') return (await clientCredentialsToken(session, owner.scope)).access_token;
  const consent = await findConsent(session, owner.consentId);
  return (await customerBearer(session, consent)).token();
}

/** A form is put together parameter by parameter, so that what was not touched keeps its real value. */
function bodyOf(record: ExchangeRecord, edited: string | undefined, real: string | undefined): string | undefined {
  const shown = record.requestBody;
  if (edited === undefined || edited === shown) {
    if (real !== undefined || shown === undefined) return real;
    return unmaskedOnly(shown);
  }
  const form = /x-www-form-urlencoded/.test(record.requestHeaders['content-type'] ?? '');
  if (!form || real === undefined || shown === undefined) return edited;
  const [shownForm, realForm, result] = [shown, real, edited].map((text) => new URLSearchParams(text));
  for (const [name, value] of result ?? []) {
    const untouched = value.includes('…') && value === shownForm?.get(name);
    const original = realForm?.get(name);
    if (untouched && typeof original === 'string') result?.set(name, original);
  }
  return result?.toString();
}

function unmaskedOnly(value: string): string {
  if (!value.includes('…')) return value;
  return fail({
    code: 'usage',
    message: t('The exchange cannot be repeated as it was: its secrets are masked here, and are kept nowhere.'),
    try: t(
      'Run the step itself again. Exchanges of this session can be repeated, those of a production bank where bodies are switched on.',
    ),
  });
}

function elsewhere(what: string): never {
  return fail({
    code: 'usage',
    message: t('Nothing was sent: {0} holds a secret of this bank, and the address is another host’s.', what),
    try: t('Leave it out, or keep host and port as they were.'),
  });
}

function methodOf(text: string): OutgoingRequest['method'] {
  return (
    methods.find((method) => method === text.toUpperCase()) ??
    fail({
      code: 'usage',
      message: t('{0} is no method that can be sent.', text),
      try: t('Use one of {0}.', methods.join(', ')),
    })
  );
}
