/** Any list as rows of a table: columns in the order of people, cells bounded whatever the bank sent, and what is odd about them. */
import { describe, expect, it } from 'vitest';
import { accountNames, listColumns } from '../../../src/tpp/accounts/list-columns.ts';
import { type ListMarkId, listMarks } from '../../../src/tpp/accounts/list-marks.ts';
import { ListRows, listDetails } from '../../../src/tpp/accounts/list-rows.ts';
import { type ResourceName, resourceRows } from '../../../src/tpp/accounts/resource-rows.ts';
import { sharedResources } from '../../../src/tpp/accounts/shared-resources.ts';

const three = {
  AccountId: '1',
  StandingOrderId: 'so-1',
  Frequency: 'IntrvlMnthDay:01:15',
  NextPaymentDateTime: '2026-12-15T00:00:00+00:00',
  NextPaymentAmount: { Amount: '10.00', Currency: 'GBP' },
  CreditorAccount: { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: '10000155120074', Name: 'Food Bank' },
};
const four = {
  ...three,
  Frequency: undefined,
  MandateRelatedInformation: { Frequency: { Type: 'MNTH', PointInTime: '15' } },
};

/** One object of a list as a row, by the ids of its columns. */
function rowOf(resource: ResourceName, object: Record<string, unknown>, account?: string) {
  const [row] = new ListRows(resource, account).add([object]).rows;
  const cells = listColumns(resource).map(({ id }, place) => [id, row?.cells[place]]);
  return { cells: Object.fromEntries(cells), marks: marksOf(row?.marks ?? 0) };
}
const marksOf = (marks: number) => listMarks.filter((_, bit) => marks & (1 << bit)).map(({ id }) => id);

describe('the columns of a list', () => {
  const listed = Object.entries(resourceRows).flatMap(([name, row]) =>
    'columns' in row ? [name as ResourceName] : [],
  );

  it.each(listed)('of %s begin with who or what it is and end with its id', (resource) => {
    const columns = listColumns(resource);
    const [id, ...rest] = (resourceRows[resource] as { columns: readonly { id: string }[] }).columns;
    expect(columns.at(-1)).toBe(id);
    expect(columns[0]?.id).not.toMatch(/Id$/);
    expect(new Set(columns.map(({ id: each }) => each)).size).toBe(columns.length);
    expect(columns.length).toBeGreaterThanOrEqual(rest.length + 1);
  });

  it.each([
    ['3.1', three],
    ['4.0', four],
  ])('say how often a standing order of %s is paid in words and in both notations', (_version, object) => {
    const { cells, marks } = rowOf('standing-orders', object);
    expect(cells).toMatchObject({
      Frequency: 'every month, on day 15',
      'Frequency.3.1': 'IntrvlMnthDay:01:15',
      'Frequency.4.0': 'MNTH 15',
      'CreditorAccount.Name': 'Food Bank',
      NextPaymentAmount: { text: '10.00', digits: '10.00', currency: 'GBP' },
      NextPaymentDateTime: { text: '2026-12-15T00:00:00+00:00', at: Date.UTC(2026, 11, 15) },
    });
    expect(marks).toEqual([]);
  });

  it.each([
    ['3.1', { Frequency: 'UK.OBIE.Monthly' }, 'UK.OBIE.Monthly', 'MNTH'],
    [
      '4.0',
      { MandateRelatedInformation: { Frequency: { Type: 'MNTH', PointInTime: '03' } } },
      'UK.OBIE.Monthly',
      'MNTH 03',
    ],
  ])('know the words of direct debits of %s', (_version, mandate, inThree, inFour) => {
    const { cells } = rowOf('direct-debits', { DirectDebitId: 'd', ...mandate });
    expect([cells['Frequency.3.1'], cells['Frequency.4.0']]).toEqual([inThree, inFour]);
  });

  it('leave a notation empty that cannot say the rule', () => {
    const often = { MandateRelatedInformation: { Frequency: { Type: 'ADHO' } } };
    const { cells } = rowOf('standing-orders', { StandingOrderId: 's', ...often });
    expect([cells.Frequency, cells['Frequency.3.1'], cells['Frequency.4.0']]).toEqual(['as it comes', '', 'ADHO']);
  });
});

