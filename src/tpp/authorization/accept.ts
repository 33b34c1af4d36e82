/** The answer from the bank: every check on the redirect and the tokens behind it, until the consent is authorised. */
import { readConsent } from '../accounts/consent.ts';
import { fail, OpenBankingError } from '../errors.ts';
import { type DecodedJwt, decodeJwt } from '../jwt/decode.ts';
import { verifyJwt } from '../jwt/verify.ts';
import { currentClient, type Session, updateConsent } from '../session.ts';
import type { Finding } from '../workspace/finding.ts';
import type { ClientRecord, ConsentRecord } from '../workspace/state.ts';
import { configurationOf, registeredMetadata } from './client.ts';
import { checkAlgorithm, checkClaims, type IdTokenExpectation } from './id-token.ts';
import { failAtTokenEndpoint } from './oauth-answer.ts';
import { type Redirect, readRedirect, sameRedirectUri } from './redirect.ts';
import { explainRefusal } from './refusal.ts';
import { keepConsentTokens, requireScope, type TokenSet, tokensFrom } from './tokens.ts';

export interface AcceptedRedirect {
  consent: ConsentRecord;
  tokens: TokenSet;
  /** The claims of the id_token, of the redirect where there is one, else of the token endpoint. */
  claims?: Record<string, unknown>;
  /** What is odd but forgiven. */
  findings: Finding[];
}

type Pending = NonNullable<ConsentRecord['pending']>;

/**
 * Takes the bank's answer to an authorisation request: checks the redirect and its id_token, sends the code, checks what the token endpoint
 * gives, stores the tokens, and reads the consent again. Works from any process that shares the state, and once for each request.
 *
 * @param redirect the whole URL the browser was sent to, or its fragment or query alone
 * @throws OpenBankingError `redirect_unexpected`, `state_mismatch`, `redirect_uri_mismatch`, `issuer_mismatch`, `authorisation_refused`,
 * each `id_token_…`, `token_refused`, `token_answer_invalid`
 * @example
 * const { consent } = await acceptRedirect(session, 'https://app.example/cb#code=…&id_token=…&state=…');
 */
export async function acceptRedirect(session: Session, redirect: string): Promise<AcceptedRedirect> {
  const client = await currentClient(session);
  const answer = await openResponse(session, client, readRedirect(redirect));
  const { consent, pending } = await takePending(session, answer);
  checkRedirectUri(answer, pending);
  await checkIssuer(session, answer);
  if (answer.error !== undefined) return explainRefusal(session, consent, answer);
  if (answer.code === undefined) {
    return unexpected('The bank sent no code.', 'Start the authorisation again; the response type asks for a code.');
  }
  const expected = await expectationOf(session, client, consent, pending);
  const front = await checkFrontChannel(session, answer, pending, expected);
  const { tokens, claims, findings } = await exchangeCode(
    session,
    client,
    answer.code,
    pending,
    expected,
    front?.jwt.payload,
  );
  await keepConsentTokens(session, consent.consentId, tokens);
  await updateConsent(session, consent.consentId, (each) => ({
    ...each,
    authorisedAt: new Date(session.surroundings.now()).toISOString(),
  }));
  return {
    consent: await readConsent(session, consent.consentId),
    tokens,
    claims: front?.jwt.payload ?? claims,
    findings: [...(front?.findings ?? []), ...findings],
  };
}

/** Takes the flow in flight out of the state, so that its state works once, in whatever process. */
async function takePending(
  session: Session,
  { state }: Redirect,
): Promise<{ consent: ConsentRecord; pending: Pending }> {
  let taken: { consent: ConsentRecord; pending: Pending } | undefined;
  await session.state.update((all) => ({
    ...all,
    consents: all.consents.map((consent) => {
      const { pending, ...rest } = consent;
      if (consent.bank !== session.bank.name || pending === undefined || pending.state !== state) return consent;
      taken = { consent: rest, pending };
      return rest;
    }),
  }));
  return (
    taken ??
    fail({
      code: 'state_mismatch',
      message: state
        ? 'The state of this redirect belongs to no authorisation in flight.'
        : 'The redirect has no state.',
      try: 'Each answer works once, and only the last request of a consent. Start the authorisation again and use its own redirect.',
    })
  );
}

