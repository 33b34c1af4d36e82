/** Keys that stay where they are: the whole guide with signatures by a script, and by a PKCS#11 token (SoftHSM), none of them by a key file. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commandDigest } from '../../src/tpp/commands/allowances.ts';
import { selfSigned } from '../support/certificates.ts';
import { startTestBank, type TestBank } from './support/bank.ts';
import { errorOf, resultOf, run } from './support/command.ts';
import { installTime, requirePackages } from './support/packages.ts';

const execute = promisify(execFile);

let home: string;
let bank: TestBank;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'obw-signers-'));
  bank = await startTestBank({ profile: 'permissive', severalClients: true });
});
afterAll(async () => {
  await bank?.stop();
  await rm(home, { recursive: true, force: true });
});
afterEach(() => expect(bank.failures).toEqual([]));

interface Signing {
  command: string[];
  certificate: string;
}
const file = z.looseObject({ signing: z.looseObject({}), banks: z.record(z.string(), z.looseObject({})) });

/** A workspace of the bank's directory whose signing key was taken away to where only the command has it. */
async function workspace(name: string, kind: 'ec' | 'rsa', signing: (key: string) => Promise<string[]>) {
  const folder = join(home, name);
  const { certificate, key } = await selfSigned([{ C: ['GB'] }, { O: ['Dev'] }, { CN: [name] }], kind);
  const brought = join(home, `${name}.pem`);
  await writeFile(brought, certificate);
  await resultOf(['bank', 'software-statement', '--dir', bank.dir, '--out', folder, '--signing-cert', brought]);
  const away = join(home, `${name}.key`);
  await writeFile(away, key, { mode: 0o600 });
  const path = join(folder, 'openbanking.json');
  const written = file.parse(JSON.parse(await readFile(path, 'utf8')));
  const command = await signing(away);
  const next: Signing = { command, certificate: 'signing.pem' };
  const banks = Object.fromEntries(
    Object.entries(written.banks).map(([bankName, entry]) => [
      bankName,
      {
        ...entry,
        client: { tokenEndpointAuthMethod: 'private_key_jwt' },
        authorizationRequest: { algorithm: kind === 'ec' ? 'ES256' : 'PS256' },
      },
    ]),
  );
  await writeFile(path, JSON.stringify({ ...written, signing: next, banks }, undefined, 2));
  return { folder, command };
}

/** Registration, client assertions, request object and a body's signature; each is verified by the bank. */
async function walk(folder: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const options = { folder, environment };
  const checked = await run(['check'], options);
  expect([checked.status, checked.stderr], checked.stdout).toEqual([0, '']);
  expect(checked.stdout).toContain('The command signs');
  const { registration } = await resultOf(['register'], options);
  expect(registration).toMatchObject({ token_endpoint_auth_method: 'private_key_jwt' });
  await resultOf(['consent', 'create'], options);
  await resultOf(['consent', 'authorise', '--user', 'rora', '--headless'], options);
  expect(JSON.stringify(await resultOf(['accounts'], options))).toContain('AccountId');
  const body = join(folder, 'body.json');
  await writeFile(body, '{"Data":{}}');
  const { jws } = await resultOf(['jwt', 'sign', '--detached', '--body', body], options);
  const verified = await run(['jwt', 'verify', '--body', body, String(jws)], options);
  expect([verified.status, verified.stderr]).toEqual([0, '']);
}

