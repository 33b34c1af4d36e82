/** Every command that openbanking.json names, and whether its user allowed it. */

import { t } from '../../standard/language.ts';
import { truncate } from '../../standard/truncate.ts';
import { commandDigest, fileAllowances } from '../commands/allowances.ts';
import type { NamedCommand } from '../commands/allowed-command.ts';
import { fail } from '../errors.ts';
import type { WorkspaceFile } from './schema.ts';
import { secretCommandsIn } from './secret-command.ts';
import { signingCommandsIn } from './signing-key.ts';

export interface ListedCommand extends NamedCommand {
  digest: string;
  allowed: boolean;
}

interface OfWorkspace {
  folder: string;
  file: WorkspaceFile;
}

const namedIn = (file: WorkspaceFile): NamedCommand[] => [...signingCommandsIn(file), ...secretCommandsIn(file)];

/** In the order of the file, an argument list for each member that has it. */
export async function listCommands({ folder, file }: OfWorkspace): Promise<ListedCommand[]> {
  const allowances = fileAllowances(folder);
  return Promise.all(
    namedIn(file).map(async (named) => {
      const digest = commandDigest(named.command);
      return { ...named, digest, allowed: await allowances.has(digest) };
    }),
  );
}

/**
 * Allows the commands of the file with this digest, of which the first sixteen characters are enough.
 * @throws OpenBankingError `usage` where the file names no such command, `file_not_writable`, `disk_full`
 */
export async function allowCommand(workspace: OfWorkspace, digest: string): Promise<ListedCommand[]> {
  const allowances = fileAllowances(workspace.folder);
  const meant = (await listCommands(workspace)).filter((each) => digest.length >= 16 && each.digest.startsWith(digest));
  if (meant.length === 0) {
    return fail({
      code: 'usage',
      message: t('openbanking.json names no command with the digest {0}.', JSON.stringify(truncate(digest, 100))),
      try: t(
        'Give the first 16 characters or more of a digest in the list of its commands; one that was changed has another, and is looked at anew.',
      ),
      remedies: [{ do: 'listCommands' }],
    });
  }
  for (const each of meant) await allowances.add(each.digest);
  return meant.map((each) => ({ ...each, allowed: true }));
}
