/** The bank's clock moved ahead, in the process that is shipped: what ends by it, and what a TPP signs, whose own clock stays. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { register } from './support/bank.ts';
import { errorOf, resultOf, run } from './support/command.ts';
import { authorise } from './support/customer.ts';
import { type MovingBank, startMovingBank } from './support/moving-bank.ts';
import { type BankProgram, bankProgram, endAllBanks } from './support/process.ts';
import { type RelyingParty, relyingParty } from './support/relying-party.ts';
import {
  answerIn,
  asserted,
  clientAssertion,
  codeOf,
  exchange,
  firstAnswer,
  post,
  refused,
} from './support/requests.ts';

let program: BankProgram;
beforeAll(async () => {
  program = await bankProgram();
});
afterAll(async () => {
  await endAllBanks();
  program.remove();
});

const banks: MovingBank[] = [];
afterEach(async () => {
  await Promise.all(banks.splice(0).map((bank) => bank.stop()));
});

async function begin(...args: string[]): Promise<{ bank: MovingBank; party: RelyingParty }> {
  const bank = await startMovingBank(program, args);
  banks.push(bank);
  return { bank, party: await relyingParty(bank) };
}

const day = 86_400_000;
const inDays = (days: number): string => `${new Date(Date.now() + days * day).toISOString().slice(0, 19)}+00:00`;

const refresh = async (party: RelyingParty, token: unknown) =>
  post(party.tpp.agent, party.bank.ready.tokenEndpoint, {
    ...(await asserted(party)),
    grant_type: 'refresh_token',
    refresh_token: String(token),
  });

/** From a new consent to accounts by openid-client, which checks the id_token by its own clock. */
async function worksAnew(party: RelyingParty): Promise<void> {
  const tokens = await party.authorise(await party.consentId(), { user: 'rora' }, { max_age: '3600' });
  expect((await party.api('/accounts', tokens.access_token)).status).toBe(200);
  const { iat = 0, auth_time: authTime } = tokens.claims() ?? {};
  const now = Date.now() / 1000;
  for (const time of [iat, Number(authTime)]) expect(Math.abs(time - now)).toBeLessThan(60);
}

