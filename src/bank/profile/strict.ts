/** The strict bank: FAPI 1.0 Advanced, as a real one. */
import type { Profile } from './profile.ts';

/** FAPI 1.0 Advanced §8.5: these four of TLS 1.2 and no other. */
export const fapiSuites = [
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'DHE-RSA-AES128-GCM-SHA256',
  'DHE-RSA-AES256-GCM-SHA384',
];

export const strict: Profile = {
  name: 'strict',
  workspaceProfile: 'strict',
  algorithms: ['PS256', 'ES256'],
  requestObjectAlgorithms: ['PS256', 'ES256'],
  authMethods: ['private_key_jwt', 'tls_client_auth'],
  responseTypes: ['code id_token', 'code'],
  responseModes: ['form_post', 'fragment', 'query', 'jwt', 'query.jwt', 'fragment.jwt', 'form_post.jwt'],
  subjectNameSpellings: ['name', 'dotted', 'dotted-hex'],
  tls12Suites: fapiSuites,
  lifetimes: {
    code: 60,
    clientCredentials: 300,
    accessToken: 3600,
    refreshToken: 90 * 86_400,
    interaction: 600,
    idToken: 3600,
  },
  pageSizes: { min: 25, usual: 500, max: 1_000 },
  demands: {
    fapi: true,
    signedRequestObject: true,
    wholeRequestObject: true,
    pkceWhenPushed: true,
    redirectUriWithCode: true,
    recentAuthentication: 'never',
    attendance: false,
  },
  takes: { nativeRedirects: false, issuerAsAudience: false },
  offers: { helpers: false, refreshTokenRotation: false, release401: true, without: [] },
  deviations: [],
};
