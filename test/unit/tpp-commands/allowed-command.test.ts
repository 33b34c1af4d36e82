/** Commands that a workspace file names: allowed once, without a shell, bounded in time and bytes. */
import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { commandDigest, fileAllowances } from '../../../src/tpp/commands/allowances.ts';
import { type AskAllowance, allowedCommands } from '../../../src/tpp/commands/allowed-command.ts';
import { spelled } from '../../../src/tpp/commands/spelled-command.ts';
import { allowCommand } from '../../../src/tpp/workspace/named-commands.ts';
import type { WorkspaceFile } from '../../../src/tpp/workspace/schema.ts';

let home: string;
let folder: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'obw-home-'));
  folder = await mkdtemp(join(tmpdir(), 'obw-team-'));
  vi.stubEnv('HOME', home);
  vi.stubEnv('USERPROFILE', home);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all([home, folder].map((each) => rm(each, { recursive: true, force: true })));
});

/** Windows has no bits for who may execute a file, and links for administrators only. */
const onPosix = test.runIf(process.platform !== 'win32');

/** A program of this machine's Node. */
const script = (code: string, ...args: string[]) => ({
  member: 'secretCommand',
  command: [process.execPath, '-e', code, ...args],
});
const yes: AskAllowance = async () => true;
const no: AskAllowance = async () => false;
const commands = (ask?: AskAllowance, environment: NodeJS.ProcessEnv = {}) =>
  allowedCommands(folder, fileAllowances(folder, environment), ask);
const problemOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (thrown) => thrown.problem,
  );

test('a command that nobody allowed is not run, and the error names the list and its digest', async () => {
  const named = script(`require('fs').writeFileSync('ran', '')`);
  const problem = await problemOf(commands()(named));
  expect(problem).toMatchObject({ code: 'command_not_allowed' });
  expect(problem.try).toContain(commandDigest(named.command).slice(0, 16));
  await expect(readFile(join(folder, 'ran'))).rejects.toThrow();
});

test.each(['0123456789abcdef', 'abc'])(
  'to allow a digest that no command has leads to their list: %s',
  async (digest) => {
    const file = { banks: {}, secretCommand: ['vault'] } as unknown as WorkspaceFile;
    const problem = await allowCommand({ folder, file }, digest).catch((thrown) => thrown.problem);
    expect(problem).toMatchObject({ code: 'usage', remedies: [{ do: 'listCommands' }] });
  },
);

test('a user who was asked and said no has cancelled, and nothing is run', async () => {
  const named = script(`require('fs').writeFileSync('ran', '')`);
  expect(await problemOf(commands(no)(named))).toMatchObject({
    code: 'cancelled',
    message: expect.stringContaining('you did not allow it'),
  });
  await expect(readFile(join(folder, 'ran'))).rejects.toThrow();
});

test('what was allowed once runs from then on, in every process of that user, and nothing but that very list', async () => {
  const named = script(`process.stdout.write(process.argv[1] + ' ' + process.cwd())`, 'one');
  expect((await commands(yes)(named)).toString()).toMatch(/^one .*obw-team-/);
  expect((await commands()(named)).toString()).toMatch(/^one /);
  const changed = { ...named, command: named.command.with(-1, 'two') };
  expect(await problemOf(commands()(changed))).toMatchObject({ code: 'command_not_allowed' });
});

test('commands that are allowed at the same moment are all allowed', async () => {
  const digests = Array.from({ length: 8 }, (_, at) => commandDigest(['x', `${at}`]));
  await Promise.all(digests.map((digest) => fileAllowances(folder, {}).add(digest)));
  const allowances = fileAllowances(folder, {});
  expect(await Promise.all(digests.map((digest) => allowances.has(digest)))).toEqual(digests.map(() => true));
});

test('an allowance that was copied from another folder of the same user allows nothing', async () => {
  const named = script('');
  await commands(yes)(named);
  const other = await mkdtemp(join(tmpdir(), 'obw-team-'));
  await cp(join(folder, '.openbanking'), join(other, '.openbanking'), { recursive: true });
  expect(await problemOf(allowedCommands(other, fileAllowances(other, {}))(named))).toMatchObject({
    code: 'command_not_allowed',
  });
  await rm(other, { recursive: true });
});

