/** Options that several verbs share, and how their values are read; one place, so that they mean the same everywhere. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Call } from './call.ts';
import { wrongUsage } from './errors.ts';

export interface JsonOption {
  json?: boolean;
}

/** What every verb takes that talks to a bank. */
export interface WorkspaceOptions extends JsonOption {
  workspace?: string;
  bank?: string;
}

/** How a verb is begun: its options, and what it does. A verb that ends by Ctrl-C on purpose looks at the signal itself. */
export type Start = (
  options: WorkspaceOptions,
  action: (call: Call) => Promise<void>,
  how?: { endsBySignal?: boolean },
) => Promise<void>;

const jsonOption = (): Option => new Option('--json', 'answer in JSON; an error is one line of JSON on standard error');

export function takesJson(command: Command): Command {
  return command.addOption(jsonOption());
}

export function takesWorkspace(command: Command): Command {
  return command
    .option('--workspace <folder>', 'the folder of openbanking.json (default: this one)')
    .option('--bank <name>', 'the bank, as openbanking.json names it (default: the only one)')
    .addOption(jsonOption());
}

export function takesConsent(command: Command): Command {
  return takesWorkspace(command).option('--consent <id>', 'the consent (default: the one authorised last)');
}

export interface FormatOption extends JsonOption {
  format?: 'table' | 'json' | 'csv';
}

export const formatOption = (): Option =>
  new Option('--format <format>', 'how to show them').choices(['table', 'json', 'csv']);

/** Whether JSON is wanted, by either option; wrong usage where they contradict each other. */
export function inFormat({ json, format }: FormatOption): JsonOption {
  if (json && format !== undefined && format !== 'json') {
    wrongUsage(`--json and --format ${format} contradict each other.`, 'Give one of the two.');
  }
  return { json: json || format === 'json' };
}

/** A whole number within these bounds. */
export function wholeNumber(from: number, to: number): (text: string) => number {
  return (text) => {
    const number = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= from && number <= to) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${from} to ${to}.`);
  };
}

export const port = wholeNumber(1, 65_535);
export const transactionCount = wholeNumber(0, 1_000_000);

/** `a,b` or `a b`, without empty members. */
export function list(text: string): string[] {
  return named(text.split(/[\s,]+/));
}

/** `a,b`, without empty members: an account is written with its sort code and a space as well. */
export function accountList(text: string): string[] {
  return named(text.split(',').map((each) => each.trim()));
}

function named(members: string[]): string[] {
  const given = members.filter((each) => each !== '');
  if (given.length > 0) return given;
  throw new InvalidArgumentError('It must name at least one.');
}

/** A day (2026-01-31) or a time (2026-01-31T12:00:00, with or without zone). */
export function dayOrTime(text: string): string {
  if (
    /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/.test(text) &&
    isDay(text.slice(0, 10)) &&
    !Number.isNaN(Date.parse(text))
  ) {
    return text;
  }
  throw new InvalidArgumentError('It must be a day like 2026-01-31, or a time like 2026-01-31T12:00:00.');
}

/** A time with zone; a bare day becomes midnight UTC, a time without zone is UTC. */
export function zonedTime(text: string): string {
  const time = dayOrTime(text);
  if (!time.includes('T')) return `${time}T00:00:00Z`;
  return /(Z|[+-]\d\d:?\d\d)$/.test(time) ? time : `${time}Z`;
}

/** A day of the calendar. */
export function aDay(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text) && isDay(text)) return text;
  throw new InvalidArgumentError('It must be a day like 2026-01-31.');
}

/** The day of a data set; which days have one, the bank knows. */
export function dataDay(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return text;
  throw new InvalidArgumentError('It must be a day like 2026-01-31.');
}

/** A profile of the bank by its name, or the path of a file with one; what a file has to say, the bank knows. */
export function bankProfile(text: string): string {
  if (text === 'permissive' || text === 'strict' || /[\\/]|\.json$/i.test(text)) return text;
  throw new InvalidArgumentError(
    'It must be permissive, strict, or the path of a file: my-bank.json, or ./my-bank where its name has no .json.',
  );
}

/** Date.parse takes the 31st of February for a day in March. */
function isDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}
