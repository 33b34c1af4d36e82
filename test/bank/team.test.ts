/**
 * A team's folder in git: whoever clones it reads accounts and transactions with the client that a colleague registered, with secrets from the
 * team's own command, and registers nothing.
 */
import { execFileSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CommandOptions, errorOf, resultOf, run, type Started, start } from './support/command.ts';

let root: string;
let bank: Started;
let lead: Colleague;
let shared: string;

interface Colleague {
  folder: string;
  options: CommandOptions;
}

/** The team's vault: a folder that git does not know, behind a program that it does. It notes who asked for what. */
const program = `
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
const { TEAM_VAULT: folder, OBW_SECRET_ACTION, OBW_CLIENT_SECRET } = process.env;
const [action, bank, name] = process.argv.slice(2);
if (OBW_SECRET_ACTION !== action || OBW_CLIENT_SECRET !== undefined) process.exit(4);
const file = folder + '/' + [bank, name].join('+').replaceAll(':', '_').replaceAll('{bank}', '');
appendFileSync(folder + '/asked.log', action + ' ' + name + '\\n');
if (action === 'store' && existsSync(folder + '/closed')) { console.error('s3cret words of the vault'); process.exit(3); }
if (action === 'store') writeFileSync(file, readFileSync(0));
else if (existsSync(file)) process.stdout.write(readFileSync(file, 'utf8') + '\\n');
`;

/** Notes how often a process opened state.json for reading. */
const hook = `
const files = require('node:fs/promises');
const { appendFileSync } = require('node:fs');
const { open } = files;
let reads = 0;
files.open = (file, ...rest) => {
  if (String(file).endsWith('state.json') && !/[wa]/.test(String(rest[0]))) reads += 1;
  return open(file, ...rest);
};
process.on('exit', () => appendFileSync(process.env.COUNTED, reads + '\\n'));
`;

const vault = (name = '') => join(root, 'vault', name);
const git = (folder: string, ...options: string[]) =>
  execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...options], {
    cwd: folder,
    encoding: 'utf8',
  });

/** Somebody with a home of their own, in a folder. */
async function colleague(name: string, folder: string): Promise<Colleague> {
  const home = await mkdtemp(join(root, `home-${name}-`));
  return { folder, options: { folder, environment: { HOME: home, USERPROFILE: home, TEAM_VAULT: vault() } } };
}

async function cloneOf(name: string): Promise<Colleague> {
  const folder = join(await mkdtemp(join(root, `${name}-`)), 'clone');
  git(root, 'clone', '-q', lead.folder, folder);
  return colleague(name, folder);
}

async function allowAll({ options }: Colleague): Promise<void> {
  const { commands } = await resultOf(['command', 'list'], options);
  for (const { digest } of commands) await resultOf(['command', 'allow', digest.slice(0, 16)], options);
}

/** Everything that lies in a folder, but git's own. */
async function textsIn(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((each) => each.isFile() && !each.parentPath.includes(`${folder}/.git`));
  return (await Promise.all(files.map((each) => readFile(join(each.parentPath, each.name), 'utf8')))).join('\n');
}

async function encrypt(file: string, passphrase: string): Promise<void> {
  const key = createPrivateKey(await readFile(file));
  await writeFile(file, key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }), {
    mode: 0o600,
  });
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'obw-team-'));
  bank = start(['bank', 'start', '--dir', join(root, 'bank'), '--transactions', '40']);
  await bank.says('\n');
  const folder = join(root, 'lead');
  await resultOf(['bank', 'software-statement', '--dir', join(root, 'bank'), '--out', folder]);
  await mkdir(vault());
  for (const purpose of ['signing', 'transport']) {
    await encrypt(join(folder, `${purpose}.key`), `s3cret ${purpose}`);
    await writeFile(vault(`+${purpose}_passphrase`), `s3cret ${purpose}`);
  }
  await writeFile(join(folder, 'vault.mjs'), program);
  const file = JSON.parse(await readFile(join(folder, 'openbanking.json'), 'utf8'));
  const secretCommand = [process.execPath, 'vault.mjs', '{action}', '{bank}', '{name}'];
  await writeFile(join(folder, 'openbanking.json'), JSON.stringify({ ...file, secretCommand }, undefined, 2));
  lead = await colleague('lead', folder);
  await allowAll(lead);
  const registered = await resultOf(['register', '--auth-method', 'client_secret_basic', '--share'], lead.options);
  shared = registered.clientId;
  git(folder, 'init', '-q');
  await appendFile(join(folder, '.gitignore'), 'bank/\n');
  git(folder, 'add', '-A', '-f', '--', ':!.openbanking');
  git(folder, 'commit', '-q', '-m', 'The team');
}, 180_000);

afterAll(async () => {
  bank?.child.kill('SIGTERM');
  await bank.ended;
  await rm(root, { recursive: true, force: true });
});

