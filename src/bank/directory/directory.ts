/** The embedded directory: organisations, software statements, their certificates and assertions. */
import { X509Certificate } from 'node:crypto';
import type { Addresses } from '../addresses.ts';
import type { Clock } from '../clock.ts';
import type { ClientCertificate } from '../http/state.ts';
import type { Authority, SigningKey } from '../pki/authority.ts';
import { makeCertificateFromRequest } from '../pki/certificates.ts';
import type { KeyUse } from '../pki/jwk.ts';
import type { Store } from '../store/store.ts';
import { type AssertionVerdict, signAssertion, statementClaims, verifyAssertion } from './assertion.ts';
import { listCertificate, revokeCertificate } from './certificates.ts';
import { type IssuedStatement, issueStatement, type StatementRequest } from './issue.ts';
import { judgePeer, peerReader } from './peer.ts';
import type { CertificateRecord, Organisation, SoftwareStatement } from './records.ts';

export interface DirectoryDependencies {
  store: Store;
  addresses: Addresses;
  authority: Authority;
  clock: Clock;
}

export interface Directory {
  /** The directory's own signing key, which signs every assertion. */
  readonly key: SigningKey;
  /** Makes an organisation, a software statement, its certificates and a first assertion, in one unit of work. */
  issue(request?: StatementRequest): Promise<IssuedStatement>;
  /** A fresh assertion of a software statement; undefined when there is none of this id. */
  assertion(softwareId: string): Promise<string | undefined>;
  verifyAssertion(text: string): Promise<AssertionVerdict>;
  organisation(organisationId: string): Promise<Organisation | undefined>;
  /** Changes an organisation's standing, as its authority would. */
  setStatus(organisationId: string, status: Organisation['status']): Promise<void>;
  statement(softwareId: string): Promise<SoftwareStatement | undefined>;
  /** Issues and lists a certificate for a signing request, as PEM. @throws BankError `certificate_invalid` */
  certify(softwareId: string, use: KeyUse, request: string): Promise<string>;
  /** Lists a certificate that a developer brought. @throws BankError `certificate_invalid` */
  list(softwareId: string, use: KeyUse, certificate: X509Certificate): Promise<CertificateRecord>;
  certificate(thumbprint: string): Promise<CertificateRecord | undefined>;
  /** Marks a certificate revoked; false when it is not listed. */
  revoke(thumbprint: string): Promise<boolean>;
  /** Every certificate listed for a software statement, revoked and ended ones too. */
  certificatesOf(softwareId: string): Promise<CertificateRecord[]>;
  /** Every certificate listed for an organisation. */
  certificatesOfOrganisation(organisationId: string): Promise<CertificateRecord[]>;
  /** What the bank makes of the certificate of a connection, now. */
  judge(certificate: X509Certificate): Promise<ClientCertificate>;
  /** Neither revoked nor outside its dates. */
  isActive(record: CertificateRecord): boolean;
}

/** The directory over the bank's store. */
export function createDirectory({ store, addresses, authority, clock }: DirectoryDependencies): Directory {
  const readPeer = peerReader(authority.issuing.certificate);
  const organisation = (id: string) => store.get<Organisation>('Organisation', id);
  const statement = (id: string) => store.get<SoftwareStatement>('SoftwareStatement', id);
  const certificate = (thumbprint: string) => store.get<CertificateRecord>('Certificate', thumbprint);
  const found = async (softwareId: string) => {
    const software = await statement(softwareId);
    const owner = software && (await organisation(software.organisationId));
    if (software === undefined || owner === undefined) throw new Error(`no software statement ${softwareId}`);
    return { software, owner };
  };

  return {
    key: authority.directory,
    issue: (request = {}) => issueStatement({ store, addresses, authority, clock }, request),
    async assertion(softwareId) {
      const software = await statement(softwareId);
      const owner = software && (await organisation(software.organisationId));
      if (software === undefined || owner === undefined) return undefined;
      return signAssertion(statementClaims(owner, software, addresses, clock.now()), authority.directory);
    },
    verifyAssertion: (text) => verifyAssertion(text, authority.directory),
    organisation,
    async setStatus(organisationId, status) {
      await store.unit(async () => {
        const owner = await organisation(organisationId);
        if (owner !== undefined) await store.put('Organisation', organisationId, { ...owner, status });
      });
    },
    statement,
    async certify(softwareId, use, request) {
      const { software, owner } = await found(softwareId);
      const purpose = use === 'sig' ? 'signing' : 'transport';
      const holder = {
        organisationId: owner.organisationId,
        organisationName: owner.name,
        registrationId: owner.registrationId,
        roles: owner.roles,
      };
      const made = await makeCertificateFromRequest(purpose, holder, request, authority.issuing, clock);
      await store.unit(() => listCertificate(store, addresses, software, use, new X509Certificate(made)));
      return made;
    },
    async list(softwareId, use, brought) {
      const { software } = await found(softwareId);
      return store.unit(() => listCertificate(store, addresses, software, use, brought));
    },
    certificate,
    revoke: (thumbprint) => revokeCertificate(store, thumbprint),
    certificatesOf: (softwareId) => store.find<CertificateRecord>('Certificate', 'softwareId', softwareId),
    certificatesOfOrganisation: (id) => store.find<CertificateRecord>('Certificate', 'organisationId', id),
    async judge(peerCertificate) {
      const peer = readPeer(peerCertificate);
      return judgePeer(peer, await certificate(peer.thumbprint), clock.now());
    },
    isActive(record) {
      const peer = readPeer(new X509Certificate(record.pem));
      return !record.revoked && peer.validFrom <= clock.now() && clock.now() <= peer.validTo;
    },
  };
}
