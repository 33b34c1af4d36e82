/** A report in a terminal: wrapped at its width with the worst last, and an item a line for a program that reads it. */
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Call } from '../../../src/cli/call.ts';
import { reportInTerminal } from '../../../src/cli/report.ts';
import type { Report } from '../../../src/tpp/report/report.ts';

const call = (columns?: number): Call =>
  ({
    stdout: Object.assign(new PassThrough(), columns === undefined ? {} : { isTTY: true, columns }),
  }) as unknown as Call;
const shown = async (report: Report, columns?: number, options = {}): Promise<string> =>
  stripVTControlCharacters(await reportInTerminal(call(columns), report, options));

const long =
  'The transport certificate of the organisation ends in three days, which is sooner than a new one is made.';
const report: Report = {
  title: 'What sandbox needs',
  when: 0,
  verdict: { state: 'error', text: '1 thing to mend.' },
  next: { do: 'register' },
  groups: [
    {
      title: 'To mend',
      layout: 'marked',
      items: [
        {
          state: 'error',
          text: long,
          try: 'Get a new one from the Directory, for the same key id.',
          remedies: [{ do: 'checkUrls' }],
          place: { text: 'openbanking.json:12' },
        },
      ],
    },
    { title: 'In order', layout: 'marked', items: [{ state: 'good', text: 'The bank answers.' }] },
    {
      title: 'Addresses',
      layout: 'table',
      items: [
        { state: 'note', text: 'token_endpoint', detail: 'https://bank.example/token' },
        { state: 'note', text: '顧客', detail: 'https://bank.example/jwks' },
      ],
    },
  ],
};

describe('a report in a terminal', () => {
  it('is wrapped between words, hangs below its mark, and ends with the worst and the verdict', async () => {
    expect(await shown(report, 60)).toBe(
      [
        'What sandbox needs',
        '',
        'Addresses',
        '· token_endpoint  https://bank.example/token',
        '· 顧客            https://bank.example/jwks',
        '',
        'In order',
        '✓ The bank answers.',
        '',
        'To mend',
        '✗ The transport certificate of the organisation ends in',
        '  three days, which is sooner than a new one is made.',
        '  → Get a new one from the Directory, for the same key id.',
        '    Command: obw check urls',
        '  openbanking.json:12',
        '',
        '1 thing to mend. Next: obw register',
      ].join('\n'),
    );
  });

  it.each([40, 61, 80, 120])('fits %d columns', async (columns) => {
    const lines = (await shown(report, columns)).split('\n');
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
  });

  it('makes no shreds where the terminal is narrower than 40 columns', async () => {
    expect(await shown(report, 12)).toBe(await shown(report, 40));
  });

  it('keeps a word whole that is longer than a line, so that it can be copied', async () => {
    const url = `https://bank.example/${'a'.repeat(80)}`;
    const items = [{ state: 'warning', text: `It is about ${url} and no other.` }] as const;
    const lines = (await shown({ ...report, groups: [{ title: 'G', items }] }, 50)).split('\n');
    expect(lines).toContain(`  ${url}`);
  });
});

describe('a report that a program reads', () => {
  it('has an item a line, and no titles where marks say the same', async () => {
    expect(await shown(report)).toBe(
      [
        'Addresses',
        '· token_endpoint  https://bank.example/token',
        '· 顧客            https://bank.example/jwks',
        '',
        '✓ The bank answers.',
        `✗ ${long} → Get a new one from the Directory, for the same key id. Command: obw check urls (openbanking.json:12)`,
        '',
        '1 thing to mend. Next: obw register',
      ].join('\n'),
    );
  });

  it('advises verbs for the folder and the bank that were named', async () => {
    expect(await shown(report, undefined, { named: { bank: 'sandbox' } })).toContain('obw register --bank sandbox');
  });
});

it.each([undefined, 80])('a stranger’s words do nothing to a terminal', async (columns) => {
  const items = [
    {
      state: 'error',
      text: '\u001b[2Jgone\nand',
      detail: 'x\u202ey',
      block: '\u001b]8;;http://evil\u0007a',
      figure: '\u0007',
    },
  ] as const;
  const text = await reportInTerminal(call(columns), { ...report, groups: [{ title: '\u001b[35m', items }] });
  for (const evil of ['\u001b[2J', '\u001b[35m', '\u001b]8', '\u0007', '\u202e', 'gone\n'])
    expect(text).not.toContain(evil);
});
