/** The answer from the bank: every check on the redirect and the tokens behind it, until the consent is authorised. */

import { consentKinds } from '../../standard/consent-kinds.ts';
import { t } from '../../standard/language.ts';
import { configurationOf, idTokenAlgorithms } from '../client/client.ts';
import { failAtTokenEndpoint } from '../client/oauth-answer.ts';
import { heardBy } from '../client/token-answer.ts';
import { requireScope, type TokenSet, tokensFrom } from '../client/token-set.ts';
import { readConsent } from '../consents/consent.ts';
import { findConsent } from '../consents/kept.ts';
import { fail, OpenBankingError } from '../errors.ts';
import type { Finding } from '../finding.ts';
import { assertRoom } from '../keeping.ts';
import { fixOf } from '../remedies.ts';
import { currentClient, type Session } from '../session.ts';
import { isEnded, statusWord } from '../workspace/consent-status.ts';
import { isPermissive } from '../workspace/profile.ts';
import type { ClientRecord, ConsentRecord } from '../workspace/state.ts';
import { type CheckedIdToken, checkIdToken } from './checked-id-token.ts';
import { type Flow, failNotUsedUp, failWithoutFlow, findFlow, type Pending, useUp, usingUp } from './flow.ts';
import type { IdTokenExpectation } from './id-token.ts';
import { isRedirectUri, type Redirect, readRedirect } from './redirect.ts';
import { explainRefusal } from './refusal.ts';
import { keepAuthorisation } from './tokens.ts';
import { unverifiedAnswer } from './unverified.ts';

export interface AcceptedRedirect {
  consent: ConsentRecord;
  tokens: TokenSet;
  /** The claims of the id_token, of the redirect where there is one, else of the token endpoint. */
  claims?: Record<string, unknown>;
  /** What is odd but forgiven. */
  findings: Finding[];
}

/**
 * Takes the bank's answer to an authorisation request: checks the redirect and its id_token, sends the code, checks what the token endpoint
 * gives, stores the tokens, and reads the consent again. Works from any process that shares the state. The flow is used up when the code is
 * sent, once; whatever fails before leaves it waiting, so that the right answer, or the same when the bank is well again, can still be given.
 *
 * @param redirect the whole URL the browser was sent to, or its fragment or query alone
 * @throws OpenBankingError `redirect_unexpected`, `answer_unverified`, `state_mismatch`, `redirect_uri_mismatch`, `issuer_mismatch`,
 * `authorisation_refused`, each `id_token_…`, `token_refused`, `token_answer_invalid`
 * @example
 * const { consent } = await acceptRedirect(session, 'https://app.example/cb#code=…&id_token=…&state=…');
 */
export async function acceptRedirect(session: Session, redirect: string): Promise<AcceptedRedirect> {
  const client = await currentClient(session);
  const { answer, flow } = await flowOf(session, client, readRedirect(redirect));
  const front = await checkAnswer(session, client, answer, flow).catch(failNotUsedUp);
  if (answer.error !== undefined) {
    await useUp(session, flow);
    return explainRefusal(session, flow.consent, answer);
  }
  await assertRoom(session).catch(failNotUsedUp);
  const { tokens, claims, findings } = await exchangeCode(session, client, answer.code ?? '', flow, front);
  const { consent } = flow;
  await keepAuthorisation(session, { ...consent, pending: undefined }, tokens);
  const after = await consentAfter(session, consent.consentId);
  return {
    consent: after.consent,
    tokens,
    claims: front?.jwt.payload ?? claims,
    findings: [
      ...new Map(
        [...(front?.findings ?? []), ...findings, ...after.findings].map((each) => [each.message, each]),
      ).values(),
    ],
  };
}

