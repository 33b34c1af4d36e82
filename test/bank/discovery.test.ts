/** Banks whose discovery is not as the standard has it, or is none at all, on dist/cli.js. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { errorOf, resultOf, run } from './support/command.ts';
import { discoveryOf, type RogueBank, startRogueBank } from './support/rogue-bank.ts';

const document = '/.well-known/openid-configuration';

/** The entry that stands for a discovery document, as the bank's developer portal would say it. */
const endpoints = (origin: string) => ({
  issuer: origin,
  authorizationEndpoint: `${origin}/auth`,
  tokenEndpoint: `${origin}/token`,
  jwksUri: `${origin}/jwks`,
  registration: { endpoint: `${origin}/register` },
});

async function changeEntry({ folder }: RogueBank, change: (entry: Record<string, unknown>) => object): Promise<void> {
  const file = join(folder, 'openbanking.json');
  const workspace = JSON.parse(await readFile(file, 'utf8'));
  workspace.banks.rogue = change(workspace.banks.rogue);
  await writeFile(file, JSON.stringify(workspace));
}

it.each<[string, Record<string, unknown>]>([
  ['members that are null', { registration_endpoint: null, response_modes_supported: null }],
  ['a blank member', { registration_endpoint: '', scopes_supported: [null, 'openid', 'accounts'] }],
  ['text for a list', { token_endpoint_auth_methods_supported: 'private_key_jwt' }],
  ['a relative address that nobody uses', { introspection_endpoint: '/introspect' }],
])('a bank with %s in its discovery document is used', async (_name, odd) => {
  const bank = await startRogueBank();
  bank.answers[document] = { body: { ...discoveryOf(bank.origin), ...odd } };
  expect((await resultOf(['accounts'], { folder: bank.folder })).accounts).toHaveLength(2);
});

it('a registration endpoint that is null is made good by the entry', async () => {
  const bank = await startRogueBank({}, { known: 'none' });
  bank.answers[document] = { body: { ...discoveryOf(bank.origin), registration_endpoint: null } };
  expect(await errorOf(['register'], { folder: bank.folder })).toMatchObject({
    code: 'discovery_invalid',
    try: expect.stringContaining('registration.endpoint'),
  });
  await changeEntry(bank, (entry) => ({ ...entry, registration: { endpoint: `${bank.origin}/register` } }));
  expect(await resultOf(['register'], { folder: bank.folder })).toMatchObject({ clientId: 'client' });
});

it.each([
  ['is 404', { status: 404, headers: { 'content-type': 'text/html' }, body: '<html>Not found</html>' }],
  ['is a page', { headers: { 'content-type': 'text/html' }, body: '<html>Welcome</html>' }],
])('a bank whose discovery document %s works from its entry, from registration to accounts', async (_name, answer) => {
  const bank = await startRogueBank({ [document]: answer });
  expect(await errorOf(['accounts'], { folder: bank.folder })).toMatchObject({
    try: expect.stringContaining('lacks issuer, authorizationEndpoint, tokenEndpoint and jwksUri'),
  });
  await changeEntry(bank, (entry) => ({ ...entry, ...endpoints(bank.origin) }));
  const { stdout, stderr, status } = await run(['accounts'], { folder: bank.folder });
  expect({ stderr, status }).toEqual({ stderr: expect.stringContaining('stands for it'), status: 0 });
  expect(stdout).toContain('Account 1');

  await changeEntry(bank, (entry) => ({ ...entry, discovery: undefined }));
  const fresh = await run(['accounts'], { folder: bank.folder });
  expect({ stderr: fresh.stderr, status: fresh.status }).toEqual({ stderr: '', status: 0 });
  expect((await run(['check'], { folder: bank.folder })).stdout).toContain('so it was not asked');
  expect((await run(['check', 'urls'], { folder: bank.folder })).stdout).toContain('jwksUri');
  await run(['register', '--force'], { folder: bank.folder });
  expect(bank.asked.map(({ method, path }) => `${method} ${path}`)).toContain('POST /register');
});

it('an API that nothing names is not looked for beside the registration endpoint', async () => {
  const bank = await startRogueBank({}, { entry: { resourceServers: undefined } });
  expect(await errorOf(['accounts'], { folder: bank.folder })).toMatchObject({
    code: 'discovery_invalid',
    try: expect.stringContaining('resourceServers.aisp'),
  });
  expect(bank.asked.map(({ path }) => path)).not.toContain('/open-banking/v3.1/aisp/accounts');
  const { stdout, status } = await run(['check'], { folder: bank.folder });
  expect(stdout).toContain('resourceServers.aisp');
  expect(stdout).not.toContain('Everything is there.');
  expect(status).toBe(0);

  bank.answers[document] = { body: { ...discoveryOf(bank.origin), protected_resources: [`${bank.origin}/aisp`] } };
  expect((await resultOf(['accounts'], { folder: bank.folder })).accounts).toHaveLength(2);
});

