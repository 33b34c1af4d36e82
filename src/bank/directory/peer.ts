/** Decides about a client certificate at every request: by the directory's CA or list, by its dates, by its standing. */
import { createHash, type X509Certificate } from 'node:crypto';
import type { ClientCertificate } from '../http/state.ts';
import { pemOf } from '../pki/pem.ts';
import { rfc4514 } from './distinguished-name.ts';
import { type Owner, ownerNamedIn } from './ownership.ts';
import type { CertificateRecord } from './records.ts';

/** base64url of SHA-256 over the certificate's DER: `x5t#S256` (RFC 8705 §3.1). */
export function thumbprintOf(certificate: X509Certificate): string {
  return createHash('sha256').update(certificate.raw).digest('base64url');
}

/** What never changes about one certificate. */
export interface Peer {
  thumbprint: string;
  subjectDn: string;
  pem: string;
  /** The directory's issuing CA signed it. */
  issued: boolean;
  validFrom: number;
  validTo: number;
  /** Whose it is by its names. */
  named: Owner;
}

const cacheSize = 1000;

/** A reader of certificates that remembers each by its object, which lives as long as its connection, and by its thumbprint. */
export function peerReader(issuing: X509Certificate): (certificate: X509Certificate) => Peer {
  const connected = new WeakMap<X509Certificate, Peer>();
  const known = new Map<string, Peer>();
  return (certificate) => {
    const seen = connected.get(certificate);
    if (seen !== undefined) return seen;
    const thumbprint = thumbprintOf(certificate);
    const peer = known.get(thumbprint) ?? read(certificate, thumbprint, issuing);
    const oldest = known.size >= cacheSize ? known.keys().next().value : undefined;
    if (oldest !== undefined) known.delete(oldest);
    known.set(thumbprint, peer);
    connected.set(certificate, peer);
    return peer;
  };
}

/**
 * The bank's verdict on a certificate now.
 *
 * @param record What the directory has listed under its thumbprint.
 * @param now Milliseconds since the epoch.
 */
export function judgePeer(peer: Peer, record: CertificateRecord | undefined, now: number): ClientCertificate {
  const { organisationId, softwareId }: Owner = record ?? (peer.issued ? peer.named : {});
  const refusal = refusalOf(peer, record, now);
  return {
    thumbprint: peer.thumbprint,
    subjectDn: peer.subjectDn,
    pem: peer.pem,
    ...(refusal === undefined ? {} : { refusal }),
    ...(organisationId === undefined ? {} : { organisationId }),
    ...(softwareId === undefined ? {} : { softwareId }),
  };
}

function refusalOf(peer: Peer, record: CertificateRecord | undefined, now: number): string | undefined {
  if (record === undefined && !peer.issued) {
    return 'the certificate is neither issued by the directory nor listed by it';
  }
  if (record?.revoked) return 'the certificate is revoked';
  if (record?.use === 'sig') return 'the certificate is a signing certificate, not one for transport';
  if (now < peer.validFrom) return `the certificate is not valid before ${new Date(peer.validFrom).toISOString()}`;
  if (now > peer.validTo) return `the certificate ended ${new Date(peer.validTo).toISOString()}`;
  return undefined;
}

function read(certificate: X509Certificate, thumbprint: string, issuing: X509Certificate): Peer {
  const subject = certificate.subject ?? '';
  return {
    thumbprint,
    subjectDn: rfc4514(subject),
    pem: pemOf('CERTIFICATE', certificate.raw),
    issued: !certificate.ca && certificate.checkIssued(issuing) && certificate.verify(issuing.publicKey),
    validFrom: certificate.validFromDate.getTime(),
    validTo: certificate.validToDate.getTime(),
    named: ownerNamedIn(subject),
  };
}
