/** Makes a software statement with all that a TPP gets from the Directory before it registers at a bank. */
import { type KeyObject, X509Certificate } from 'node:crypto';
import { BankError } from '../errors.ts';
import { ecKeys, pem, rsaKeys } from '../pki/authority.ts';
import { makeCertificateFromRequest, makeHolderCertificate } from '../pki/certificates.ts';
import { kidOf } from '../pki/jwk.ts';
import { certificateOf, pemOf } from '../pki/pem.ts';
import { signAssertion, statementClaims } from './assertion.ts';
import { listCertificate } from './certificates.ts';
import type { DirectoryDependencies } from './directory.ts';
import { newOrganisationId, newRegistrationId, newSoftwareId } from './identifiers.ts';
import { thumbprintOf } from './peer.ts';
import type { CertificateRecord, Organisation, SoftwareRole, SoftwareStatement } from './records.ts';

export interface StatementRequest {
  /** An organisation that is there already; a new one otherwise. */
  organisationId?: string;
  organisationName?: string;
  clientName?: string;
  roles?: SoftwareRole[];
  /** Instead of {@link defaultRedirectUris}. */
  redirectUris?: string[];
  /** Port of the loopback redirect URI. */
  redirectPort?: number;
  /** Certificates signed by their own keys and listed, as a developer without a CA has them. */
  selfSigned?: boolean;
  /** PEM of a certificate, or of a request for one (CSR), whose key the developer keeps. */
  transportCertificate?: string;
  /** As {@link transportCertificate}. */
  signingCertificate?: string;
  /** What the signing key that is made here signs with; PS256 otherwise. */
  algorithm?: SigningAlgorithm;
}

export type SigningAlgorithm = 'PS256' | 'ES256';

interface Credential {
  certificate: string;
  /** PKCS#8 PEM; absent when the developer brought the certificate. */
  key?: string;
}

export interface IssuedStatement {
  organisationId: string;
  softwareId: string;
  /** The signing certificate's `kid`. */
  kid: string;
  /** What that key signs with. */
  algorithm: SigningAlgorithm;
  redirectUris: string[];
  ssa: string;
  signing: Credential;
  transport: Credential;
  /** Root and issuing CA. */
  ca: string;
}

const allRoles: SoftwareRole[] = ['AISP', 'PISP', 'CBPII'];
const defaultRedirectPort = 53682;

/** Postman's page as the guide has it, a loopback page, and the editor's own address (publisher and name of the extension). */
function defaultRedirectUris(port = defaultRedirectPort): string[] {
  return [
    'https://app.getpostman.com/oauth2/callback',
    `http://127.0.0.1:${port}/callback`,
    'vscode://open-banking-workbench.open-banking-workbench/callback',
  ];
}

/**
 * Issues a statement. A certificate that was brought before leads to the statement that it is listed for, with a fresh assertion: the same files asked for twice give the same TPP.
 *
 * @throws BankError `certificate_invalid`
 */
