/** The questions of a new consent: permissions, expiry, transactions. Enter three times asks for everything, without an end. */
import * as vscode from 'vscode';
import type { ConsentChoices } from '../../tpp/accounts/consent.ts';
import { dayText } from '../moments.ts';
import { showInput } from '../plain/inputs.ts';
import { askOne } from '../questions/ask.ts';
import { type Position, type Question, type Turn, walk } from '../questions/walk.ts';
import type { Tpp } from '../workbench.ts';
import { pickPermissions } from './permission-pick.ts';
import { daysFrom, readTime, type TypedOptions, zoned } from './times.ts';

interface Answers extends ConsentChoices {
  permissions: readonly string[];
}

/** Asks for a consent's choices; undefined when a question was dismissed. */
export async function askConsent(tpp: Tpp, bank: string, now: number): Promise<ConsentChoices | undefined> {
  const title = vscode.l10n.t('Account access consent at {0}', bank);
  const questions: Question<Answers>[] = [
    async (answers, position) => {
      const turn = await pickPermissions(tpp, title, answers.permissions, position);
      return typeof turn === 'string' ? turn : { answers: { ...answers, permissions: turn.answers } };
    },
    (answers, position) => askExpiry(title, answers, position, now),
    (answers, position) => askRange(title, answers, position, now),
  ];
  const answers = await walk<Answers>({ permissions: tpp.everyPermission }, questions);
  return answers === 'back' ? undefined : answers;
}

async function askExpiry(title: string, answers: Answers, position: Position, now: number): Promise<Turn<Answers>> {
  const days = (count: number): { label: string; description: string; value: number } => ({
    label: count === 1 ? vscode.l10n.t('1 day') : vscode.l10n.t('{0} days', count),
    description: dayText(daysFrom(now, count)),
    value: count,
  });
  const picked = await askOne<number | 'typed'>({
    title,
    position,
    placeholder: vscode.l10n.t('When does the consent end by itself?'),
    choices: [
      { label: vscode.l10n.t('Never'), detail: vscode.l10n.t('Until the customer or you withdraw it'), value: 0 },
      days(1),
      days(90),
      days(180),
      { label: vscode.l10n.t('At a date…'), value: 'typed' },
    ],
    selected: [0],
  });
  if (picked === undefined) return 'dismissed';
  if (picked === 'back') return 'back';
  if (picked !== 'typed') return { answers: { ...answers, expires: picked === 0 ? undefined : daysFrom(now, picked) } };
  const typed = await askTime(title, vscode.l10n.t('The consent ends at'), { edge: 'end', after: now }, now);
  return typed === undefined ? 'dismissed' : { answers: { ...answers, expires: typed } };
}

async function askRange(title: string, answers: Answers, position: Position, now: number): Promise<Turn<Answers>> {
  const picked = await askOne<number | 'typed'>({
    title,
    position,
    placeholder: vscode.l10n.t('Which transactions?'),
    choices: [
      { label: vscode.l10n.t('All that the bank has'), value: 0 },
      { label: vscode.l10n.t('From 90 days ago'), description: dayText(daysFrom(now, -90)), value: 90 },
      { label: vscode.l10n.t('From a year ago'), description: dayText(daysFrom(now, -365)), value: 365 },
      { label: vscode.l10n.t('Between two dates…'), value: 'typed' },
    ],
    selected: [0],
  });
  if (picked === undefined) return 'dismissed';
  if (picked === 'back') return 'back';
  const { from: _from, to: _to, ...others } = answers;
  if (picked !== 'typed') return { answers: picked === 0 ? others : { ...others, from: daysFrom(now, -picked) } };
  const from = await askTime(title, vscode.l10n.t('Transactions from'), { edge: 'start' }, now - 90 * 86_400_000);
  if (from === undefined) return 'dismissed';
  const to = await askTime(title, vscode.l10n.t('Transactions to'), { edge: 'end', from }, now);
  return to === undefined ? 'dismissed' : { answers: { ...others, from, to } };
}

/** A date, or a date and time; below the box stands what will be sent, with its zone. */
async function askTime(
  title: string,
  prompt: string,
  options: TypedOptions,
  example: number,
): Promise<string | undefined> {
  const text = await showInput({
    title,
    prompt,
    placeHolder: zoned(example),
    validateInput: (typed) => {
      const { time, problem } = readTime(typed, options);
      return time === undefined
        ? problemWith(problem, options)
        : { message: vscode.l10n.t('Sent as {0}', time), severity: vscode.InputBoxValidationSeverity.Info };
    },
  });
  return text === undefined ? undefined : readTime(text, options).time;
}

function problemWith(problem: ReturnType<typeof readTime>['problem'], { from }: TypedOptions): string {
  switch (problem) {
    case 'past':
      return vscode.l10n.t('That is past; the consent would have ended already.');
    case 'before_start':
      return vscode.l10n.t('That is before the beginning of the range, {0}.', from ?? '');
    default:
      return vscode.l10n.t('A date such as 2027-01-31, or a time such as 2027-01-31T12:00:00+00:00.');
  }
}
