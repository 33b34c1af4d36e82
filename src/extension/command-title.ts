/** A command's title where a button or a row has it, in the reader's language: the manifest's own is VS Code's alone. */
import * as vscode from 'vscode';
import { type CommandName, commands } from './contributions/commands.ts';

export const titleOfCommand = (command: CommandName): string => vscode.l10n.t(commands[command].title);
