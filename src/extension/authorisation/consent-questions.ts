/** The questions of a new consent: groups of permissions, how much of them, expiry, transactions. Enter four times asks for everything, without an end. */
import * as vscode from 'vscode';
import type { ConsentChoices } from '../../tpp/consents/consent.ts';
import { askOne, askText, turnOf } from '../questions/ask.ts';
import { type Position, type Question, type Turn, walk } from '../questions/walk.ts';
import { dayText } from '../words/moments.ts';
import type { Tpp } from '../workbench/workbench.ts';
import { askDepth, askDetailed, askGroups, completed, type GroupAnswers } from './group-pick.ts';
import { pickPermissions } from './permission-pick.ts';
import { daysFrom, readTime, type TypedOptions, zoned } from './times.ts';

interface Answers extends GroupAnswers {
  /** One by one: where the depth is `single`. */
  permissions?: readonly string[];
  /** Days from now, 0 for no end; or a time that is typed. */
  ends?: number | 'typed';
  expires?: string;
  /** Days back, 0 for all; or two times that are typed. */
  range?: number | 'typed';
  from?: string;
  to?: string;
}

/** What is asked of the bank, and what was added to it that nobody chose, in sentences. */
interface AskedConsent {
  choices: ConsentChoices;
  added: readonly string[];
}

/** Asks for a consent's choices; undefined when a question was dismissed. */
export async function askConsent(tpp: Tpp, bank: string, now: number): Promise<AskedConsent | undefined> {
  const title = vscode.l10n.t('Account access consent at {0}', bank);
  const single: Question<Answers> = async (answers, position) => {
    const before = answers.permissions ?? completed(tpp, { groups: answers.groups }).permissions;
    const turn = await pickPermissions(tpp, title, before, position);
    return typeof turn === 'string' ? turn : { answers: { ...answers, permissions: turn.answers } };
  };
  const groups = tpp.permissionGroups.map(({ name }) => name);
  const answers = await walk<Answers>({ groups }, ({ depth, ends, range }) => [
    async (given, position) => onlyOfGroups(given, await askGroups(tpp, title, given, position)),
    (given, position) => askDepth(tpp, title, given, position),
    ...(depth === 'some' ? [detailsOf(tpp, title)] : []),
    ...(depth === 'single' ? [single] : []),
    (given, position) => askEnd(title, given, position, now),
    ...(ends === 'typed' ? [timeOfEnd(title, now)] : []),
    (given, position) => askRange(title, given, position, now),
    ...(range === 'typed' ? timesOfRange(title, now) : []),
  ]);
  return answers && choicesIn(tpp, answers, now);
}

const detailsOf =
  (tpp: Tpp, title: string): Question<Answers> =>
  (answers, position) =>
    askDetailed(tpp, title, answers, position);

/** Other groups than before leave nothing of what was chosen inside of them. */
function onlyOfGroups(before: Answers, turn: Turn<Answers>): Turn<Answers> {
  if (typeof turn === 'string' || turn.answers.groups.join() === before.groups.join()) return turn;
  const { detailed: _, permissions: __, ...rest } = turn.answers;
  return { answers: rest };
}

function choicesIn(tpp: Tpp, answers: Answers, now: number): AskedConsent {
  const { depth, permissions, ends, expires, range, from, to } = answers;
  const asked =
    depth === 'single' && permissions ? { permissions: [...permissions], added: [] } : completed(tpp, answers);
  return {
    choices: {
      permissions: asked.permissions,
      expires: ends === 'typed' ? expires : ends ? daysFrom(now, ends) : undefined,
      ...(range === 'typed' ? { from, to } : range ? { from: daysFrom(now, -range) } : {}),
    },
    added: asked.added.map(({ why }) => why),
  };
}

async function askEnd(title: string, answers: Answers, position: Position, now: number): Promise<Turn<Answers>> {
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
    selected: [answers.ends ?? 0],
  });
  return turnOf(picked, (ends) => ({ ...answers, ends }));
}

function timeOfEnd(title: string, now: number): Question<Answers> {
  return async (answers, position) => {
    const prompt = vscode.l10n.t('The consent ends at');
    const asked = await askTime({ title, prompt, position, value: answers.expires }, { edge: 'end', after: now }, now);
    return turnOf(asked, (expires) => ({ ...answers, expires }));
  };
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
    selected: [answers.range ?? 0],
  });
  return turnOf(picked, (range) => ({ ...answers, range }));
}

function timesOfRange(title: string, now: number): Question<Answers>[] {
  return [
    async (answers, position) => {
      const prompt = vscode.l10n.t('Transactions from');
      const question = { title, prompt, position, value: answers.from };
      const asked = await askTime(question, { edge: 'start' }, now - 90 * 86_400_000);
      return turnOf(asked, (from) => ({ ...answers, from }));
    },
    async (answers, position) => {
      const prompt = vscode.l10n.t('Transactions to');
      const asked = await askTime(
        { title, prompt, position, value: answers.to },
        { edge: 'end', from: answers.from },
        now,
      );
      return turnOf(asked, (to) => ({ ...answers, to }));
    },
  ];
}

/** A date, or a date and time; below the box stands what will be sent, with its zone. */
async function askTime(
  question: { title: string; prompt: string; position: Position; value: string | undefined },
  options: TypedOptions,
  example: number,
): Promise<string | 'back' | undefined> {
  const asked = await askText({
    ...question,
    placeholder: zoned(example),
    validate(typed) {
      const { time, problem } = readTime(typed, options);
      return time === undefined ? problemWith(problem, options) : undefined;
    },
    note(typed) {
      const { time } = readTime(typed, options);
      return time === undefined ? undefined : vscode.l10n.t('Sent as {0}', time);
    },
  });
  return asked === undefined || asked === 'back' ? asked : readTime(asked.text, options).time;
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