describe('what is odd about a row', () => {
  it.each<[ListMarkId, ResourceName, Record<string, unknown>]>([
    ['noId', 'beneficiaries', {}],
    ['otherAccount', 'beneficiaries', { BeneficiaryId: 'b', AccountId: '2' }],
    ['amountUnreadable', 'standing-orders', { ...three, NextPaymentAmount: { Amount: '12.x', Currency: 'GBP' } }],
    ['timeUnreadable', 'standing-orders', { ...three, NextPaymentDateTime: 'tomorrow' }],
    ['frequencyUnknown', 'standing-orders', { ...three, Frequency: 'Sometimes' }],
    ['longText', 'beneficiaries', { BeneficiaryId: 'b', Reference: 'x'.repeat(1001) }],
    ['markup', 'beneficiaries', { BeneficiaryId: 'b', Reference: '<b>bold</b>' }],
    ['controlText', 'beneficiaries', { BeneficiaryId: 'b', Reference: 'invoice \u202egnp.exe' }],
  ])('is marked: %s', (mark, resource, object) => {
    expect(rowOf(resource, object, '1').marks).toEqual([mark]);
  });

  it('is an id that comes again, on a later page too: both rows say so', () => {
    const rows = new ListRows('beneficiaries');
    rows.add([{ BeneficiaryId: 'a' }, { BeneficiaryId: 'b' }]);
    const second = rows.add([{ BeneficiaryId: 'a' }]);
    expect(second.rows.map(({ marks }) => marksOf(marks))).toEqual([['duplicateId']]);
    expect(second.remarked.map(({ row, marks }) => [row, marksOf(marks)])).toEqual([[0, ['duplicateId']]]);
  });

  it('never makes a row longer than is read: a million letters are cut, and no character is halved', () => {
    const { cells } = rowOf('beneficiaries', { BeneficiaryId: 'b', Reference: `x${'😀'.repeat(500_000)}` });
    expect(String(cells.Reference).length).toBe(999);
    expect(String(cells.Reference).isWellFormed()).toBe(true);
  });
});

describe('the details of a row', () => {
  const on = (day: string) => new Date(`${day}T12:00:00Z`);

  it('have the next days of a frequency, from the next payment on', () => {
    const { notes } = listDetails(three, on('2026-12-01'));
    expect(notes.map(({ days }) => days)).toEqual([
      ['2026-12-15', '2027-01-15', '2027-02-15', '2027-03-15', '2027-04-15', '2027-05-15'],
    ]);
  });

  it('count from today where the next payment is past or not told', () => {
    for (const object of [three, { ...three, NextPaymentDateTime: undefined }])
      expect(listDetails(object, on('2027-01-20')).notes[0]?.days[0]).toBe('2027-02-15');
  });

  it('have none where no rule says a day', () => {
    expect(listDetails({ DirectDebitId: 'd', Frequency: 'UK.OBIE.Monthly' }, on('2026-12-01')).notes).toEqual([]);
    expect(listDetails({ BeneficiaryId: 'b' }, on('2026-12-01')).notes).toEqual([]);
  });

  it('cut the JSON that nobody reads to its end', () => {
    expect(listDetails({ Reference: 'x'.repeat(1_000_000) }, on('2026-12-01')).json.length).toBe(100_000);
  });
});

describe('what a consent gives', () => {
  it('is parted by its permissions, of each resource with those that it lacks', () => {
    const { shared, withheld } = sharedResources(
      ['ReadAccountsBasic', 'ReadBalances', 'ReadStatementsBasic'],
      'account',
    );
    expect(shared).toEqual(['balances', 'statements']);
    expect(withheld.find(({ resource }) => resource === 'offers')?.needs).toEqual([['ReadOffers']]);
    expect(withheld.find(({ resource }) => resource === 'transactions')?.needs).toHaveLength(2);
  });

  it('is all that the standard has where the bank told no permissions', () => {
    expect(sharedResources(undefined, 'account').withheld).toEqual([]);
    expect(sharedResources(undefined, 'account').shared).toContain('parties');
    // Parties are of one account only.
    expect(sharedResources(undefined, 'all').shared).not.toContain('parties');
  });
});

it('accounts have their names by their ids', () => {
  const names = accountNames([{ AccountId: '1', Nickname: 'Bills' }, { AccountId: '2' }]);
  expect([...names]).toEqual([
    ['1', 'Bills'],
    ['2', '2'],
  ]);
});