/** The consent as the bank has it after the exchange. The tokens are kept by then: that it cannot be read is told and loses nothing. */
async function consentAfter(
  session: Session,
  consentId: string,
): Promise<{ consent: ConsentRecord; findings: Finding[] }> {
  let consent: ConsentRecord;
  try {
    consent = await readConsent(session, consentId);
  } catch (thrown) {
    if (!(thrown instanceof OpenBankingError)) throw thrown;
    const message = t('The tokens are kept, but the consent could not be read again: {0}', thrown.message);
    const finding: Finding = { severity: 'warning', code: thrown.code, message, ...fixOf(thrown.problem) };
    return { consent: await findConsent(session, consentId), findings: [finding] };
  }
  if (!isEnded(consent)) return { consent, findings: [] };
  return fail({
    code: 'consent_refused',
    message: t(
      'The bank gave tokens for the code, but says that the consent {0} is {1}.',
      consentId,
      statusWord(consent),
    ),
    try: t(
      'It stays so, and its tokens are good for nothing: create a new consent and ask the customer again. If the customer did agree, ask the bank.',
    ),
    remedies: [{ do: 'createConsent' }],
    about: { bank: session.bank.name, consentId },
  });
}

/** The answer, out of its JWT where it is a secured one, and the flow in flight it belongs to. */
async function flowOf(
  session: Session,
  client: ClientRecord,
  raw: Redirect,
): Promise<{ answer: Redirect; flow: Flow }> {
  const answer = await openResponse(session, client, raw).catch(failNotUsedUp);
  const flow = await findFlow(session, answer.state);
  const unverified = unverifiedAnswer(raw, flow?.pending);
  if (unverified) return fail(unverified);
  return { answer, flow: flow ?? failWithoutFlow(answer) };
}

/** Every check that comes before the code is sent. */
async function checkAnswer(
  session: Session,
  client: ClientRecord,
  answer: Redirect,
  flow: Flow,
): Promise<CheckedIdToken | undefined> {
  checkRedirectUri(answer, flow.pending);
  await checkIssuer(session, answer, flow.pending);
  if (answer.error !== undefined) return undefined;
  if (answer.code === undefined) {
    return fail({
      code: 'redirect_unexpected',
      message: t('The bank sent no code.'),
      try: t(
        'Copy the whole address. If there really is no code in it, tell the bank: the response type asks for one.',
      ),
    });
  }
  const front = await checkFrontChannel(session, answer, flow.pending, await expectationOf(session, client, flow));
  // What the code will bring is signed too: keys that cannot be had for a moment must not cost the code.
  if (front === undefined) await (await session.keys()).find(undefined);
  return front;
}

function checkRedirectUri({ uri }: Redirect, { redirectUri }: Pending): void {
  if (uri === undefined || isRedirectUri(uri, redirectUri)) return;
  fail({
    code: 'redirect_uri_mismatch',
    message: t('The answer came to {0}, but {1} was asked for.', uri, redirectUri),
    try: t('Do not use this answer.'),
  });
}

/** RFC 9207: `iss` beside the code, demanded where the bank announces it; an id_token there says it as well, under its signature (§4). */
async function checkIssuer(session: Session, { iss, idToken }: Redirect, { announcesIss }: Pending): Promise<void> {
  const { document, issuer } = await session.metadata();
  const announced = announcesIss === true || document.authorization_response_iss_parameter_supported === true;
  const demanded = announced && idToken === undefined;
  if (iss === issuer || (iss === undefined && !demanded)) return;
  fail({
    code: 'issuer_mismatch',
    message: iss
      ? t('The answer is from {0}, not from {1}.', iss, issuer)
      : t('The bank announces iss in its answers but sent none.'),
    try: t('Do not use this answer: it may have been mixed up with another bank’s (RFC 9207).'),
  });
}

async function expectationOf(
  session: Session,
  client: ClientRecord,
  { consent, pending }: Flow,
): Promise<Omit<IdTokenExpectation, 'place'>> {
  const { entry } = session.bank;
  const metadata = await session.metadata();
  return {
    issuer: metadata.issuer,
    clientId: client.clientId,
    consentId: consent.consentId,
    nonce: pending.nonce,
    state: pending.state,
    algorithms: idTokenAlgorithms(client),
    maxAge: entry.authorizationRequest?.maxAge,
    acr: entry.authorizationRequest?.acr,
    permissive: isPermissive(entry),
    lenient: entry.idToken?.lenient ?? [],
    now: session.surroundings.now(),
  };
}

