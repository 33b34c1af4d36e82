/** The certificates of a file as a text to be read: PEM, DER or PKCS#12, by its content. */
import * as vscode from 'vscode';
import { readFile } from '../documents/chosen-file.ts';
import { openMemoryFile } from '../documents/memory-files.ts';
import { showInput } from '../plain/inputs.ts';
import { oneLine } from '../plain/text.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { certificateRows } from './key-words.ts';

/** @returns the document's address; undefined where the file has no certificate, which was said */
export async function showCertificates(workbench: Workbench, file: vscode.Uri): Promise<vscode.Uri | undefined> {
  const tpp = await workbench.tpp();
  const name = file.path.split('/').at(-1) ?? file.path;
  try {
    const bytes = await readFile(file, vscode.l10n.t('a certificate'));
    const title = vscode.l10n.t('Passphrase of {0}', name);
    const passphrase = async (): Promise<string | undefined> => showInput({ title, password: true });
    const text = await tpp.keyFileText(bytes, { path: name, passphrase });
    const { leaves, authorities } = tpp.readAuthorityFile(text, name);
    const all = [...leaves.map(({ pem }) => pem), ...authorities].map((pem) => tpp.readCertificate(pem, name));
    const parts = all.map((certificate, index) => {
      const rows = certificateRows(certificate).flatMap(([label, value]) =>
        value ? [`${label}: ${oneLine(value)}`] : [],
      );
      return [vscode.l10n.t('Certificate {0} of {1}', index + 1, all.length), ...rows].join('\n');
    });
    return (await openMemoryFile(`${name}/Certificates of ${name}.txt`, `${parts.join('\n\n')}\n`, { readonly: true }))
      .uri;
  } catch (thrown) {
    await workbench.show(tpp.problemOf(thrown));
    return undefined;
  }
}
