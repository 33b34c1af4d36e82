/** Keys and certificates in every form that people have, and in the wrong places: `dist/cli.js` against the bank. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keyEncryptedWith, makePkcs12, oldPkcs12 } from '../support/pkcs12.ts';
import { errorOf, resultOf, run, type Started, start } from './support/command.ts';

let root: string;
let bank: Started;
let discovery: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'obw-keys-'));
  const dir = join(root, 'bank');
  bank = start(['bank', 'start', '--dir', dir, '--transactions', '10']);
  discovery = JSON.parse(await bank.says('\n')).discovery;
  await resultOf(['bank', 'software-statement', '--dir', dir, '--out', join(root, 'tpp')]);
});
afterAll(async () => {
  bank.child.kill('SIGTERM');
  await bank.ended;
  await rm(root, { recursive: true, force: true });
});

/** A folder with the statement's files, without an openbanking.json. */
async function folderOfFiles(): Promise<{
  folder: string;
  at: (name: string) => string;
  text: (name: string) => Promise<string>;
}> {
  const folder = await mkdtemp(join(root, 'files-'));
  await cp(join(root, 'tpp'), folder, { recursive: true });
  await rm(join(folder, 'openbanking.json'));
  const at = (name: string) => join(folder, name);
  return { folder, at, text: (name) => readFile(at(name), 'utf8') };
}

const init = (changes: Record<string, string> = {}) => [
  'init',
  ...Object.entries({
    assertion: 'ssa.jwt',
    'signing-key': 'signing.key',
    'signing-certificate': 'signing.pem',
    'transport-certificate': 'transport.pem',
    'transport-key': 'transport.key',
    ca: 'ca.pem',
    discovery,
    bank: 'mine',
    ...changes,
  }).flatMap(([name, value]) => [`--${name}`, value]),
];
const codesOf = (findings: { severity: string; code: string }[]) =>
  findings.filter(({ severity }) => severity !== 'information').map(({ severity, code }) => `${severity} ${code}`);

it('PKCS#12 and DER under names for PEM register a client over mutual TLS', async () => {
  const { folder, at, text } = await folderOfFiles();
  const certificates = [await text('transport.pem')];
  const transport = createPrivateKey(await text('transport.key'));
  const signing = createPrivateKey(await text('signing.key'));
  await writeFile(at('both.pem'), makePkcs12({ keys: [transport], certificates }, 'open sesame'), { mode: 0o600 });
  await writeFile(at('signing.pem'), new X509Certificate(await text('signing.pem')).raw);
  await writeFile(at('signing.key'), signing.export({ type: 'pkcs8', format: 'der' }), { mode: 0o600 });
  const both = { 'transport-certificate': 'both.pem', 'transport-key': 'both.pem' };
  expect(await errorOf(init(both), { folder })).toMatchObject({ code: 'key_encrypted' });
  const given = { folder, environment: { OBW_TRANSPORT_PASSPHRASE: 'open sesame' } };
  await resultOf(init(both), given);
  expect(codesOf((await resultOf(['check'], given)).findings)).toEqual([]);
  await resultOf(['register'], given);
  await resultOf(['client', 'delete'], given);
  const wrong = { folder, environment: { OBW_TRANSPORT_PASSPHRASE: 'wrong' } };
  expect(await errorOf(['register'], wrong)).toMatchObject({
    code: 'key_encrypted',
    message: 'The passphrase given for both.pem does not open it.',
  });
  const key = { folder, environment: { OBW_SIGNING_PASSPHRASE: 'open sesame' } };
  const { jwt } = await resultOf(['jwt', 'sign', '{"sub":"1"}', '--key', 'both.pem'], key);
  expect(await resultOf(['jwt', 'verify', jwt, '--key', 'both.pem'], key)).toMatchObject({ valid: true });
});