it('an issuer that differs from its address names the way out', async () => {
  const bank = await startRogueBank();
  bank.answers['/openid'] = { body: discoveryOf(bank.origin) };
  await changeEntry(bank, (entry) => ({ ...entry, discovery: `${bank.origin}/openid` }));
  const { try: advice } = await errorOf(['accounts'], { folder: bank.folder });
  expect(advice).toContain(`"issuer": "${bank.origin}"`);
  await changeEntry(bank, (entry) => ({ ...entry, issuer: bank.origin }));
  expect((await resultOf(['accounts'], { folder: bank.folder })).accounts).toHaveLength(2);
});

it.each<[string, Record<string, unknown>]>([
  ['nothing amiss', {}],
  ['a warning', { introspection_endpoint: '/introspect' }],
  ['an error', { issuer: 'https://other.example' }],
])('check urls ends with a verdict that fits its lines: %s', async (_name, odd) => {
  const bank = await startRogueBank();
  bank.answers[document] = { body: { ...discoveryOf(bank.origin), ...odd } };
  const { stdout, status } = await run(['check', 'urls'], { folder: bank.folder });
  const lines = stdout.trimEnd().split('\n');
  const marked = (mark: string) => lines.filter((line) => line.startsWith(mark)).length;
  const [errors, warnings] = [marked('✗'), marked('!')];
  expect(status).toBe(errors > 0 ? 1 : 0);
  expect(errors + warnings).toBe(Object.keys(odd).length);
  const things = (count: number) => `${count} thing${count === 1 ? '' : 's'}`;
  const toLookAt = warnings > 0 ? `, ${things(warnings)} to look at` : '';
  const good = warnings > 0 ? `Nothing to mend${toLookAt}.` : 'Every URL is as it should be.';
  expect(lines.at(-1)).toBe(errors > 0 ? `${things(errors)} to mend${toLookAt}.` : good);
  for (const name of Object.keys(odd)) expect(stdout).toContain(name);
});

it('init names the API as it is told, or leaves its place where nobody knows', async () => {
  const bank = await startRogueBank({ [document]: { status: 404 } });
  const { folder } = bank;
  const args = ['init', '--force', '--assertion', 'ssa.jwt', '--signing-key', 'transport.key', '--signing-certificate'];
  const more = ['transport.pem', '--transport-certificate', 'transport.pem', '--transport-key', 'transport.key'];
  const all = [...args, ...more, '--ca', 'ca.pem', '--discovery', `${bank.origin}${document}`, '--bank', 'rogue'];
  const written = async () => JSON.parse(await readFile(join(folder, 'openbanking.json'), 'utf8')).banks.rogue;
  const unnamed = await run([...all, '--json'], { folder });
  expect(unnamed.status).toBe(0);
  expect(JSON.parse(unnamed.stdout)).toMatchObject({ bank: 'rogue', resourceServers: {} });
  expect(unnamed.stderr).toMatch(/^Warning: .*404.* So openbanking\.json names no API\. Give it with --aisp URL/);
  expect(await written()).toEqual({ discovery: `${bank.origin}${document}`, resourceServers: {} });
  await resultOf([...all, '--aisp', `${bank.origin}/aisp`], { folder });
  expect(await written()).toMatchObject({ resourceServers: { aisp: `${bank.origin}/aisp` } });
});

it('init waits some seconds for a bank, and no longer', async () => {
  const bank = await startRogueBank({ [document]: () => new Promise(() => undefined) });
  const words =
    'init --force --assertion ssa.jwt --signing-key transport.key --signing-certificate transport.pem'.split(' ');
  const more = '--transport-certificate transport.pem --transport-key transport.key --ca ca.pem --bank rogue'.split(
    ' ',
  );
  const begun = performance.now();
  const { status, stderr } = await run([...words, ...more, '--discovery', `${bank.origin}${document}`], bank);
  expect(status).toBe(0);
  expect(stderr).toMatch(/within 5 s\. So openbanking\.json names no API/);
  // The transport's own limit is 30 seconds.
  expect(performance.now() - begun).toBeLessThan(20_000);
});

const stopped = 'https://127.0.0.1:1/.well-known/openid-configuration';
it.each<[string, object, RegExp]>([
  [
    'the sandbox',
    { authorizationEndpoint: 'http://127.0.0.1:2/auth' },
    /Start the sandbox.*obw bank start --dir FOLDER/,
  ],
  ['another bank of this machine', {}, /^(?!.*(sandbox|obw bank))/i],
  ['a bank elsewhere', { discovery: `https://${'x'.repeat(64)}.test/d` }, /^(?!.*(sandbox|obw bank))/i],
])('only who asks for the sandbox in vain is told to start it: %s', async (_name, entry, advice) => {
  const { folder } = await startRogueBank({}, { known: 'none', entry: { discovery: stopped, ...entry } });
  expect(await errorOf(['register'], { folder })).toMatchObject({
    code: 'bank_unreachable',
    try: expect.stringMatching(advice),
  });
  const { stdout } = await run(['check'], { folder });
  expect(stdout.split('\n').find((line) => line.startsWith('✗'))).toMatch(advice);
});
