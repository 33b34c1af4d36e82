/** One request, one verdict: preflight, inspector and `obw` say the same of each registration request, at both profiles. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { inspectToken } from '../../../src/tpp/inspect/inspect.ts';
import { signJwt } from '../../../src/tpp/jwt/sign.ts';
import { preflight } from '../../../src/tpp/registration/preflight.ts';
import { prepareRegistration } from '../../../src/tpp/registration/register.ts';
import { fakeTpp, obw } from '../cli/fake-terminal.ts';
import { now, ourKey, stub } from '../tpp-journey/stub.ts';
import { assertion, type Case, cases, facts, goodClaims, goodHeader, offered } from './registration-cases.ts';
import { changed, expected, type Profile, type Said, spelled, tokenOf } from './said.ts';

const good = { claims: { ...goodClaims }, header: goodHeader };

beforeEach(() => void vi.useFakeTimers({ now, toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

/** `obw` in a workspace with this bank, on a request of ours. */
async function atTerminal(each: Case, profile: Profile): Promise<[dryRun: Said[], decoded: Said[]]> {
  const { session } = stub({
    entry: { profile },
    discovery: offered,
    workspace: { softwareStatement: async () => assertion },
  });
  const { claims, header } = changed(good, each);
  const tpp = fakeTpp({
    openSession: () => session,
    prepareRegistration: (of) => prepareRegistration(of, { claims, header }),
  });
  const dryRun = await obw('register --dry-run --json', { tpp });
  const decoded = await obw('jwt decode --bank sandbox --json', { tpp, stdin: tokenOf({ claims, header }) });
  return [JSON.parse(dryRun.stdout).findings, JSON.parse(decoded.stdout).findings];
}

describe.each(['strict', 'permissive'] as const)('at a %s bank', (profile) => {
  const given = { ...facts, permissive: profile === 'permissive' };
  test.each(Object.entries(cases))('%s', async (_name, each) => {
    const { claims, header } = changed(good, each);
    const said = expected(each, profile);
    expect(spelled(preflight(claims, header, given)), 'preflight').toEqual(said);
    const inspected = inspectToken(tokenOf({ claims, header }), {
      now,
      permissive: given.permissive,
      origin: 'registration',
      registration: given,
    });
    expect(spelled(inspected.findings), 'inspector').toEqual(said);
    const [dryRun, decoded] = await atTerminal(each, profile);
    expect(spelled(dryRun), 'obw register --dry-run').toEqual(said);
    expect(spelled(decoded), 'obw jwt decode').toEqual(said);
  });
});

test('a good request that is really signed has nothing against it', async () => {
  const token = await signJwt({ ...goodClaims }, ourKey);
  expect(
    inspectToken(token, { now, permissive: false, registration: { ...facts, permissive: false } }).findings,
  ).toEqual([]);
});

test('who the bank is by the facts alone decides how bad it is', () => {
  const token = tokenOf(changed(good, { claims: { application_type: 'x' }, said: [] }));
  const severity = (permissive: boolean) =>
    inspectToken(token, { now, registration: { ...facts, permissive } }).findings.map((finding) => finding.severity);
  expect([severity(false), severity(true)]).toEqual([['error'], ['warning']]);
});

test('of what nobody knows nothing is said', () => {
  const elsewhere = changed(good, {
    claims: { aud: '0015800001041RbAAI', scope: 'openid cheese', tls_client_auth_subject_dn: undefined },
    header: { kid: 'x' },
    said: [],
  });
  expect(inspectToken(tokenOf(elsewhere), { now, permissive: false }).findings).toEqual([]);
});
