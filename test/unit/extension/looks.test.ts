/** What of the manifest is seen: colours that every theme shows, shortcuts that nobody else has. */
import { describe, expect, it, test } from 'vitest';
import { chord, commands } from '../../../src/extension/contributions/commands.ts';
import { colours } from '../../../src/extension/contributions/looks.ts';

/** The side bars of all themes that come with VS Code, by kind, and what is behind a selected row, where it is opaque. */
const backgrounds = {
  dark: [
    ...['#181818', '#252526', '#191a1b', '#060621', '#362712', '#272727', '#1e1f1c', '#330000', '#00212b', '#001c40'],
    ...['#04395e', '#37373d', '#2c2d2e', '#08286b', '#7c5021', '#707070', '#75715e', '#880000', '#005a6f'],
  ],
  light: [
    ...['#f8f8f8', '#f3f3f3', '#fafafd', '#f2f2f2', '#eee8d5'],
    ...['#e8e8e8', '#e4e6f1', '#c4d9b1', '#dfca88', '#d1cbb8'],
  ],
  highContrast: ['#000000'],
  highContrastLight: ['#ffffff'],
} as const;

/** Relative luminance (WCAG 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

describe.each(Object.entries(colours))('the colour %s', (_name, colour) => {
  it.each(Object.entries(backgrounds))('is seen in every side bar of kind %s', (kind, behind) => {
    const own = colour[kind as keyof typeof backgrounds];
    for (const background of behind) expect(contrast(own, background), `${own} on ${background}`).toBeGreaterThan(3);
  });
});

const keys = Object.values(commands).flatMap((command) => ('key' in command ? [command.key] : []));

test('shortcuts are another each, count somewhere, and leave VS Code its own behind Ctrl+K', () => {
  const letters = keys.map(({ letter }) => letter);
  expect(new Set(letters).size).toBe(letters.length);
  expect(letters.length).toBeGreaterThan(4);
  for (const { letter, when } of keys) {
    expect(letter).toMatch(/^[a-z]$/);
    expect(['n', 'o']).not.toContain(letter);
    expect(when).not.toBe('');
  }
  expect(chord).toEqual({ key: 'ctrl+k shift+', mac: 'cmd+k shift+' });
});
