/** The claims of a dynamic client registration request. */
import { t } from '../../standard/language.ts';
import type { SoftwareStatement } from '../directory/software-statement.ts';
import { fail } from '../errors.ts';
import type { Session } from '../session.ts';
import { type Decided, decide, type RegistrationChoices } from './choices.ts';

/** Seconds that a registration request is good for: enough for a slow hand-over, too short to be found later. */
const lifetime = 300;

export interface PreparedRegistration {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
  decided: Decided;
  statement: SoftwareStatement;
}

/**
 * The header and claims of the request (OBIE DCR 3.3, RFC 7591 §2), with defaults from discovery and SSA for what was not chosen.
 * @example
 * const { header, claims } = await registrationClaims(session, { authMethod: 'private_key_jwt', scope: 'openid accounts' });
 */
export async function registrationClaims(
  session: Session,
  choices: RegistrationChoices = {},
): Promise<PreparedRegistration> {
  const { workspace, surroundings } = session;
  const [statement, metadata, key] = await Promise.all([
    session.softwareStatement(),
    session.metadata(),
    workspace.signingKey(session.bank),
  ]);
  const decided = decide(session, statement, metadata, key, choices);
  const { authMethod, algorithm } = decided;
  const iat = Math.floor(surroundings.now() / 1000);
  const claims: Record<string, unknown> = {
    iss: statement.softwareId,
    iat,
    exp: iat + lifetime,
    aud: decided.audience,
    jti: surroundings.uuid(),
    redirect_uris: decided.redirectUris,
    token_endpoint_auth_method: authMethod,
    ...assertionAlgorithm(authMethod, algorithm),
    ...(authMethod === 'tls_client_auth' ? { tls_client_auth_subject_dn: await subjectDn(session) } : {}),
    grant_types: decided.grantTypes,
    response_types: decided.responseTypes,
    scope: decided.scope,
    application_type: decided.applicationType,
    ...(decided.subjectType === undefined ? {} : { subject_type: decided.subjectType }),
    id_token_signed_response_alg: algorithm,
    request_object_signing_alg: decided.requestObjectAlgorithm,
    software_id: statement.softwareId,
    software_statement: statement.assertion,
  };
  return { header: { alg: algorithm, kid: key.kid, typ: 'JWT' }, claims, decided, statement };
}

/** A secret signs by HMAC, whatever the key does (OpenID Connect Core §9). */
function assertionAlgorithm(authMethod: string, algorithm: string): Record<string, string> {
  if (authMethod === 'client_secret_jwt') return { token_endpoint_auth_signing_alg: 'HS256' };
  return authMethod === 'private_key_jwt' ? { token_endpoint_auth_signing_alg: algorithm } : {};
}

async function subjectDn(session: Session): Promise<string> {
  const { parsed } = await session.workspace.transportCredentials(session.bank);
  return (
    session.bank.entry.client?.tlsClientAuthSubjectDn ??
    parsed?.subjectDn ??
    fail({
      code: 'preflight_failed',
      message: t('tls_client_auth names the subject of the transport certificate, which a proxy has and nobody shows.'),
      try: t(
        "Name the certificate's file in transport.certificate, or its subject in client.tlsClientAuthSubjectDn of banks.{0}.",
        session.bank.name,
      ),
    })
  );
}
