/** Asks which booking days are meant, alone or after other questions; Enter takes all. */
import * as vscode from 'vscode';
import type { TransactionRange } from '../../tpp/accounts/resources.ts';
import type { NamedRange } from '../contributions/settings.ts';
import { askOne, askText, type Choice, turnOf } from '../questions/ask.ts';
import { type Position, type Question, walk } from '../questions/walk.ts';
import { rangeWanted } from '../settings/settings.ts';
import { isDay, rangeNamed } from './range.ts';

/** What the questions gave so far. */
export interface RangeAnswers {
  range?: NamedRange | 'days';
  from?: string;
  to?: string;
}

/** None where a setting answers them; two more where two dates are wanted. */
export function rangeQuestions<Answers extends RangeAnswers>(
  title: string,
  { range }: Answers,
): readonly Question<Answers>[] {
  if (rangeWanted() !== undefined) return [];
  const name: Question<Answers> = async (answers, position) =>
    turnOf(await askName(title, position, answers.range), (chosen) => ({ ...answers, range: chosen }));
  const from: Question<Answers> = async (answers, position) => {
    const prompt = vscode.l10n.t('Booked on this day or later');
    return turnOf(await askDay(title, prompt, position, answers.from), ({ text }) => ({ ...answers, from: text }));
  };
  const to: Question<Answers> = async (answers, position) => {
    const prompt = vscode.l10n.t('Booked on this day or earlier');
    const asked = await askDay(title, prompt, position, answers.to, answers.from);
    return turnOf(asked, ({ text }) => ({ ...answers, to: text }));
  };
  return range === 'days' ? [name, from, to] : [name];
}

/** The days that the answers mean, or the setting. */
export function rangeAnswered({ range, from, to }: RangeAnswers): TransactionRange {
  if (range === 'days') return { ...(from && { from }), ...(to && { to }) };
  return rangeNamed(range ?? rangeWanted() ?? 'all', new Date());
}

/** Undefined when a question was dismissed. */
export async function askRange(title: string): Promise<TransactionRange | undefined> {
  const answers = await walk<RangeAnswers>({}, (given) => rangeQuestions(title, given));
  return answers && rangeAnswered(answers);
}

function askName(
  title: string,
  position: Position,
  before: RangeAnswers['range'],
): Promise<NamedRange | 'days' | 'back' | undefined> {
  const choices: Choice<NamedRange | 'days'>[] = [
    {
      label: vscode.l10n.t('All'),
      value: 'all',
      detail: vscode.l10n.t('Some banks give what is older than 90 days only soon after the customer’s login.'),
    },
    { label: vscode.l10n.t('Last 30 days'), value: 'last30' },
    { label: vscode.l10n.t('Last 90 days'), value: 'last90' },
    { label: vscode.l10n.t('This year'), value: 'thisYear' },
    { label: vscode.l10n.t('Two dates…'), value: 'days' },
  ];
  const placeholder = vscode.l10n.t('Which transactions?');
  return askOne({ title, position, placeholder, choices, selected: before === undefined ? [] : [before] });
}

function askDay(
  title: string,
  prompt: string,
  position: Position,
  value: string | undefined,
  notBefore = '',
): ReturnType<typeof askText> {
  return askText({
    title,
    prompt,
    position,
    value,
    placeholder: vscode.l10n.t('2026-01-31, or nothing for no limit'),
    validate(day) {
      if (day === '') return undefined;
      if (!isDay(day)) return vscode.l10n.t('Write a day like 2026-01-31.');
      return day < notBefore ? vscode.l10n.t('This is before the first day, {0}.', notBefore) : undefined;
    },
  });
}
