/** Registering by the path of DCR 3.4, beside that of 3.3: what each takes, and that a client is the same on both. */
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rfc4514 } from '../../../src/bank/directory/distinguished-name.ts';
import type { IssuedStatement } from '../../../src/bank/directory/issue.ts';
import type { Authority } from '../../../src/bank/pki/authority.ts';
import { assertByTheStandard } from '../../bank/support/by-the-standard.ts';
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

beforeEach(async () => {
  bank = await registrationBank(authority, { severalClients: true });
  issued = await bank.directory.issue();
  bank.present(issued.transport.certificate);
});

const [dcr33, dcr34] = ['3.3', '3.4'].map((version) => `/dynamic-client-registration/v${version}/register`) as [
  string,
  string,
];
const bearerGrant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

async function send(method: string, path: string, claims?: Record<string, unknown>) {
  const body = claims && (await signed(claims, keyOf(issued.signing), { alg: 'PS256', kid: issued.kid }));
  const response = await fetch(bank.url + path, {
    method,
    headers: { 'content-type': 'application/jwt', authorization: 'Bearer own' },
    ...(body !== undefined && { body }),
  });
  assertByTheStandard(method, bank.url + path, response.status, await response.clone().text());
  return { status: response.status, members: await membersOf(response) };
}

const grants = { grant_types: ['authorization_code', 'client_credentials', bearerGrant] };
const mutual = (change: (subject: string) => string) => () => ({
  token_endpoint_auth_method: 'tls_client_auth',
  tls_client_auth_subject_dn: change(rfc4514(new X509Certificate(issued.transport.certificate).subject)),
});
const asItIs = mutual((subject) => subject);
const reversed = mutual((subject) => subject.split(',').reverse().join(','));
const withBlanks = mutual((subject) => subject.replaceAll(',', ', '));

describe('a request', () => {
  it.each<[what: string, claims: () => Record<string, unknown>, at33: number | RegExp, at34: number | RegExp]>([
    ['with the grant type jwt-bearer', () => grants, /^grant_types has "urn:.*jwt-bearer"/, 201],
    ['with CIBA', () => ({ grant_types: ['urn:openid:params:grant-type:ciba'] }), /^grant_types/, /^grant_types/],
    ['of a native application', () => ({ application_type: 'native' }), 201, 201],
    ['of a mobile application', () => ({ application_type: 'mobile' }), 201, /^application_type .* web, native$/],
    ['with a subject that begins with CN=', asItIs, 201, 201],
    ['with a subject that ends with CN=', reversed, 201, /^tls_client_auth_subject_dn .* begin with CN=, e\.g\. CN=/],
    ['with a subject with blanks', withBlanks, 201, /^tls_client_auth_subject_dn .* no blank behind a comma/],
  ])('%s is taken or refused as the version of its path has it', async (_what, claims, at33, at34) => {
    for (const [path, expected] of [
      [dcr33, at33],
      [dcr34, at34],
    ] as const) {
      const { status, members } = await send('POST', path, { ...strictClaims(issued), ...claims() });
      if (typeof expected === 'number') expect([status, members.error_description]).toEqual([expected, undefined]);
      else expect([status, members.error_description]).toEqual([400, expect.stringMatching(expected)]);
    }
  });
});

describe('a client', () => {
  it('that was registered as mobile is native in 3.4, and the same in all else', async () => {
    const { members } = await send('POST', dcr33, { ...guideClaims(issued), application_type: 'mobile' });
    bank.tokens.set('own', { kind: 'client', clientId: String(members.client_id), scopes: new Set() });
    const at33 = await send('GET', `${dcr33}/${members.client_id}`);
    const at34 = await send('GET', `${dcr34}/${members.client_id}`);
    expect(at33).toEqual({ status: 200, members });
    expect(at34).toEqual({ status: 200, members: { ...members, application_type: 'native' } });
  });

  it('that was registered at 3.3 is given the grant jwt-bearer at 3.4, and the authorization server has it', async () => {
    const { members } = await send('POST', dcr33, guideClaims(issued));
    bank.tokens.set('own', { kind: 'client', clientId: String(members.client_id), scopes: new Set() });
    const updated = await send('PUT', `${dcr34}/${members.client_id}`, { ...guideClaims(issued), ...grants });
    expect(updated).toMatchObject({ status: 200, members: { client_id: members.client_id, ...grants } });
    expect(bank.clients.saved.get(String(members.client_id))?.grant_types).toContain(bearerGrant);
  });
});
