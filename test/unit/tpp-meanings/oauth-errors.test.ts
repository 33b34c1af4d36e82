/** Words of `error`, said where the standard has them, and where it does not. */
import { expect, test } from 'vitest';
import type { Meaning } from '../../../src/tpp/meanings/meaning.ts';
import { meaningAt, meaningOfError } from '../../../src/tpp/meanings/oauth-errors.ts';
import { meaningOfStatus } from '../../../src/tpp/meanings/statuses.ts';
import type { RefusedToken } from '../../../src/tpp/meanings/token-refused.ts';

test('a word that several places have is explained as of the one where it was said', () => {
  const [token, authorisation] = [
    meaningOfError('invalid_request', 'token'),
    meaningOfError('invalid_request', 'authorisation'),
  ];
  expect(token).toBeDefined();
  expect(authorisation).toBeDefined();
  expect(token?.means).not.toBe(authorisation?.means);
});

test.each([
  ['invalid_redirect_uri', 'authorisation', 'registration'],
  ['invalid_client_metadata', 'token', 'registration'],
  ['invalid_grant', 'authorisation', 'token'],
  ['invalid_client', 'registration', 'token'],
  ['access_denied', 'token', 'authorisation'],
  ['login_required', 'registration', 'authorisation'],
] as const)('%s said by %s is explained as of %s', (error, said, own) => {
  expect(meaningAt(said, error)).toBeUndefined();
  expect(meaningAt(own, error)).toBeDefined();
  expect(meaningOfError(error, said)).toBe(meaningAt(own, error));
});

test.each(['toString', 'x', '', undefined])('%s is explained nowhere', (error) => {
  expect(meaningOfError(error, 'token')).toBeUndefined();
});

const ofAny = /^Get a new token: the client’s own with client credentials; the customer’s by its refresh token/;
const ofClient = /^If a new token of client credentials is not accepted either/;
const ofConsent = /^If a refreshed token is not accepted either/;
const byBearer: [string, RefusedToken | undefined, RegExp, Meaning['remedies']][] = [
  ['nobody knows whose', undefined, ofAny, undefined],
  ['the client', { of: 'client' }, ofClient, undefined],
  ['a consent', { of: 'consent', consentId: 'c1' }, ofConsent, [{ do: 'authoriseConsent', consentId: 'c1' }]],
];
test.each(byBearer)('a token of %s that is refused is advised on by whose it is', (_, bearer, words, remedies) => {
  for (const meaning of [meaningOfError('invalid_token', 'token', bearer), meaningOfStatus(401, 'api', bearer)]) {
    expect(meaning?.try).toMatch(words);
    expect(meaning?.remedies).toEqual(remedies);
    expect(meaning?.means).toMatch(/^The (access )?token is /);
  }
  expect(meaningOfError('invalid_grant', 'token', bearer)?.try).not.toMatch(words);
  expect(meaningOfStatus(403, 'api', bearer)?.try).not.toMatch(words);
});
