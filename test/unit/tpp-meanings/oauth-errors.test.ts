/** Words of `error`, said where the standard has them, and where it does not. */
import { expect, test } from 'vitest';
import { meaningAt, meaningOfError } from '../../../src/tpp/meanings/oauth-errors.ts';

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
