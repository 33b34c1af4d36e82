/** A client whose secret is lost: what obw says of it leads out, one command after the other, to a client that works. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { errorOf, resultOf, run, type Started, start } from './support/command.ts';

let root: string;
let bank: Started;
let folders = 0;
let folder: string;
let clientId: string;
const dir = () => join(root, 'bank');
const at = () => ({ folder });

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'obw-lost-secret-'));
  bank = start(['bank', 'start', '--dir', dir(), '--transactions', '40']);
  await bank.says('\n');
});
afterAll(async () => {
  bank.child.kill('SIGTERM');
  await bank.ended;
  await rm(root, { recursive: true, force: true });
});

beforeEach(async () => {
  folder = join(root, `tpp-${++folders}`);
  await resultOf(['bank', 'software-statement', '--dir', dir(), '--out', folder]);
  ({ clientId } = await resultOf(['register', '--auth-method', 'client_secret_basic'], at()));
  await lose();
});

/** Every file of a secret goes, as with a new machine. */
async function lose(): Promise<void> {
  const kept = join(folder, '.openbanking');
  const names = (await readdir(kept)).filter((name) => name !== 'state.json' && name !== '.gitignore');
  await Promise.all(names.map((name) => rm(join(kept, name), { recursive: true })));
}

/** The verbs that an error advises, as they are typed. */
const verbsOf = (advice: string): string[] =>
  (/(?:Commands?|Next): (.*)$/.exec(advice)?.[1] ?? '').split('; ').map((verb) => verb.replace(/^obw /, ''));

describe('a client whose secret is lost', () => {
  it.each([
    ['a consent', ['consent', 'create']],
    ['its registration', ['client', 'show']],
    ['its deletion', ['client', 'delete']],
    ['another registration', ['register']],
  ])('leads to being removed here where %s is asked for', async (_what, verb) => {
    const { code, try: advice } = await errorOf(verb, at());
    expect(['client_secret_missing', 'client_exists']).toContain(code);
    expect(verbsOf(String(advice))).toEqual(expect.arrayContaining(['client delete --here-only', 'register --force']));
  });

  it('is removed here, then at the bank’s desk, and registered again', async () => {
    const { stdout } = await run(['client', 'delete', '--here-only'], at());
    const removal = `bank remove-client ${clientId} --dir FOLDER`;
    expect(verbsOf(stdout.trim())).toEqual([removal, 'register', `client adopt ${clientId} --secret-stdin`]);
    const refused = await errorOf(['register'], at());
    expect(refused).toMatchObject({ code: 'registration_refused', message: expect.stringContaining(clientId) });
    expect(verbsOf(String(refused.try))).toEqual([expect.stringContaining(`client adopt ${clientId}`), removal]);
    expect(await resultOf(removal.replace('FOLDER', dir()).split(' '), at())).toMatchObject({ clientId });
    const again = await resultOf(['register'], at());
    expect(again.clientId).not.toBe(clientId);
    expect(await resultOf(['consent', 'create'], at())).toMatchObject({ status: 'AwaitingAuthorisation' });
  });

  it('is not told as the last where another stands here', async () => {
    await resultOf(['bank', 'remove-client', clientId, '--dir', dir()]);
    const anew = await resultOf(['register', '--force'], at());
    const { stdout } = await run(['client', 'delete', '--here-only'], at());
    expect(stdout).toContain(`The client ${String(anew.clientId)} is forgotten here`);
    expect(stdout).toContain(`The client ${clientId} is used now. Next: obw client show`);
    expect((await run(['client', 'delete', '--here-only'], at())).stdout).toContain(`obw client adopt ${clientId}`);
  });

  it('is no reason to make no authorisation URL where another program takes the answer', async () => {
    await resultOf(['bank', 'remove-client', clientId, '--dir', dir()]);
    await resultOf(['client', 'delete', '--here-only'], at());
    await resultOf(['register', '--auth-method', 'client_secret_basic'], at());
    const { consentId } = await resultOf(['consent', 'create'], at());
    await lose();
    const refused = await errorOf(['consent', 'url'], at());
    expect(refused).toMatchObject({ code: 'client_secret_missing', try: expect.stringContaining('add --force') });
    const { stdout, stderr } = await run(['consent', 'url', '--force'], at());
    expect(stdout).toMatch(/^http:\/\/\S+request=/);
    expect(stderr).toMatch(/Warning: The secret of client .* is not here/);
    expect(
      (await errorOf(['consent', 'authorise', String(consentId), '--force', '--headless', '--user', 'rora'], at()))
        .code,
    ).toBe('client_secret_missing');
  });
});

describe('the bank’s desk', () => {
  it('says which client it does not have, and makes no bank where there is none', async () => {
    const nowhere = join(root, 'nowhere');
    for (const each of [dir(), nowhere]) {
      const error = await errorOf(['bank', 'remove-client', 'nobody', '--dir', each]);
      expect(error).toMatchObject({ code: 'client_unknown', message: expect.stringContaining('nobody') });
    }
    expect(existsSync(nowhere)).toBe(false);
  });

  it('makes no keys in a folder that has an empty database', async () => {
    const empty = join(root, 'empty');
    await mkdir(empty);
    await writeFile(join(empty, 'bank.sqlite'), '');
    const error = await errorOf(['bank', 'remove-client', 'nobody', '--dir', empty]);
    expect(error.code).toBe('client_unknown');
    expect((await readdir(empty)).filter((name) => !name.startsWith('bank.sqlite'))).toEqual([]);
  });

  it('ends what the client has, at once', async () => {
    await rm(folder, { recursive: true });
    await resultOf(['bank', 'software-statement', '--dir', dir(), '--out', folder]);
    const registered = await resultOf(['register'], at());
    await resultOf(['consent', 'create'], at());
    const { stdout } = await run(['bank', 'remove-client', registered.clientId, '--dir', dir()]);
    expect(stdout).toContain(registered.clientId);
    expect((await errorOf(['client', 'show'], at())).code).toMatch(/^(registration|token)_refused$/);
  });
});
