/** The bank's own certificate authority, listener certificates and signing keys: made at the first start, read at the later ones. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  randomInt,
  X509Certificate,
} from 'node:crypto';
import { access, link, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { JWK } from 'jose';
import type { Clock } from '../clock.ts';
import { BankError } from '../errors.ts';
import { makeFolders } from '../make-folder.ts';
import { isAlive } from '../processes.ts';
import {
  hasEveryName,
  type Issuer,
  type KeyPair,
  makeIssuing,
  makeRoot,
  makeServerCertificate,
} from './certificates.ts';
import { publicJwk } from './jwk.ts';

/** A signing key: RSA for PS256 and RS256, or P-256 for ES256; its JWKs name no `alg`. */
export interface SigningKey {
  kid: string;
  key: KeyObject;
  jwk: JWK;
  privateJwk: JWK;
}

export interface Authority {
  /** Path of `ca.pem`: the root and the issuing CA, for `verify=`, `--cacert` and the like. */
  caFile: string;
  caPem: string;
  /** The CA that signs transport and signing certificates. */
  issuing: Issuer;
  /** Keys and chains (leaf, issuing CA) of the listeners, PEM: P-256 and RSA, as some suites of TLS 1.2 want the one and some the other. */
  server: { key: string[]; cert: string[] };
  bank: SigningKey;
  /** For id_tokens of clients that registered ES256. */
  bankEc: SigningKey;
  directory: SigningKey;
}

const generate = promisify(generateKeyPair);
/** EC of the curve P-256. */
export const ecKeys = (): Promise<KeyPair> => generate('ec', { namedCurve: 'P-256' });
/** RSA of 2048 bits, off the main thread. */
export const rsaKeys = (): Promise<KeyPair> => generate('rsa', { modulusLength: 2048 });

const names = {
  ca: 'ca.pem',
  issuing: 'issuing.pem',
  issuingKey: 'issuing.key',
  server: 'server.pem',
  serverKey: 'server.key',
  serverRsa: 'server-rsa.pem',
  serverRsaKey: 'server-rsa.key',
  bankKey: 'bank.key',
  bankEcKey: 'bank-ec.key',
  directoryKey: 'directory.key',
} as const;
/** Everything that the bank has in its `pki` folder. */
export const authorityFiles: readonly string[] = Object.values(names);
/** A folder's name before it is whole, and the process that makes it. */
const draftPrefix = 'pki.new-';
const renewBefore = 30 * 24 * 60 * 60 * 1000;

/**
 * The authority kept in `<dir>/pki`. Everything is written into a folder beside it that takes its name at the end, so that a start that was killed leaves nothing half-made behind.
 *
 * @param dir The bank's folder; made with mode 0700 when absent.
 * @throws BankError `folder_not_writable`, `store_damaged`
 */
export async function ensureAuthority(dir: string, clock: Clock): Promise<Authority> {
  const home = join(dir, 'pki');
  await clearDrafts(dir);
  if (!(await exists(join(home, names.ca)))) {
    try {
      await makeFolders(dir, 0o700);
      await create(dir, home, clock);
    } catch (cause) {
      throw isFileError(cause) ? notWritable(home, cause) : cause;
    }
  }
  try {
    return await read(home, clock);
  } catch (cause) {
    if (cause instanceof BankError) throw cause;
    const advice = `Remove ${home}: the bank makes new keys, and every software statement must be made again.`;
    throw new BankError('store_damaged', `The bank cannot read its keys in ${home}.`, advice, { cause });
  }
}

async function create(dir: string, home: string, clock: Clock): Promise<void> {
  // The root's key signs the issuing CA and is then forgotten: nothing needs it again.
  const [rootKeys, issuingKeys, serverKeys, bankEc, serverRsaKeys, bank, directory] = await Promise.all([
    ecKeys(),
    ecKeys(),
    ecKeys(),
    ecKeys(),
    rsaKeys(),
    rsaKeys(),
    rsaKeys(),
  ]);
  const root = await makeRoot(rootKeys, clock);
  const rootIssuer = { certificate: new X509Certificate(root), key: rootKeys.privateKey };
  const issuing = await makeIssuing(issuingKeys.publicKey, rootIssuer, clock);
  const issuer = { certificate: new X509Certificate(issuing), key: issuingKeys.privateKey };
  const [server, serverRsa] = await Promise.all([
    makeServerCertificate(serverKeys.publicKey, issuer, clock),
    makeServerCertificate(serverRsaKeys.publicKey, issuer, clock),
  ]);

  const draft = await mkdtemp(join(dir, `${draftPrefix}${process.pid}-`));
  const write = (name: string, text: string, mode: number) => writeFile(join(draft, name), text, { mode });
  await Promise.all([
    write(names.ca, root + issuing, 0o644),
    write(names.issuing, issuing, 0o644),
    write(names.server, server + issuing, 0o644),
    write(names.serverRsa, serverRsa + issuing, 0o644),
    write(names.issuingKey, pem(issuingKeys.privateKey), 0o600),
    write(names.serverKey, pem(serverKeys.privateKey), 0o600),
    write(names.serverRsaKey, pem(serverRsaKeys.privateKey), 0o600),
    write(names.bankEcKey, pem(bankEc.privateKey), 0o600),
    write(names.bankKey, pem(bank.privateKey), 0o600),
    write(names.directoryKey, pem(directory.privateKey), 0o600),
  ]);
  try {
    await rename(draft, home);
  } catch (error) {
    // Another process was first: its keys are the bank's.
    await rm(draft, { recursive: true, force: true });
    if (!(await exists(join(home, names.ca)))) throw error;
  }
}

