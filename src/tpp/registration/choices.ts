/** What a developer decides about a registration, and the defaults that discovery, the SSA and the bank's entry give. */

import { type SoftwareStatement, scopeOf } from '../directory/software-statement.ts';
import type { BankMetadata } from '../discovery/discovery.ts';
import type { SigningKey } from '../keys/private-key.ts';
import { methodsToChoose, preferredMethod } from '../rules/auth-methods.ts';
import { subjectTypeFor } from '../rules/registration-client.ts';
import { isNativeRedirect, isRegistrable, isWebRedirect } from '../rules/registration-redirects.ts';
import type { Session } from '../session.ts';
import { identityOf } from '../workspace/identity.ts';
import { isPermissive } from '../workspace/profile.ts';

export interface RegistrationChoices {
  /** `token_endpoint_auth_method`. */
  authMethod?: string;
  /** Space-separated, e.g. `openid accounts`. */
  scope?: string;
  /** Of the request's signature, id_tokens and request objects; default PS256. */
  algorithm?: SigningKey['algorithm'];
  /** `request_object_signing_alg`, where it differs; `none` is for permissive sandboxes. */
  requestObjectAlgorithm?: string;
  applicationType?: 'web' | 'native' | 'mobile';
  contentType?: 'jwt' | 'jose';
  /** Of those in the SSA. */
  redirectUris?: readonly string[];
  /** `grant_types`; default: authorization_code, client_credentials and, where the bank offers it, refresh_token. */
  grantTypes?: readonly string[];
}

/** What the claims are made of: everything decided. */
export interface Decided {
  authMethod: string;
  scope: string;
  algorithm: SigningKey['algorithm'];
  requestObjectAlgorithm: string;
  applicationType: 'web' | 'native' | 'mobile';
  contentType: 'application/jwt' | 'application/jose';
  redirectUris: string[];
  responseTypes: string[];
  grantTypes: string[];
  /** Left out where the bank lists none that we know. */
  subjectType?: string | undefined;
  audience: string;
  /** Methods of authentication that the bank lists and that can be used here. */
  authMethodsOffered: string[];
}

/** Fills in what was left open. */
export function decide(
  session: Session,
  statement: SoftwareStatement,
  metadata: BankMetadata,
  key: SigningKey,
  choices: RegistrationChoices,
): Decided {
  const { entry } = session.bank;
  const permissive = isPermissive(entry);
  const { document } = metadata;
  const algorithm = choices.algorithm ?? key.algorithm;
  const offered =
    choices.redirectUris ??
    identityOf(session.workspace.file, session.bank).softwareStatement.redirectUris ??
    statement.redirectUris;
  const applicationType =
    choices.applicationType ?? entry.registration?.applicationType ?? applicationTypeFor(offered, permissive);
  const content = choices.contentType === undefined ? undefined : (`application/${choices.contentType}` as const);
  return {
    authMethod:
      choices.authMethod ??
      entry.client?.tokenEndpointAuthMethod ??
      preferredMethod(document.token_endpoint_auth_methods_supported, permissive),
    scope: choices.scope ?? scopeOffered(statement, document.scopes_supported),
    algorithm,
    requestObjectAlgorithm: choices.requestObjectAlgorithm ?? entry.authorizationRequest?.algorithm ?? algorithm,
    applicationType,
    contentType: content ?? entry.registration?.contentType ?? 'application/jwt',
    redirectUris: choices.redirectUris ? [...choices.redirectUris] : chosenFor(applicationType, offered, permissive),
    responseTypes: responseTypesOf(document.response_types_supported),
    grantTypes: choices.grantTypes ? [...choices.grantTypes] : grantTypesOf(document.grant_types_supported),
    subjectType: subjectTypeFor(document.subject_types_supported),
    authMethodsOffered: methodsToChoose(document.token_endpoint_auth_methods_supported),
    audience: entry.registration?.audience ?? organisationIn(metadata) ?? metadata.issuer,
  };
}

/**
 * The bank's organisation id at the Directory, where its key store's address tells (`…/{org}/{org}.jwks`): what `aud` of a registration
 * request must be by the standard (OBIE DCR 3.3).
 */
export function organisationIn({ jwksUri }: Pick<BankMetadata, 'jwksUri'>): string | undefined {
  const [, folder, file] = /\/([0-9A-Za-z]{1,18})\/([0-9A-Za-z]{1,18})\.jwks$/.exec(new URL(jwksUri).pathname) ?? [];
  return folder === file ? folder : undefined;
}

/** A permissive sandbox takes loopback redirects from native clients, and only with one can the answer be caught here without pasting. */
function applicationTypeFor(uris: readonly string[], permissive: boolean): 'web' | 'native' {
  const web = uris.some(isWebRedirect);
  return uris.some(isNativeRedirect) && (permissive || !web) ? 'native' : 'web';
}

/** Where the bank takes none, all: the preflight says of each what is wrong with it. */
function chosenFor(applicationType: string, uris: readonly string[], permissive: boolean): string[] {
  const taken = uris.filter((uri) => isRegistrable(uri, applicationType, permissive));
  return taken.length > 0 ? taken : [...uris];
}

function scopeOffered(statement: SoftwareStatement, offered: string[] | undefined): string {
  const scopes = scopeOf(statement).split(' ');
  return scopes.filter((scope) => offered === undefined || offered.includes(scope)).join(' ');
}

/** `code id_token` protects the code by a signature; `code` alone goes beside it, as the guide has it. */
function responseTypesOf(offered: string[] | undefined): string[] {
  const types = ['code', 'code id_token'].filter((type) => offered === undefined || offered.includes(type));
  return types.length > 0 ? types : ['code id_token'];
}

function grantTypesOf(offered: string[] | undefined): string[] {
  const wanted = ['authorization_code', 'client_credentials', 'refresh_token'];
  return wanted.filter((type) => type !== 'refresh_token' || (offered?.includes(type) ?? false));
}
