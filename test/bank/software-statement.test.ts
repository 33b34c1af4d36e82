/** `issueSoftwareStatement`: the files of a TPP made at a bank's directory, whether the bank runs, does not, or is just beginning. */
import { X509Certificate } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, importPKCS8 } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { issueSoftwareStatement, type Ready } from '../../src/bank/index.ts';
import { agentOf, makeTpp, register, send, type Tpp } from './support/bank.ts';
import { faultsIn } from './support/database.ts';
import { type BankProgram, bankProgram, endAllBanks, spawnBank } from './support/process.ts';

const everyFile = [
  'ca.pem',
  'openbanking.json',
  'signing.key',
  'signing.pem',
  'ssa.jwt',
  'transport.key',
  'transport.pem',
];

let program: BankProgram;
let home: string;
let folders = 0;
/** A bank's folder that has its keys. */
let dir: string;

const newFolder = (): string => join(home, `folder-${++folders}`);
const start = (folder: string): Promise<Ready> => spawnBank(program.file, ['start', '--dir', folder]).ready;
const text = (folder: string, name: string): Promise<string> => readFile(join(folder, name), 'utf8');

beforeAll(async () => {
  program = await bankProgram();
  home = await mkdtemp(join(tmpdir(), 'obw-statement-'));
  dir = newFolder();
  await issueSoftwareStatement({ dir, out: newFolder() });
});
afterEach(endAllBanks);
afterAll(async () => {
  program.remove();
  await rm(home, { recursive: true, force: true });
});

async function registers(tpp: Tpp, ready: Ready): Promise<void> {
  const answer = await register(tpp, ready);
  expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 201 });
  await tpp.agent.destroy();
}

describe('a software statement', () => {
  it('is made before the bank has ever run, for the bank that will', async () => {
    const [fresh, out] = [newFolder(), newFolder()];
    const result = await issueSoftwareStatement({ dir: fresh, out });
    expect(result.files).toEqual(expect.arrayContaining(everyFile.map((name) => join(out, name))));
    expect((await readdir(out)).sort()).toEqual(everyFile);
    for (const name of everyFile)
      expect(((await stat(join(out, name))).mode & 0o777).toString(8)).toBe(name.endsWith('.key') ? '600' : '644');
    expect(decodeJwt((await text(out, 'ssa.jwt')).trim())).toMatchObject({
      software_id: result.softwareId,
      org_id: result.organisationId,
      software_redirect_uris: result.redirectUris,
    });
    const workspace = JSON.parse(await text(out, 'openbanking.json'));
    const ready = await start(fresh);
    expect(workspace.banks.sandbox.discovery).toBe(ready.discovery);
    expect(await text(out, 'ca.pem')).toBe(await readFile(ready.ca, 'utf8'));
  });

  it('made while the bank runs in another process registers there', async () => {
    const ready = await start(dir);
    await registers(await makeTpp(dir, ready), ready);
    await registers(await makeTpp(dir, ready, { selfSigned: true }), ready);
    expect(faultsIn(dir)).toEqual([]);
  });

  it('made while the bank makes its first start registers there, and so do others made at the same moment', async () => {
    const fresh = newFolder();
    const outs = [newFolder(), newFolder(), newFolder()];
    const [ready, ...made] = await Promise.all([
      start(fresh),
      ...outs.map((out) => issueSoftwareStatement({ dir: fresh, out })),
    ]);
    expect(new Set(made.map(({ softwareId }) => softwareId)).size).toBe(outs.length);
    for (const [index, out] of outs.entries()) {
      expect(JSON.parse(await text(out, 'openbanking.json')).banks.sandbox.discovery).toBe(ready.discovery);
      const tpp = await tppIn(out, ready, made[index]?.softwareId ?? '', made[index]?.kid ?? '');
      await registers(tpp, ready);
    }
    expect(faultsIn(fresh)).toEqual([]);
    expect((await readdir(fresh)).filter((name) => name.includes('new'))).toEqual([]);
  });

  it('is made for certificates that the developer brings, whose keys he keeps', async () => {
    const mine = newFolder();
    await issueSoftwareStatement({ dir: newFolder(), out: mine, selfSigned: true });
    const ready = await start(dir);
    const out = newFolder();
    const brought = {
      transportCertificate: join(mine, 'transport.pem'),
      signingCertificate: join(mine, 'signing.pem'),
    };
    const { softwareId, kid, files } = await issueSoftwareStatement({ dir, out, ...brought });
    expect(files.map((file) => file.slice(out.length + 1)).sort()).toEqual(
      everyFile.filter((name) => !name.endsWith('.key')),
    );
    expect((await readdir(out)).sort()).toEqual(everyFile.filter((name) => !name.endsWith('.key')));
    for (const name of ['signing.pem', 'transport.pem'])
      expect(new X509Certificate(await text(out, name)).fingerprint256).toBe(
        new X509Certificate(await text(mine, name)).fingerprint256,
      );
    await writeFile(join(out, 'signing.key'), await text(mine, 'signing.key'));
    await writeFile(join(out, 'transport.key'), await text(mine, 'transport.key'));
    await registers(await tppIn(out, ready, softwareId, kid), ready);
  });

  it('names the loopback redirect with the port that is asked for', async () => {
    const { redirectUris } = await issueSoftwareStatement({ dir, out: newFolder(), redirectPort: 4321 });
    expect(redirectUris).toContain('http://127.0.0.1:4321/callback');
  });

  it('has a directory that shows its signing key under its kid', async () => {
    const ready = await start(dir);
    const { softwareId, kid, organisationId } = await issueSoftwareStatement({ dir, out: newFolder() });
    const agent = await agentOf(ready);
    const keys = await send(agent, 'GET', `${ready.issuer}/keystore/${organisationId}/${softwareId}.jwks`);
    expect(keys.json.keys.map((key: { kid: string }) => key.kid)).toContain(kid);
    await agent.destroy();
  });
});

