/** Commands for secrets that a bank needs and its user has not allowed yet: known before the first of them is wanted. */

import { problemOfNotAllowed } from '../commands/allowed-command.ts';
import type { Finding } from '../finding.ts';
import { fixOf } from '../remedies.ts';
import { listCommands } from './named-commands.ts';
import { secretMemberOf } from './secret-command.ts';
import type { Workspace } from './workspace.ts';

/** A warning for each, as who is there may be asked when it is needed. What signs is tried, and tells it by itself. */
export async function commandFindings({ folder, file }: Workspace, bank: string): Promise<Finding[]> {
  const own = secretMemberOf(file, bank);
  if (own === undefined) return [];
  const commands = await listCommands({ folder, file });
  return commands
    .filter(
      ({ member, allowed }) => !allowed && (member === own || member === `${own}.get` || member === `${own}.store`),
    )
    .map((named) => {
      const problem = problemOfNotAllowed(named, named.digest);
      return { severity: 'warning', code: problem.code, message: problem.message, ...fixOf(problem) };
    });
}
