/** What is said of a CA file that holds more than CAs: nothing of it is used but them. */
import { t } from '../../standard/language.ts';
import type { Finding } from '../finding.ts';
import type { AuthorityFile } from '../keys/certificate.ts';

/** A finding for each leaf and each certificate that cannot be read; banks publish files with both. */
export function authorityFileFindings(
  file: Omit<AuthorityFile, 'authorities'> & { authorities: readonly unknown[] },
  path: string,
): Finding[] {
  const rest = file.authorities.length === 0 ? t('no CA is in the file') : t('its CAs are used');
  return [
    ...file.leaves.map(
      ({ subject }): Finding => ({
        severity: 'warning',
        code: 'ca_file_with_leaf',
        message: t('{0} holds {1}, which is no CA: nothing is trusted by it, {2}.', path, subject, rest),
        fix:
          file.authorities.length === 0
            ? t('Name the file with the CA that issued it.')
            : t('Leave it, or take it out of the file.'),
        path,
      }),
    ),
    ...file.unreadable.map(
      (number): Finding => ({
        severity: 'warning',
        code: 'ca_unreadable',
        message: t('Certificate number {0} in {1} cannot be read and is left out; {2}.', number, path, rest),
        fix: t('Download the file again; a part of it is missing or changed.'),
        path,
      }),
    ),
  ];
}