function checkRedirectUri({ uri }: Redirect, { redirectUri }: Pending): void {
  if (uri === undefined || sameRedirectUri(uri, redirectUri)) return;
  fail({
    code: 'redirect_uri_mismatch',
    message: `The answer came to ${uri}, but ${redirectUri} was asked for.`,
    try: 'Do not use this answer. Start the authorisation again.',
  });
}

/** RFC 9207: `iss` beside the code, demanded where the bank announces it; an id_token there says it as well, under its signature (§4). */
async function checkIssuer(session: Session, { iss, idToken }: Redirect): Promise<void> {
  const { document, issuer } = await session.metadata();
  const demanded = document.authorization_response_iss_parameter_supported === true && idToken === undefined;
  if (iss === issuer || (iss === undefined && !demanded)) return;
  fail({
    code: 'issuer_mismatch',
    message: iss
      ? `The answer is from ${iss}, not from ${issuer}.`
      : 'The bank announces iss in its answers but sent none.',
    try: 'Do not use this answer: it may have been mixed up with another bank’s (RFC 9207). Start again.',
  });
}

async function expectationOf(
  session: Session,
  client: ClientRecord,
  consent: ConsentRecord,
  pending: Pending,
): Promise<Omit<IdTokenExpectation, 'place'>> {
  const { entry } = session.bank;
  const metadata = await session.metadata();
  return {
    issuer: metadata.issuer,
    clientId: client.clientId,
    consentId: consent.consentId,
    nonce: pending.nonce,
    state: pending.state,
    algorithms: registeredMetadata(client).id_token_signed_response_alg ?? ['PS256', 'RS256'],
    maxAge: entry.authorizationRequest?.maxAge,
    acr: entry.authorizationRequest?.acr,
    profile: entry.profile ?? 'strict',
    lenient: entry.idToken?.lenient ?? [],
    now: session.surroundings.now(),
  };
}

async function checkFrontChannel(
  session: Session,
  answer: Redirect,
  pending: Pending,
  expected: Omit<IdTokenExpectation, 'place'>,
): Promise<{ jwt: DecodedJwt; findings: Finding[] } | undefined> {
  if (answer.idToken !== undefined) {
    return checkIdToken(session, answer.idToken, { ...expected, place: 'front', code: answer.code });
  }
  if (!pending.responseType.includes('id_token')) return undefined;
  return fail({
    code: 'id_token_missing',
    message: 'The redirect holds a code but no id_token, although "code id_token" was asked for.',
    try: 'Copy the whole URL, with everything after #. If the id_token really is missing, tell the bank; the code was not sent.',
  });
}

/**
 * Checks one id_token: its algorithm, its key, its signature, then its claims.
 * @throws OpenBankingError one of the `id_token_…` codes
 */
export async function checkIdToken(
  session: Session,
  compact: string,
  expected: IdTokenExpectation,
): Promise<{ jwt: DecodedJwt; findings: Finding[] }> {
  const jwt = decodeJwt(compact);
  refuse(checkAlgorithm(jwt.header, expected), expected);
  const kid = typeof jwt.header.kid === 'string' ? jwt.header.kid : undefined;
  const keys = await (await session.keys()).find(kid);
  if (keys.length === 0) {
    refuse({ code: 'id_token_kid_unknown', message: `its key ${kid} is not among the bank's keys` }, expected);
  }
  try {
    await verifyJwt(compact, { keys }, { algorithms: expected.algorithms });
  } catch (cause) {
    if (!(cause instanceof OpenBankingError)) throw cause;
    refuse({ code: 'id_token_signature_invalid', message: 'its signature is not the bank’s' }, expected, cause);
  }
  const { failure, findings } = checkClaims(jwt.payload, String(jwt.header.alg), expected);
  refuse(failure, expected);
  return { jwt, findings };
}

