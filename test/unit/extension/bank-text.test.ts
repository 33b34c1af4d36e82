/** A bank's text made harmless, and the ranges of days that are asked for. */
import { describe, expect, it } from 'vitest';
import { accountName, accountType } from '../../../src/extension/accounts/names.ts';
import { dayOf, isDay, rangeOf } from '../../../src/extension/accounts/range.ts';
import { cut, inMarkdown, oneLine, spaced } from '../../../src/extension/accounts/safe-text.ts';

describe('text of a bank', () => {
  it.each([
    ['a\nb\r\nc', 'a b c'],
    ['\u001b[31mred', '[31mred'],
    ['a\u202egnp.exe', 'a gnp.exe'],
    ['a\u2028b\u2029c\u0085d', 'a b c d'],
    ['\u2066x\u2069', 'x'],
    ['Zoë’s café', 'Zoë’s café'],
  ])('%j becomes one harmless line', (text, line) => {
    expect(oneLine(text)).toBe(line);
  });

  it.each([
    '[x](command:y)',
    '<img src=x>',
    '**b**',
    'https://evil.test',
    '| a | b |',
    '# head',
    '`code`',
    '&lt;',
    '$(x)',
  ])('%s is no Markdown', (text) => {
    expect(inMarkdown(text).replace(/\\[!-/:-@[-`{-~]/g, '')).toMatch(/^[\w\s]*$/);
    expect(inMarkdown(text).replace(/\\([!-/:-@[-`{-~])/g, '$1')).toBe(text);
  });

  it('is cut between characters, not inside one', () => {
    expect([cut('abcdef', 4), cut('abcd', 4), cut('💷💷💷', 3), cut('💷💷💷', 2)]).toEqual([
      'abc…',
      'abcd',
      '💷💷💷',
      '💷…',
    ]);
  });

  it('names of the standard become words', () => {
    expect([spaced('InterimAvailable'), spaced('CurrentAccount'), spaced('')]).toEqual([
      'Interim available',
      'Current account',
      '',
    ]);
  });

  it('names an account by what the bank calls it, else by its id', () => {
    expect(accountName({ AccountId: '1', Nickname: ' Bills\n' })).toBe('Bills');
    expect(accountName({ AccountId: '1', Account: [{ Name: 'Luigi' }] })).toBe('Luigi');
    expect(accountName(undefined, '5000')).toBe('5000');
    expect(accountType({ AccountSubType: 'CurrentAccount' })).toBe('Current account');
  });
});

describe('a range', () => {
  const now = new Date(2026, 2, 5, 23, 30);
  it.each([
    ['all', {}],
    ['last30', { from: '2026-02-03' }],
    ['last90', { from: '2025-12-05' }],
    ['thisYear', { from: '2026-01-01' }],
  ] as const)('%s', (name, range) => {
    expect(rangeOf(name, now)).toEqual(range);
  });

  it('is made of days that the calendar has', () => {
    expect(dayOf(now)).toBe('2026-03-05');
    expect(['2026-02-28', '2026-02-30', '2026-2-3', '', 'x'].map(isDay)).toEqual([true, false, false, false, false]);
  });
});
