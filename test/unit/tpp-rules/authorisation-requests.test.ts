/** One authorisation request, one verdict: preflight, inspector and `obw` say the same of it, at both profiles. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { preflightRequest } from '../../../src/tpp/authorization/preflight-request.ts';
import { inspectToken } from '../../../src/tpp/inspect/inspect.ts';
import { fakeTpp, obw } from '../cli/fake-terminal.ts';
import { now } from '../tpp-journey/stub.ts';
import { cases, facts, goodClaims, goodHeader } from './request-cases.ts';
import { changed, expected, spelled, tokenOf } from './said.ts';

const good = { claims: { ...goodClaims }, header: goodHeader };

beforeEach(() => void vi.useFakeTimers({ now, toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

describe.each(['strict', 'permissive'] as const)('at a %s bank', (profile) => {
  const given = { ...facts, permissive: profile === 'permissive' };
  test.each(Object.entries(cases))('%s', async (_name, each) => {
    const request = changed(good, each);
    const said = expected(each, profile);
    expect(spelled(preflightRequest(request.claims, request.header, given)), 'preflight').toEqual(said);
    const context = { permissive: given.permissive, origin: 'authorisation-request', request: given } as const;
    const { findings } = inspectToken(tokenOf(request), { ...context, now });
    expect(spelled(findings), 'inspector').toEqual(said);
    const tpp = fakeTpp({ inspectionAt: async () => context });
    const decoded = await obw('jwt decode --bank sandbox --json', { tpp, stdin: tokenOf(request) });
    expect(spelled(JSON.parse(decoded.stdout).findings), 'obw jwt decode').toEqual(said);
  });
});

test('who the bank is by the facts alone decides how bad it is, and what else is known of the bank counts before them', () => {
  const token = tokenOf(changed(good, { header: { alg: 'RS256' }, said: [] }));
  const severities = (byFacts: boolean, permissive?: boolean) => {
    const context = {
      now,
      origin: 'authorisation-request',
      permissive,
      request: { ...facts, permissive: byFacts },
    } as const;
    return inspectToken(token, context).findings.map(({ code, severity }) => `${severity} ${code}`);
  };
  expect(severities(false)).toEqual(['error alg_not_fapi']);
  expect(severities(true)).toEqual(['warning alg_not_fapi']);
  expect(severities(false, true)).toEqual(['warning alg_not_fapi']);
});