it('puts the client’s secret into the vault, and nothing secret into what is committed', async () => {
  const secret = await readFile(vault('sandbox+client_secret'), 'utf8');
  expect(secret.length).toBeGreaterThan(10);
  expect(await textsIn(lead.folder)).not.toContain(secret);
  expect(git(lead.folder, 'ls-files').split('\n')).toEqual(
    expect.arrayContaining(['openbanking.json', 'openbanking.clients.json', 'vault.mjs']),
  );
  expect(git(lead.folder, 'ls-files')).not.toContain('.openbanking/');
  const file = JSON.parse(await readFile(join(lead.folder, 'openbanking.clients.json'), 'utf8'));
  expect(file.clients.sandbox).toMatchObject({ clientId: shared, tokenEndpointAuthMethod: 'client_secret_basic' });
});

it('runs no command of a clone before its user allowed it, and says how', async () => {
  const { options } = await cloneOf('newcomer');
  const check = await run(['check'], options);
  expect(check).toMatchObject({ status: 1, stdout: expect.not.stringContaining('Everything is there') });
  expect(check.stdout).toMatch(/secretCommand in openbanking\.json wants to run .*obw command allow [0-9a-f]{16}/);
  const error = await errorOf(['consent', 'create'], options);
  expect(error).toMatchObject({ code: 'command_not_allowed', message: expect.stringContaining('vault.mjs') });
  const [digest = ''] = /\b[0-9a-f]{16}\b/.exec(String(error.try)) ?? [];
  await resultOf(['command', 'allow', digest], options);
  expect((await run(['consent', 'create'], options)).status).toBe(0);
});

it('lets two colleagues at once read accounts and transactions without registering, and leaves no token in their folders', async () => {
  const colleagues = await Promise.all(['rora', 'mits'].map(async (user) => ({ user, ...(await cloneOf(user)) })));
  await Promise.all(
    colleagues.map(async ({ user, folder, options }) => {
      await allowAll({ folder, options });
      expect(await errorOf(['register'], options)).toMatchObject({ code: 'client_shared' });
      const { consentId } = await resultOf(['consent', 'create'], options);
      await resultOf(['consent', 'authorise', '--user', user, '--headless'], options);
      const { accounts } = await resultOf(['accounts'], options);
      const { transactions } = await resultOf(['transactions', accounts[0].AccountId], options);
      expect(transactions.length).toBeGreaterThan(0);
      const tokens = JSON.parse(await readFile(vault(`sandbox+tokens.${consentId}`.replaceAll(':', '_')), 'utf8'));
      expect(await textsIn(folder)).not.toContain(tokens.access_token);
      expect(git(folder, 'status', '--porcelain')).toBe('');
    }),
  );
}, 180_000);

it('hands renewed tokens back to the vault, keeps them where it is closed, tells so, and hands them over later', async () => {
  const her = await cloneOf('ivsa');
  await allowAll(her);
  const { consentId } = await resultOf(['consent', 'create'], her.options);
  await resultOf(['consent', 'authorise', '--user', 'ivsa', '--headless'], her.options);
  const kept = vault(`sandbox+tokens.${consentId}`.replaceAll(':', '_'));
  const first = await readFile(kept, 'utf8');
  await resultOf(['token', 'refresh'], her.options);
  const second = await readFile(kept, 'utf8');
  expect(second).not.toBe(first);
  await writeFile(vault('closed'), '');
  const refused = await run(['token', 'refresh', '--json', '--reveal'], her.options);
  expect(refused).toMatchObject({ status: 0, stderr: expect.stringMatching(/tokens of the consent .* kept here/) });
  expect(refused.stderr).not.toContain('s3cret');
  expect(await readFile(kept, 'utf8')).toBe(second);
  await resultOf(['accounts'], her.options);
  await rm(vault('closed'));
  await resultOf(['accounts'], her.options);
  const third = JSON.parse(await readFile(kept, 'utf8'));
  expect(third.access_token).not.toBe(JSON.parse(second).access_token);
  expect(await textsIn(her.folder)).not.toContain(third.access_token);
});

it('takes the team’s client over where somebody wants that, and reads the state once a command', async () => {
  const him = await cloneOf('adopter');
  await allowAll(him);
  const adopted = await resultOf(['client', 'adopt'], him.options);
  expect(adopted.client_id).toBe(shared);
  await writeFile(join(root, 'hook.cjs'), hook);
  const counted = join(him.folder, '..', 'counted.txt');
  const environment = {
    ...him.options.environment,
    NODE_OPTIONS: `--require ${join(root, 'hook.cjs')}`,
    COUNTED: counted,
  };
  await resultOf(['consent', 'list'], { ...him.options, environment });
  await resultOf(['client', 'show'], { ...him.options, environment });
  const counts = (await readFile(counted, 'utf8')).trim().split('\n').map(Number);
  // The vault's own process counts none; `client show` writes what it read and reads that again.
  expect(Math.max(...counts.slice(0, 1))).toBe(1);
  expect(Math.max(...counts)).toBeLessThanOrEqual(2);
});
