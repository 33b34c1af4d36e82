/** Renewals by processes of `obw` at a real bank: of ten at once one asks the bank, and an answer that is cut is gone through to the way out. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type MutualProxy, startMutualProxy } from '../support/mutual-proxy.ts';
import { errorOf, resultOf, run, type Started, start } from './support/command.ts';

let home: string;
let proxy: MutualProxy;
/** Which answers are cut. */
let cuts: NonNullable<Parameters<typeof startMutualProxy>[0]['cuts']> = () => false;
const banks: Started[] = [];
let registrationEndpoint: string;
const tpp = () => ({ folder: join(home, 'tpp') });

const isRefresh = ({ method, body }: MutualProxy['requests'][number]) =>
  method === 'POST' && body.includes('grant_type=refresh_token');
const refreshes = () => proxy.requests.filter(isRefresh).length;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'obw-renewal-'));
  const profile = { extends: 'permissive', offers: { refreshTokenRotation: true } };
  await writeFile(join(home, 'rotates.json'), JSON.stringify(profile));
  const dir = join(home, 'bank');
  const bank = start(['bank', 'start', '--dir', dir, '--transactions', '10', '--profile', join(home, 'rotates.json')]);
  banks.push(bank);
  registrationEndpoint = JSON.parse(await bank.says('\n')).registrationEndpoint;
  const { folder } = tpp();
  await resultOf(['bank', 'software-statement', '--dir', dir, '--out', folder]);
  const text = (name: string) => readFile(join(folder, name), 'utf8');
  const [cert, key, ca] = await Promise.all(['transport.pem', 'transport.key', 'ca.pem'].map(text));
  proxy = await startMutualProxy({ cert: `${cert}`, key: `${key}`, ca: `${ca}`, cuts: (request) => cuts(request) });
  const file = JSON.parse(await text('openbanking.json'));
  const transport = { proxy: proxy.address, ca: file.transport.ca };
  await writeFile(join(folder, 'openbanking.json'), JSON.stringify({ ...file, transport }));
  await resultOf(['register'], tpp());
  await resultOf(['consent', 'create'], tpp());
}, 120_000);
beforeEach(() => resultOf(['consent', 'authorise', '--user', 'rora', '--headless'], tpp()), 60_000);
afterEach(() => {
  cuts = () => false;
});
afterAll(async () => {
  for (const bank of banks) bank.child.kill('SIGTERM');
  await Promise.all(banks.map(({ ended }) => ended));
  await proxy?.close();
  await rm(home, { recursive: true, force: true });
});

/** What is kept of the customer's tokens, changed. */
async function changeTokens(change: object): Promise<void> {
  const secrets = join(tpp().folder, '.openbanking/secrets');
  for (const name of await readdir(secrets)) {
    const text = await readFile(join(secrets, name), 'utf8');
    if (!text.includes('refresh_token')) continue;
    await writeFile(join(secrets, name), JSON.stringify({ ...JSON.parse(text), ...change }));
  }
}
const ends = () => changeTokens({ expires_at: Date.now() - 1000 });

it('ten processes want a renewal at once: the bank is asked once, and all ten read data', async () => {
  await ends();
  const before = refreshes();
  const all = await Promise.all(Array.from({ length: 10 }, () => run(['accounts', '--json'], tpp())));
  expect(all.map(({ status }) => status)).toEqual(Array(10).fill(0));
  for (const { stdout } of all) expect(JSON.parse(stdout).accounts.length).toBeGreaterThan(0);
  expect(refreshes() - before).toBe(1);
}, 120_000);

