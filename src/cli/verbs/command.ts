/** `obw command`: the commands that openbanking.json names (`secretCommand`), each run only once it was looked at and allowed. */
import type { Command } from 'commander';
import { spelled } from '../../tpp/commands/spelled-command.ts';
import type { ListedCommand } from '../../tpp/workspace/named-commands.ts';
import type { Call } from '../call.ts';
import { type Start, takesWorkspace, type WorkspaceOptions } from '../options.ts';
import { openWorkspaceOf } from '../session.ts';
import { green, yellow } from '../words.ts';

export function addCommandVerbs(program: Command, start: Start): void {
  const verb = program.command('command').description('the commands that openbanking.json names');
  takesWorkspace(verb.command('list').description('list them, each with its digest and whether it is allowed')).action(
    (options: WorkspaceOptions) => start(options, (call) => list(call, options)),
  );
  takesWorkspace(verb.command('allow').description('allow one to be run in this folder, from now on'))
    .argument('<digest>', 'of its argument list: the first 16 characters or more')
    .action((digest: string, options: WorkspaceOptions) => start(options, (call) => allow(call, digest, options)));
}

async function list(call: Call, options: WorkspaceOptions): Promise<void> {
  const { tpp, workspace } = await openWorkspaceOf(call, options);
  const commands = await tpp.listCommands(workspace);
  await call.print({ commands }, () =>
    commands.length === 0
      ? 'openbanking.json names no command.'
      : commands.map((each) => lineOf(call, each)).join('\n'),
  );
}

async function allow(call: Call, digest: string, options: WorkspaceOptions): Promise<void> {
  const { tpp, workspace } = await openWorkspaceOf(call, options);
  const commands = await tpp.allowCommand(workspace, digest);
  await call.print({ commands }, () => commands.map((each) => lineOf(call, each)).join('\n'));
}

function lineOf(call: Call, { member, command, digest, allowed }: ListedCommand): string {
  const mark = allowed ? green(call, 'allowed    ') : yellow(call, 'not allowed');
  return `${mark}  ${digest.slice(0, 16)}  ${member}  ${spelled(command)}`;
}
