/** 3.1 and 4.0 for the same thing: words, and how often something happens. */
import { describe, expect, it } from 'vitest';
import {
  counterparts,
  memberCounterparts,
  pairsOf,
  toFour,
  toThree,
  vocabularyNames,
} from '../../../src/standard/code-map.ts';
import {
  codeOfRule,
  type FrequencyRule,
  fourOfRule,
  pointInTimeMeans,
  ruleOfFour,
  ruleOfThree,
  threeOfRule,
} from '../../../src/standard/frequency.ts';
import type { Schema } from '../../../src/standard/schema.ts';
import { definition, tables } from '../../../src/standard/tables.ts';

const everySet = (): (readonly string[])[] => {
  const sets: (readonly string[])[] = [];
  const walk = (schema: Schema): void => {
    const codes = schema.enum ?? schema['x-values'];
    if (codes) sets.push(codes.map(String));
    for (const kid of Object.values(schema.properties ?? {})) walk(kid);
    for (const kid of [...(schema.oneOf ?? []), ...(schema.items ? [schema.items] : [])]) walk(kid);
  };
  for (const schema of Object.values(tables().$defs)) walk(schema);
  return sets;
};

describe('the words of two versions', () => {
  it.each(vocabularyNames)('of %s go there and back', (vocabulary) => {
    for (const [three, four] of pairsOf(vocabulary)) {
      expect(toThree(vocabulary, toFour(vocabulary, three) ?? '')).toBe(three);
      expect(toFour(vocabulary, toThree(vocabulary, four) ?? '')).toBe(four);
    }
  });

  it.each(vocabularyNames)('of %s are words that one set of the standard has together', (vocabulary) => {
    const sets = everySet();
    const [threes, fours] = [0, 1].map((side) => pairsOf(vocabulary).map((pair) => pair[side] ?? ''));
    for (const words of [threes ?? [], fours ?? []]) {
      expect(sets.some((set) => words.every((word) => set.includes(word) || isFromPagesOnly(word)))).toBe(true);
    }
  });

  // Words of some families of a vocabulary and not of others, whose sets differ.
  const isFromPagesOnly = (word: string) =>
    [
      'Revoked',
      'Cancelled',
      'CANC',
      'AwaitingUpload',
      'AWUP',
      'Consumed',
      'COND',
      'UK.OBIE.Unsupported.EventType',
    ].includes(word);

  it('have one way only where several are one', () => {
    expect(toThree('mandate', 'EXPI')).toBe('Inactive');
    expect(toFour('mandate', 'Inactive')).toBeUndefined();
    expect(toFour('accountKind', 'ChargeCard')).toBe('CARD');
    expect(toThree('accountKind', 'CARD')).toBe('CreditCard');
  });

  it('are none where the other version has none', () => {
    for (const word of ['ClosingCleared', 'InterimCleared', 'OpeningCleared'])
      expect(toFour('balance', word)).toBeUndefined();
    for (const code of ['FUTR', 'INFO']) expect(toThree('transaction', code)).toBeUndefined();
    expect(toFour('accountKind', 'EMoney')).toBeUndefined();
    expect(toFour('balance', 'constructor')).toBeUndefined();
  });

  it('of a refusal are those that the published code set names', () => {
    const names = tables().codes.OBExternalStatusReason1Code ?? [];
    for (const [three, four] of pairsOf('refusal')) {
      expect(names.find(([code]) => code === four)?.[1]).toBe(three);
    }
    expect(names.filter(([code]) => /^U0[0-2]\d$/.test(code)).length).toBe(pairsOf('refusal').length);
  });

  it('are found whatever they are about, among those that a place takes', () => {
    expect(counterparts('Booked', ['BOOK', 'PDNG'])).toEqual([{ word: 'BOOK', of: '3.1' }]);
    expect(counterparts('CANC', ['Authorised', 'Revoked'])).toEqual([{ word: 'Revoked', of: '4.0' }]);
    expect(counterparts('PDNG').map(({ word }) => word)).toEqual(['Pending', 'InitiationPending']);
    expect(counterparts('toString')).toEqual([]);
  });

  it('of members too', () => {
    expect(memberCounterparts('AccountSubType')).toEqual([{ word: 'AccountTypeCode', of: '3.1' }]);
    expect(memberCounterparts('AccountCategory')).toEqual([{ word: 'AccountType', of: '4.0' }]);
    expect(memberCounterparts('AccountId')).toEqual([]);
  });
});

/** All 422 strings that the pattern of 3.1 takes. */
function everyThree(): string[] {
  const two = (number: number) => String(number).padStart(2, '0');
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const days = [...range(1, 5).map((day) => `-${two(day)}`), ...range(1, 31).map(two)];
  return [
    ...['NotKnown', 'EvryDay', 'EvryWorkgDay'],
    ...range(2, 31).map((day) => `IntrvlDay:${two(day)}`),
    ...range(1, 9).flatMap((week) => range(1, 7).map((day) => `IntrvlWkDay:${two(week)}:${two(day)}`)),
    ...range(1, 5).flatMap((week) => range(1, 7).map((day) => `WkInMnthDay:${two(week)}:${two(day)}`)),
    ...[1, 2, 3, 4, 5, 6, 12, 24].flatMap((month) => days.map((day) => `IntrvlMnthDay:${two(month)}:${day}`)),
    ...['ENGLISH', 'SCOTTISH', 'RECEIVED'].map((kind) => `QtrDay:${kind}`),
  ];
}

