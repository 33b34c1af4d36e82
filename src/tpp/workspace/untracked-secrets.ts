/** The secret files of a folder that did not come with its repository: what a window uses without being asked. */
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import { trackedSecrets } from './key-findings.ts';
import { type SecretFiles, secretFileName, secretFiles } from './secret-files.ts';
import type { SecretName } from './secrets.ts';

/** Milliseconds for which git is not asked again. */
const cacheLifetime = 5000;

/**
 * As {@link secretFiles}. One that git tracks is neither read nor written, so that no repository decides with whose secret a window works, nor
 * takes one along; it may be removed.
 *
 * @param now milliseconds that only grow
 */
export function untrackedSecretFiles(folder: string, now: () => number = () => performance.now()): SecretFiles {
  const files = secretFiles(folder);
  let asked: { isTracked: ReturnType<typeof trackedSecrets>; at: number } | undefined;
  const assertUntracked = async (name: SecretName): Promise<void> => {
    if (asked === undefined || now() - asked.at > cacheLifetime)
      asked = { isTracked: trackedSecrets(folder), at: now() };
    const file = secretFileName(name);
    if (!(await asked.isTracked)(file)) return;
    fail({
      code: 'file_unreadable',
      message: t(
        'Git tracks {0}: it may have come with the repository, and is not used.',
        `.openbanking/secrets/${file}`,
      ),
      try: t('If it is yours, take it out of git, and have the secret changed if it was ever pushed; else remove it.'),
      remedies: [{ do: 'checkPrerequisites' }],
    });
  };
  return {
    ...files,
    get: async (name) => {
      await assertUntracked(name);
      return files.get(name);
    },
    set: async (name, value) => {
      await assertUntracked(name);
      await files.set(name, value);
    },
  };
}
