/** A workspace folder made for a test, with keys and certificates that fit. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { signJwt } from '../../../src/tpp/jwt/sign.ts';
import { keySigner } from '../../../src/tpp/keys/signer.ts';
import { type Authority, clientName, makeRoot } from '../../support/certificates.ts';

export const complete = {
  softwareStatement: { assertion: 'keys/ssa.jwt', redirectUris: ['https://app.getpostman.com/oauth2/callback'] },
  signing: { key: 'keys/signing.key', certificate: 'keys/signing.pem' },
  transport: { certificate: 'keys/transport.pem', key: 'keys/transport.key', ca: ['keys/ca.pem'] },
  banks: { sandbox: { discovery: 'https://auth1.bank.test/.well-known/openid-configuration' } },
};

let made: Promise<{ root: Authority; signing: Authority; transport: Authority; ssa: string }> | undefined;

async function make() {
  const root = await makeRoot();
  const [signing, transport] = await Promise.all([root.issue(clientName), root.issue(clientName)]);
  const key = { kid: 'directory', algorithm: 'ES256' as const, signer: keySigner(root.privateKey) };
  return { root, signing, transport, ssa: await signJwt({ iss: 'OpenBanking Ltd', software_id: 's' }, key) };
}

/** A folder of its own for each test, removed afterwards; `file` is written as openbanking.json (a string as it is). */
export async function workspaceFolder(file: unknown = complete): Promise<{
  folder: string;
  root: Authority;
  signing: Authority;
  transport: Authority;
  ssa: string;
  write: (path: string, content: string | Uint8Array, mode?: number) => void;
}> {
  made ??= make();
  const pairs = await made;
  const folder = emptyFolder();
  const write = (path: string, content: string | Uint8Array, mode = 0o600) =>
    writeFileSync(join(folder, path), content, { mode });
  mkdirSync(join(folder, 'keys'));
  write('openbanking.json', typeof file === 'string' ? file : JSON.stringify(file, null, 2));
  write('keys/ssa.jwt', `${pairs.ssa}\n`);
  write('keys/signing.key', pairs.signing.key);
  write('keys/signing.pem', pairs.signing.certificate);
  write('keys/transport.key', pairs.transport.key);
  write('keys/transport.pem', pairs.transport.certificate + pairs.root.certificate);
  write('keys/ca.pem', pairs.root.certificate);
  return { folder, ...pairs, write };
}

export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'obw-workspace-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