const ruleOf = (text: string): FrequencyRule => {
  const rule = ruleOfThree(text);
  if (!rule) throw new Error(text);
  return rule;
};

describe('how often something happens', () => {
  const all = everyThree();

  it('is said by 422 strings of 3.1, all that its pattern takes, and each goes to its rule and back', () => {
    const { oneOf = [] } = definition('OBFrequency6')?.properties?.Type ?? {};
    const pattern = new RegExp(oneOf.find((part) => part.pattern)?.pattern ?? 'none', 'u');
    expect(all.length).toBe(422);
    expect(new Set(all).size).toBe(422);
    for (const text of all) {
      expect(pattern.test(text), text).toBe(true);
      expect(threeOfRule(ruleOf(text))).toBe(text);
    }
  });

  it('goes through 4.0 and 4.0.1 and back without a loss, by a code or by the string itself', () => {
    for (const version of ['4.0', '4.0.1'] as const) {
      for (const text of all) expect(threeOfRule(ruleOfFour(fourOfRule(ruleOf(text), version))), text).toBe(text);
    }
  });

  it('has a code in 4.0 for 240 of them, and from 4.0.1 on for the 35 that count from the end of a month', () => {
    const withCode = (version: '4.0' | '4.0.1') =>
      all.filter((text) => text !== 'NotKnown' && codeOfRule(ruleOf(text), version));
    expect(withCode('4.0').length).toBe(240);
    expect(withCode('4.0.1').length).toBe(275);
  });

  it('has codes that 4.0 knows, and points in time of two characters', () => {
    const codes = definition('OBFrequency6CodeV4')?.enum ?? definition('OBFrequency6Code')?.enum ?? [];
    for (const text of all) {
      const four = codeOfRule(ruleOf(text), '4.0.1');
      if (!four) continue;
      expect(codes).toContain(four.Type);
      expect(four.PointInTime ?? '').toMatch(/^(-[0-9]|[0-9]{2}|)$/);
    }
  });

  it.each([
    ['IntrvlWkDay:02:05', { Type: 'FRTN', PointInTime: '05' }],
    ['IntrvlMnthDay:03:31', { Type: 'QURT', PointInTime: '31' }],
    ['IntrvlMnthDay:01:-01', { Type: 'MNTH', PointInTime: '-1' }],
    ['EvryWorkgDay', { Type: 'WODL' }],
    ['NotKnown', { Type: 'NONE' }],
    ['QtrDay:ENGLISH', { Type: 'QtrDay:ENGLISH' }],
    ['IntrvlMnthDay:24:01', { Type: 'IntrvlMnthDay:24:01' }],
  ])('%s is %j in 4.0.1', (text, four) => {
    expect(fourOfRule(ruleOf(text), '4.0.1')).toEqual(four);
  });

  it('counts from the end of a month as a string only in 4.0', () => {
    expect(fourOfRule(ruleOf('IntrvlMnthDay:01:-01'), '4.0')).toEqual({ Type: 'IntrvlMnthDay:01:-01' });
  });

  it.each([
    { Type: 'ADHO' },
    { Type: 'INDA' },
    { Type: 'ALMH' },
    { Type: 'MNTH' },
    { Type: 'TWYR', PointInTime: '01' },
    { Type: 'WEEK', PointInTime: '08' },
    { Type: 'MNTH', PointInTime: '32' },
    { Type: 'MNTH', PointInTime: '00' },
    { Type: 'MNTH', PointInTime: 'xx' },
    { Type: 'MNTH', CountPerPeriod: 2 },
    { Type: 'DAIL', PointInTime: '01' },
  ])('%j has no string in 3.1 and stays what it is', (four) => {
    const rule = ruleOfFour(four);
    expect(rule.every).toBe('code');
    expect(threeOfRule(rule)).toBeUndefined();
    expect(fourOfRule(rule, '4.0')).toEqual(four);
  });

  it.each([
    '',
    'EveryDay',
    'IntrvlDay:01',
    'IntrvlDay:32',
    'IntrvlWkDay:1:1',
    'IntrvlMnthDay:07:01',
    'IntrvlMnthDay:01:-06',
    'IntrvlMnthDay:01:32',
    'QtrDay:english',
    'EvryDay\n',
  ])('%j is no frequency of 3.1', (text) => {
    expect(ruleOfThree(text)).toBeUndefined();
  });

  it('says for which codes a point in time is defined', () => {
    expect(Object.keys(pointInTimeMeans)).toEqual(['WEEK', 'MNTH']);
  });
});
