/** Requests that no well-behaved client sends: request objects and token requests made by hand. */
import { randomUUID } from 'node:crypto';
import { type CryptoKey, SignJWT } from 'jose';
import type { Agent } from 'undici';
import { type Reply, send } from './bank.ts';
import { authorise, Browser, textOf } from './customer.ts';
import { frontDoor, type RelyingParty } from './relying-party.ts';

/** Claims of a request object for a consent, with changes; a change to undefined leaves the claim out. */
export function requestClaims(
  party: RelyingParty,
  consentId: string,
  changes: Record<string, unknown> = {},
): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  const intent = { openbanking_intent_id: { value: consentId, essential: true } };
  const claims: Record<string, unknown> = {
    iss: party.clientId,
    aud: party.bank.ready.issuer,
    client_id: party.clientId,
    response_type: 'code id_token',
    redirect_uri: party.registration.json.redirect_uris[0],
    scope: 'openid accounts',
    state: randomUUID(),
    nonce: randomUUID(),
    nbf: now - 10,
    exp: now + 290,
    claims: { userinfo: intent, id_token: { ...intent, acr: { essential: true } } },
    ...changes,
  };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

export function requestObject(
  party: RelyingParty,
  claims: Record<string, unknown>,
  { key = party.tpp.signingKey, ...header }: { key?: CryptoKey | Uint8Array; alg?: string; kid?: string } = {},
): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: party.tpp.algorithm, kid: party.tpp.kid, ...header }).sign(key);
}

/** A request object with `alg: none`; it ends with a dot. */
export function unsecured(claims: Record<string, unknown>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claims)}.`;
}

/** The authorisation URL on the bank's front door with these parameters. */
export function authorisationUrl(party: RelyingParty, parameters: Record<string, string>): string {
  return frontDoor(
    party.bank,
    `${party.bank.ready.authorizationEndpoint}?${new URLSearchParams({ client_id: party.clientId, ...parameters })}`,
  );
}

/** The parameters of an answer, from the fragment or the query of the URL that the browser was sent away to. */
export function answerIn(url: string): Record<string, string> {
  const { hash, search } = new URL(url);
  return Object.fromEntries(new URLSearchParams(hash ? hash.slice(1) : search));
}

/** A client assertion (RFC 7523) with changes; a change to undefined leaves the claim out. */
export function clientAssertion(
  party: RelyingParty,
  changes: Record<string, unknown> = {},
  { key = party.tpp.signingKey, ...header }: { key?: CryptoKey | Uint8Array; alg?: string; kid?: string } = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims: Record<string, unknown> = {
    iss: party.clientId,
    sub: party.clientId,
    aud: party.bank.ready.issuer,
    jti: randomUUID(),
    iat: now,
    exp: now + 60,
    ...changes,
  };
  const given = Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
  return new SignJWT(given).setProtectedHeader({ alg: party.tpp.algorithm, kid: party.tpp.kid, ...header }).sign(key);
}

/** Form parameters by which a client authenticates with an assertion. */
export async function asserted(party: RelyingParty, assertion?: string): Promise<Record<string, string>> {
  return {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion ?? (await clientAssertion(party)),
  };
}

/** Sends a form, as to the token endpoint. */
export function post(
  agent: Agent,
  url: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Reply> {
  return send(agent, 'POST', url, {
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(form).toString(),
  });
}

export const basic = (id: string, secret: unknown): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

/** What an OAuth refusal comes down to. */
export const refused = (reply: Reply) => ({ status: reply.status, error: reply.json?.error });

/** The authorisation URL with a signed request object, and the same scope and response type outside it. */
export const signedUrl = async (
  of: RelyingParty,
  claims: Record<string, unknown>,
  outside: Record<string, string> = {},
  header: Parameters<typeof requestObject>[2] = {},
): Promise<string> =>
  authorisationUrl(of, {
    response_type: String(claims.response_type),
    scope: String(claims.scope),
    request: await requestObject(of, claims, header),
    ...outside,
  });

/** Where the browser stands at once, before anybody could log in. */
export const firstAnswer = async (
  url: string,
): Promise<{ answer: Record<string, string> } | { page: string; status: number }> => {
  const page = await new Browser().follow(url);
  return 'left' in page ? { answer: answerIn(page.left) } : { page: textOf(page), status: page.status };
};

/** Sends a code to the token endpoint as a client with private_key_jwt. */
export const exchange = async (of: RelyingParty, code: string, changes: Record<string, string> = {}) =>
  post(of.tpp.agent, of.bank.ready.tokenEndpoint, {
    ...(await asserted(of)),
    grant_type: 'authorization_code',
    code,
    redirect_uri: of.registration.json.redirect_uris[0],
    ...changes,
  });

/** The code of an authorisation that the customer approves. */
export const codeOf = async (of: RelyingParty, consentId: string, user = 'rora'): Promise<string> => {
  const answer = answerIn(await authorise((await of.authorizationUrl(consentId)).url, { user }));
  if (!answer.code) throw new Error(JSON.stringify(answer));
  return answer.code;
};

/** The status of a consent, as its client reads it. */
export const statusOf = async (of: RelyingParty, consentId: string): Promise<string> =>
  (await of.api(`/account-access-consents/${consentId}`, await of.clientCredentials())).json.Data.Status;
