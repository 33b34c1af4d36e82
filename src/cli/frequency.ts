/** What `obw standard frequency` makes of a text: the rule that it stands for, in words, as each version writes it, and its next dates. */
import { z } from 'zod';
import {
  codeOfRule,
  debitWordOfRule,
  type Frequency4,
  type FrequencyRule,
  fourOfRule,
  ruleOfDebitWord,
  ruleOfFour,
  ruleOfThree,
  threeOfRule,
} from '../standard/frequency.ts';
import { nextDays } from '../standard/frequency-dates.ts';
import { frequencyWords } from '../standard/frequency-words.ts';
import { show } from '../standard/show.ts';
import type { Call } from './call.ts';
import { bounded, wrongUsage } from './errors.ts';
import { facts } from './words.ts';

const pointPattern = /^-?\d{1,2}$/;
const objectShape = z
  .strictObject({
    Type: z.string().refine((text) => isCode(text) || ruleOfThree(text) !== undefined),
    CountPerPeriod: z.int().positive().optional(),
    PointInTime: z.string().regex(pointPattern).optional(),
  })
  .refine(({ CountPerPeriod, PointInTime }) => CountPerPeriod === undefined || PointInTime === undefined);

/** In the place of a notation that a version does not have. */
const none = 'no word for it';
/** So many next dates are told. */
const told = 5;

const ways = [
  'IntrvlMnthDay:03:15 as 3.1 has it',
  'QURT:15 or {"Type":"QURT","PointInTime":"15"} as 4.0 has it',
  'UK.OBIE.Quarterly as direct debits of 3.1 have it',
].join(', ');

/**
 * Tells a frequency in words and in every notation, with its next dates.
 *
 * @param from Day from which on; `2026-12-01`
 */
export async function showFrequency(call: Call, text: string, from: string): Promise<void> {
  const rule = ruleOf(text.trim());
  if (rule === undefined) wrongUsage(`${bounded(text)} is no frequency of the standard.`, `Write one like ${ways}.`);
  const next = nextDays(rule, from, told);
  const three = threeOfRule(rule);
  const debit = debitWordOfRule(rule);
  // Codes that came with 4.0.1.
  const isLater = rule.every === 'code' && !isCode(rule.code, '4.0') && ruleOfThree(rule.code) === undefined;
  const [four, four401] = [isLater ? undefined : fourOfRule(rule, '4.0'), fourOfRule(rule, '4.0.1')];
  const shown = {
    words: frequencyWords(rule),
    '3.1.11': three,
    directDebit: debit,
    '4.0': four,
    '4.0.1': four401,
    next,
  };
  await call.print(shown, () =>
    facts(call, [
      ['Frequency', shown.words],
      ['3.1.11', three ?? none],
      ['Direct debits of 3.1.11', debit === undefined ? none : ofDebit(debit, rule)],
      ['4.0', four === undefined ? none : inFour(rule, four, '4.0')],
      ['4.0.1', inFour(rule, four401, '4.0.1')],
      ['Next', next ?? 'It says no day.'],
      ...(next === undefined ? [] : [['', remarks(rule)] as const]),
    ]),
  );
}

function ruleOf(text: string): FrequencyRule | undefined {
  const ofThree = ruleOfThree(text) ?? ruleOfDebitWord(text);
  if (ofThree) return ofThree;
  const read = objectShape.safeParse(text.startsWith('{') ? jsonOf(text) : codeAndPoint(text));
  return read.success ? ruleOfFour(frequencyOf(read.data)) : undefined;
}

/** `MNTH:15`, as nobody writes an object in a shell. */
function codeAndPoint(text: string): unknown {
  const colon = text.indexOf(':');
  return colon < 0 ? { Type: text } : { Type: text.slice(0, colon), PointInTime: text.slice(colon + 1) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const frequencyOf = ({ Type, CountPerPeriod, PointInTime }: z.infer<typeof objectShape>): Frequency4 => ({
  Type,
  ...(CountPerPeriod !== undefined && { CountPerPeriod }),
  ...(PointInTime !== undefined && { PointInTime }),
});

function isCode(text: string, version: '4.0' | '4.0.1' = '4.0.1'): boolean {
  const shown = show('OBFrequency6Code', version);
  return shown?.kind === 'definition' && shown.codes?.includes(text) === true;
}

const ofDebit = (word: string, rule: FrequencyRule): string =>
  rule.every === 'weeks' || rule.every === 'months' ? `${word}, which does not say on which day` : word;

function inFour(rule: FrequencyRule, { Type, CountPerPeriod, PointInTime }: Frequency4, version: '4.0' | '4.0.1') {
  const members = [
    `Type ${Type}`,
    CountPerPeriod === undefined ? '' : `CountPerPeriod ${CountPerPeriod}`,
    PointInTime === undefined ? '' : `PointInTime ${PointInTime}`,
  ];
  const isWayOut = codeOfRule(rule, version) === undefined;
  const written = members.filter((each) => each !== '').join(', ');
  return isWayOut ? `${written}: no code says it, and a bank may refuse the word of 3.1` : written;
}

/** What the dates take for granted. */
function remarks(rule: FrequencyRule): string {
  const several = 'Counted from the first of them, as nothing says when it began.';
  if (rule.every === 'working day') return 'Monday to Friday; bank holidays are not left out.';
  if (rule.every === 'days') return several;
  if (rule.every === 'weeks') return rule.count > 1 ? several : '';
  if (rule.every !== 'months') return '';
  const short =
    rule.day > 28 ? 'Where a month has no such day, its last one stands for it: the standard leaves that open.' : '';
  return [rule.count > 1 ? several : '', short].filter((each) => each !== '').join(' ');
}
