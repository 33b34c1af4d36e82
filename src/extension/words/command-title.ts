/** A command's title where a button or a row has it, in the reader's language: the manifest's own is VS Code's alone. */
import { t } from '../../standard/language.ts';
import { type CommandName, commands } from '../contributions/commands.ts';

export const titleOfCommand = (command: CommandName): string => t(commands[command].title);
