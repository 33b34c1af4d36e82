/** Reports as values and as texts: what was found worst first, with where and what to do, and what comes next. */
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/tpp/finding.ts';
import type { ImportPreview } from '../../../src/tpp/postman/import-types.ts';
import { importReport } from '../../../src/tpp/report/import.ts';
import { type CheckedPrerequisites, prerequisitesReport } from '../../../src/tpp/report/prerequisites.ts';
import { countsOf, type Report, type ReportItem } from '../../../src/tpp/report/report.ts';
import { reportText } from '../../../src/tpp/report/text.ts';
import { urlsReport } from '../../../src/tpp/report/urls.ts';
import type { BankUrl } from '../../../src/tpp/urls/bank-urls.ts';

const words = {
  advice: ({ try: advice }: { try: string }) => advice,
  line: (text: string) => text.replaceAll('\n', ' '),
};
const textOf = (report: Report): string => reportText(report, words);
const now = Date.UTC(2026, 1, 28);

const good: Finding = {
  severity: 'information',
  code: 'organisation',
  message: 'Organisation A.',
  fix: 'Nothing to do.',
};
const warning: Finding = {
  severity: 'warning',
  code: 'old',
  message: 'It is old.',
  fix: 'Get a new one.',
  path: 'ssa.jwt',
};
const error: Finding = {
  severity: 'error',
  code: 'gone',
  message: 'There is no bank.',
  fix: 'Start it.',
  remedies: [{ do: 'startSandbox' }],
};

const file = `{
  "softwareStatement": { "assertion": "ssa.jwt" },
  "signing": { "key": "signing.key" },
  "transport": { "certificate": "transport.pem", "key": "transport.key" },
  "banks": {
    "sandbox": { "discovery": "https://bank.example" }
  }
}`;
const prerequisites = (findings: Finding[], more: Partial<CheckedPrerequisites> = {}): Report =>
  prerequisitesReport({
    bank: { name: 'sandbox', entry: { discovery: 'https://bank.example' } } as CheckedPrerequisites['bank'],
    file: JSON.parse(file),
    text: file,
    findings,
    authorised: false,
    now,
    ...more,
  });

describe('the report on prerequisites', () => {
  it('has the worst first, each with its line and what to do, and what is in order without either', () => {
    const report = prerequisites([good, warning, error]);
    expect(report.groups).toEqual([
      {
        title: 'To mend',
        layout: 'marked',
        items: [
          {
            state: 'error',
            text: 'There is no bank.',
            try: 'Start it.',
            remedies: [{ do: 'startSandbox' }],
            place: { text: 'openbanking.json:6', file: 'openbanking.json', line: 6 },
          },
        ],
      },
      {
        title: 'To look at',
        layout: 'marked',
        items: [
          {
            state: 'warning',
            text: 'It is old.',
            try: 'Get a new one.',
            place: { text: 'openbanking.json:2', file: 'openbanking.json', line: 2 },
          },
        ],
      },
      { title: 'In order', layout: 'marked', items: [{ state: 'good', text: 'Organisation A.' }] },
    ]);
    expect(report.verdict).toEqual({ state: 'error', text: '1 thing to mend, 1 thing to look at.' });
    expect(countsOf(report)).toEqual({ errors: 1, warnings: 1, good: 1 });
    expect(report.when).toBe(now);
  });

  it.each([
    [[good], { state: 'good', text: 'Everything is there.' }],
    [[warning, good], { state: 'warning', text: 'Nothing to mend, 1 thing to look at.' }],
    [[warning, { ...warning, message: 'Older.' }], { state: 'warning', text: 'Nothing to mend, 2 things to look at.' }],
    [[error], { state: 'error', text: '1 thing to mend.' }],
    [[error, error, warning, warning], { state: 'error', text: '2 things to mend, 2 things to look at.' }],
  ])('counts what there is to do', (findings, verdict) => {
    expect(prerequisites(findings).verdict).toEqual(verdict);
  });

  it('says what comes next by how far the client has come, and nothing where something has to be mended', () => {
    const client = { clientId: 'c1' };
    expect(prerequisites([good]).next).toEqual({ do: 'register' });
    expect(prerequisites([warning], { client }).next).toEqual({ do: 'createConsent' });
    expect(prerequisites([good], { client, authorised: true }).next).toEqual({ do: 'listAccounts' });
    expect(prerequisites([{ ...warning, code: 'resource_server_unknown' }], { client }).next).toBeUndefined();
    expect(prerequisites([error], { client }).next).toBeUndefined();
  });

  it('is headed by the client that is registered, where one is', () => {
    expect(prerequisites([good]).title).toBe('What sandbox needs before a client is registered');
    expect(prerequisites([good], { client: { clientId: 'c1' } }).title).toBe('What sandbox needs for its client');
  });

  it('has no lines where the file could not be read', () => {
    expect(prerequisites([error], { text: undefined }).groups[0]?.items[0]?.place).toBeUndefined();
  });

  it('as a text begins with the verdict', () => {
    expect(textOf(prerequisites([good, error]))).toBe(
      'What sandbox needs before a client is registered\n1 thing to mend.\n\n✗ There is no bank.\n    openbanking.json:6\n    → Start it.\n✓ Organisation A.\n',
    );
  });
});