it('whoever is killed with the lock holds nobody up', async () => {
  await ends();
  const before = refreshes();
  let killed: Started | undefined;
  cuts = (request) => {
    if (!isRefresh(request) || killed === undefined) return false;
    killed.child.kill('SIGKILL');
    return true;
  };
  killed = start(['accounts', '--json'], tpp());
  expect(await killed.ended).toMatchObject({ stdout: '' });
  killed = undefined;
  expect((await readdir(join(tpp().folder, '.openbanking'))).join(' ')).toMatch(/renewal-\w+\.lock/);
  const began = Date.now();
  await run(['accounts'], tpp());
  expect(Date.now() - began).toBeLessThan(30_000);
  expect(refreshes() - before, 'the second asks as well').toBe(2);
}, 120_000);

it('an answer that is cut is explained, is asked for no second time, and ends where the customer authorises the same consent again', async () => {
  await ends();
  const before = refreshes();
  cuts = isRefresh;
  const first = await errorOf(['accounts'], tpp());
  expect(first).toMatchObject({
    code: 'renewal_answer_lost',
    message: expect.stringMatching(/was sent, and its answer was lost/),
  });
  cuts = () => false;
  const { status, stderr } = await run(['accounts'], tpp());
  expect(status).toBe(1);
  expect(stderr).toMatch(/ago, so that its refresh token may be spent; it was not sent again/);
  const consentId = /Commands: obw consent authorise (\S+); obw token refresh/.exec(stderr)?.[1] ?? '';
  expect(refreshes() - before).toBe(1);
  // By hand it is sent: the bank has spent it, and says so.
  expect(await errorOf(['token', 'refresh'], tpp())).toMatchObject({
    code: 'token_refused',
    bank: { error: 'invalid_grant' },
  });
  await resultOf(['consent', 'authorise', consentId, '--user', 'rora', '--headless'], tpp());
  expect((await resultOf(['accounts'], tpp())).accounts.length).toBeGreaterThan(0);
  await ends();
  expect((await resultOf(['accounts'], tpp())).accounts.length, 'and it is renewed as ever').toBeGreaterThan(0);
}, 120_000);

it('a renewal before the end whose answer is cut leaves the token that is good yet', async () => {
  await changeTokens({ expires_at: Date.now() + 20_000 });
  cuts = isRefresh;
  const { status, stdout, stderr } = await run(['accounts', '--json'], tpp());
  expect(status).toBe(0);
  expect(JSON.parse(stdout).accounts.length).toBeGreaterThan(0);
  expect(stderr).toMatch(/renewal_answer_lost|ends soon and could not be renewed/);
}, 60_000);

it('a client that is registered for jwt-bearer has tokens renewed without a refresh token, and the customer is not asked', async () => {
  const folder = join(home, 'newer');
  await resultOf(['bank', 'software-statement', '--dir', join(home, 'bank'), '--out', folder]);
  const file = JSON.parse(await readFile(join(folder, 'openbanking.json'), 'utf8'));
  const { sandbox } = file.banks;
  const endpoint = new URL('/dynamic-client-registration/v3.4/register', registrationEndpoint).href;
  await writeFile(
    join(folder, 'openbanking.json'),
    JSON.stringify({
      ...file,
      banks: { sandbox: { ...sandbox, registration: { ...sandbox.registration, endpoint } } },
    }),
  );
  const { registration } = await resultOf(
    ['register', '--grant-types', 'authorization_code,client_credentials,jwt-bearer'],
    { folder },
  );
  expect(registration.grant_types).toContain('urn:ietf:params:oauth:grant-type:jwt-bearer');
  expect(registration.grant_types).not.toContain('refresh_token');
  await resultOf(['consent', 'create'], { folder });
  await resultOf(['consent', 'authorise', '--user', 'rora', '--headless'], { folder });
  const before = await resultOf(['token', 'show', '--reveal'], { folder });
  expect(await resultOf(['token', 'refresh', '--reveal'], { folder })).toMatchObject({ kind: 'consent' });
  const after = await resultOf(['token', 'show', '--reveal'], { folder });
  expect(after.tokens.at(-1).access_token).not.toBe(before.tokens.at(-1).access_token);
  expect((await resultOf(['accounts'], { folder })).accounts.length).toBeGreaterThan(0);
}, 120_000);