/** The TPP whose files stand in this folder. */
async function tppIn(folder: string, ready: Ready, softwareId: string, kid: string): Promise<Tpp> {
  const transport = { certificate: await text(folder, 'transport.pem'), key: await text(folder, 'transport.key') };
  return {
    softwareId,
    kid,
    organisationId: '',
    redirectUris: [],
    ssa: (await text(folder, 'ssa.jwt')).trim(),
    signingKey: await importPKCS8(await text(folder, 'signing.key'), 'PS256'),
    algorithm: 'PS256',
    transport,
    folder,
    agent: await agentOf(ready, transport),
    subjectDn: '',
  };
}

describe('what stands in the way of a software statement', () => {
  it.each(everyFile)('is %s in the folder, unless it may be overwritten', async (name) => {
    const out = newFolder();
    await mkdir(out);
    await writeFile(join(out, name), 'mine');
    await expect(issueSoftwareStatement({ dir, out })).rejects.toMatchObject({
      code: 'files_exist',
      message: expect.stringContaining(name),
    });
    expect(await readdir(out)).toEqual([name]);
    expect(await text(out, name)).toBe('mine');
  });

  it('goes away with force', async () => {
    const out = newFolder();
    const first = await issueSoftwareStatement({ dir, out });
    const second = await issueSoftwareStatement({ dir, out, force: true });
    expect(second.softwareId).not.toBe(first.softwareId);
    expect((await readdir(out)).sort()).toEqual(everyFile);
    expect(decodeJwt((await text(out, 'ssa.jwt')).trim()).software_id).toBe(second.softwareId);
  });

  it.each([
    ['a certificate that is not there', { transportCertificate: 'nowhere.pem' }, 'nowhere.pem'],
    ['a certificate that is none', { signingCertificate: import.meta.filename }, 'signing certificate'],
  ])('is %s', async (_name, options, named) => {
    const out = newFolder();
    await expect(issueSoftwareStatement({ dir, out, ...options })).rejects.toMatchObject({
      code: 'certificate_invalid',
      message: expect.stringContaining(named),
      try: expect.stringMatching(/.{10,}/),
    });
    await expect(readdir(out)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is a folder that cannot be made', async () => {
    const out = join(import.meta.filename, 'below');
    await expect(issueSoftwareStatement({ dir, out })).rejects.toMatchObject({
      code: 'folder_not_writable',
      message: expect.stringContaining(out),
    });
  });

  it('is a bank’s folder that cannot be made', async () => {
    const below = join(import.meta.filename, 'below');
    const out = newFolder();
    await expect(issueSoftwareStatement({ dir: below, out })).rejects.toMatchObject({
      code: 'folder_not_writable',
      message: expect.stringContaining(below),
    });
    await expect(readdir(out)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