function refuse(failure: ReturnType<typeof checkAlgorithm>, { place }: IdTokenExpectation, cause?: unknown): void {
  if (failure === undefined) return;
  const front = place === 'front';
  const where = front ? 'The id_token in the redirect' : 'The id_token of the token endpoint';
  const advice = front ? 'The code was not sent.' : 'The tokens were thrown away.';
  fail(
    {
      code: failure.code,
      message: `${where} cannot be trusted: ${failure.message}.`,
      try: `${advice} Start again; if it stays so, tell the bank, or see idToken.lenient in its entry for a claim that is only missing.`,
    },
    cause,
  );
}

async function exchangeCode(
  session: Session,
  client: ClientRecord,
  code: string,
  pending: Pending,
  expected: Omit<IdTokenExpectation, 'place'>,
  front: Record<string, unknown> | undefined,
): Promise<{ tokens: TokenSet; claims?: Record<string, unknown>; findings: Finding[] }> {
  const [openid, configuration] = await Promise.all([import('openid-client'), configurationOf(session, client)]);
  const answer = await openid
    .genericGrantRequest(configuration, 'authorization_code', {
      code,
      redirect_uri: pending.redirectUri,
      ...(pending.codeVerifier === undefined ? {} : { code_verifier: pending.codeVerifier }),
    })
    .catch((thrown: unknown) => failAtTokenEndpoint(thrown, 'the exchange of the code'))
    .catch((thrown: unknown) => explainSpentCode(session, thrown, pending, front));
  const asked = 'openid accounts';
  const tokens = tokensFrom(session, answer, asked);
  requireScope(tokens, 'accounts', 'the authorisation');
  if (tokens.id_token === undefined) {
    if (front !== undefined) return { tokens, findings: [] };
    return fail({
      code: 'id_token_missing',
      message:
        'Neither the redirect nor the token endpoint gave an id_token, so nothing says which consent this is for.',
      try: 'Tell the bank: the scope openid was asked for. The tokens were thrown away.',
    });
  }
  const accessToken = tokens.access_token;
  const { jwt, findings } = await checkIdToken(session, tokens.id_token, {
    ...expected,
    place: 'token',
    accessToken,
    front,
  });
  return { tokens, claims: jwt.payload, findings };
}

/** A code is good for about a minute; when it was older, that is the likely cause and the message says so. */
function explainSpentCode(
  session: Session,
  thrown: unknown,
  pending: Pending,
  front: Record<string, unknown> | undefined,
): never {
  if (!(thrown instanceof OpenBankingError) || thrown.problem.bank?.error !== 'invalid_grant') throw thrown;
  const issued = typeof front?.iat === 'number' ? front.iat * 1000 : undefined;
  const age = Math.round((session.surroundings.now() - (issued ?? Date.parse(pending.startedAt))) / 1000);
  if (age <= 60) throw thrown;
  const since = issued === undefined ? `The authorisation was started ${age} s ago` : `The code was ${age} s old`;
  fail(
    {
      ...thrown.problem,
      try: `${since}; a code is good once and for about a minute. Authorise again and send the answer at once.`,
    },
    thrown,
  );
}

/** Opens a JWT secured response (JARM §2.4); any other answer is left as it is. */
async function openResponse(session: Session, client: ClientRecord, redirect: Redirect): Promise<Redirect> {
  if (redirect.response === undefined) return redirect;
  const { readSecuredResponse } = await import('./secured-response.ts');
  return readSecuredResponse(session, client, redirect, redirect.response);
}

function unexpected(message: string, advice: string): never {
  return fail({ code: 'redirect_unexpected', message, try: advice });
}
