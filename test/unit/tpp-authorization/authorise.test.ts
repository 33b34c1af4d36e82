/** An authorisation in one call, from the request to the tokens: what it leaves of the flow where it fails. */
import { expect, test, vi } from 'vitest';
import { authoriseHeadless } from '../../../src/tpp/authorization/authorise.ts';
import { fail, problemOf } from '../../../src/tpp/errors.ts';
import { consentAtStub, consentId } from '../tpp-journey/authorised.ts';
import { stub, webRedirect } from '../tpp-journey/stub.ts';

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
