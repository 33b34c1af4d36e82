/** obw on disks and files as they are found: full, read-only, pipes for keys, keys that others may read, secrets that git has. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { namedPipe } from '../support/not-files.ts';
import { smallDisk } from '../support/small-disk.ts';
import { cli, errorOf, resultOf, run, type Started, start } from './support/command.ts';

let root: string;
let bank: Started;
const dir = () => join(root, 'bank');
const tpp = () => ({ folder: join(root, 'tpp') });

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'obw-disks-'));
  bank = start(['bank', 'start', '--dir', dir(), '--transactions', '5']);
  await bank.says('\n');
  await resultOf(['bank', 'software-statement', '--dir', dir(), '--out', join(root, 'tpp')]);
});
afterAll(async () => {
  bank.child.kill('SIGTERM');
  await bank.ended;
  disk?.remove();
  await rm(root, { recursive: true, force: true });
});

const disk = smallDisk(96);

describe.skipIf(!disk)('a real disk of 96 kB', () => {
  it('that is full or read-only registers nobody; then the whole journey goes, and reading even where nothing can be written', async () => {
    const onDisk = mkdtempSync(join(disk?.folder ?? '', 'try-'));
    onTestFinished(() => {
      disk?.mount('rw');
      rmSync(onDisk, { recursive: true });
    });
    const folder = join(onDisk, 'tpp');
    const home = mkdtempSync(join(root, 'home-'));
    const workspace = { folder, environment: { HOME: home } };
    await resultOf(['bank', 'software-statement', '--dir', dir(), '--out', folder]);
    const ballast = join(onDisk, 'ballast');
    spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=1k'], { stdio: 'ignore' });
    expect(await errorOf(['register'], workspace)).toMatchObject({
      code: 'disk_full',
      message: expect.stringContaining('Nothing was sent'),
    });
    rmSync(ballast);
    disk?.mount('ro');
    expect(await errorOf(['register'], workspace)).toMatchObject({ code: 'file_not_writable' });
    disk?.mount('rw');
    const { clientId } = await resultOf(['register'], workspace);
    await resultOf(['consent', 'create'], workspace);
    await resultOf(['consent', 'authorise', '--user', 'rora', '--headless'], workspace);
    disk?.mount('ro');
    const read = await run(['accounts', '--json'], workspace);
    expect(read).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('state.json could not be written (EROFS)'),
    });
    expect(JSON.parse(read.stdout).accounts.length).toBeGreaterThan(0);
    const shown = await run(['client', 'show', '--json'], workspace);
    expect(shown).toMatchObject({ status: 0, stderr: expect.stringContaining('could not be written (EROFS)') });
    expect(JSON.parse(shown.stdout)).toMatchObject({ client_id: clientId });
    expect(readdirSync(home)).toEqual([]);
    disk?.mount('rw');
    expect(await resultOf(['client', 'show'], workspace)).toMatchObject({ client_id: clientId });
  });
});

describe('a named pipe', () => {
  it.each([
    ['a key to sign with', ['jwt', 'sign', '{}', '--key', 'PIPE'], 'file_unreadable'],
    ['a key to verify with', ['jwt', 'verify', 'eyJhbGciOiJQUzI1NiJ9.e30.eA', '--key', 'PIPE'], 'file_unreadable'],
    ['a token', ['jwt', 'decode', 'PIPE'], 'file_unreadable'],
    ['a collection', ['import', 'postman', 'PIPE'], 'file_unreadable'],
    [
      'a certificate brought to the directory',
      ['bank', 'software-statement', '--transport-cert', 'PIPE'],
      'certificate_invalid',
    ],
  ])('as %s is refused, and not waited for', async (_, words, code) => {
    const folder = mkdtempSync(join(root, 'pipe-'));
    const pipe = namedPipe(join(folder, 'pipe'));
    const args = words.map((word) => (word === 'PIPE' ? pipe : word));
    if (args[0] === 'bank') args.push('--dir', dir(), '--out', join(folder, 'brought'));
    expect(await errorOf(args, tpp())).toMatchObject({ code });
  });

  const obw = `'${process.execPath}' '${cli}'`;
  const inBash = (command: string): unknown => JSON.parse(execFileSync('bash', ['-c', command], { encoding: 'utf8' }));
  const jwt = 'eyJhbGciOiJub25lIn0.eyJhIjoxfQ.';

  it('that the shell hands down is read: /dev/stdin and <(command)', async () => {
    expect(await resultOf(['jwt', 'decode', '/dev/stdin'], { ...tpp(), input: jwt })).toMatchObject({
      payload: { a: 1 },
    });
    expect(inBash(`${obw} jwt decode --json <(printf %s ${jwt})`)).toMatchObject({ payload: { a: 1 } });
  });

  it.skipIf(process.platform !== 'linux')('that the shell hands down is read by the name that zsh gives it', () => {
    const command = `${obw} jwt decode --json /proc/self/fd/9 9< <(printf %s ${jwt})`;
    expect(inBash(command)).toMatchObject({ payload: { a: 1 } });
  });

  it('that the shell hands down is read as a certificate brought to the directory', async () => {
    const out = join(root, 'from-the-shell');
    const brought = `--transport-cert <(cat transport.pem) --signing-cert <(cat signing.pem)`;
    const command = `cd '${tpp().folder}' && ${obw} bank software-statement --json --dir '${dir()}' --out '${out}' ${brought}`;
    expect(inBash(command)).toMatchObject({ softwareId: expect.any(String) });
    expect(readFileSync(join(out, 'transport.pem'), 'utf8')).toContain(
      readFileSync(join(tpp().folder, 'transport.pem'), 'utf8').trim(),
    );
  });
});

describe('a key that others may read', () => {
  it('is told once by each run that reads it, and by obw check', async () => {
    const { folder } = tpp();
    const told = (text: string) => text.match(/Other users of this machine can read/g) ?? [];
    chmodSync(join(folder, 'signing.key'), 0o644);
    try {
      for (const args of [
        ['register', '--dry-run'],
        ['jwt', 'sign', '{}'],
        ['jwt', 'sign', '{}', '--key', 'signing.key'],
        ['jwt', 'verify', 'eyJhbGciOiJQUzI1NiIsImtpZCI6ImIifQ.e30.eA'],
      ]) {
        const { stderr } = await run(args, tpp());
        expect([args, told(stderr).length]).toEqual([args, 1]);
      }
      const { findings } = JSON.parse((await run(['check', '--json'], tpp())).stdout);
      expect(findings).toContainEqual(expect.objectContaining({ code: 'key_readable_by_others', severity: 'warning' }));
    } finally {
      chmodSync(join(folder, 'signing.key'), 0o600);
    }
    expect(told((await run(['jwt', 'sign', '{}'], tpp())).stderr)).toEqual([]);
  });

  it('is told by obw init of the keys that it is given', async () => {
    const folder = mkdtempSync(join(root, 'given-'));
    for (const name of ['ssa.jwt', 'signing.key', 'signing.pem', 'transport.key', 'transport.pem', 'ca.pem']) {
      copyFileSync(join(tpp().folder, name), join(folder, name));
      chmodSync(join(folder, name), 0o644);
    }
    const words =
      '--assertion ssa.jwt --signing-key signing.key --signing-certificate signing.pem --transport-key transport.key --transport-certificate transport.pem --ca ca.pem --discovery https://bank.example/ --aisp https://bank.example/aisp';
    const { stderr, status } = await run(['init', ...words.split(' ')], { folder });
    expect(status, stderr).toBe(0);
    expect(
      stderr
        .trim()
        .split('\n')
        .map((line) => /can read (\S+)/.exec(line)?.[1]),
    ).toEqual(['signing.key', 'transport.key']);
  });
});

it('obw check asks git what it has of .openbanking and what it would take', async () => {
  const folder = mkdtempSync(join(root, 'tracked-'));
  await resultOf(['bank', 'software-statement', '--dir', dir(), '--out', folder]);
  mkdirSync(join(folder, '.openbanking'));
  writeFileSync(join(folder, '.openbanking/state.json'), '{"version":1,"clients":[],"consents":[]}');
  execFileSync('git', ['init', '-q'], { cwd: folder });
  execFileSync('git', ['add', '-f', '.openbanking/state.json'], { cwd: folder });
  const { findings } = JSON.parse((await run(['check', '--json'], { folder })).stdout);
  expect(findings).toContainEqual(
    expect.objectContaining({ code: 'state_tracked_by_git', path: '.openbanking/state.json' }),
  );
  expect(existsSync(join(folder, '.openbanking/.gitignore'))).toBe(true);
  expect(readFileSync(join(folder, '.openbanking/.gitignore'), 'utf8')).toBe('*\n');
});