describe('by a script of the user’s', () => {
  /** ES256 by openssl, which signs a digest as it is and answers in DER. */
  const script = `
    import { spawnSync } from 'node:child_process';
    import { readFileSync, writeFileSync } from 'node:fs';
    const digest = new URL('digest-' + process.pid, import.meta.url).pathname;
    writeFileSync(digest, readFileSync(0));
    const { stdout } = spawnSync('openssl', ['pkeyutl', '-sign', '-inkey', process.argv[2], '-in', digest]);
    process.stdout.write(stdout.toString('base64'));
  `;

  it('the guide is walked once the command was allowed, and a changed command is asked for again', async () => {
    const { folder, command } = await workspace('script', 'ec', async (key) => {
      await writeFile(join(home, 'sign.mjs'), script);
      return [process.execPath, join(home, 'sign.mjs'), key];
    });
    const environment = { HOME: join(home, 'user') };
    await mkdir(environment.HOME);
    const check = await run(['check'], { folder, environment });
    expect(check).toMatchObject({ status: 1, stdout: expect.not.stringContaining('Everything is there') });
    expect(check.stdout).toMatch(/signing\.command in openbanking\.json wants to run .*obw command allow [0-9a-f]{16}/);
    expect(await errorOf(['register'], { folder, environment })).toMatchObject({ code: 'command_not_allowed' });
    const allowed = { ...environment, OBW_ALLOWED_COMMANDS: commandDigest(command) };
    await walk(folder, allowed);

    const path = join(folder, 'openbanking.json');
    const written = await readFile(path, 'utf8');
    await writeFile(path, written.replace('script.key', 'other.key'));
    expect(await errorOf(['jwt', 'sign', '{}'], { folder, environment: allowed })).toMatchObject({
      code: 'command_not_allowed',
    });
    await writeFile(path, written);
    await rename(join(home, 'script.key'), join(home, 'gone.key'));
    expect(await errorOf(['jwt', 'sign', '{}'], { folder, environment: allowed })).toMatchObject({
      code: 'signature_not_good',
      message: expect.stringContaining('printed nothing'),
    });
  });
});

describe('by a PKCS#11 token', () => {
  const modules = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib64/pkcs11/libsofthsm2.so'];
  const isThere = async () => modules.some((path) => existsSync(path)) && existsSync('/usr/bin/pkcs11-tool');
  let lacking: string | undefined;
  let environment: NodeJS.ProcessEnv = {};

  beforeAll(async () => {
    lacking = await requirePackages(['softhsm2', 'opensc', 'opensc-pkcs11'], 'SoftHSM', isThere).then(
      () => undefined,
      (thrown: Error) => thrown.message,
    );
    if (lacking !== undefined) return;
    const configuration = join(home, 'softhsm2.conf');
    await mkdir(join(home, 'tokens'));
    await writeFile(configuration, `directories.tokendir = ${join(home, 'tokens')}\nobjectstore.backend = file\n`);
    environment = { SOFTHSM2_CONF: configuration, HSM_PIN: '1234', HOME: home };
    await util('--init-token', '--free', '--label', 'tpp', '--so-pin', '5678');
  }, installTime);
  const util = (...options: string[]) =>
    execute('softhsm2-util', [...options, '--pin', '1234'], { env: { ...process.env, ...environment } });

  it.for([
    [
      'PS256',
      'rsa',
      '01',
      ['--mechanism=RSA-PKCS-PSS', '--hash-algorithm=SHA256', '--mgf=MGF1-SHA256', '--salt-len=32'],
    ],
    ['ES256', 'ec', '02', ['--mechanism=ECDSA']],
  ] as const)('the guide is walked with %s', async ([algorithm, kind, id, mechanism], { skip }) => {
    if (lacking !== undefined) skip(lacking);
    const { folder, command } = await workspace(`hsm-${kind}`, kind, async (key) => {
      await util('--import', key, '--token', 'tpp', '--label', kind, '--id', id);
      await rm(key);
      const token = [`--module=${modules.find((path) => existsSync(path))}`, '--token-label=tpp'];
      return ['pkcs11-tool', ...token, '--login', '--pin=env:HSM_PIN', '--sign', `--id=${id}`, ...mechanism];
    });
    const allowed = { ...environment, OBW_ALLOWED_COMMANDS: commandDigest(command) };
    await walk(folder, allowed);
    const { jwt } = await resultOf(['jwt', 'sign', '{"iss":"x"}'], { folder, environment: allowed });
    expect(JSON.parse(Buffer.from(String(jwt).split('.')[0] ?? '', 'base64url').toString())).toMatchObject({
      alg: algorithm,
    });
    const wrongPin = { folder, environment: { ...allowed, HSM_PIN: '9999' } };
    expect(await errorOf(['jwt', 'sign', '{}'], wrongPin)).toMatchObject({
      code: 'command_failed',
      message: expect.stringContaining('CKR_PIN_INCORRECT'),
    });
  });
});