export async function issueStatement(
  { store, addresses, authority, clock }: DirectoryDependencies,
  request: StatementRequest,
): Promise<IssuedStatement> {
  const brought = {
    sig: broughtIn(request.signingCertificate, 'signing certificate'),
    tls: broughtIn(request.transportCertificate, 'transport certificate'),
  };
  // RSA keys take their time: they are made before the store is held.
  const [signingKeys, transportKeys] = await Promise.all([
    brought.sig ? undefined : request.algorithm === 'ES256' ? ecKeys() : rsaKeys(),
    brought.tls ? undefined : rsaKeys(),
  ]);

  return store.unit(async () => {
    const earlier = await statementOf([brought.sig, brought.tls].map((each) => each?.certificate));
    const { organisation, software } = await recordsFor(earlier);
    const holder = {
      organisationId: organisation.organisationId,
      organisationName: organisation.name,
      registrationId: organisation.registrationId,
      roles: organisation.roles,
    };
    const made = async (purpose: 'transport' | 'signing', keys: { privateKey: KeyObject; publicKey: KeyObject }) => {
      const issuer = request.selfSigned ? keys.privateKey : authority.issuing;
      const certificate = await makeHolderCertificate(purpose, holder, keys.publicKey, issuer, clock);
      return { certificate, key: pem(keys.privateKey) };
    };
    const kept = async (purpose: 'transport' | 'signing', given: Brought | undefined): Promise<Credential> => {
      if (given?.certificate) return { certificate: pemOf('CERTIFICATE', given.certificate.raw) };
      if (!given) throw new Error('no certificate was brought and no key was made');
      const newcomer = earlier === undefined && request.organisationId === undefined;
      const { issuing } = authority;
      return {
        certificate: await makeCertificateFromRequest(purpose, holder, given.request, issuing, clock, { newcomer }),
      };
    };
    const signing = signingKeys ? await made('signing', signingKeys) : await kept('signing', brought.sig);
    const transport = transportKeys ? await made('transport', transportKeys) : await kept('transport', brought.tls);
    const signingCertificate = new X509Certificate(signing.certificate);
    refuseEnded(signingCertificate, 'signing');
    refuseEnded(new X509Certificate(transport.certificate), 'transport');
    await listCertificate(store, addresses, software, 'sig', signingCertificate);
    await listCertificate(store, addresses, software, 'tls', new X509Certificate(transport.certificate));
    return {
      organisationId: organisation.organisationId,
      softwareId: software.softwareId,
      kid: kidOf(signingCertificate.publicKey),
      algorithm: signingCertificate.publicKey.asymmetricKeyType === 'ec' ? 'ES256' : 'PS256',
      redirectUris: software.redirectUris,
      ssa: await signAssertion(statementClaims(organisation, software, addresses, clock.now()), authority.directory),
      signing,
      transport,
      ca: authority.caPem,
    };
  });

  /** The statement that one of these certificates is listed for. */
  async function statementOf(certificates: (X509Certificate | undefined)[]): Promise<SoftwareStatement | undefined> {
    for (const certificate of certificates) {
      if (certificate === undefined) continue;
      const record = await store.get<CertificateRecord>('Certificate', thumbprintOf(certificate));
      if (record?.revoked) throw invalid('A certificate given is revoked.', 'Make a new certificate and give that.');
      if (record !== undefined) return store.get<SoftwareStatement>('SoftwareStatement', record.softwareId);
    }
    return undefined;
  }

  async function recordsFor(earlier: SoftwareStatement | undefined) {
    const organisation = await organisationFor(earlier?.organisationId ?? request.organisationId);
    const { organisationId } = organisation;
    const software: SoftwareStatement = {
      softwareId: earlier?.softwareId ?? newSoftwareId(),
      organisationId,
      clientName: request.clientName ?? earlier?.clientName ?? 'Workbench Test Application',
      roles: request.roles ?? earlier?.roles ?? allRoles,
      redirectUris: request.redirectUris ?? defaultRedirectUris(request.redirectPort),
      mode: 'Test',
      createdAt: earlier?.createdAt ?? clock.now(),
    };
    await store.put('SoftwareStatement', software.softwareId, software, { index: { organisationId } });
    return { organisation, software };
  }

  async function organisationFor(organisationId: string | undefined): Promise<Organisation> {
    if (organisationId !== undefined) {
      const found = await store.get<Organisation>('Organisation', organisationId);
      if (found !== undefined) return found;
      throw new BankError('usage', `The directory has no organisation ${organisationId}.`, 'Leave it out to make one.');
    }
    const organisation: Organisation = {
      organisationId: newOrganisationId(),
      name: request.organisationName ?? 'Workbench Test TPP Ltd',
      registrationId: newRegistrationId(),
      status: 'Active',
      roles: allRoles,
    };
    await store.put('Organisation', organisation.organisationId, organisation);
    return organisation;
  }

  function refuseEnded(certificate: X509Certificate, name: string): void {
    if (certificate.validToDate.getTime() > clock.now()) return;
    const ended = certificate.validToDate.toISOString();
    throw invalid(`The ${name} certificate ended ${ended}.`, 'Make a new certificate and give that.');
  }
}

/** What the developer brought: a certificate, or a request for one. */
type Brought = { certificate: X509Certificate } | { certificate?: undefined; request: string };

function broughtIn(text: string | undefined, name: string): Brought | undefined {
  if (text === undefined) return undefined;
  return text.includes('CERTIFICATE REQUEST-----') ? { request: text } : { certificate: certificateOf(text, name) };
}

const invalid = (message: string, advice: string) => new BankError('certificate_invalid', message, advice);
