/** Characters that hide or turn the reading direction are shown by their number. */
import { expect, test } from 'vitest';
import { piecesOf } from '../../../src/webview/kit/hidden-characters.ts';

const seen = (text: string): string =>
  piecesOf(text)
    .map(({ text: plain, mark }) => (mark ? `⟨${mark}⟩` : plain))
    .join('');

test.each([
  ['plain text stays', 'Ana Müller', 'Ana Müller'],
  ['right to left override', 'a\u202eb', 'a⟨U+202E⟩b'],
  ['isolates', '\u2066x\u2069', '⟨U+2066⟩x⟨U+2069⟩'],
  ['zero width', 'pay\u200bee', 'pay⟨U+200B⟩ee'],
  ['controls', '\u0000\u0085', '⟨U+0000⟩⟨U+0085⟩'],
  ['line breaks and tabs, as they are written', 'a\r\n\tb', 'a⟨\\r⟩⟨\\n⟩⟨\\t⟩b'],
  ['tags beyond the basic plane', 'a\u{e0041}', 'a⟨U+E0041⟩'],
  ['half of a pair', 'a\ud800b', 'a⟨U+D800⟩b'],
  ['Hangul fillers, which look like a blank', '\u3164', '⟨U+3164⟩'],
  ['pictures made of several characters keep their parts', '👍🏽', '👍🏽'],
])('%s', (_name, text, expected) => {
  expect(seen(text)).toBe(expected);
});