/** Removes what a start began that was killed; what another process is just making stays. */
async function clearDrafts(dir: string): Promise<void> {
  const drafts = (await readdir(dir).catch((): string[] => [])).filter((name) => name.startsWith(draftPrefix));
  const left = drafts.filter((name) => !isAlive(Number.parseInt(name.slice(draftPrefix.length), 10)));
  await Promise.all(left.map((name) => rm(join(dir, name), { recursive: true, force: true })));
}

async function read(home: string, clock: Clock): Promise<Authority> {
  const text = (name: string) => readFile(join(home, name), 'utf8');
  const [caPem, issuingPem, issuingKey, bankKey, directoryKey] = await Promise.all([
    text(names.ca),
    text(names.issuing),
    text(names.issuingKey),
    text(names.bankKey),
    text(names.directoryKey),
  ]);
  const issuing = { certificate: new X509Certificate(issuingPem), key: createPrivateKey(issuingKey) };
  const [serverKey, serverRsaKey, bankEcKey] = await Promise.all([
    text(names.serverKey),
    keyOf(home, names.serverRsaKey, rsaKeys),
    keyOf(home, names.bankEcKey, ecKeys),
  ]);
  const certificate = (name: string, key: string) => certificateOf(join(home, name), key, issuing, issuingPem, clock);
  const [ec, rsa] = await Promise.all([
    certificate(names.server, serverKey),
    certificate(names.serverRsa, serverRsaKey),
  ]);
  return {
    caFile: join(home, names.ca),
    caPem,
    issuing,
    server: { key: [serverKey, serverRsaKey], cert: [ec, rsa] },
    bank: signingKeyOf(bankKey),
    bankEc: signingKeyOf(bankEcKey),
    directory: signingKeyOf(directoryKey),
  };
}

/** A private key of the folder's. One that an older version did not have is made; who is second takes what the first one made. */
async function keyOf(home: string, name: string, make: () => Promise<KeyPair>): Promise<string> {
  const file = join(home, name);
  const kept = await textAt(file);
  if (kept !== undefined) return kept;
  const { privateKey } = await make();
  await written(file, pem(privateKey), 0o600, async (draft) => {
    // Disks without hard links know no better way than to put one in the place of the other.
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') return rename(draft, file);
    });
    await rm(draft, { force: true });
  });
  return readFile(file, 'utf8');
}

/** The listeners' certificate for a key, with its chain; made anew where it is lacking, ends soon, lacks a name or is another key's. */
async function certificateOf(file: string, key: string, issuer: Issuer, issuingPem: string, clock: Clock) {
  const privateKey = createPrivateKey(key);
  const kept = await textAt(file);
  if (kept !== undefined) {
    const certificate = new X509Certificate(kept);
    const lasting = certificate.validToDate.getTime() >= clock.now() + renewBefore;
    if (lasting && hasEveryName(certificate) && certificate.checkPrivateKey(privateKey)) return kept;
  }
  const chain = (await makeServerCertificate(createPublicKey(privateKey), issuer, clock)) + issuingPem;
  await written(file, chain, 0o644, (draft) => rename(draft, file));
  return chain;
}

/** Writes beside a file what `settle` puts in its place. @throws BankError `folder_not_writable` */
async function written(file: string, text: string, mode: number, settle: (draft: string) => Promise<void>) {
  const draft = `${file}.new-${randomInt(2 ** 40)}`;
  try {
    await writeFile(draft, text, { mode });
    await settle(draft);
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw notWritable(dirname(file), cause);
  }
}

const textAt = (file: string): Promise<string | undefined> =>
  readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });

function notWritable(home: string, cause: unknown): BankError {
  const advice = 'Choose a folder that you may write to, on a disk with room.';
  return new BankError('folder_not_writable', `The bank cannot write its keys to ${home}.`, advice, { cause });
}

function signingKeyOf(text: string): SigningKey {
  const key = createPrivateKey(text);
  const jwk = publicJwk(key, 'sig');
  const kid = jwk.kid ?? '';
  return { kid, key, jwk, privateJwk: { ...key.export({ format: 'jwk' }), kid, use: 'sig' } };
}

/** PKCS#8 PEM of a private key. */
export function pem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

const isFileError = (error: unknown) => error instanceof Error && 'syscall' in error;
