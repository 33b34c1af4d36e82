/** The signing key of an identity: from its file, or behind the command that has it. */

import type { KeyObject } from 'node:crypto';
import { createPublicKey } from 'node:crypto';
import { t } from '../../standard/language.ts';
import type { NamedCommand, RunCommand } from '../commands/allowed-command.ts';
import { fail } from '../errors.ts';
import { type Certificate, readCertificate } from '../keys/certificate.ts';
import { commandSigner } from '../keys/command-signer.ts';
import { kidOf } from '../keys/kid.ts';
import { assertFits, type SigningKey } from '../keys/private-key.ts';
import type { PairPurpose } from '../keys/purpose.ts';
import { keySigner, type Signer, type SigningAlgorithm } from '../keys/signer.ts';
import { type Identity, ownerOf, pairsOf } from './identity.ts';
import type { WorkspaceFile } from './schema.ts';

/** Files of the workspace, opened with the passphrase of whose they are. */
export interface KeyFiles {
  pem(path: string, purpose?: PairPurpose, owner?: string): Promise<string>;
  key(path: string, purpose: PairPurpose, owner: string | undefined): Promise<KeyObject>;
}

/**
 * A command is not run here, but when something is signed.
 *
 * @throws OpenBankingError `key_invalid`, `key_encrypted`, `certificate_invalid`, `key_certificate_mismatch` and those of files
 */
export async function readSigningKey(
  { signing, pointers }: Identity,
  files: KeyFiles,
  run: RunCommand,
): Promise<SigningKey> {
  const owner = ownerOf(pointers.signing);
  const certified = async (path: string) => readCertificate(await files.pem(path, 'signing', owner), path);
  const { key: path, command, certificate: beside } = signing;
  if (path === undefined) {
    if (command === undefined || beside === undefined) return withoutKey(pointers.signing);
    const certificate = await certified(beside);
    const { publicKey } = certificate;
    const signer = commandSigner({ run, member: memberAt(pointers.signing), command, publicKey, certificate: beside });
    return keyFrom({ signing, path: beside, publicKey, signer, certificate });
  }
  const key = await files.key(path, 'signing', owner);
  const publicKey = createPublicKey(key);
  const made = keyFrom({ signing, path, publicKey, signer: keySigner(key) });
  if (beside === undefined) return made;
  const certificate = await certified(beside);
  assertFits(certificate, key, { certificate: beside, key: path });
  return { ...made, certificate };
}

/** `signing.command`, as a sentence names it. */
const memberAt = (pointer: string): string => `${pointer.slice(1).replaceAll('/', '.')}.command`;

/** The commands that sign, each once. */
export function signingCommandsIn(file: WorkspaceFile): NamedCommand[] {
  const named = pairsOf(file).flatMap(({ signing: { command }, pointers }) =>
    command ? [{ member: memberAt(pointers.signing), command }] : [],
  );
  return named.filter(({ member }, index) => named.findIndex((other) => other.member === member) === index);
}

interface Found {
  signing: Identity['signing'];
  /** Of the file that the public key is from. */
  path: string;
  publicKey: KeyObject;
  signer: Signer;
  certificate?: Certificate;
}

function keyFrom({ signing, path, publicKey, signer, certificate }: Found): SigningKey {
  const algorithm = signing.algorithm ?? (publicKey.asymmetricKeyType === 'ec' ? 'ES256' : 'PS256');
  const kid = signing.kid ?? kidOf(publicKey);
  const publicJwk = publicJwkOf(publicKey, { path, algorithm, kid });
  return { kid, algorithm, signer, publicKey, publicJwk, ...(certificate && { certificate }) };
}

function publicJwkOf(
  key: KeyObject,
  { path, algorithm, kid }: { path: string; algorithm: SigningAlgorithm; kid: string },
): SigningKey['publicJwk'] {
  const { kty, n, e, crv, x, y } = key.export({ format: 'jwk' });
  const members = kty === 'RSA' ? { kty, n, e } : { kty, crv, x, y };
  const suits = algorithm === 'ES256' ? crv === 'P-256' : kty === 'RSA';
  if (suits) return { ...members, kid, alg: algorithm, use: 'sig' };
  return fail({
    code: 'key_invalid',
    message: t(
      '{0} holds {1}, which cannot sign {2}.',
      path,
      kty === 'RSA' ? t('an RSA key') : t('a key on the curve {0}', crv),
      algorithm,
    ),
    try: t('PS256 and RS256 need an RSA key, ES256 a key on P-256; correct signing.algorithm or name another key.'),
  });
}

/** Only a file that was never checked comes here. */
export function withoutKey(pointer: string): never {
  return fail({
    code: 'workspace_invalid',
    message: t('openbanking.json names no key at {0}.', pointer),
    try: t('Name the files, or what stands in their place.'),
  });
}
