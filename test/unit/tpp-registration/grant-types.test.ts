/** Which grant types a client asks for: those of every day, and what was chosen. */
import { expect, test } from 'vitest';
import { updateRegistration } from '../../../src/tpp/registration/client.ts';
import { prepareRegistration } from '../../../src/tpp/registration/register.ts';
import { grantTypeNamed, jwtBearer } from '../../../src/tpp/rules/grant-types.ts';
import { clientId, discoveryDocument, resources, stub, webRedirect } from '../tpp-journey/stub.ts';

const usual = ['authorization_code', 'client_credentials', 'refresh_token'];

test('a grant type is named by the last word of its URN', () => {
  expect(grantTypeNamed('jwt-bearer')).toBe(jwtBearer);
  expect(grantTypeNamed('ciba')).toBe('urn:openid:params:grant-type:ciba');
  expect(grantTypeNamed(jwtBearer)).toBe(jwtBearer);
  expect(['refresh_token', 'own'].map(grantTypeNamed)).toEqual(['refresh_token', 'own']);
});

test.each([
  ['what the bank has of those of every day', undefined, usual],
  ['what was chosen', ['authorization_code', jwtBearer], ['authorization_code', jwtBearer]],
])('a registration asks for %s', async (_what, grantTypes, expected) => {
  const { session } = stub({ client: null, discovery: { grant_types_supported: [...usual, jwtBearer] } });
  const { claims } = await prepareRegistration(session, { ...(grantTypes && { grantTypes }) });
  expect(claims.grant_types).toEqual(expected);
});

test('an update keeps jwt-bearer, which nobody asks for by default', async () => {
  const managed = `${resources}/register/${clientId}`;
  const { session, sent } = stub({
    client: { registration: { grant_types: [...usual, jwtBearer] } },
    routes: { [`PUT ${managed}`]: () => ({ body: { client_id: clientId } }) },
    discovery: { grant_types_supported: discoveryDocument.grant_types_supported },
  });
  await updateRegistration(session, { redirectUris: [webRedirect] });
  const [, payload = ''] = (sent.at(-1)?.body ?? '').split('.');
  expect(JSON.parse(Buffer.from(payload, 'base64url').toString()).grant_types).toEqual([...usual, jwtBearer]);
});
