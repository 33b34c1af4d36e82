/** An authorisation in one call, from the request to the tokens: what it leaves of the flow where it fails. */
import { expect, test, vi } from 'vitest';
import { authoriseHeadless, authoriseInBrowser } from '../../../src/tpp/authorization/authorise.ts';
import { fail, problemOf } from '../../../src/tpp/errors.ts';
import { consentAtStub, consentId } from '../tpp-journey/authorised.ts';
import { accountsBase, loopbackRedirect, stub, webRedirect } from '../tpp-journey/stub.ts';

const customer = vi.hoisted(() => ({ authoriseAs: vi.fn<() => Promise<string>>() }));
vi.mock('../../../src/tpp/authorization/headless.ts', () => customer);

const consent = consentAtStub({ status: 'AwaitingAuthorisation' });

test.each([
  ['an answer that fails its checks leaves it waiting, as the error says', 'id_token_missing', true],
  ['a customer who gave no answer leaves nothing', 'timed_out', false],
])('headless, %s', async (_, code, waits) => {
  const { session } = stub({ state: { consents: [consent] } });
  const pending = async () => (await session.state.read()).consents[0]?.pending;
  customer.authoriseAs.mockImplementation(async () =>
    code === 'timed_out'
      ? fail({ code, message: 'Nobody came.', try: 'Again.' })
      : `${webRedirect}#code=c&state=${(await pending())?.state}`,
  );
  const problem = problemOf(await authoriseHeadless(session, consentId, { user: 'rora' }).catch((thrown) => thrown));
  expect(problem.code).toBe(code);
  expect(problem.try.includes('still waits')).toBe(waits);
  expect((await pending()) !== undefined).toBe(waits);
});

test.each([
  ['refused', { status: 'Rejected' }, /is Rejected, so that no customer/, /A refused consent stays refused/],
  ['refused at 4.0', { status: 'RJCT', version: '4.0' }, /is RJCT/, /A refused consent stays refused/],
  [
    'over',
    { status: 'Authorised', expirationDateTime: '2026-01-01T00:00:00Z' },
    /has ended at 2026-01-01/,
    /Create another/,
  ],
])('a consent that is %s is told before anybody is sent to the bank', async (_what, members, message, advice) => {
  const { session, sent } = stub({ state: { consents: [consentAtStub(members)] } });
  customer.authoriseAs.mockClear();
  expect(await authoriseHeadless(session, consentId, { user: 'rora' }).catch(problemOf)).toMatchObject({
    code: 'consent_not_authorised',
    message: expect.stringMatching(message),
    try: expect.stringMatching(advice),
    remedies: [{ do: 'createConsent' }],
  });
  expect(customer.authoriseAs).not.toHaveBeenCalled();
  expect(sent.filter(({ method }) => method === 'POST')).toEqual([]);
});

test('what became of a consent elsewhere is known before a browser opens', async () => {
  const { session } = stub({
    state: { consents: [consent] },
    routes: {
      [`GET ${accountsBase}/account-access-consents/${consentId}`]: () => ({
        body: { Data: { ConsentId: consentId, Status: 'Rejected' } },
      }),
    },
  });
  const open = vi.fn();
  expect(
    await authoriseInBrowser(session, consentId, { open, redirectUri: loopbackRedirect }).catch(problemOf),
  ).toMatchObject({
    code: 'consent_not_authorised',
  });
  expect(open).not.toHaveBeenCalled();
});

test.each([
  ['Rejected', /No customer can authorise it any more/, [{ do: 'createConsent' }]],
  ['AwaitingAuthorisation', /has not decided, here or on another device/, [{ do: 'authoriseConsent', consentId }]],
  ['Authorised', /the answer did not come here/, [{ do: 'authoriseConsent', consentId }]],
])('a wait whose time is over says how the bank has the consent by then: %s', async (status, advice, remedies) => {
  const { session } = stub({
    state: { consents: [consent] },
    routes: {
      [`GET ${accountsBase}/account-access-consents/${consentId}`]: () => ({
        body: { Data: { ConsentId: consentId, Status: status } },
      }),
    },
  });
  customer.authoriseAs.mockImplementation(async () =>
    fail({ code: 'timed_out', message: 'Nobody came.', try: 'Again.' }),
  );
  expect(await authoriseHeadless(session, consentId, { user: 'rora' }).catch(problemOf)).toMatchObject({
    code: 'timed_out',
    message: `Nobody came. The consent’s status is ${status}.`,
    try: expect.stringMatching(advice),
    remedies,
  });
  expect((await session.state.read()).consents[0]?.pending).toBeUndefined();
});
