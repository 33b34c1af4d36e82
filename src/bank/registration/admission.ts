/** Who may register: the software statement assertion, the connection's certificate and the signature of the request. */
import { X509Certificate } from 'node:crypto';
import type { AssertionClaims } from '../directory/assertion.ts';
import type { Directory } from '../directory/directory.ts';
import { rfc4514 } from '../directory/distinguished-name.ts';
import { foreignCertificate } from '../directory/ownership.ts';
import type { ClientCertificate } from '../http/state.ts';
import type { BankOptions } from '../options.ts';
import { isSignedBy, type Jws, JwsRefused, parseJws } from '../pki/jws.ts';
import { signsWith } from '../pki/key-kind.ts';
import type { Profile } from '../profile/profile.ts';
import { skew } from './checks.ts';
import { quoted, RegistrationRefused } from './refusal.ts';

/** Takes the request's JWT apart. @throws RegistrationRefused */
export function requestJws(body: string, profile: Profile): Jws {
  const jws = partsOf(body);
  const algorithms: readonly string[] = profile.algorithms;
  if (!algorithms.includes(jws.alg)) {
    throw metadata(`is signed ${quoted(jws.alg)} (alg): a ${profile.name} bank takes ${algorithms.join(', ')}`);
  }
  return jws;
}

function partsOf(body: string): Jws {
  if (body.startsWith('{')) throw metadata('is plain JSON: expected a signed JWT');
  try {
    return parseJws(body);
  } catch (error) {
    if (error instanceof JwsRefused) throw metadata(error.message);
    throw error;
  }
}

/**
 * The claims of an assertion that the directory signed, whose software and organisation are in good standing.
 *
 * @throws RegistrationRefused `invalid_software_statement`, or `unapproved_software_statement` for what the organisation is not entitled to.
 */
export async function admitAssertion(
  assertion: unknown,
  directory: Directory,
  options: Pick<BankOptions, 'ssaMaxAge'>,
  now: number,
): Promise<AssertionClaims> {
  if (assertion === undefined) throw statement('is missing: expected the SSA, a signed JWT');
  if (typeof assertion !== 'string') throw statement('is not a text: expected the SSA, a signed JWT');
  const verdict = await directory.verifyAssertion(assertion);
  if ('refused' in verdict) throw statement(verdict.refused);
  const { claims } = verdict;
  const seconds = Math.floor(now / 1000);
  if (claims.iat > seconds + skew) throw statement(`has an iat in the future: ${claims.iat}, and it is ${seconds}`);
  if (options.ssaMaxAge > 0 && seconds - claims.iat > options.ssaMaxAge) {
    const age = `has an iat ${seconds - claims.iat} seconds old`;
    throw statement(`${age}: the bank takes ${options.ssaMaxAge} at most; get a fresh one from the directory`);
  }
  await approve(claims, directory);
  return claims;
}

async function approve(claims: AssertionClaims, directory: Directory): Promise<void> {
  const authority = claims.organisation_competent_authority_claims.status;
  if (claims.software_environment !== 'sandbox') {
    throw unapproved(`software_environment is ${quoted(claims.software_environment)}: this is a sandbox`);
  }
  if (!isActive(claims.org_status)) throw unapproved(`org_status is ${quoted(claims.org_status)}: expected Active`);
  if (!isActive(authority)) {
    const claim = 'organisation_competent_authority_claims.status';
    throw unapproved(`${claim} is ${quoted(authority)}: expected Active`);
  }
  const software = await directory.statement(claims.software_id);
  const organisation = await directory.organisation(claims.org_id);
  if (software === undefined || software.organisationId !== organisation?.organisationId) {
    throw unapproved(`software_id ${claims.software_id} is not in the directory for org_id ${claims.org_id}`);
  }
  if (!isActive(organisation.status)) {
    throw unapproved(`org_status is Active in the assertion, but ${organisation.status} in the directory today`);
  }
}

/** The connection's certificate is in order and the assertion's owner's. @throws RegistrationRefused `invalid_software_statement` */
export function admitCertificate(
  certificate: ClientCertificate | undefined,
  claims: AssertionClaims,
): asserts certificate is ClientCertificate {
  const refuse = (why: string) =>
    new RegistrationRefused('invalid_software_statement', `TLS client certificate: ${why}`);
  if (certificate === undefined) throw refuse('none was sent');
  if (certificate.refusal !== undefined) throw refuse(certificate.refusal);
  const foreign = foreignCertificate(certificate, { organisationId: claims.org_id, softwareId: claims.software_id });
  if (foreign !== undefined) throw new RegistrationRefused('invalid_software_statement', foreign);
}

/** The request is signed by a signing key of the software statement that is good today. @throws RegistrationRefused */
export async function admitSignature(jws: Jws, claims: AssertionClaims, directory: Directory): Promise<void> {
  const records = await directory.certificatesOf(claims.software_id);
  const named = records.filter((record) => record.kid === jws.kid);
  const signing = named.filter((record) => record.use === 'sig');
  const kid = `names the kid ${quoted(jws.kid)}`;
  if (named.length === 0) throw metadata(`${kid}, which is not in ${claims.software_jwks_endpoint}`);
  if (signing.length === 0) throw metadata(`${kid}, the transport key's: sign with the signing key`);
  if (signing.every((record) => record.revoked)) throw metadata(`${kid}, whose certificate is revoked`);
  const active = signing.find((record) => directory.isActive(record));
  if (active === undefined) throw metadata(`${kid}, whose certificate is outside its validity`);
  const fitting = signsWith(active.jwk);
  if (!fitting.includes(jws.alg)) {
    const key = active.jwk.kty === 'EC' ? 'an EC key of the curve P-256' : 'an RSA key';
    throw metadata(`is signed ${jws.alg}, and its kid ${jws.kid} is of ${key}: sign with ${fitting[0]}`);
  }
  if (!(await isSignedBy(jws, active.jwk)))
    throw metadata(`has a signature that is not by the key of its kid ${jws.kid}`);
}

/** Subjects of the transport certificates that the software statement has listed and that are good today. */
export async function listedSubjectNames(softwareId: string, directory: Directory): Promise<string[]> {
  const records = await directory.certificatesOf(softwareId);
  return records
    .filter((record) => record.use === 'tls' && directory.isActive(record))
    .map((record) => rfc4514(new X509Certificate(record.pem).subject));
}

const isActive = (status: string) => status.toLowerCase() === 'active';
const metadata = (why: string) => new RegistrationRefused('invalid_client_metadata', `request JWT ${why}`);
const statement = (why: string) => new RegistrationRefused('invalid_software_statement', `software_statement ${why}`);
const unapproved = (why: string) => new RegistrationRefused('unapproved_software_statement', why);
