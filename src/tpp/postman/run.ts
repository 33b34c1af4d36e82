/** A saved request sent over the one transport, its variables resolved, with no secret to a host that is not the bank's. */

import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import { agree } from '../number-words.ts';
import { redactedStart, redactText } from '../redaction/redact.ts';
import type { Session } from '../session.ts';
import type { Answer, OutgoingRequest } from '../transport/exchange.ts';
import { hostAndPort } from '../transport/hosts.ts';
import { addressOf } from '../workspace/schema.ts';
import { requestSecretName, variableName } from '../workspace/secrets.ts';
import { plainHttpHost, withScheme } from './addresses.ts';
import { type ResolvedVariable, type Resolver, variableResolver } from './resolve.ts';
import { readSavedRequests, type SavedRequest, type StoredCollection } from './saved-request.ts';
import { isSecretVariable } from './secret-values.ts';
import { type ConsentMeant, sessionVariable } from './session-variables.ts';

export interface RunOptions {
  /** The file that the request stands in, for its variables. */
  collection?: StoredCollection;
  consents?: ConsentMeant;
  signal?: AbortSignal;
}

/** What the transport sets itself, or what speaks of a connection that is not this one. */
const notOurs = new Set([
  'host',
  'content-length',
  'connection',
  'transfer-encoding',
  'keep-alive',
  'upgrade',
  'expect',
]);

/**
 * Sends a saved request. Variables come, the first that knows one, from `variables`, from the session (addresses, client, tokens, consent),
 * from the request's file, and from what was imported for the bank. The client certificate goes to the bank's own hosts only, and so do
 * secrets: a request that would carry one elsewhere is not sent.
 *
 * @returns the answer as it came, whatever its status; it may hold secrets.
 * @throws OpenBankingError `variable_unresolved` (all of them named), `secret_for_stranger`, `saved_request_invalid`, and those of the transport
 */
export async function runSavedRequest(
  session: Session,
  request: SavedRequest,
  variables: Readonly<Record<string, string>> = {},
  { collection, consents, signal }: RunOptions = {},
): Promise<Answer> {
  const resolver = await resolverFor(session, variables, collection, consents);
  const outgoing = await outgoingOf(request, resolver);
  if (resolver.unresolved.size > 0) {
    const names = [...resolver.unresolved];
    const list = names.map((name) => redactText(name)).join(', ');
    fail({
      code: 'variable_unresolved',
      message: agree(
        names,
        t('This variable has no value: {0}.', list),
        t('These variables have no value: {0}.', list),
      ),
      try: t(
        'Give them values, import the environment they come from, or do the step that makes them (a token, a consent). Nothing was sent.',
      ),
    });
  }
  await assertForBank(session, outgoing.url, resolver);
  assertNotPlain(outgoing.url);
  return (await session.transport()).send({ ...outgoing, signal });
}

async function resolverFor(
  session: Session,
  variables: Readonly<Record<string, string>>,
  collection: StoredCollection | undefined,
  consents: ConsentMeant | undefined,
): Promise<Resolver> {
  const stored = await readSavedRequests(session.workspace.folder);
  const ofBank = stored.filter(({ bank }) => bank === session.bank.name);
  const lookup = async (name: string): Promise<ResolvedVariable | undefined> => {
    if (Object.hasOwn(variables, name)) return { value: variables[name] ?? '', secret: isSecretVariable(name) };
    const live = await sessionVariable(session, name, consents);
    if (live) return live;
    for (const { id, variables: own } of [...(collection ? [collection] : []), ...ofBank]) {
      const secret = await session.secrets.get(requestSecretName(id, name));
      if (secret !== undefined) return { value: secret, secret: true };
      if (Object.hasOwn(own, name) && own[name] !== '') return { value: own[name] ?? '', secret: false };
    }
    const secret = await session.secrets.get(variableName(session.bank.name, name));
    return secret === undefined ? undefined : { value: secret, secret: true };
  };
  return variableResolver(lookup, session.surroundings);
}

async function outgoingOf(request: SavedRequest, resolver: Resolver): Promise<OutgoingRequest> {
  const { auth, body } = request;
  const headers: Record<string, string> = {};
  for (const { name, value } of request.headers) {
    const header = (await resolver.resolve(name)).toLowerCase();
    if (notOurs.has(header)) continue;
    const resolved = await resolver.resolve(value);
    headers[header] = header in headers ? `${headers[header]}, ${resolved}` : resolved;
  }
  if (auth?.type === 'basic') {
    const credentials = `${await resolver.resolve(auth.username)}:${await resolver.resolve(auth.password)}`;
    headers.authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  } else if (auth) headers.authorization = `Bearer ${await resolver.resolve(auth.token)}`;
  let text: string | undefined;
  if (body && 'form' in body) {
    const form = new URLSearchParams();
    for (const { name, value } of body.form) form.append(await resolver.resolve(name), await resolver.resolve(value));
    text = form.toString();
    headers['content-type'] ??= 'application/x-www-form-urlencoded';
  } else if (body) {
    text = await resolver.resolve(body.text.join('\n'));
    headers['content-type'] ??= /^\s*[{[]/.test(text) ? 'application/json' : 'text/plain';
  }
  for (const [name, value] of Object.entries(headers)) assertHeader(request, name, value);
  return {
    method: request.method,
    url: withScheme(await resolver.resolve(request.url)),
    headers,
    body: text,
    purpose: t('saved request: {0}', request.name),
  };
}

function assertNotPlain(url: string): void {
  const host = plainHttpHost(url);
  if (host === undefined) return;
  fail({
    code: 'saved_request_invalid',
    message: t(
      'Nothing was sent: the address of {0} is plain http; one without a scheme is http, as in Postman.',
      redactedStart(host, 200),
    ),
    try: t(
      'Write https:// in the request or in the variable that its address begins with; plain http is for this machine only.',
    ),
  });
}

/** RFC 9110 §5.5: a line break in a header would begin another one. */
function assertHeader({ name: request }: SavedRequest, name: string, value: string): void {
  if (/^[!#$%&'*+.^_`|~\w-]+$/.test(name) && !/[^\t\x20-\x7e\x80-\xff]/.test(value)) return;
  fail({
    code: 'saved_request_invalid',
    message: t('The header {0} of "{1}" cannot be sent as it is.', JSON.stringify(redactedStart(name, 60)), request),
    try: t('Look for a line break or an unusual character in it, or in a variable that it uses. Nothing was sent.'),
  });
}

/** Reading the bank's metadata also tells the transport which hosts are to get the certificate. */
async function assertForBank(session: Session, url: string, { secrets }: Resolver): Promise<void> {
  const { certificateUrls, authorizationEndpoint, browserEndpoint, jwksUri, issuer } = await session.metadata();
  const own = [
    ...certificateUrls,
    authorizationEndpoint,
    browserEndpoint,
    jwksUri,
    issuer,
    addressOf(session.bank.entry),
  ];
  const host = hostAndPort(url);
  if (secrets.size === 0 || host === undefined || own.some((each) => hostAndPort(each) === host)) return;
  fail({
    code: 'secret_for_stranger',
    message: t(
      'Nothing was sent: {0} is not a host of the bank "{1}", and the request holds {2}.',
      host,
      session.bank.name,
      [...secrets].map((name) => redactText(name)).join(', '),
    ),
    try: t(
      'Check the address. If the host is the bank’s, name it in the bank’s entry of openbanking.json (resourceServers, tokenEndpoint).',
    ),
  });
}