it('old ciphers are named with their command, whatever the passphrase', async () => {
  const { folder, at } = await folderOfFiles();
  await resultOf(init(), { folder });
  const environment = { OBW_TRANSPORT_PASSPHRASE: 'secret' };
  await writeFile(at('transport.key'), keyEncryptedWith('1.2.840.113549.1.5.3'), { mode: 0o600 });
  for (const options of [{ folder }, { folder, environment }]) {
    expect(await errorOf(['register'], options)).toMatchObject({
      code: 'key_invalid',
      message: expect.stringContaining('pbeWithMD5AndDES-CBC, an old cipher'),
      try: expect.stringContaining('openssl pkcs8 -topk8 -v2 aes-256-cbc'),
    });
  }
  const old = oldPkcs12('1.2.840.113549.1.12.1.6', '1.2.840.113549.1.12.1.3');
  await writeFile(at('transport.key'), old, { mode: 0o600 });
  expect(await errorOf(['register'], { folder, environment })).toMatchObject({
    code: 'key_invalid',
    try: expect.stringContaining('openssl pkcs12 -legacy -in transport.key -nocerts'),
  });
});

it('check is not ready with the pairs in each other’s places, nor with another organisation’s', async () => {
  const { folder, at } = await folderOfFiles();
  await resultOf(init(), { folder });
  for (const ending of ['key', 'pem']) {
    await rename(at(`transport.${ending}`), at(`x.${ending}`));
    await rename(at(`signing.${ending}`), at(`transport.${ending}`));
    await rename(at(`x.${ending}`), at(`signing.${ending}`));
  }
  const swapped = await run(['check'], { folder });
  expect(swapped.status).toBe(1);
  expect(swapped.stdout).toMatch(
    /✗ The transport certificate is one for signatures, by its QcType\. → .*changed places/,
  );
  expect(swapped.stdout).toMatch(/✗ The signing certificate is one for transport, by its QcType\./);
  expect(swapped.stdout).not.toContain('Everything is there');

  const other = await folderOfFiles();
  await resultOf(init(), { folder: other.folder });
  const [header, payload = '', signature] = (await other.text('ssa.jwt')).trim().split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const foreign = Buffer.from(JSON.stringify({ ...claims, org_id: '0015800001041RHAAY' })).toString('base64url');
  await writeFile(other.at('ssa.jwt'), [header, foreign, signature].join('.'));
  const checked = await run(['check', '--json'], { folder: other.folder });
  expect(checked.status).toBe(1);
  expect(codesOf(JSON.parse(checked.stdout).findings)).toEqual([
    'error certificate_of_another_organisation',
    'error certificate_of_another_organisation',
  ]);
});

it('a CA file with a leaf and a damaged certificate is used for its CAs, and the rest is named', async () => {
  const { folder, at, text } = await folderOfFiles();
  const authorities = await text('ca.pem');
  const damaged = authorities.slice(0, authorities.indexOf('-----END')).replace('MI', 'AA');
  await writeFile(at('ca.pem'), `${await text('transport.pem')}${authorities}${damaged}-----END CERTIFICATE-----\n`);
  const made = await run(init(), { folder });
  expect(made).toMatchObject({ status: 0, stderr: expect.stringContaining('ca.pem holds CN=') });
  const { findings } = await resultOf(['check'], { folder });
  expect(codesOf(findings)).toEqual(['warning ca_file_with_leaf', 'warning ca_unreadable']);
  await resultOf(['register'], { folder });
  await resultOf(['client', 'delete'], { folder });
});

it('check --verbose prints the subject in each spelling that banks want', async () => {
  const { folder } = await folderOfFiles();
  await resultOf(init(), { folder });
  const { subject } = await resultOf(['check'], { folder });
  expect(subject.dotted).toMatch(/^CN=\w+,2\.5\.4\.97=#(?:0c|13)[0-9a-f]+,O=.+,C=GB$/);
  expect(subject.dottedText).toMatch(/,2\.5\.4\.97=PSDGB-FCA-\w+,/);
  expect(subject.openssl).toMatch(/^C=GB,O=.+,organizationIdentifier=PSDGB-FCA-\w+,CN=\w+$/);
  const plain = await run(['check'], { folder });
  const verbose = await run(['check', '--verbose'], { folder });
  for (const spelling of Object.values<string>(subject)) expect(verbose.stdout).toContain(spelling);
  expect(plain.stdout).toContain(`The subject of the transport certificate is ${subject.named}.`);
  expect(plain.stdout).toMatch(/The roles of the transport certificate are PSP_AI, PSP_PI.*, by /);
  expect(plain.stdout).not.toContain(subject.dotted);
});
