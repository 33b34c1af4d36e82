/** The permissive bank: what the guide's own bank takes, and the helpers that it has. */
import type { Profile } from './profile.ts';
import { fapiSuites, strict } from './strict.ts';

/** Of TLS 1.2 with the listeners' other certificate. */
const withEcCertificate = ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384'];

export const permissive: Profile = {
  ...strict,
  name: 'permissive',
  workspaceProfile: 'permissive',
  algorithms: ['PS256', 'ES256', 'RS256'],
  requestObjectAlgorithms: ['PS256', 'ES256', 'RS256', 'none'],
  authMethods: ['private_key_jwt', 'tls_client_auth', 'client_secret_basic'],
  tls12Suites: [...withEcCertificate, ...fapiSuites],
  demands: {
    ...strict.demands,
    fapi: false,
    signedRequestObject: false,
    wholeRequestObject: false,
    pkceWhenPushed: false,
    redirectUriWithCode: false,
  },
  takes: { nativeRedirects: true, issuerAsAudience: true },
  offers: { ...strict.offers, helpers: true, without: ['GET /transactions'] },
};
