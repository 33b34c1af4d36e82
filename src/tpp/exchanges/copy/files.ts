/** Which files of a workspace a copy of an exchange has to name. */
import { X509Certificate } from 'node:crypto';
import { readBytesWithin, readWithin } from '../../files/files.ts';
import { readAuthorityFile } from '../../keys/certificate.ts';
import { formOf } from '../../keys/key-file.ts';
import type { ExchangeRecord } from '../../transport/exchange.ts';
import { identityOf } from '../../workspace/identity.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { CopyFiles, OtherForm } from './template.ts';

/**
 * The files for an exchange: the client certificate where it was offered, and the CA file by which the server was verified. Nothing is
 * thrown for a file that cannot be read: the copy then names the first.
 */
export async function copyFiles(workspace: Workspace, record: ExchangeRecord): Promise<CopyFiles> {
  const { banks } = workspace.file;
  const entry = record.bank !== undefined && Object.hasOwn(banks, record.bank) ? banks[record.bank] : undefined;
  const bank = entry && record.bank !== undefined ? { name: record.bank, entry } : undefined;
  const { transport } = identityOf(workspace.file, bank);
  const files: CopyFiles = {};
  const { certificate, key } = transport;
  if (record.clientCertificate.offered && certificate !== undefined && key !== undefined) {
    const [ofCertificate, ofKey] = await Promise.all([
      formIn(workspace.folder, certificate),
      formIn(workspace.folder, key),
    ]);
    const form = ofKey.form ?? ofCertificate.form;
    files.clientCertificate = { certificate, key, encrypted: ofKey.encrypted, ...(form && { form }) };
  }
  if (record.tls === 'none') return files;
  const paths = [...new Set([...(transport.ca ?? []), ...(entry?.ca ?? [])])];
  const ca = await authorityFile(workspace.folder, paths, record.serverCertificate?.authority);
  return ca === undefined ? files : { ...files, ca };
}

async function formIn(folder: string, path: string): Promise<{ encrypted: boolean; form?: OtherForm }> {
  const bytes = await readBytesWithin(folder, path).catch(() => new Uint8Array());
  const read = formOf(bytes);
  if ('form' in read) return { encrypted: true, form: 'P12' };
  return { encrypted: /ENCRYPTED/.test(read.text), ...(read.der && { form: 'DER' as const }) };
}

/** A tool that is given a CA file trusts nothing else, so it is named only where it is the one that counts. */
async function authorityFile(
  folder: string,
  paths: readonly string[],
  authority: string | undefined,
): Promise<string | undefined> {
  if (authority === undefined) return paths[0];
  if (authority === 'system') return undefined;
  for (const path of paths) {
    const pems = await readWithin(folder, path).then(
      (text) => readAuthorityFile(text, path).authorities,
      () => [],
    );
    if (pems.some((pem) => new X509Certificate(pem).fingerprint256 === authority)) return path;
  }
  return paths[0];
}
