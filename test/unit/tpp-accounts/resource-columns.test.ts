/** The columns of each resource: the same of an object of 3.1 and of 4.0, and something that can be shown of whatever a bank sends. */
import { describe, expect, it } from 'vitest';
import type { ResourceColumn } from '../../../src/tpp/accounts/resource-columns.ts';
import { type ResourceRow, resourceRows } from '../../../src/tpp/accounts/resource-rows.ts';

const rows = Object.entries<ResourceRow>(resourceRows).flatMap(([name, { columns }]) =>
  columns === undefined ? [] : [[name, columns] as const],
);

const cellOf = (column: ResourceColumn, object: Record<string, unknown>): string => {
  if (column.kind !== 'amount') return column.of(object);
  const { digits, written, currency } = column.of(object);
  return `${digits ?? written} ${currency}`.trim();
};

/** The cells of an object by their columns, without the empty ones. */
function cells(name: keyof typeof resourceRows, object: Record<string, unknown>): Record<string, string> {
  const { columns = [] }: ResourceRow = resourceRows[name];
  const all = columns.map((column) => [column.id, cellOf(column, object)] as const);
  return Object.fromEntries(all.filter(([, text]) => text !== ''));
}

const creditor = { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: '10000155120066', Name: 'Ellerby' };
const paid = {
  AccountId: 'a',
  NextPaymentDateTime: '2026-12-01T00:00:00+00:00',
  NextPaymentAmount: { Amount: '925.00', Currency: 'GBP' },
  CreditorAccount: creditor,
};

describe('the columns of a resource', () => {
  it('are the same of a standing order in 3.1 and in 4.0, but for its notation', () => {
    const dates = { FirstPaymentDateTime: '2024-01-01T00:00:00Z', FinalPaymentDateTime: '2030-01-01T00:00:00Z' };
    const three = cells('standing-orders', {
      ...paid,
      ...dates,
      StandingOrderId: 's',
      StandingOrderStatusCode: 'Active',
      Frequency: 'IntrvlMnthDay:01:01',
      Reference: 'RENT',
    });
    const four = cells('standing-orders', {
      ...paid,
      StandingOrderId: 's',
      StandingOrderStatusCode: 'ACTV',
      MandateRelatedInformation: { ...dates, Frequency: { Type: 'MNTH', PointInTime: '01' } },
      RemittanceInformation: { Structured: [{ CreditorReferenceInformation: { Reference: 'RENT' } }] },
    });
    expect(three).toEqual({ ...four, FrequencyWritten: 'IntrvlMnthDay:01:01' });
    expect(four).toMatchObject({
      'CreditorAccount.Identification': '10-00-01 55120066',
      'MandateRelatedInformation.FinalPaymentDateTime': '2030-01-01T00:00:00Z',
      Frequency: 'every month, on day 1',
      FrequencyWritten: 'MNTH 01',
      NextPaymentAmount: '925.00 GBP',
      Reference: 'RENT',
      StandingOrderStatusCode: 'Active',
    });
  });

  it('are the same of a direct debit in 3.1 and in 4.0, but for its notation', () => {
    const debit = {
      AccountId: 'a',
      Name: 'Council',
      DirectDebitId: 'd',
      PreviousPaymentDateTime: '2026-11-03T00:00:00Z',
    };
    const three = cells('direct-debits', {
      ...debit,
      DirectDebitStatusCode: 'Active',
      MandateIdentification: '795',
      Frequency: 'UK.OBIE.Monthly',
    });
    const four = cells('direct-debits', {
      ...debit,
      DirectDebitStatusCode: 'ACTV',
      MandateRelatedInformation: { MandateIdentification: '795', Frequency: { Type: 'MNTH' } },
    });
    expect(three).toEqual({ ...four, FrequencyWritten: 'UK.OBIE.Monthly' });
    expect(four).toMatchObject({ Frequency: 'every month', 'MandateRelatedInformation.MandateIdentification': '795' });
  });

  it.each([
    [{ Type: 'WEEK', CountPerPeriod: 2 }, 'every week, 2 times', 'WEEK × 2'],
    [{ Type: 'IntrvlDay:10' }, 'every 10 days', 'IntrvlDay:10'],
    [{ Type: 'SOMETIMES', PointInTime: '3' }, 'SOMETIMES, at point 3', 'SOMETIMES 3'],
    [{ Type: 'WEEK', CountPerPeriod: 'many' }, 'every week', 'WEEK × many'],
  ])('tell a frequency of 4.0 in words and as it is written: %o', (Frequency, words, written) => {
    const shown = cells('standing-orders', { MandateRelatedInformation: { Frequency } });
    expect([shown.Frequency, shown.FrequencyWritten]).toEqual([words, written]);
  });

  it('tell a frequency of nobody as it is written alone', () => {
    expect(cells('standing-orders', { Frequency: 'Monthly' })).toEqual({ FrequencyWritten: 'Monthly' });
  });

  it('have words for the standard’s words and codes', () => {
    const party = { PartyType: 'Sole', LegalStructure: 'UK.OBIE.SoleTrader', AccountRole: 'UK.OBIE.Principal' };
    expect(cells('party', party)).toEqual({
      PartyType: 'Sole',
      LegalStructure: 'Sole trader',
      AccountRole: 'Principal',
    });
    expect(cells('statements', { Type: 'RegularPeriodic', StatementDescription: ['One', 'two'] })).toEqual({
      Type: 'Regular periodic',
      StatementDescription: 'One two',
    });
  });

  const oddities = [null, 1, true, 'x', [], {}, [[null]], { Amount: {} }, { Identification: 5 }, 'x'.repeat(100_000)];
  it.each(rows)('of %s show a text of whatever a bank sends, and have a name and a head of their own', (_, columns) => {
    expect(new Set(columns.map(({ id }) => id)).size).toBe(columns.length);
    expect(new Set(columns.map(({ head }) => head)).size).toBe(columns.length);
    const members = columns.flatMap(({ id }) => [id, ...id.split('.')]);
    for (const odd of oddities) {
      const object = Object.fromEntries(members.map((member) => [member, odd]));
      for (const column of columns) expect(cellOf(column, object)).toBeTypeOf('string');
    }
  });
});