describe.each([[[]], [['--profile', 'strict']]])('a bank started with %j', (args) => {
  it('61 seconds later has ended a code, and no token', async () => {
    const { bank, party } = await begin(...args);
    const tokens = await party.authorise(await party.consentId(), { user: 'rora' });
    const consentId = await party.consentId();
    const code = await codeOf(party, consentId);
    await bank.advance('61s');
    expect(refused(await exchange(party, code))).toEqual({ status: 400, error: 'invalid_grant' });
    expect((await party.api('/accounts', tokens.access_token)).status).toBe(200);
    await worksAnew(party);
  });

  it('59 minutes later has ended a client’s token, and a customer’s one minute after that', async () => {
    const { bank, party } = await begin(...args);
    const tokens = await party.authorise(await party.consentId(), { user: 'rora' });
    const credentials = await party.clientCredentials();
    const consent = '/account-access-consents/aac-1';
    expect((await party.api(consent, credentials)).status).toBe(400);
    await bank.advance('59m');
    expect((await party.api(consent, credentials)).status).toBe(401);
    expect((await party.api('/accounts', tokens.access_token)).status).toBe(200);
    await worksAnew(party);
    await bank.advance('61s');
    expect((await party.api('/accounts', tokens.access_token)).status).toBe(401);
    const again = await refresh(party, tokens.refresh_token);
    expect((await party.api('/accounts', again.json.access_token)).status).toBe(200);
  });

  it('91 days later has ended a refresh token, and a consent that was for 90 days', async () => {
    const { bank, party } = await begin(...args);
    const [open, short] = [await party.consentId(), await party.consentId({ ExpirationDateTime: inDays(90) })];
    const tokens = await party.authorise(open, { user: 'rora' });
    const ending = await party.authorise(short, { user: 'rora' });
    await bank.advance('89d');
    for (const { refresh_token: token } of [tokens, ending]) expect((await refresh(party, token)).status).toBe(200);
    await bank.advance('2d');
    for (const { refresh_token: token } of [tokens, ending])
      expect(refused(await refresh(party, token))).toEqual({ status: 400, error: 'invalid_grant' });
    expect(await firstAnswer((await party.authorizationUrl(short)).url)).toMatchObject({
      answer: { error: 'invalid_request', error_description: expect.stringContaining('expired at') },
    });
    // The customer may be asked again about the other one, which has no end.
    const renewed = await party.authorise(open, { user: 'rora' });
    expect((await party.api('/accounts', renewed.access_token)).status).toBe(200);
    await worksAnew(party);
  });

  it('400 days later knows its clients, whose certificates and assertions are judged by real time', async () => {
    const { bank, party } = await begin(...args);
    const consentId = await party.consentId();
    const tokens = await party.authorise(consentId, { user: 'rora' });
    await bank.advance('400d');
    expect((await party.api('/accounts', tokens.access_token)).status).toBe(401);
    expect(refused(await refresh(party, tokens.refresh_token))).toEqual({ status: 400, error: 'invalid_grant' });
    const read = await party.api(`/account-access-consents/${consentId}`, await party.clientCredentials());
    expect(read.json.Data.Status).toBe('Authorised');
    await worksAnew(party);
    // Another TPP gets its statement and certificates, and registers.
    await worksAnew(await relyingParty(bank));
  });

  it('has ended a pushed request 61 seconds later, and takes a new one', async () => {
    const { bank, party } = await begin(...args);
    const push = async () => {
      const pkce = { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' };
      const { url } = await party.authorizationUrl(await party.consentId(), pkce);
      const request = new URL(url).searchParams.get('request') ?? '';
      const reply = await post(party.tpp.agent, bank.ready.tokenEndpoint.replace(/token$/, 'par'), {
        ...(await asserted(party)),
        request,
      });
      return reply;
    };
    const open = (uri: string) => {
      const query = new URLSearchParams({ client_id: party.clientId, request_uri: uri });
      return `${bank.ready.frontChannel}?${query}`;
    };
    const first = await push();
    expect(first).toMatchObject({ status: 201, json: { expires_in: 60 } });
    await bank.advance('61s');
    expect(await firstAnswer(open(first.json.request_uri))).toMatchObject({
      answer: { error: 'invalid_request_uri', error_description: expect.stringContaining('expired') },
    });
    // Longer than a request object lives.
    await bank.advance('1h');
    const second = await push();
    expect(second).toMatchObject({ status: 201, json: { expires_in: 60 } });
    expect(answerIn(await authorise(open(second.json.request_uri), { user: 'rora' }))).toHaveProperty('code');
  });
});

describe('a client assertion at a strict bank', () => {
  const grant = async (party: RelyingParty, assertion: string) =>
    refused(
      await post(party.tpp.agent, party.bank.ready.tokenEndpoint, {
        ...(await asserted(party, assertion)),
        grant_type: 'client_credentials',
        scope: 'accounts',
      }),
    );
  const taken = { status: 200, error: undefined };
  const used = { status: 401, error: 'invalid_client' };

  it('is taken once by a bank that is an hour ahead', async () => {
    const { bank, party } = await begin('--profile', 'strict');
    await bank.advance('1h');
    const assertion = await clientAssertion(party);
    expect([await grant(party, assertion), await grant(party, assertion)]).toEqual([taken, used]);
  });

  it('stays used while the bank is moved by an hour, and over a restart', async () => {
    const { bank, party } = await begin('--profile', 'strict');
    const assertion = await clientAssertion(party, { exp: Math.floor(Date.now() / 1000) + 300 });
    expect(await grant(party, assertion)).toEqual(taken);
    await bank.advance('1h');
    expect(await grant(party, assertion)).toEqual(used);
    await bank.advance('1d');
    // A unit of work purges what has ended.
    expect(await grant(party, await clientAssertion(party))).toEqual(taken);
    await bank.again('SIGKILL');
    expect(await grant(party, assertion)).toEqual(used);
  });

  it('stays used when the bank was moved by an hour and is back by forgetting what it dated, and over a restart', async () => {
    const { bank, party } = await begin('--profile', 'strict');
    const assertion = await clientAssertion(party, { exp: Math.floor(Date.now() / 1000) + 300 });
    await bank.advance('1h');
    expect(await grant(party, assertion)).toEqual(taken);
    const { status, json } = await bank.admin('PUT', '/admin/clock', { reset: true, forget: true });
    expect([status, json.aheadSeconds]).toEqual([200, 0]);
    expect(await grant(party, assertion)).toEqual(used);
    // A unit of work purges what has ended.
    expect(await grant(party, await clientAssertion(party))).toEqual(taken);
    await bank.again('SIGKILL');
    expect(await grant(party, assertion)).toEqual(used);
  });

  it('is refused when it has ended by real time, however far the bank is ahead', async () => {
    const { bank, party } = await begin('--profile', 'strict');
    await bank.advance('1h');
    const past = Math.floor(Date.now() / 1000) - 120;
    const late = await clientAssertion(party, { iat: past - 60, exp: past });
    expect(await grant(party, late)).toEqual(used);
  });
});

describe('a software statement at a bank that takes none of a certain age', () => {
  const later = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  it('is not older for a bank that was moved ahead, nor one made there younger', async () => {
    const { bank } = await begin('--ssa-max-age', '1800');
    const before = await bank.tpp();
    await bank.advance('1h');
    await worksAnew(await relyingParty(bank, { tpp: before }));
    await bank.advance('400d');
    await worksAnew(await relyingParty(bank));
    await bank.admin('PUT', '/admin/clock', { reset: true, forget: true });
    await worksAnew(await relyingParty(bank));
  });

  it('is too old by real time, wherever the bank was moved to', async () => {
    const bank = await startMovingBank(program, ['--ssa-max-age', '1']);
    banks.push(bank);
    await bank.advance('1h');
    const tpp = await bank.tpp();
    await later(2500);
    const tooOld = {
      status: 400,
      json: { error: 'invalid_software_statement', error_description: expect.stringMatching(/takes 1 at most/) },
    };
    expect(await register(tpp, bank.ready)).toMatchObject(tooOld);
    await bank.admin('PUT', '/admin/clock', { reset: true, forget: true });
    expect(await register(tpp, bank.ready)).toMatchObject(tooOld);
    await tpp.agent.destroy();
  });
});

describe('the clock', () => {
  const now = async (bank: MovingBank) => (await bank.admin('GET', '/admin/clock')).json;

  it('stays where it was moved to over a restart and a kill', async () => {
    const { bank, party } = await begin();
    const tokens = await party.authorise(await party.consentId(), { user: 'rora' });
    await bank.advance('61m');
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      await bank.again(signal);
      expect(await now(bank)).toMatchObject({ aheadSeconds: 3660 });
    }
    expect((await party.api('/accounts', tokens.access_token)).status).toBe(401);
    await worksAnew(party);
  });

  it('is moved twice by two who move it at once', async () => {
    const { bank } = await begin();
    await Promise.all([bank.advance('1h'), bank.advance('2h')]);
    expect(await now(bank)).toMatchObject({ aheadSeconds: 3 * 3600 });
  });

  it('does not go back, and is real again with what it dated gone', async () => {
    const { bank, party } = await begin();
    const put = (body: unknown) => bank.admin('PUT', '/admin/clock', body);
    const tokens = await party.authorise(await party.consentId(), { user: 'rora' });
    await bank.advance('1d');
    const back = { status: 409, json: { error: 'clock_goes_back' } };
    expect(await put({ set: new Date(Date.now() + day / 2).toISOString() })).toMatchObject(back);
    expect(await put({ reset: true })).toMatchObject(back);
    expect(await now(bank)).toMatchObject({ aheadSeconds: 86_400 });
    expect((await refresh(party, tokens.refresh_token)).status).toBe(200);

    expect(await put({ reset: true, forget: true })).toMatchObject({
      status: 200,
      json: { aheadSeconds: 0, forgotten: { consents: 1, codes: expect.any(Number), logins: expect.any(Number) } },
    });
    expect(refused(await refresh(party, tokens.refresh_token))).toEqual({ status: 400, error: 'invalid_grant' });
    await worksAnew(party);
    expect(await put({ reset: true })).toMatchObject({ status: 200, json: { aheadSeconds: 0 } });
    expect((await party.api('/accounts', tokens.access_token)).status).toBe(401);
  });

  it('is real again after the bank’s data were reset', async () => {
    const { bank, party } = await begin();
    await party.consentId();
    await bank.advance('91d');
    await bank.process.end('SIGTERM');
    const { spawnBank } = await import('./support/process.ts');
    expect(await spawnBank(program.file, ['reset', '--dir', bank.dir]).exit).toMatchObject({ status: 0 });
    await bank.again();
    expect(await now(bank)).toMatchObject({ aheadSeconds: 0 });
  });

  it('is moved by obw, and obw gets accounts at each time that it is moved to', async () => {
    const bank = await startMovingBank(program);
    banks.push(bank);
    const folder = { folder: bank.dir };
    const clock = (...args: string[]) => ['bank', 'clock', ...args, '--dir', bank.dir];
    await resultOf(['bank', 'software-statement', '--dir', bank.dir, '--out', 'tpp'], folder);
    const tpp = { folder: join(bank.dir, 'tpp') };
    await resultOf(['register'], tpp);
    expect(await resultOf(clock('show'))).toMatchObject({ aheadSeconds: 0 });
    let ahead = 0;
    for (const [span, seconds] of [
      ['61s', 61],
      ['59m', 59 * 60],
      ['91d', 91 * 86_400],
      ['309d', 309 * 86_400],
    ] as const) {
      ahead += seconds;
      expect(await resultOf(clock('advance', span))).toMatchObject({ aheadSeconds: ahead });
      await resultOf(['consent', 'create'], tpp);
      await resultOf(['consent', 'authorise', '--user', 'rora', '--headless'], tpp);
      expect((await resultOf(['accounts'], tpp)).accounts.length).toBeGreaterThan(0);
    }
    expect(await errorOf(clock('set', '2020-01-01T00:00:00Z'))).toMatchObject({ code: 'clock_goes_back' });
    expect(await errorOf(clock('advance', 'soon'), {}, 2)).toMatchObject({ code: 'usage' });
    expect(await errorOf(clock('reset'))).toMatchObject({
      code: 'clock_goes_back',
      message: expect.stringContaining('all of them have to be deleted'),
      try: expect.stringMatching(/delete all its consents, tokens and logins, with obw bank clock reset --forget/),
    });
    const moved = (await resultOf(clock('show'))).business;
    const short = (time: string) => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
    expect(await errorOf(clock('set', short(new Date(Date.parse(moved) - day).toISOString())))).toMatchObject({
      code: 'clock_goes_back',
      message: expect.stringMatching(/time is [\dT:-]+Z already/),
      try: expect.stringContaining('--forget'),
    });
    expect((await run(clock('show'))).stdout).toMatch(/^The bank’s time {2}[\dT:-]+Z\nReal time {8}[\dT:-]+Z\n/);
    const reset = await run(clock('reset', '--forget'));
    expect(reset.stdout).toMatch(/\nDeleted {10}4 consents, (\d+ codes?, )?\d+ tokens?, \d+ logins?/);
    expect(reset.stdout).toContain('Next: obw consent create');
    for (const verb of [['accounts'], ['consent', 'show'], ['consent', 'authorise', '--user', 'rora', '--headless']])
      expect((await errorOf(verb, tpp)).try).toMatch(/create another.*obw consent create/);
    expect(await resultOf(clock('reset', '--forget'))).toMatchObject({
      aheadSeconds: 0,
      forgotten: { consents: 0, tokens: 0 },
    });
    expect(await errorOf(clock('set', '2020-01-01T00:00:00Z'))).toMatchObject({
      code: 'clock_goes_back',
      try: expect.stringMatching(/^A bank is never earlier than real time, which is [\dT:-]+Z: choose a later time\.$/),
    });
    const text = readFileSync(join(bank.dir, 'running.json'), 'utf8');
    await bank.process.end('SIGKILL');
    expect(text).toContain('adminToken');
    expect(await errorOf(clock('show'))).toMatchObject({ code: 'bank_not_running' });
    // Some thirty commands, each a process of its own.
  }, 180_000);
});
