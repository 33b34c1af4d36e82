/** Formats: good, readable in another form, or bad. */
import { expect, test } from 'vitest';
import { type Form, formats, silentFormats } from '../../../src/standard/check-formats.ts';
import type { Schema } from '../../../src/standard/schema.ts';
import { tables } from '../../../src/standard/tables.ts';

const forms: Readonly<Record<string, Readonly<Record<Form, readonly unknown[]>>>> = {
  'date-time': {
    good: [
      '2026-01-31T10:30:00Z',
      '2026-01-31T10:30:00+00:00',
      '2026-01-31t10:30:00z',
      '2024-02-29T23:59:59.123456789-23:59',
      '2000-02-29T00:00:00Z',
      '2016-12-31T23:59:60Z',
      '2017-01-01T00:59:60+01:00',
      '2016-12-31T18:59:60-05:00',
      5,
    ],
    loose: [
      '2026-01-31',
      '2026-01-31T10:30:00',
      '2026-01-31 10:30:00Z',
      '2026-01-31T10:30Z',
      '2026-01-31T10:30',
      '2026-01-31T10:30:00+0000',
      '2026-01-31T10:30:00+01',
      '2026-01-31T10:30:00,5Z',
      '2016-12-31T23:59:60',
    ],
    bad: [
      '',
      'yesterday',
      '31/01/2026',
      '1769855400',
      '2026-02-29T10:30:00Z',
      '1900-02-29T10:30:00Z',
      '2026-00-01T10:30:00Z',
      '2026-13-01T10:30:00Z',
      '2026-04-31T10:30:00Z',
      '2026-01-00T10:30:00Z',
      '2026-02-30T10:30:00',
      '2026-01-31T24:00:00Z',
      '2026-01-31T10:60:00Z',
      '2026-01-31T10:30:61Z',
      '2026-01-31T10:30:60Z',
      '2026-01-31T10:30:00+24:00',
      '2026-01-31T10:30:00+00:60',
      '2026-01-31T10:30:00+2400',
      '2026-01-31T10:30:00.Z',
      '2026-01-31T10:30:00Z ',
      '٢٠٢٦-01-31T10:30:00Z',
    ],
  },
  uri: {
    good: [
      'https://bank.example/open-banking/v3.1/aisp/accounts?page=2#x',
      'https://[::1]:8443/',
      'https://user:pw@bank.example:443',
      'urn:a:b',
      'https://bank.example/%20',
    ],
    loose: [],
    bad: [
      '/accounts',
      'accounts',
      '',
      'https://bank.example/a b',
      'https://bank.example/%2',
      'https://bänk.example/',
      '://x',
    ],
  },
  int32: { good: [0, -(2 ** 31), 2 ** 31 - 1, 'x'], loose: [], bad: [2 ** 31, -(2 ** 31) - 1, 1.5] },
};

test.each(
  Object.entries(forms).flatMap(([format, lists]) =>
    Object.entries(lists).flatMap(([form, values]) =>
      values.map((value): [string, unknown, string] => [format, value, form]),
    ),
  ),
)('As a %s, %j is %s', (format, value, form) => {
  expect(formats.get(format)?.(value)).toBe(form);
});

test('Every format of the tables is one that is judged, or is known to say nothing of a value', () => {
  const unknown = new Set<string>();
  const walk = ({ format, properties = {}, items, oneOf = [] }: Schema): void => {
    if (format !== undefined && !formats.has(format) && !silentFormats.has(format)) unknown.add(format);
    for (const each of [...Object.values(properties), ...oneOf, ...(items ? [items] : [])]) walk(each);
  };
  for (const schema of Object.values(tables().$defs)) walk(schema);
  expect([...unknown]).toEqual([]);
});
