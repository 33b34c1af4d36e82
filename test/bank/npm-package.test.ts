/** What `npm pack` makes: installed from its file with no network it is the whole command line, and holds nothing else. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);
const shell = process.platform === 'win32';

let folder: string;
let installed: string;
/** With this Node first, and with an npm that cannot reach anything and has kept nothing. */
let env: NodeJS.ProcessEnv;

const npm = (...args: string[]) => run('npm', args, { cwd: root, env, shell });
const obw = (...args: string[]) => run(join(folder, shell ? 'obw.cmd' : 'bin/obw'), args, { cwd: folder, env, shell });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'obw-npm-'));
  env = {
    ...process.env,
    PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
    npm_config_cache: join(folder, 'cache'),
    npm_config_registry: 'http://127.0.0.1:9/',
  };
  // What `npm pack` builds first is there already, and is in use by other tests.
  const { stdout } = await npm('pack', '--ignore-scripts', '--silent', '--pack-destination', folder);
  await npm('install', '--global', '--prefix', folder, '--offline', '--no-audit', join(folder, stdout.trim()));
  installed = join(folder, shell ? '' : 'lib', 'node_modules', 'open-banking-workbench');
});

afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));

it('brings no other package along, and of this one what the command needs, its papers and no source', async () => {
  expect(await readdir(dirname(installed))).toEqual(['open-banking-workbench']);
  expect(existsSync(join(installed, 'node_modules'))).toBe(false);
  expect((await readdir(installed)).toSorted()).toEqual(
    [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'THIRD-PARTY-NOTICES.txt',
      'dist',
      'docs',
      'media',
      'package.json',
      'sbom.cdx.json',
    ].toSorted(),
  );
  const built = (await readdir(join(installed, 'dist'))).filter((name) => !name.startsWith('.'));
  expect(built.toSorted()).toEqual([
    'bank.js',
    'cli.js',
    'language.js',
    'pkcs12.js',
    'standard.json',
    'statement-pdf.js',
    'tpp.js',
  ]);
});

it('runs: help, what the standard says, and the whole way on the bank', async () => {
  expect((await obw('help')).stdout).toMatch(/^Usage: obw /);
  expect((await obw('standard', 'show', 'OBTransaction6')).stdout).toContain('TransactionId');
  const { stdout } = await obw('demo', '--json', '--transactions', '3');
  expect(JSON.parse(stdout)).toMatchObject({ transactions: [{}, {}, {}], accounts: expect.any(Array) });
});

it('says on an older Node that a newer one is wanted, and nothing of the clone’s', async () => {
  const text = await readFile(join(installed, 'dist/cli.js'), 'utf8');
  const older = join(installed, 'dist/older.js');
  await writeFile(
    older,
    text.replace(/^#!.*\n/, "Object.defineProperty(process.versions, 'node', { value: '20.1.0' });"),
  );
  const told = await run(process.execPath, [older, 'help'], { cwd: folder, env }).catch(
    (error: { stderr: string }) => error,
  );
  expect(told.stderr).toMatch(/^obw needs Node 22\.19 or newer and this is 20\.1\.0: install a newer Node\.\n$/);
});
