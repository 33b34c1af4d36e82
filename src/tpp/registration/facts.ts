/** What session, workspace and discovery know around a registration request: the facts of the rule book. */
import type { RegistrationFacts } from '../rules/registration-facts.ts';
import type { Session } from '../session.ts';
import { isPermissive } from '../workspace/profile.ts';
import { organisationIn } from './choices.ts';

/** @throws OpenBankingError those of workspace, keys and discovery */
export async function registrationFacts(session: Session): Promise<RegistrationFacts> {
  const [statement, metadata, key, transport] = await Promise.all([
    session.softwareStatement(),
    session.metadata(),
    session.workspace.signingKey(session.bank),
    session.workspace.transportCredentials(session.bank),
  ]);
  const { entry } = session.bank;
  const { document, issuer } = metadata;
  const organisation = organisationIn(metadata);
  const named = entry.registration?.audience;
  return {
    statement,
    kid: key.kid,
    keyAlgorithm: key.publicKey.asymmetricKeyType === 'ec' ? 'ES256' : 'PS256',
    signingCertificate: key.certificate,
    transportCertificate: transport.parsed,
    audiences: [named ?? organisation ?? issuer],
    audienceKnown: (named ?? organisation) !== undefined,
    // Whoever names another for this bank has decided.
    issuer: named === undefined ? issuer : undefined,
    permissive: isPermissive(entry),
    environment: entry.environment ?? 'sandbox',
    ssaMaxAge: entry.registration?.ssaMaxAge,
    authMethodsOffered: document.token_endpoint_auth_methods_supported,
    responseTypesOffered: document.response_types_supported,
    scopesOffered: document.scopes_supported,
    subjectTypesOffered: document.subject_types_supported,
    now: session.surroundings.now(),
  };
}
