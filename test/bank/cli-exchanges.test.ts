/** `obw exchanges` and `obw check urls`, on dist/cli.js as a process, against a real bank. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { clockEnvironment } from '../support/system-time.ts';
import { cli, errorOf, resultOf, run, type Started, start } from './support/command.ts';

let root: string;
let bank: Started;
// biome-ignore lint/suspicious/noExplicitAny: the bank's own line
let ready: any;
const tpp = () => ({ folder: join(root, 'tpp') });
const file = () => join(root, 'tpp/.openbanking/exchanges.jsonl');

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'obw-cli-'));
  const dir = join(root, 'bank');
  bank = start(['bank', 'start', '--dir', dir, '--transactions', '40']);
  ready = JSON.parse(await bank.says('\n'));
  await resultOf(['bank', 'software-statement', '--dir', dir, '--out', join(root, 'tpp')]);
  await resultOf(['register', '--auth-method', 'private_key_jwt'], tpp());
  await resultOf(['consent', 'create'], tpp());
  await resultOf(['consent', 'authorise', '--user', 'rora', '--headless'], tpp());
  await errorOf(['transactions', '500004000000000000009999'], tpp());
});
afterAll(async () => {
  bank.child.kill('SIGTERM');
  await bank.ended;
  await rm(root, { recursive: true, force: true });
});

describe('obw exchanges', () => {
  it('lists what each verb sent, newest first', async () => {
    const { exchanges } = await resultOf(['exchanges'], tpp());
    const times = exchanges.map(({ startedAt }: { startedAt: number }) => startedAt);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    const purposes = exchanges.map(({ purpose }: { purpose: string }) => purpose);
    expect(purposes).toEqual(
      expect.arrayContaining(['discovery', 'register', 'token', 'account access consent', 'transactions']),
    );
    const { stdout } = await run(['exchanges'], tpp());
    expect(stdout).toMatch(/^Id\s+Time \(UTC\)\s+Bank\s+For\s+Request\s+Status\s+ms\n/);
    expect(stdout).toContain('POST 127.0.0.1');
    const { stdout: two } = await run(['exchanges', '--limit', '2'], tpp());
    expect(two.trimEnd().split('\n')).toHaveLength(4);
  });

  it.each([
    ['a status', ['--status', '400'], /^400$/],
    ['a class of status', ['--status', '4xx'], /^4/],
    ['a flow', ['--purpose', 'registration'], /^201$/],
    ['a bank', ['--bank', 'sandbox', '--status', '201'], /^201$/],
    ['a text', ['--text', '500004000000000000009999'], /^400$/],
  ])('filters by %s', async (_, args, status) => {
    const { exchanges } = await resultOf(['exchanges', ...args], tpp());
    expect(exchanges.length).toBeGreaterThan(0);
    for (const exchange of exchanges) expect(String(exchange.status)).toMatch(status);
  });

  it('shows one by its id, its interaction id, or the beginning of it', async () => {
    const { exchanges } = await resultOf(['exchanges', '--status', '400'], tpp());
    const [{ id, interactionId }] = exchanges;
    for (const name of [id, interactionId, interactionId.slice(0, 13)]) {
      expect(await resultOf(['exchanges', name], tpp())).toMatchObject({
        id,
        status: 400,
        clientCertificate: { offered: true },
      });
    }
    const { stdout } = await run(['exchanges', id], tpp());
    expect(stdout).toMatch(/Certificate\s+sent to 127\.0\.0\.1:\d+, a host of the bank: CN=/);
    expect(stdout).toMatch(/authorization: Bearer .{0,4}…/);
    expect(stdout).toContain('HTTP 400');
  });

  it('explains and reports the last that failed', async () => {
    expect(await resultOf(['exchanges', '--explain'], tpp())).toMatchObject({
      summary: expect.stringContaining('400'),
      readings: expect.arrayContaining([expect.objectContaining({ about: 'UK.OBIE.Resource.NotFound' })]),
    });
    const { report } = await resultOf(['exchanges', '--report'], tpp());
    const state = JSON.parse(await readFile(join(root, 'tpp/.openbanking/state.json'), 'utf8'));
    for (const part of [state.clients[0].clientId, state.clients[0].softwareId, '| Status | 400 |'])
      expect(report).toContain(part);
    expect((await run(['exchanges', '--report'], tpp())).stdout.trimEnd()).toBe(report.trimEnd());
  });

  it.each([
    ['curl', /^# In the folder[\s\S]*\ncurl /],
    ['python', /import requests/],
    ['typescript', /from 'undici'/],
    ['http', /^### /],
  ])('copies as %s', async (form, words) => {
    const { status, stdout } = await run(['exchanges', '--as', form], tpp());
    expect([status, stdout]).toEqual([0, expect.stringMatching(words)]);
    expect(stdout).toContain('ACCESS_TOKEN');
  });

  it('gives one and all as HAR', async () => {
    const one = JSON.parse((await run(['exchanges', 'last', '--as', 'har'], tpp())).stdout);
    const all = JSON.parse((await run(['exchanges', '--har'], tpp())).stdout);
    expect(one.log.entries).toHaveLength(1);
    expect(all.log.entries.length).toBeGreaterThan(5);
  });

  it.each([
    ['an id that is not there', ['exchanges', 'nowhere']],
    ['a status that is none', ['exchanges', '--status', 'good']],
    ['a form that is none', ['exchanges', '--as', 'telex']],
  ])('%s is wrong usage', async (_, args) => {
    expect(await errorOf(args, tpp(), 2)).toMatchObject({ code: 'usage' });
  });

  it('holds no token in its file, which is its owner’s alone', async () => {
    const { tokens } = await resultOf(['token', 'show', '--reveal'], tpp());
    const text = await readFile(file(), 'utf8');
    for (const { access_token, refresh_token } of tokens) {
      expect(text).not.toContain(access_token);
      if (refresh_token) expect(text).not.toContain(refresh_token);
    }
    if (process.platform !== 'win32') expect((await stat(file())).mode & 0o777).toBe(0o600);
  });

  it('a file that cannot be written fails no verb', async () => {
    const aside = `${file()}.aside`;
    await rename(file(), aside);
    onTestFinished(async () => {
      await rm(file(), { recursive: true, force: true });
      await rename(aside, file());
    });
    await mkdir(file());
    await resultOf(['check'], tpp());
  });

  it('is empty in a fresh folder', async () => {
    const fresh = await mkdtemp(join(root, 'fresh-'));
    await resultOf(['bank', 'software-statement', '--dir', join(root, 'bank'), '--out', fresh]);
    expect(await resultOf(['exchanges'], { folder: fresh })).toEqual({ exchanges: [] });
    expect(await errorOf(['exchanges', '--explain'], { folder: fresh }, 2)).toMatchObject({ code: 'usage' });
  });
});

describe('obw check urls', () => {
  it('finds every URL of the bank as it should be', async () => {
    const checked = await resultOf(['check', 'urls'], tpp());
    expect(checked.findings.every(({ severity }: { severity: string }) => severity === 'information')).toBe(true);
    expect(checked.urls).toContainEqual({
      name: 'jwks_uri',
      from: 'discovery',
      url: expect.stringContaining(ready.issuer),
      mutual: false,
    });
    const { stdout } = await run(['check', 'urls', '--bank', 'sandbox'], tpp());
    expect(stdout).toContain('our client certificate is asked for and accepted');
  });

  it('leaves obw check as it was', async () => {
    const { findings } = await resultOf(['check'], tpp());
    expect(findings).toContainEqual(expect.objectContaining({ code: 'bank_reachable' }));
  });

  it('says what is amiss, each with its remedy, and ends with 1', async () => {
    const path = join(root, 'tpp/openbanking.json');
    const before = await readFile(path, 'utf8');
    const changed = JSON.parse(before);
    changed.banks.sandbox.resourceServers = { aisp: 'https://127.0.0.1:1' };
    changed.banks.sandbox.tokenEndpoint = `${ready.issuer}/token`;
    await writeFile(path, JSON.stringify(changed));
    const ended = await run(['check', 'urls', '--json'], tpp());
    await writeFile(path, before);
    expect(ended.status).toBe(1);
    const { findings } = JSON.parse(ended.stdout);
    const codes = findings.map(({ code }: { code: string }) => code);
    expect(codes).toEqual(expect.arrayContaining(['tcp_failed', 'differs_from_discovery', 'certificate_not_asked']));
    for (const { severity, fix } of findings)
      if (severity !== 'information') expect(fix).toMatch(/\S\.$|Commands?: obw \S/);
  });
});

it('what was sent is kept where nobody reads what was printed, and nothing is said of that', async () => {
  const lines = async (): Promise<number> => (await readFile(file(), 'utf8')).split('\n').length;
  const before = await lines();
  const { stdout, stderr } = await promisify(execFile)(
    '/bin/bash',
    ['-c', `"$NODE" "$CLI" transactions 500004000000000000000011 | true; echo "\${PIPESTATUS[0]}"`],
    { cwd: join(root, 'tpp'), env: { ...clockEnvironment, PATH: '/usr/bin:/bin', NODE: process.execPath, CLI: cli } },
  );
  expect(stdout).toBe('0\n');
  expect(stderr).not.toMatch(/obw|EPIPE/);
  expect(await lines()).toBeGreaterThan(before);
});

it('the copy for cURL goes through a pipe to a shell', async () => {
  await resultOf(['accounts'], tpp());
  const { tokens } = await resultOf(['token', 'show', '--reveal'], tpp());
  const ACCESS_TOKEN = tokens.find(({ kind }: { kind: string }) => kind === 'consent').access_token;
  const { stdout } = await promisify(execFile)(
    '/bin/bash',
    ['-c', `"$NODE" "$CLI" exchanges last --as curl | /bin/bash`],
    {
      cwd: join(root, 'tpp'),
      env: { ...clockEnvironment, PATH: '/usr/bin:/bin', NODE: process.execPath, CLI: cli, ACCESS_TOKEN },
    },
  );
  expect(stdout).toMatch(/^HTTP\/1\.1 200[\s\S]*"Account":/);
});
