/** The reference of `obw`, made from its own parser. */
import type { Argument, Command, Option } from 'commander';
import { buildProgram } from '../../src/cli/program.ts';
import { byProgram, table } from './table.ts';

/** Nobody listens, and nothing is begun. */
const nobody = { write: () => true } as unknown as NodeJS.WriteStream;

/** The text of `docs/reference/obw.md`. */
export function commandReference(): string {
  const program = buildProgram({ stdout: nobody, stderr: nobody }, async () => undefined);
  const opening = `# Reference of obw

${byProgram}

Every verb and option; \`obw help\` and \`obw VERB --help\` show the same. Standard output carries the result and nothing else. Exit status: 0
done, 1 refused or failed, 2 wrong usage, 130 and 143 ended by Ctrl-C and by SIGTERM.`;
  const verbs = program.commands.flatMap((command) => textsOf(command, 'obw'));
  const environment = environmentIn(program);
  return `${[opening, ...verbs, environment].join('\n\n')}\n`;
}

/** A command that does something, and those below it. */
function textsOf(command: Command, before: string): string[] {
  const name = `${before} ${command.name()}`;
  const below = command.commands.flatMap((each) => textsOf(each, name));
  const isGroup = command.commands.length > 0 && command.options.length === 0;
  return isGroup ? below : [textOf(command, name), ...below];
}

function textOf(command: Command, name: string): string {
  const { registeredArguments: given } = command;
  const usage = [name, ...given.map(argumentWord)].join(' ');
  const rows = [...given.map(argumentRow), ...command.options.filter(({ hidden }) => !hidden).map(optionRow)];
  const description = command.description();
  return [
    `## ${usage}`,
    `${description.charAt(0).toUpperCase()}${description.slice(1)}.`,
    ...(rows.length === 0 ? [] : [table(['given', 'meaning'], rows)]),
  ].join('\n\n');
}

function argumentWord(argument: Argument): string {
  const word = `${argument.name()}${argument.variadic ? '…' : ''}`.toUpperCase();
  return argument.required ? word : `[${word}]`;
}

const argumentRow = (argument: Argument): string[] => [`\`${argumentWord(argument)}\``, argument.description];

function optionRow({
  flags,
  description,
  mandatory,
  argChoices,
  defaultValue,
  defaultValueDescription,
}: Option): string[] {
  const value = defaultValueDescription ?? (defaultValue === undefined ? undefined : JSON.stringify(defaultValue));
  return [
    mandatory ? `**\`${flags}\`**` : `\`${flags}\``,
    [
      description,
      ...(argChoices ? [`One of ${argChoices.map((choice) => `\`${choice}\``).join(', ')}.`] : []),
      ...(value === undefined ? [] : [`Default: ${value}.`]),
    ]
      .join('. ')
      .replace(/\.\. /g, '. '),
  ];
}

/** What stands at the end of `obw help`. */
function environmentIn(program: Command): string {
  let help = '';
  program.configureOutput({ writeOut: (text) => (help += text) });
  program.outputHelp();
  const [, after = ''] = help.split('\nEnvironment:\n');
  const rows = [...after.matchAll(/^ {2}(\S.*?) {2,}(\S.*)$/gm)].map(([, names = '', words = '']) => [
    names
      .split(', ')
      .map((name) => `\`${name}\``)
      .join(', '),
    words,
  ]);
  return ['## Environment', table(['variable', 'meaning'], rows)].join('\n\n');
}