test('an allowance that came with the folder, made by another user, allows nothing', async () => {
  const named = script('');
  await commands(yes)(named);
  const other = await mkdtemp(join(tmpdir(), 'obw-home-'));
  vi.stubEnv('HOME', other);
  vi.stubEnv('USERPROFILE', other);
  expect(await problemOf(commands()(named))).toMatchObject({ code: 'command_not_allowed' });
  await commands(yes)(script('1'));
  expect(await problemOf(commands()(named))).toMatchObject({ code: 'command_not_allowed' });
  await rm(other, { recursive: true });
});

test.each([
  ['is the folder itself', () => folder],
  ['stands in the folder', () => join(folder, 'home')],
  ['is empty', () => ''],
])('a key of allowances that came with the folder allows nothing where the home %s', async (_, homeHere) => {
  const named = script('');
  await commands(yes)(named);
  for (const there of [folder, join(folder, 'home')])
    await cp(join(home, '.openbanking-workbench'), join(there, '.openbanking-workbench'), { recursive: true });
  vi.stubEnv('HOME', homeHere());
  vi.stubEnv('USERPROFILE', homeHere());
  const before = process.cwd();
  process.chdir(folder);
  try {
    expect(await problemOf(commands()(named))).toMatchObject({ code: 'command_not_allowed' });
  } finally {
    process.chdir(before);
  }
});

test('what cannot be seen of a command is spelled out to whoever decides on it', async () => {
  const odd = ['sh', '\u202etxt.exe', '\u009b2J', 'a\u200bb\u00a0c d', '\u{e0041}', '\u3164'];
  const seen = String.raw`["sh","\u202etxt.exe","\u009b2J","a\u200bb\u00a0c d","\udb40\udc41","\u3164"]`;
  expect(spelled(odd)).toBe(seen);
  expect(JSON.parse(seen)).toEqual(odd);
  const problem = await problemOf(commands()({ member: 'secretCommand', command: odd }));
  expect(problem.message).toContain(seen);
});

test('a machine that nobody sits at allows by a digest in its environment', async () => {
  const named = script(`process.stdout.write('ran')`);
  const digest = commandDigest(named.command);
  expect((await commands(undefined, { OBW_ALLOWED_COMMANDS: digest.slice(0, 16) })(named)).toString()).toBe('ran');
  const short = commands(undefined, { OBW_ALLOWED_COMMANDS: digest.slice(0, 15) });
  expect(await problemOf(short(named))).toMatchObject({ code: 'command_not_allowed' });
});

test('two who need the same command at once make one question', async () => {
  let asked = 0;
  const run = commands(async () => {
    asked += 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
    return true;
  });
  await Promise.all([run(script('')), run(script(''))]);
  expect(asked).toBe(1);
});

test('no shell reads the arguments, and values stand for their names as one argument each', async () => {
  const named = script(
    'process.stdout.write(JSON.stringify(process.argv.slice(1)))',
    '$(touch ran)',
    'x/{bank}/{other}',
  );
  const said = await commands(yes)(named, { values: { bank: 'sandbox' } });
  expect(JSON.parse(said.toString())).toEqual(['$(touch ran)', 'x/sandbox/{other}']);
});

test.each([
  ['an option', '{value}', '--output=/tmp/x'],
  ['a way out of a folder', 'secrets/{value}', '../../x'],
  ['the folder above', 'secrets/{value}', '..'],
  ['a line of its own', '{value}', 'a\nb'],
  ['nothing', '{value}', ''],
])('a value that would be %s is refused', async (_what, argument, value) => {
  const problem = await problemOf(commands(yes)(script('', argument), { values: { value } }));
  expect(problem).toMatchObject({ code: 'command_failed', message: expect.stringContaining('{value}') });
});

test('it reads its input, has its own variables and none of our secrets', async () => {
  vi.stubEnv('OBW_CLIENT_SECRET', 'hunter2');
  const named = script(
    `let all = ''; process.stdin.on('data', (part) => { all += part; }).on('end', () =>
      process.stdout.write([all, process.env.OBW_SECRET_NAME, process.env.OBW_CLIENT_SECRET].join()));`,
  );
  const said = await commands(yes)(named, { input: 'given', environment: { OBW_SECRET_NAME: 'client_secret' } });
  expect(said.toString()).toBe('given,client_secret,');
});

