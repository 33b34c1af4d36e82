/** Any resource as CSV by its columns: one head for both versions, and nothing that a spreadsheet would run. */
import { describe, expect, it } from 'vitest';
import type { ResourceColumn } from '../../../src/tpp/accounts/resource-columns.ts';
import { resourceCsv, resourceCsvParts } from '../../../src/tpp/accounts/resource-csv.ts';
import { type ResourceRow, resourceRows } from '../../../src/tpp/accounts/resource-rows.ts';

const withColumns = Object.entries<ResourceRow>(resourceRows).flatMap(([name, { columns }]) =>
  columns === undefined ? [] : [[name, columns] as const],
);

const standingOrders = resourceRows['standing-orders'].columns;

/** As RFC 4180 has it: no cell of these tests has a line break in quotes but a carriage return alone. */
const linesOf = (text: string): string[][] =>
  text
    .split('\r\n')
    .slice(0, -1)
    .map((line) =>
      [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, bare]) =>
        quoted === undefined ? String(bare) : quoted.replaceAll('""', '"'),
      ),
    );
const read = async (columns: readonly ResourceColumn[], items: Record<string, unknown>[]) => {
  const [heads = [], ...rows] = linesOf(await resourceCsv(columns, items));
  return rows.map((row) => Object.fromEntries(heads.map((head, index) => [head, row[index]])));
};

describe('a resource as CSV', () => {
  it('has a standing order of 3.1 and of 4.0 under the same heads', async () => {
    const shared = {
      StandingOrderId: 's1',
      NextPaymentAmount: { Amount: '925.00', Currency: 'GBP' },
      CreditorAccount: {
        SchemeName: 'UK.OBIE.SortCodeAccountNumber',
        Identification: '10000155120066',
        Name: 'Ellerby',
      },
    };
    const [three, four] = await read(standingOrders, [
      { ...shared, StandingOrderStatusCode: 'Active', Frequency: 'IntrvlMnthDay:01:01', Reference: 'RENT, "MAY"' },
      {
        ...shared,
        StandingOrderStatusCode: 'ACTV',
        MandateRelatedInformation: { Frequency: { Type: 'MNTH', PointInTime: '01' } },
        RemittanceInformation: { Structured: [{ CreditorReferenceInformation: { Reference: 'RENT, "MAY"' } }] },
      },
    ]);
    expect(three).toEqual({ ...four, FrequencyWritten: 'IntrvlMnthDay:01:01' });
    expect(four).toMatchObject({
      StandingOrderId: 's1',
      StandingOrderStatusCode: 'Active',
      Frequency: 'every month, on day 1',
      'NextPaymentAmount.Amount': '925.00',
      'NextPaymentAmount.Currency': 'GBP',
      Reference: 'RENT, "MAY"',
    });
  });

  it.each(withColumns)(
    'has a head for each column of %s, each once, and lines that end as the RFC has it',
    async (_, columns) => {
      const text = await resourceCsv(columns, [{}]);
      const [heads = [], ...rows] = linesOf(text);
      expect(new Set(heads).size).toBe(heads.length);
      expect(heads).toHaveLength(columns.length + columns.filter(({ kind }) => kind === 'amount').length);
      expect(rows).toEqual([heads.map(() => '')]);
      expect(text.split('\r\n')).toHaveLength(3);
    },
  );

  it.each(['=1+2', '+44', '-5', '@SUM(A1)', '\tx', '\r=1', '＝1', '＋1', '－1', '＠1'])(
    'puts what a spreadsheet would run behind an apostrophe: %j',
    async (hostile) => {
      const [row] = await read(standingOrders, [
        {
          StandingOrderId: hostile,
          Reference: hostile,
          NextPaymentDateTime: hostile,
          NextPaymentAmount: { Amount: hostile, Currency: hostile },
          Frequency: hostile,
          StandingOrderStatusCode: hostile,
        },
      ]);
      for (const cell of Object.values(row ?? {})) expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
      expect(row?.Reference).toBe(`'${hostile}`);
    },
  );

  it('comes in parts where there are many', async () => {
    const parts: string[] = [];
    const many = Array.from({ length: 2500 }, (_, number) => ({ StandingOrderId: `s${number}` }));
    for await (const part of resourceCsvParts(standingOrders, many)) parts.push(part);
    expect(parts).toHaveLength(4);
    expect(linesOf(parts.join(''))).toHaveLength(2501);
  });
});