async function checkFrontChannel(
  session: Session,
  answer: Redirect,
  pending: Pending,
  expected: Omit<IdTokenExpectation, 'place'>,
): Promise<CheckedIdToken | undefined> {
  if (answer.idToken !== undefined) {
    return checkIdToken(session, answer.idToken, { ...expected, place: 'front', code: answer.code });
  }
  if (!pending.responseType.includes('id_token')) return undefined;
  return fail({
    code: 'id_token_missing',
    message: t('The redirect holds a code but no id_token, although "code id_token" was asked for.'),
    try: t('Copy the whole URL, with everything after #. If the id_token really is missing, tell the bank.'),
  });
}

async function exchangeCode(
  session: Session,
  client: ClientRecord,
  code: string,
  flow: Flow,
  checked: CheckedIdToken | undefined,
): Promise<{ tokens: TokenSet; claims?: Record<string, unknown>; findings: Finding[] }> {
  const { pending } = flow;
  const [openid, configuration, expected] = await Promise.all([
    import('openid-client'),
    configurationOf(session, client),
    expectationOf(session, client, flow),
  ]).catch(failNotUsedUp);
  const send = configuration[openid.customFetch] ?? fetch;
  // The last moment before the code leaves: a key that cannot be read for the client's assertion uses nothing up.
  configuration[openid.customFetch] = (url, options) => usingUp(session, flow, () => send(url, options));
  const front = checked?.jwt.payload;
  const answer = await openid
    .genericGrantRequest(configuration, 'authorization_code', {
      code,
      redirect_uri: pending.redirectUri,
      ...(pending.codeVerifier === undefined ? {} : { code_verifier: pending.codeVerifier }),
    })
    .catch((thrown: unknown) => failAtTokenEndpoint(thrown, t('the exchange of the code'), configuration))
    .catch((thrown: unknown) => explainSpentCode(session, thrown, pending, front));
  const { scope } = consentKinds[flow.consent.kind];
  const { idToken, bankAhead } = heardBy(configuration) ?? {};
  const tokens = { ...tokensFrom(session, answer, `openid ${scope}`), id_token: idToken };
  requireScope(tokens, scope, t('the authorisation'));
  if (idToken === undefined) {
    if (front !== undefined) return { tokens, findings: [] };
    return { tokens, findings: [withoutIdToken(expected)] };
  }
  const accessToken = tokens.access_token;
  const { jwt, findings } = await checkIdToken(session, idToken, {
    ...expected,
    bankAhead,
    place: 'token',
    accessToken,
    front,
  });
  return { tokens, claims: jwt.payload, findings };
}

/** Nothing says which consent the tokens are for: an entry that forgives its absence in an id_token forgives that too. */
function withoutIdToken({ lenient }: Pick<IdTokenExpectation, 'lenient'>): Finding {
  const message = t(
    'Neither the redirect nor the token endpoint gave an id_token, so nothing says which consent this is for.',
  );
  if (lenient.includes('openbanking_intent_id')) {
    const fix = t('Tell the bank: the scope openid was asked for. The tokens were kept, as its entry is lenient.');
    return { severity: 'warning', code: 'id_token_missing', message, fix };
  }
  return fail({
    code: 'id_token_missing',
    message: t('{0} The code is spent, and the tokens were thrown away.', message),
    try: t(
      'Let the customer authorise again, with the response type "code id_token" where the bank has it. Where it gives no id_token at all, tell the bank that the scope openid was asked for; openbanking_intent_id in idToken.lenient of its entry has the tokens kept all the same.',
    ),
  });
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
  const since =
    issued === undefined ? t('The authorisation was started {0} s ago', age) : t('The code was {0} s old', age);
  fail(
    {
      ...thrown.problem,
      try: t('{0}; a code is good once and for about a minute. Authorise again and send the answer at once.', since),
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
