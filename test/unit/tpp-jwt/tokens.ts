/** A right token of each kind, without a real signature, to be changed into a wrong one. */
import type { TokenKind } from '../../../src/tpp/inspect/inspection.ts';

export const now = Date.UTC(2026, 10, 22, 12);
export const second = now / 1000;

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
/** Two bytes that nobody verifies. */
const signature = 'c2ln';

export type Changes = Record<string, unknown>;

/** A compact token; `alg: none` leaves it without a signature, an undefined payload makes it detached. */
export function token(header: Changes, payload?: Changes): string {
  const end = typeof header.alg === 'string' && header.alg.toLowerCase() === 'none' ? '' : signature;
  return `${part(header)}.${payload === undefined ? '' : part(payload)}.${end}`;
}

/** A token of which the JSON is given to the letter. */
export const tokenOf = (header: string, payload: string): string =>
  `${Buffer.from(header).toString('base64url')}.${Buffer.from(payload).toString('base64url')}.${signature}`;

const softwareId = 'AbcDefGhiJklMnoPqrStu1';
export const clientId = 'a1b2c3d4';
export const issuer = 'https://auth.bank.example';
const consentId = 'aac-1';
const hash = '47DEQpj8HBSa-_TImW-5JA';
const header = { alg: 'PS256', kid: 'sCekNgSWIauQ34klRhDGqfwpjc4', typ: 'JWT' };
const directory = 'https://keystore.openbankingtest.org.uk/0015800001041RHAAY';

export const statement: Changes = {
  iss: 'OpenBanking Ltd',
  iat: second - 60,
  jti: 'e1c5d9b2a7f04c6e',
  software_environment: 'sandbox',
  software_mode: 'Test',
  software_id: softwareId,
  software_client_id: softwareId,
  software_client_name: 'Mine',
  software_redirect_uris: ['https://app.example/cb', 'https://other.example/cb', 'http://127.0.0.1:8080/cb'],
  software_roles: ['AISP', 'PISP'],
  software_jwks_endpoint: `${directory}/${softwareId}.jwks`,
  org_id: '0015800001041RHAAY',
  org_name: 'Us',
  org_status: 'Active',
  org_contacts: [{ name: 'Technical', email: 'x@tpp.example', phone: '1', type: 'Technical' }],
  organisation_competent_authority_claims: {
    authority_id: 'FCAGBR',
    registration_id: '1',
    status: 'Active',
    authorisations: [{ member_state: 'GB', roles: ['AISP', 'PISP'] }],
  },
};

export const registration: Changes = {
  iss: softwareId,
  iat: second,
  exp: second + 300,
  aud: '0015800001041BANK0',
  jti: '5a2e3bd1-8a2c-4d6e-9f10-1b2c3d4e5f60',
  redirect_uris: ['https://app.example/cb'],
  token_endpoint_auth_method: 'private_key_jwt',
  token_endpoint_auth_signing_alg: 'PS256',
  grant_types: ['authorization_code', 'client_credentials'],
  response_types: ['code id_token'],
  scope: 'openid accounts',
  application_type: 'web',
  id_token_signed_response_alg: 'PS256',
  request_object_signing_alg: 'PS256',
  software_id: softwareId,
  software_statement: token(header, statement),
};

const intent = { openbanking_intent_id: { value: consentId, essential: true } };
const idToken: Changes = {
  iss: issuer,
  sub: consentId,
  aud: clientId,
  exp: second + 3600,
  iat: second,
  nonce: 'n',
  acr: 'urn:openbanking:psd2:sca',
  openbanking_intent_id: consentId,
};

interface Good {
  header: Changes;
  payload?: Changes;
}

export const good: Record<Exclude<TokenKind, 'encrypted' | 'unknown'>, Good> = {
  'software-statement': { header, payload: statement },
  'registration-request': { header, payload: registration },
  'request-object': {
    header,
    payload: {
      iss: clientId,
      aud: issuer,
      nbf: second - 10,
      exp: second + 290,
      client_id: clientId,
      response_type: 'code id_token',
      redirect_uri: 'https://app.example/cb',
      scope: 'openid accounts',
      state: 's',
      nonce: 'n',
      claims: {
        userinfo: intent,
        id_token: { ...intent, acr: { essential: true, values: ['urn:openbanking:psd2:sca'] } },
      },
    },
  },
  'client-assertion': {
    header,
    payload: { iss: clientId, sub: clientId, aud: issuer, jti: 'j', iat: second, exp: second + 60 },
  },
  'id-token-front-channel': { header, payload: { ...idToken, c_hash: hash, s_hash: hash } },
  'id-token-token-endpoint': { header, payload: { ...idToken, at_hash: hash } },
  'id-token': { header, payload: idToken },
  'authorisation-response': {
    header,
    payload: { iss: issuer, aud: clientId, exp: second + 300, code: 'c', state: 's' },
  },
  'access-token': {
    header: { ...header, typ: 'at+jwt' },
    payload: {
      iss: issuer,
      sub: consentId,
      aud: 'https://rs.bank.example',
      exp: second + 3600,
      iat: second,
      jti: 'j',
      client_id: clientId,
      scope: 'openid accounts',
      cnf: { 'x5t#S256': 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2' },
    },
  },
  'registration-token': {
    header,
    payload: { iss: issuer, sub: clientId, iat: second, jti: 'j', typ: 'RegistrationAccessToken' },
  },
  'security-event': {
    header: { ...header, typ: 'secevent+jwt' },
    payload: {
      iss: issuer,
      iat: second,
      jti: 'j',
      aud: clientId,
      sub: 'https://rs.bank.example/domestic-payments/1',
      txn: 't',
      toe: second - 5,
      events: {
        'urn:uk:org:openbanking:events:resource-update': {
          subject: {
            subject_type: 'http://openbanking.org.uk/rid_http://openbanking.org.uk/rty',
            'http://openbanking.org.uk/rid': '1',
            'http://openbanking.org.uk/rty': 'domestic-payment',
            'http://openbanking.org.uk/rlk': [{ version: 'v3.1', link: 'https://rs.bank.example/domestic-payments/1' }],
          },
        },
      },
    },
  },
  'detached-signature': {
    header: {
      alg: 'PS256',
      kid: 'k',
      typ: 'JOSE',
      cty: 'application/json',
      'http://openbanking.org.uk/iat': second - 1,
      'http://openbanking.org.uk/iss': `0015800001041RHAAY/${softwareId}`,
      'http://openbanking.org.uk/tan': 'openbanking.org.uk',
      crit: ['http://openbanking.org.uk/iat', 'http://openbanking.org.uk/iss', 'http://openbanking.org.uk/tan'],
    },
  },
};

/** The right token of a kind with changes; one to undefined leaves the member out. */
export function changed(
  kind: keyof typeof good,
  { header: inHeader, ...claims }: Changes & { header?: Changes } = {},
): string {
  const { header: rightHeader, payload } = good[kind];
  return token({ ...rightHeader, ...inHeader }, payload && { ...payload, ...claims });
}
