/** A bank's text made harmless, and the ranges of days that are asked for. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf, isDay, rangeNamed } from '../../../src/extension/accounts/range.ts';
import { cut, inMarkdown, manyLines, oneLine, plainLabel, plainMessage } from '../../../src/extension/plain/text.ts';

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

  it.each(['[x](command:y)', '<img src=x>', '**b**', 'https://evil.test', '| a | b |', '# head', '`code`', '&lt;'])(
    '%s is no Markdown',
    (text) => {
      expect(inMarkdown(text).replace(/\\[!-/:-@[-`{-~]/g, '')).toMatch(/^[\w\s]*$/);
      expect(inMarkdown(text).replace(/\\([!-/:-@[-`{-~])/g, '$1')).toBe(text);
    },
  );

  it.each([
    ['[click](command:x?%5B%5D)', '[click] (command:x?%5B%5D)'],
    ['[[a]](COMMAND:x)', '[[a]] (COMMAND:x)'],
    ['[a]\u0000(file:///etc)', '[a] (file:///etc)'],
    ['[a]\n(https://b.test)', '[a] (https://b.test)'],
    ['$(warning) $$(sync~spin)', '$ (warning) $$ (sync~spin)'],
    ['$\u202e(warning)', '$ (warning)'],
    ['Consent (AwaitingAuthorisation) [1] costs $5', 'Consent (AwaitingAuthorisation) [1] costs $5'],
  ])('%j has neither link nor icon in a message, and can be read', (text, message) => {
    expect(plainMessage(text)).toBe(message);
  });

  it('has no place in a message, a label or Markdown where VS Code finds a link or an icon, however it is put together', () => {
    const parts = fc.constantFrom(
      '[',
      ']',
      '(',
      ')',
      '$',
      '!',
      '\\',
      '\u0000',
      '\u202e',
      '\n',
      ' ',
      'command:x',
      'https:',
      'a',
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), (some) => {
        const text = some.join('');
        expect(plainMessage(text)).not.toMatch(/\]\(|\$\(/);
        expect(plainLabel(text)).not.toContain('$(');
        // What Markdown makes of it, in which icons are looked for.
        expect(inMarkdown(text).replace(/\\([!-/:-@[-`{-~])/g, '$1')).not.toContain('$(');
      }),
    );
  });

  it('fills no window', () => {
    expect(plainMessage('a'.repeat(100_000))).toHaveLength(1000);
    expect(plainLabel('a'.repeat(100_000))).toHaveLength(500);
    expect(inMarkdown('a'.repeat(100_000))).toMatch(/^a{19999}…$/);
    expect(manyLines('a\n'.repeat(100_000))).toMatch(/^(a\n){9999}a…$/);
  });

  it('keeps its lines where lines are shown', () => {
    expect(manyLines('a\u202eb\n\nc\u0007d')).toBe('a b\n\nc d');
  });

  it('is cut between characters, not inside one', () => {
    expect([cut('abcdef', 4), cut('abcd', 4), cut('💷💷💷', 3), cut('💷💷💷', 2)]).toEqual([
      'abc…',
      'abcd',
      '💷💷💷',
      '💷…',
    ]);
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
    expect(rangeNamed(name, now)).toEqual(range);
  });

  it('is made of days that the calendar has', () => {
    expect(dayOf(now)).toBe('2026-03-05');
    expect(['2026-02-28', '2026-02-30', '2026-2-3', '', 'x'].map(isDay)).toEqual([true, false, false, false, false]);
  });
});
