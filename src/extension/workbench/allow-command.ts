/** The question before a command of openbanking.json is run for the first time: the whole of it, to be read. */
import * as vscode from 'vscode';
import type { AskAllowance } from '../../tpp/commands/allowed-command.ts';
import { spelled } from '../../tpp/commands/spelled-command.ts';
import { confirm } from '../plain/messages.ts';

export const askAllowance: AskAllowance = async ({ member, command, folder }) => {
  const question = vscode.l10n.t(
    '{0} in openbanking.json wants to run {1}. Allow it?',
    member,
    spelled(command[0] ?? ''),
  );
  const detail = [
    vscode.l10n.t('The command, argument by argument:'),
    ...command.map((argument) => spelled(argument)),
    '',
    member.endsWith('signing.command')
      ? vscode.l10n.t(
          'It runs as you, in {0}, whenever something is signed. Once this list is changed, you are asked again; a change of what the program itself holds is not seen.',
          folder,
        )
      : vscode.l10n.t(
          'It runs as you, in {0}, whenever a secret is needed. Once this list is changed, you are asked again; a change of what the program itself holds is not seen.',
          folder,
        ),
  ].join('\n');
  return confirm(question, detail, vscode.l10n.t('Allow'));
};
