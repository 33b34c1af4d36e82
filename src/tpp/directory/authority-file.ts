/** What is said of a CA file that holds more than CAs: nothing of it is used but them. */
import type { AuthorityFile } from '../keys/certificate.ts';
import type { Finding } from '../workspace/finding.ts';

/** A finding for each leaf and each certificate that cannot be read; banks publish files with both. */
export function authorityFileFindings(
  file: Omit<AuthorityFile, 'authorities'> & { authorities: readonly unknown[] },
  path: string,
): Finding[] {
  const rest = file.authorities.length === 0 ? 'no CA is in the file' : 'its CAs are used';
  return [
    ...file.leaves.map(
      ({ subject }): Finding => ({
        severity: 'warning',
        code: 'ca_file_with_leaf',
        message: `${path} holds ${subject}, which is no CA: nothing is trusted by it, ${rest}.`,
        fix:
          file.authorities.length === 0
            ? 'Name the file with the CA that issued it.'
            : 'Leave it, or take it out of the file.',
        path,
      }),
    ),
    ...file.unreadable.map(
      (number): Finding => ({
        severity: 'warning',
        code: 'ca_unreadable',
        message: `Certificate number ${number} in ${path} cannot be read and is left out; ${rest}.`,
        fix: 'Download the file again; a part of it is missing or changed.',
        path,
      }),
    ),
  ];
}