test.each([
  [
    'that is not there',
    { member: 'm', command: ['obw-no-such-program'] },
    /could not be started: there is no such program\./,
  ],
  [
    'with an argument that no system takes',
    { member: 'm', command: ['true', 'x'.repeat(5e6)] },
    /could not be started: its arguments are too long \(E2BIG\)/,
  ],
  ['without a name', { member: 'm', command: [''] }, /could not be started/],
  ['that fails', script(`console.log('s3cret'); console.error('s3cret'); process.exit(3)`), /ended with status 3/],
  ['that says too much', script(`process.stdout.write('x'.repeat(5000))`), /more than 1,000 bytes/],
  ['that never ends', script('setInterval(() => {}, 1000)'), /was not done after 1 s/],
])('a command %s is an error without anything that it said', async (_what, named, words) => {
  const problem = await problemOf(commands(yes)(named, { maxSize: 1000, timeout: 1000 }));
  expect(problem).toMatchObject({ code: 'command_failed', message: expect.stringMatching(words) });
  expect(JSON.stringify(problem)).not.toContain('s3cret');
});

onPosix('a file that may not be executed is told as that, and what it was to do with it', async () => {
  const file = join(folder, 'vault.sh');
  await writeFile(file, '#!/bin/sh\n', { mode: 0o600 });
  const asked = { purpose: 'give the secret of the client c1', environment: { OBW_SECRET_ACTION: 'get' } };
  const problem = await problemOf(commands(yes)({ member: 'secretCommand', command: [file] }, asked));
  expect(problem.message).toBe(
    `secretCommand of openbanking.json, ${JSON.stringify(file)}, which was to give the secret of the client c1, could not be started: that file may not be executed.`,
  );
  expect(problem.try).toContain('with its OBW_ variables set');
});

test('what a command has left running is not waited for', async () => {
  const leaves = `
    require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 8000)'], { stdio: 'inherit' });
    process.stdout.write('done', () => process.exit());`;
  const began = performance.now();
  expect((await commands(yes)(script(leaves))).toString()).toBe('done');
  expect(performance.now() - began).toBeLessThan(7000);
});

test('a command ends with whoever started it', async () => {
  const pid = join(folder, 'pid');
  const running = `require('fs').writeFileSync(${JSON.stringify(pid)}, String(process.pid)); setInterval(() => {}, 1000)`;
  const started = commands(yes)(script(running)).catch(() => undefined);
  await vi.waitFor(async () => expect(await readFile(pid, 'utf8')).toMatch(/\d/), 10_000);
  const before = process.listeners('exit').at(-1);
  before?.call(process, 0);
  await started;
  expect(() => process.kill(Number(readFileSync(pid, 'utf8')), 0)).toThrow();
});

test('a command is ended when its user cancels', async () => {
  const running = commands(yes)(script('setInterval(() => {}, 1000)'), { signal: AbortSignal.timeout(50) });
  expect(await problemOf(running)).toMatchObject({ code: 'cancelled' });
});

test.runIf(process.platform === 'linux').each([
  ['a device', '/dev/null', 'ENOTDIR'],
  ['in a folder that takes none', '/proc/obw-no-such', 'ENOENT'],
])('a home that is %s is an error at once that says so, and allows nothing', async (_what, there, code) => {
  vi.stubEnv('HOME', there);
  vi.stubEnv('USERPROFILE', there);
  expect(await problemOf(commands()(script('')))).toMatchObject({ code: 'command_not_allowed' });
  const problem = await problemOf(commands(yes)(script('')));
  expect(problem).toMatchObject({ code: 'file_not_writable', message: expect.stringContaining(`(${code})`) });
  expect(problem.message).toContain(there);
  expect(problem.try).toMatch(/^Have HOME name a folder/);
});

onPosix('a list of allowances that is a link to another file is refused, and that file stays as it is', async () => {
  const other = join(home, 'other.json');
  await writeFile(other, 'mine');
  await mkdir(join(folder, '.openbanking'));
  await symlink(other, join(folder, '.openbanking', 'allowed-commands.json'));
  const problem = await problemOf(commands(yes)(script('')));
  expect(problem).toMatchObject({ code: 'file_unreadable', message: expect.stringContaining('symbolic link') });
  expect(await readFile(other, 'utf8')).toBe('mine');
});

test('a damaged list of allowances allows nothing and is replaced by the next allowance', async () => {
  await commands(yes)(script(''));
  const file = join(folder, '.openbanking', 'allowed-commands.json');
  await writeFile(file, '{');
  expect(await problemOf(commands()(script('')))).toMatchObject({ code: 'command_not_allowed' });
  await commands(yes)(script(''));
  await commands()(script(''));
  expect(await readFile(join(folder, '.openbanking', '.gitignore'), 'utf8')).toContain('*');
});