it('the report on addresses ends with the addresses', () => {
  const urls: BankUrl[] = [
    { name: 'token_endpoint', url: 'https://bank.example/token', from: 'discovery', mutual: true },
    { name: 'jwks_uri', url: 'https://bank.example/jwks', from: 'discovery', mutual: false },
  ];
  const report = urlsReport({ bank: 'far', urls, findings: [{ ...error, url: 'https://bank.example' }], now });
  expect(textOf(report)).toBe(
    [
      'The URLs of far',
      '1 thing to mend.',
      '',
      '✗ There is no bank.',
      '    https://bank.example',
      '    → Start it.',
      '',
      'URLs',
      '',
      '· token_endpoint  https://bank.example/token',
      '· jwks_uri        https://bank.example/jwks',
      '',
    ].join('\n'),
  );
});

describe('the report on an import', () => {
  const preview: ImportPreview = {
    banks: [],
    collections: [],
    uncovered: [],
    privateKeys: [],
    certificates: [],
    scripts: [{ place: 'ozone.json, Accounts', when: 'before', text: 'one();\ntwo();' }],
    items: [
      { key: 'client_id', outcome: 'taken', reason: 'It is the client.', place: 'ozone.json, values' },
      {
        key: 'Get accounts',
        outcome: 'refused',
        reason: 'It goes nowhere.',
        place: 'ozone.json, Accounts, Get accounts',
      },
    ],
  };
  const report = importReport({ preview, files: ['ozone.json'], lead: 'Nothing is written yet.', now });

  it('has what was refused above what is taken, and scripts last, line by line', () => {
    expect(report.groups.map(({ title }) => title)).toEqual([
      'Refused',
      'Taken',
      'Scripts: to be read here, never run and never kept',
    ]);
    expect(report.verdict).toEqual({ state: 'error', text: '1 thing to take over, 1 refused.' });
    expect(textOf(report)).toBe(
      [
        'From Postman: ozone.json',
        '1 thing to take over, 1 refused.',
        'Nothing is written yet.',
        '',
        'Refused',
        '',
        '✗ Get accounts  It goes nowhere.',
        '    ozone.json, Accounts',
        '',
        'Taken',
        '',
        '✓ client_id  It is the client.',
        '    ozone.json, values',
        '',
        'Scripts: to be read here, never run and never kept',
        '',
        '· ozone.json, Accounts',
        '    before the request',
        '    one();',
        '    two();',
        '',
      ].join('\n'),
    );
  });
});

it('the report on an import counts secrets in clear, private keys and contradictions among what is to be looked at', () => {
  const preview: ImportPreview = {
    banks: [],
    collections: [],
    uncovered: [{ id: 'ours', secrets: [] }],
    privateKeys: [],
    certificates: [],
    scripts: [],
    items: [{ key: 'aisp', outcome: 'contradictory', reason: 'There are two.', place: 'ozone.json' }],
  };
  const { verdict } = importReport({ preview, files: ['ozone.json'], inClear: [{ path: 'a', key: 'b' }], now });
  expect(verdict).toEqual({ state: 'warning', text: '0 things to take over, 3 to look at.' });
});

it('a text has everything that an item can say', () => {
  const item: ReportItem = {
    state: 'warning',
    text: 'It differs\nhere.',
    detail: 'In the answer.',
    figure: '12 ms',
    place: { text: 'a.json:3' },
    rule: { text: 'FAPI 5.2.2', url: 'https://openid.net' },
    diff: { expected: 'GBP', actual: 'EUR' },
    try: 'Ask the bank.',
  };
  const report = {
    title: 'T',
    when: now,
    verdict: { state: 'warning', text: 'V' },
    groups: [{ title: 'G', items: [item] }],
  } as const;
  expect(textOf(report)).toBe(
    [
      ...['T', 'V', '', 'G', '', '! It differs here. (12 ms)', '    In the answer.', '    a.json:3', '    FAPI 5.2.2'],
      ...['    - GBP', '    + EUR', '    → Ask the bank.', ''],
    ].join('\n'),
  );
});
