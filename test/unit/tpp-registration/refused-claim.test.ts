/** Which claim a bank's refusal of a registration is about. */
import { expect, test } from 'vitest';
import { refusedClaim } from '../../../src/tpp/registration/refused-claim.ts';

const request = { header: { alg: 'PS256', kid: 'k' }, claims: { aud: 'bank', jti: 'old', scope: 'openid accounts' } };

const words: Record<string, [error: string | undefined, description: string | undefined, pointer: string]> = {
  'a claim that the bank names': ['invalid_client_metadata', 'aud is not ours', '/claims/aud'],
  'the longest name of several': [
    'invalid_client_metadata',
    'token_endpoint_auth_signing_alg must be PS256',
    '/claims/token_endpoint_auth_signing_alg',
  ],
  'the header’s member': ['invalid_client_metadata', 'unknown kid', '/header/kid'],
  'no claim where a longer word has its name in it': ['invalid_client_metadata', 'the audience differs', '/claims'],
  'what the code is about, without words': ['invalid_redirect_uri', '', '/claims/redirect_uris'],
  'no claim for a code of an object’s own': ['constructor', undefined, '/claims'],
  'no claim where neither says anything': [undefined, 'no', '/claims'],
};
test.each(Object.entries(words))('a refusal is about %s', (_name, [error, description, pointer]) => {
  expect(refusedClaim({ error, description }, request)).toBe(pointer);
});
