/** What a failed verb leaves behind: a problem in words on standard error, or one line of JSON, and an exit status. */

import { stripVTControlCharacters } from 'node:util';
import { CommanderError } from 'commander';
import { truncate } from '../standard/truncate.ts';
import { fail, OpenBankingError, type Problem } from '../tpp/errors.ts';
import { inTerminalWords, type Named } from './remedy-words.ts';

/** A problem as it leaves this process: the bank's errors have codes of their own, which the TPP side does not know. */
export type Reported = Omit<Problem, 'code'> & { code: string };

/** An error of another bundle is no instance of our classes, so its members count and not its class. */
function isReported(value: unknown): value is Reported {
  return ['code', 'message', 'try'].every((name) => typeof member(value, name) === 'string');
}

/** Codes that mean the command was wrong, not that something failed. */
const usageCodes: readonly string[] = ['usage', 'bank_not_named', 'client_not_named'];

export const exitStatus = (problem: Reported): 1 | 2 => (usageCodes.includes(problem.code) ? 2 : 1);

/** Ends a verb that was called in a way that cannot be meant. */
export function wrongUsage(message: string, advice: string): never {
  return fail({ code: 'usage', message, try: advice });
}

/** What whatever was thrown means to the user; never its stack. */
export function problemOf(thrown: unknown): Reported {
  if (thrown instanceof OpenBankingError) return thrown.problem;
  if (thrown instanceof CommanderError) return usageProblem(thrown);
  const problem = member(thrown, 'problem');
  if (isReported(problem)) return problem;
  if (isReported(thrown)) return { code: thrown.code, message: thrown.message, try: thrown.try };
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    code: 'internal',
    message: `Something went wrong inside obw: ${sentence(message)}`,
    try: 'Please report this, with the command that you gave.',
  };
}

export const cancelled: Reported = {
  code: 'cancelled',
  message: 'Cancelled.',
  try: 'Give the command again when you are ready; what the bank had already answered stays as it is.',
};

function usageProblem(error: CommanderError): Reported {
  const message = error.message
    .replace(/^error:\s*/, '')
    .split('\n')
    .map((line) => line.trim())
    .join(' ');
  const isAlone = error.code === 'commander.help';
  // Of a verb that is meant by the name of those that it is among: --help after that shows them.
  const helpedBy = member(error, 'helpedBy');
  return {
    code: 'usage',
    message: sentence(isAlone ? 'a command is missing' : message),
    try: isAlone
      ? 'Look what there is: obw help, or --help after a command.'
      : typeof helpedBy === 'string'
        ? `See how it is used with ${helpedBy}.`
        : 'Add --help to the command to see how it is used.',
  };
}

/** The members of a problem that leave this process, its advice in a terminal's words. */
export function failureOf(problem: Reported, named?: Named): Reported {
  const { code, message, about, bank, interactionId, remedies } = problem;
  return {
    code,
    message,
    ...(about && { about }),
    ...(bank && { bank }),
    ...(interactionId && { interactionId }),
    try: inTerminalWords(problem, named),
    ...(remedies && { remedies }),
  };
}

/** One line: `{"error":{…}}`. */
export const jsonLine = (problem: Reported, named?: Named): string =>
  `${plainJson({ error: failureOf(problem, named) })}\n`;

/** What a terminal or an editor may act on, or show as something else: C1 and DEL, controls of direction, separators of lines. */
const misleading = /[\u007f-\u009f\u2028\u2029]|\p{Bidi_Control}/gu;

/** JSON of strangers for a terminal: the same value, its misleading characters spelled out, which only strings can hold. */
export function plainJson(value: unknown, indent?: number): string {
  return (JSON.stringify(value, undefined, indent) ?? 'null').replace(
    misleading,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Throws a problem that was told before, so that the verb ends with it. */
export function raise(problem: Reported): never {
  throw Object.assign(new Error(problem.message), { problem });
}

/** What happened, what the bank said, what to try; each on its own line. */
export function inWords(problem: Reported, named?: Named): string {
  const { bank, interactionId } = problem;
  const said = bank === undefined ? [] : [`The bank said: ${bankWords(bank)}`];
  return [
    `obw: ${bounded(problem.message)} (${problem.code})`,
    ...said,
    ...(interactionId ? [`Interaction id: ${interactionId}`] : []),
    `Try: ${bounded(inTerminalWords(problem, named))}`,
  ]
    .map((line) => `${harmless(line)}\n`)
    .join('');
}

function bankWords(bank: NonNullable<Reported['bank']>): string {
  const said = [bank.status ? String(bank.status) : '', bank.error, bank.codes?.join(', '), bank.description]
    .filter((each): each is string => Boolean(each))
    .map(bounded)
    .join(' ');
  if (bank.description || !bank.body) return said;
  const body = truncate(harmless(bank.body), 600);
  return `${said}\n  ${body.replaceAll('\n', '\n  ')}`;
}

/** Characters of one text of a stranger in a line. */
const maxLength = 2000;

/** The beginning of a text of strangers, {@link harmless}, and how much more there is. */
export function bounded(text: string): string {
  const whole = harmless(text);
  const shown = truncate(whole, maxLength + '…'.length);
  if (shown === whole) return whole;
  const left = whole.length - shown.length + '…'.length;
  return `${shown} and ${left.toLocaleString('en-GB')} more characters`;
}

/** Text of strangers for a terminal: no escape sequences, no control characters but line breaks. To be cut afterwards: it knows no half of a sequence. */
export function harmless(text: string): string {
  return stripVTControlCharacters(text).replace(/[^\P{Cc}\n]|\p{Bidi_Control}/gu, ' ');
}

function sentence(text: string): string {
  const trimmed = text.trim();
  const capital = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?)]$/.test(capital) ? capital : `${capital}.`;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** The problem in the `{"error":…}` line that another of our processes left among its last words. */
export function reportedIn(text: string): Reported | undefined {
  for (const line of text.split('\n').reverse()) {
    try {
      const error = member(JSON.parse(line), 'error');
      if (isReported(error)) return error;
    } catch {
      // Not a line of JSON: something else was said there.
    }
  }
  return undefined;
}
