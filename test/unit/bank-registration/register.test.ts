/** Registering a client with the guide's request, and with a strict bank's. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { IssuedStatement } from '../../../src/bank/directory/issue.ts';
import type { Authority } from '../../../src/bank/pki/authority.ts';
import { registrationPaths } from '../../../src/bank/registration/router.ts';
import {
  guideClaims,
  keyOf,
  membersOf,
  type RegistrationBank,
  registrationBank,
  signed,
  strictClaims,
  temporaryAuthority,
} from '../../support/registration-bank.ts';

let authority: Authority;
let remove: () => void;
let bank: RegistrationBank;
let issued: IssuedStatement;

beforeAll(async () => {
  ({ authority, remove } = await temporaryAuthority());
});
afterAll(() => remove());

async function start(options: Parameters<typeof registrationBank>[1]) {
  bank = await registrationBank(authority, options);
  issued = await bank.directory.issue();
  bank.present(issued.transport.certificate);
}

async function post(claims: Record<string, unknown>, path: string = registrationPaths[0], type = 'application/jwt') {
  const alg = claims.id_token_signed_response_alg === 'PS256' ? 'PS256' : 'RS256';
  const body = await signed(claims, keyOf(issued.signing), { alg, kid: issued.kid });
  return fetch(bank.url + path, { method: 'POST', body, headers: { 'content-type': type } });
}

describe('a permissive bank', () => {
  beforeEach(() => start({ severalClients: true }));

  it("answers the guide's request with 201, the claims echoed and the software statement's flattened", async () => {
    const claims = guideClaims(issued);
    const response = await post(claims, '/v1.0/dynamic-client-registration/v3.1/register');
    expect(response.status).toBe(201);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('content-type')).toContain('application/json');
    const answer = await membersOf(response);
    const { iss, iat, exp, jti, aud, ...registered } = claims;
    expect(answer).toMatchObject({
      ...registered,
      client_secret_expires_at: 0,
      software_id: issued.softwareId,
      org_id: issued.organisationId,
      software_roles: ['AISP', 'PISP', 'CBPII'],
    });
    expect(answer.client_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.client_secret).toMatch(/^[\w-]{32}$/);
    expect(Math.abs(Number(answer.client_id_issued_at) - Date.now() / 1000)).toBeLessThan(30);
    expect(answer).not.toHaveProperty('iss');
  });

  it('hands the authorization server metadata that it takes', async () => {
    const { client_id } = await membersOf(await post(guideClaims(issued)));
    const metadata = bank.clients.saved.get(String(client_id));
    expect(metadata).toMatchObject({
      application_type: 'web',
      require_signed_request_object: false,
      ob_request_object_signing_alg: 'none',
      ob_software_id: issued.softwareId,
      tls_client_certificate_bound_access_tokens: true,
      jwks: { keys: [{ kid: issued.kid, kty: 'RSA', use: 'sig' }] },
    });
    expect(metadata).not.toHaveProperty('token_endpoint_auth_signing_alg');
    expect(metadata).not.toHaveProperty('request_object_signing_alg');
  });

  it.each(registrationPaths)('registers at %s', async (path) => {
    expect((await post(guideClaims(issued), path, 'application/jose; charset=utf-8')).status).toBe(201);
  });

  it.each(['native', 'mobile'])('takes loopback http and custom schemes for application_type %s', async (type) => {
    const claims = { ...guideClaims(issued), application_type: type, redirect_uris: issued.redirectUris };
    const response = await post(claims);
    expect(await response.json()).toMatchObject({ application_type: type, redirect_uris: issued.redirectUris });
    expect([...bank.clients.saved.values()][0]?.application_type).toBe('native');
  });

  it.each([
    ['web', 1],
    ['native', 3],
  ])('registers the redirects that %s allows when none are asked for', async (application_type, count) => {
    const { redirect_uris, ...claims } = guideClaims(issued);
    const answer = await membersOf(await post({ ...claims, application_type }));
    expect(answer.redirect_uris).toEqual(issued.redirectUris.slice(0, count));
  });

  it("takes the issuer's URL as audience and a jti in upper case", async () => {
    const claims = guideClaims(issued);
    const response = await post({ ...claims, aud: 'https://127.0.0.1:4501', jti: String(claims.jti).toUpperCase() });
    expect(response.status).toBe(201);
  });

  it('takes a self-signed certificate that the directory lists', async () => {
    issued = await bank.directory.issue({ selfSigned: true });
    bank.present(issued.transport.certificate);
    expect((await post(guideClaims(issued))).status).toBe(201);
  });
});

describe('a strict bank', () => {
  beforeEach(() => start({ profile: 'strict' }));

  it('registers private_key_jwt without a secret', async () => {
    const response = await post(strictClaims(issued));
    const answer = await membersOf(response);
    expect([response.status, answer]).toEqual([
      201,
      expect.objectContaining({ token_endpoint_auth_signing_alg: 'PS256' }),
    ]);
    expect(answer).not.toHaveProperty('client_secret');
    expect(bank.clients.saved.get(String(answer.client_id))).toMatchObject({
      token_endpoint_auth_signing_alg: 'PS256',
      request_object_signing_alg: 'PS256',
      require_signed_request_object: true,
    });
  });

  it("registers tls_client_auth with the certificate's subject in another spelling", async () => {
    const frn = (await bank.directory.organisation(issued.organisationId))?.registrationId;
    const dn = `c=GB, o=Workbench Test TPP Ltd, 2.5.4.97=PSDGB-FCA-${frn}, cn=${issued.organisationId}`;
    const claims = {
      ...strictClaims(issued),
      token_endpoint_auth_method: 'tls_client_auth',
      tls_client_auth_subject_dn: dn,
    };
    const response = await post(claims);
    expect([response.status, await response.json()]).toEqual([
      201,
      expect.objectContaining({ tls_client_auth_subject_dn: dn }),
    ]);
  });

  it('registers a software statement once', async () => {
    const { client_id } = await membersOf(await post(strictClaims(issued)));
    const second = await post(strictClaims(issued));
    expect(second.status).toBe(400);
    expect(await second.json()).toEqual({
      error: 'invalid_client_metadata',
      error_description: expect.stringMatching(new RegExp(`already registered.*${client_id}`)),
    });
  });

  it('answers in the form of the DCR specification', async () => {
    const spec = JSON.parse(readFileSync(new URL('./ob-registration-properties.json', import.meta.url), 'utf8'));
    const { default: Ajv } = await import('ajv');
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(spec);
    const answer = await membersOf(await post(strictClaims(issued)));
    expect([validate(answer), validate.errors]).toEqual([true, null]);
  });
});
