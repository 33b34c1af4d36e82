/** Re-authentication without a redirect: the client vouches for the customer of a consent that stands (RFC 7523 §2.1), and gets tokens for it. */
import { consentKinds } from '../../standard/consent-kinds.ts';
import { t } from '../../standard/language.ts';
import { configurationOf, registeredMetadata } from '../client/client.ts';
import { failAtTokenEndpoint } from '../client/oauth-answer.ts';
import { type TokenSet, tokensFrom } from '../client/token-set.ts';
import { signJwt } from '../jwt/sign.ts';
import { jwtBearer } from '../rules/grant-types.ts';
import type { Session } from '../session.ts';
import type { ClientRecord, ConsentRecord } from '../workspace/state.ts';

/** Seconds for which an assertion is good. */
const lifetime = 60;

/** Whether the bank has this way, and the client is registered for it. */
export async function mayAssert(session: Session, client: ClientRecord): Promise<boolean> {
  if (!registeredMetadata(client).grant_types?.includes(jwtBearer)) return false;
  return (await session.metadata()).document.grant_types_supported?.includes(jwtBearer) === true;
}

/**
 * Asks for tokens by an assertion as Open Banking's Read/Write API Profile has it: PS256, the client as `iss`, the consent as `sub`, the token
 * endpoint as `aud`. Nothing is spent by it, so that one whose answer was lost may be followed by another.
 * @throws OpenBankingError `token_refused`, `token_answer_invalid`
 */
export async function tokensByAssertion(
  session: Session,
  client: ClientRecord,
  { consentId, kind }: ConsentRecord,
): Promise<TokenSet> {
  const [openid, configuration, { tokenEndpoint }, key] = await Promise.all([
    import('openid-client'),
    configurationOf(session, client),
    session.metadata(),
    session.workspace.signingKey(session.bank),
  ]);
  const { scope } = consentKinds[kind];
  const now = Math.floor(session.surroundings.now() / 1000);
  const claims = {
    iss: client.clientId,
    sub: consentId,
    aud: tokenEndpoint,
    jti: session.surroundings.uuid(),
    iat: now,
    exp: now + lifetime,
  };
  const assertion = await signJwt(claims, key.algorithm === 'ES256' ? key : { ...key, algorithm: 'PS256' });
  const answer = await openid
    .genericGrantRequest(configuration, jwtBearer, { assertion, scope })
    .catch((thrown: unknown) =>
      failAtTokenEndpoint(thrown, t('the re-authentication of the consent {0}', consentId), configuration),
    );
  return tokensFrom(session, answer, scope);
}
