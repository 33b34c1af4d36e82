/** Where the bank is found: every URL that its parts write into documents and links, made in one place. */
import type { WordsVersion } from '../standard/versions.ts';
import { bankHost } from './names.ts';
import { bankOrganisationId } from './options.ts';

export interface Ports {
  front: number;
  tls: number;
  mtls: number;
}

export interface Addresses {
  /** Plain TLS origin; the issuer (no trailing slash). */
  issuer: string;
  /** Mutual TLS origin. */
  mtls: string;
  /** Plain HTTP origin, for the customer's browser. */
  front: string;
  discovery: string;
  authorizationEndpoint: string;
  /** The plain-HTTP authorisation URL for browsers. */
  frontChannel: string;
  tokenEndpoint: string;
  parEndpoint: string;
  introspectionEndpoint: string;
  registrationEndpoint: string;
  /** Bases of the account information API by whose words it speaks, no trailing slash. */
  accountInformation: Readonly<Record<WordsVersion, string>>;
  /** Base of the Read/Write APIs: `{rs}/open-banking/v3.1`. */
  resourceServer: string;
  environment: string;
  /** The directory's key store; `/{org}/{org}.jwks`, `/{org}/{software}.jwks`, `/openbanking.jwks` and `/{org}/revoked/…` below it. */
  keystore: string;
  jwksUri: string;
}

/** All URLs of a bank with these ports. */
export function addressesOf(ports: Ports): Addresses {
  const issuer = `https://${bankHost}:${ports.tls}`;
  const mtls = `https://${bankHost}:${ports.mtls}`;
  const front = `http://${bankHost}:${ports.front}`;
  const keystore = `${issuer}/keystore`;
  return {
    issuer,
    mtls,
    front,
    discovery: `${issuer}/.well-known/openid-configuration`,
    authorizationEndpoint: `${issuer}/auth`,
    frontChannel: `${front}/auth`,
    tokenEndpoint: `${mtls}/token`,
    parEndpoint: `${mtls}/par`,
    introspectionEndpoint: `${mtls}/introspection`,
    registrationEndpoint: `${mtls}/dynamic-client-registration/v3.1/register`,
    resourceServer: `${mtls}/open-banking/v3.1`,
    accountInformation: { '3.1': `${mtls}/open-banking/v3.1/aisp`, '4.0': `${mtls}/open-banking/v4.0/aisp` },
    environment: `${mtls}/ozone/v1.0/postman/environment`,
    keystore,
    jwksUri: `${keystore}/${bankOrganisationId}/${bankOrganisationId}.jwks`,
  };
}
