/** `--profile FILE`: the bank is as the file says, says what is wrong with one, and a start without it is as ever. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { errorOf, resultOf, run, start } from './support/command.ts';

let home: string;
let dir: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'obw-profile-'));
  dir = join(home, 'bank');
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function file(name: string, content: unknown): Promise<string> {
  await writeFile(join(home, name), typeof content === 'string' ? content : JSON.stringify(content));
  return name;
}

/** What is said of a profile that the bank cannot be started with. */
async function refusedWith(profile: string): Promise<string> {
  const never = ['bank', 'start', '--dir', join(home, 'never'), '--profile', profile, '--json'];
  const { status, stdout, stderr } = await run(never, { folder: home });
  expect([status, stdout]).toEqual([2, '']);
  const { error } = JSON.parse(stderr);
  expect(error.code).toBe('usage');
  return error.message;
}

/** Starts the bank, does something, ends it. */
async function during(profile: readonly string[], work: (ready: Record<string, string>) => Promise<void>) {
  const bank = start(['bank', 'start', '--dir', dir, ...profile, '--json'], { folder: home });
  try {
    await work(JSON.parse(await bank.says('\n')));
  } finally {
    bank.child.kill('SIGINT');
  }
  expect(await bank.ended).toMatchObject({ status: 0, stderr: expect.not.stringContaining('Error') });
}

it('a bank takes the members of the profile that the file extends, and its own over them', async () => {
  const name = await file('lloyds.json', {
    extends: 'strict',
    authMethods: ['tls_client_auth'],
    lifetimes: { clientCredentials: 120 },
    offers: { without: ['GET /party'] },
    deviations: [{ at: 'token', do: 'type-in-capitals' }],
  });
  await during(['--profile', name], async (ready) => {
    expect(ready).toMatchObject({ profile: 'strict', profileName: 'lloyds' });
    const folder = join(home, 'tpp');
    await resultOf(['bank', 'software-statement', '--dir', dir, '--out', folder]);
    expect(JSON.parse(await readFile(join(folder, 'openbanking.json'), 'utf8')).banks.sandbox.profile).toBe('strict');
    const { registration } = await resultOf(['register'], { folder });
    expect(registration.token_endpoint_auth_method).toBe('tls_client_auth');
    const token = await run(['token', 'client-credentials'], { folder });
    expect(token.stdout).toMatch(/in 1[12]\d s/);
    await resultOf(['consent', 'create'], { folder });
    await resultOf(['consent', 'authorise', '--user', 'rora', '--headless'], { folder });
    expect(await errorOf(['party'], { folder })).toMatchObject({ code: 'api_refused' });
    expect((await run(['accounts'], { folder })).status).toBe(0);
  });
});

it('a folder made while the bank stands still is for the profile of the last start; a start without one is permissive', async () => {
  const folder = join(home, 'between');
  const { redirectUris } = await resultOf(['bank', 'software-statement', '--dir', dir, '--out', folder]);
  const made = JSON.parse(await readFile(join(folder, 'openbanking.json'), 'utf8'));
  expect(made.banks.sandbox.profile).toBe('strict');
  expect(made.softwareStatement.redirectUris).toEqual(redirectUris.filter((uri: string) => uri.startsWith('https:')));
  await during([], async (ready) => {
    expect(ready).toMatchObject({ profile: 'permissive' });
    expect(ready).not.toHaveProperty('profileName');
  });
});

it('of a file the folder remembers each member, not the name alone', async () => {
  const name = await file('native.json', { extends: 'strict', takes: { nativeRedirects: true } });
  await during(['--profile', name], async () => undefined);
  const folder = join(home, 'native');
  const { redirectUris } = await resultOf(['bank', 'software-statement', '--dir', dir, '--out', folder]);
  const made = JSON.parse(await readFile(join(folder, 'openbanking.json'), 'utf8'));
  expect(made.banks.sandbox.profile).toBe('strict');
  expect(made.softwareStatement.redirectUris).toEqual(redirectUris);
  expect(redirectUris).toContainEqual(expect.stringMatching(/^http:/));
});

it.each<[string, unknown, RegExp]>([
  ['no JSON', '{', /wrong\.json is not JSON/],
  ['a list', [], /the file must be an object/],
  ['another base', { extends: 'lax' }, /\/extends may be "permissive", "strict"/],
  [
    'a word that is none',
    { extends: 'strict', algorithms: ['PS256', 'HS256'] },
    /\/algorithms\/1 may be "PS256", "ES256", "RS256"/,
  ],
  [
    'a member that there is not',
    { extends: 'strict', demands: { pkce: true } },
    /\/demands\/pkce is no member of a profile: here may stand fapi, .*pkceWhenPushed/,
  ],
  ['a misspelled extends', { extend: 'strict' }, /\/extend is no member of a profile: here may stand .*extends/],
  [
    'a byte order mark and a member that there is not',
    '\ufeff{"extend":"strict"}',
    /\/extend is no member of a profile/,
  ],
  ['a text for a number', { extends: 'strict', lifetimes: { code: '60' } }, /\/lifetimes\/code must be a number/],
  ['an empty list', { extends: 'strict', authMethods: [] }, /\/authMethods must have at least 1 element/],
  [
    'pages upside down',
    { extends: 'strict', pageSizes: { min: 900 } },
    /\/pageSizes must have min ≤ usual ≤ max, and has usual 500, max 1000 of "strict"/,
  ],
  [
    'a deviation of another place',
    { extends: 'strict', deviations: [{ at: 'links', do: 'no-acr' }] },
    /\/deviations\/0\/do may be "http-without-port", "next-is-self"\./,
  ],
  [
    'a resource that there is not',
    { extends: 'strict', offers: { without: ['GET /offer'] } },
    /\/offers\/without\/0 must be an operation/,
  ],
  ['half a profile', { algorithms: ['PS256'] }, /\/workspaceProfile is missing: it may be "permissive", "strict"/],
])('a file with %s is refused with its member and what may stand there', async (_name, content, says) => {
  const name = await file('wrong.json', content);
  expect(await refusedWith(name)).toMatch(says);
});

it('a file that is not there is told from a name', async () => {
  expect(await refusedWith('./gone.json')).toMatch(/there is no file .*gone\.json\./);
  expect(await refusedWith('gone')).toMatch(/must be permissive, strict, or the path of a file/);
});

it('a cipher suite that there is not is refused before the bank is made', async () => {
  for (const suite of ['NO-SUCH-SUITE', 'ALL', 'TLS-AES-128-GCM-SHA256']) {
    const name = await file('suites.json', { extends: 'strict', tls12Suites: [suite] });
    expect(await refusedWith(name)).toMatch(/\/tls12Suites\/0 must be a name of OpenSSL’s, such as ECDHE-/);
  }
});

it.skipIf(process.platform === 'win32')('a file without an end is refused', async () => {
  expect(await refusedWith('/dev/zero')).toContain('more than 256 kB');
});
