/** What the directory keeps in the store: organisations, software statements and the certificates it knows. */
import type { JWK } from 'jose';

export type SoftwareRole = 'AISP' | 'PISP' | 'CBPII';

export interface Organisation {
  /** 18 characters, `00158…`. */
  organisationId: string;
  name: string;
  /** FCA firm reference number. */
  registrationId: string;
  status: 'Active' | 'Revoked' | 'Withdrawn';
  roles: SoftwareRole[];
}

export interface SoftwareStatement {
  /** 22 characters, Base62. */
  softwareId: string;
  organisationId: string;
  clientName: string;
  roles: SoftwareRole[];
  redirectUris: string[];
  mode: 'Test' | 'Live';
  createdAt: number;
}

/** A certificate that the directory listed for a software statement, its own or a developer's. */
export interface CertificateRecord {
  /** base64url of SHA-256 over the DER: `x5t#S256`. The document's id. */
  thumbprint: string;
  softwareId: string;
  organisationId: string;
  use: 'sig' | 'tls';
  /** base64url(SHA-1(RFC 7638 canonical JWK)), as the real Directory computes it. */
  kid: string;
  pem: string;
  /** Public JWK with kid, use, x5c, x5t, x5u, x5t#S256. */
  jwk: JWK;
  revoked: boolean;
}
