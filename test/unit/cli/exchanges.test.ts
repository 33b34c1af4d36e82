/** `obw exchanges`: the table that fits its terminal, the mark of a breach, and which exchange is meant where none is named. */
import { describe, expect, it } from 'vitest';
import type { ExchangeRecord } from '../../../src/tpp/index.ts';
import { exchange } from '../tpp-exchanges/records.ts';
import { fakeTpp, obw } from './fake-terminal.ts';

const accounts = 'https://rs.a-very-long-name-of-a-bank.example.co.uk:8443/open-banking/v3.1/aisp/accounts';
const breach: Partial<ExchangeRecord> = {
  operation: { name: 'GET /accounts', version: '3.1.11' },
  deviations: [
    { of: 'answer', grade: 'breach', rule: 'pattern', path: '/Data', times: 1, says: 'Currency is "pounds".' },
  ],
};
const good: ExchangeRecord = {
  ...exchange({ url: accounts, purpose: 'account access consent status' }),
  id: 'good0001',
};
const hinted: ExchangeRecord = {
  ...good,
  id: 'hint0001',
  operation: { name: 'GET /accounts', version: '3.1.11' },
  deviations: [{ of: 'answer', grade: 'hint', rule: 'unknown', path: '/Data', times: 1, says: 'Nickame?' }],
};
const broken: ExchangeRecord = {
  ...good,
  ...breach,
  id: 'brea0001',
  url: `${accounts}/500004000000000000000011/transactions`,
};
const refused: ExchangeRecord = { ...good, id: 'refu0001', status: 403, url: `${accounts}/1` };
const { status: _, ...unanswered } = good;
const failed: ExchangeRecord = {
  ...unanswered,
  id: 'fail0001',
  failure: 'unknown_host',
  bank: 'a-bank-that-somebody-gave-a-very-long-name',
};

const among = (records: ExchangeRecord[], columns?: number) => ({
  tpp: fakeTpp({ readExchanges: async () => records }),
  ...(columns && { columns }),
});
const linesOf = async (records: ExchangeRecord[], columns?: number) =>
  (await obw('exchanges', among(records, columns))).stdout.trimEnd().split('\n');

describe('the table', () => {
  it.each([
    [80, 80],
    [80, 40],
    [100, 100],
    [160, 160],
  ])('has no line of more than %d characters on a terminal of %s', async (width, columns) => {
    const lines = await linesOf([broken, refused, failed, good], columns);
    expect(lines).toHaveLength(6);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
  });

  it('is on a narrower terminal what it is on one of 80 characters', async () => {
    expect(await linesOf([broken, failed], 40)).toEqual(await linesOf([broken, failed], 80));
  });

  it('gives a request way at its query first, then at its host, and keeps the end of its path', async () => {
    const paged = { ...broken, url: `${accounts}?page=3&pageSize=500&fromBookingDateTime=2020-01-01T00:00:00Z` };
    const request = async (record: ExchangeRecord, columns?: number) =>
      / (GET \S+(?: …\S+)?) /.exec((await linesOf([record], columns))[1] ?? '')?.[1];
    expect(await request(paged, 170)).toMatch(/^GET rs\.a-very-long\S*\/accounts\?p\S*…$/);
    expect(await request(paged, 100)).toMatch(/^GET …\S*\/accounts\?…$/);
    expect(await request(broken, 100)).toMatch(/^GET …\S*11\/transactions$/);
  });

  it('shows a request as it did where no terminal says how long a line is', async () => {
    const [, line = ''] = await linesOf([
      { ...good, url: 'https://rs.example/open-banking/v3.1/aisp/accounts/5000/x' },
    ]);
    expect(line).toContain('GET rs.example/open-banking/v3.1/aisp/accounts/5000/x ');
  });

  it('shows on a wide terminal what is there', async () => {
    const [, wide] = await linesOf([refused], 200);
    expect(wide).toMatch(/GET rs\.a-very-long-name-of-a-bank\.example\.co\.uk:8443\/open-banking\S* /);
    expect(wide).toContain('account access consent status');
  });

  it('marks what breaks the standard, says what the mark means, and marks nothing else', async () => {
    const [, first, second, last] = await linesOf([broken, hinted]);
    expect(first).toMatch(/ 200 ! {2}/);
    expect(second).not.toContain('!');
    expect(last).toMatch(/^! is not as the standard has it/);
    expect((await linesOf([hinted, refused])).join()).not.toContain('!');
  });
});

describe('where nothing fits what was asked for', () => {
  it.each(['', '--explain', 'last'])('says that there are others: %s', async (how) => {
    const { stdout, stderr } = await obw(`exchanges --status failed ${how}`, among([good, refused]));
    expect(stdout + stderr).toContain('None of the exchanges recorded here (2) is such a one.');
  });

  it('says that there is none at all where there is none', async () => {
    expect(await linesOf([])).toEqual([expect.stringContaining('No exchange is recorded here.')]);
  });
});

describe('where none is named', () => {
  const explained = async (records: ExchangeRecord[]) => (await obw('exchanges --explain', among(records))).stdout;

  it.each([
    [
      'breaks the standard is explained, whatever was refused before',
      [good, hinted, broken, refused, failed],
      'Currency',
    ],
    ['was refused is explained, whatever breaks the standard before', [good, refused, broken], 'answered with 403'],
    ['failed is explained, whatever breaks the standard before', [good, failed, broken, refused], ' failed at '],
  ])('the newest that %s', async (_about, records, words) => {
    expect(await explained(records)).toContain(words);
  });

  const unauthorised: ExchangeRecord = { ...good, status: 401, interactionId: 'one' };
  const retried: ExchangeRecord = { ...good, interactionId: 'two', retryOf: 'one' };

  it.each([
    ['a 401 that a fresh token mended', [retried, unauthorised]],
    ['a request that obw itself dropped', [{ ...failed, failure: 'cancelled' }]],
    ['a request that obw itself dropped and that breaks the standard', [{ ...broken, failure: 'cancelled' }]],
  ])('%s is passed over for what was refused before', async (_about, newer) => {
    expect(await explained([...newer, refused])).toContain('answered with 403');
  });

  it('a 401 that breaks the standard is explained, though a fresh token mended it', async () => {
    expect(await explained([retried, { ...unauthorised, ...breach }, refused])).toContain('answered with 401');
  });

  it('a 401 whose retry is not among those asked for was mended all the same', async () => {
    const other = { ...unauthorised, interactionId: 'three', url: `${accounts}/other` };
    const outcome = await obw('exchanges --status 401 --explain', among([retried, unauthorised, other]));
    expect(outcome.stdout).toContain('/other was answered with 401');
  });

  it('a 401 is explained whose retry was refused and then cancelled', async () => {
    const first = { ...unauthorised, url: `${accounts}/first` };
    const again: ExchangeRecord = { ...retried, status: 401, failure: 'cancelled' };
    expect(await explained([again, first, refused])).toContain('/first was answered with 401');
  });

  it.each([
    ['whose retry was refused as well', [hinted, { ...retried, status: 401 }, unauthorised]],
    ['with the same request asked again by a later run', [{ ...good, interactionId: 'two' }, unauthorised]],
  ])('a 401 %s is explained', async (_about, records) => {
    expect(await explained([...records, refused])).toContain('answered with 401');
  });

  it('a 401 that was mended is explained where all that is asked for is such', async () => {
    const outcome = await obw('exchanges --status 401 --explain', among([retried, unauthorised]));
    expect(outcome.stdout).toContain('answered with 401');
  });

  it('the newest is explained where nothing is amiss', async () => {
    expect(await explained([good, hinted])).toContain('Nothing is amiss.');
  });
});

describe('a copy for another tool', () => {
  const acting = 'a\u009b31mb\u202ec\u001b[2Jd';
  const odd: ExchangeRecord = {
    ...good,
    requestHeaders: { 'x-odd': acting },
    requestBody: acting,
    responseBody: JSON.stringify({ said: acting }),
  };
  const words = (form: string): string[] => ['exchanges', 'good0001', '--as', form];

  it.each(['curl', 'http', 'python', 'typescript', 'har'])(
    'as %s has nothing that a terminal acts on',
    async (form) => {
      const { stdout } = await obw(words(form), { ...among([odd]), shown: true });
      expect(stdout).toContain('x-odd');
      expect(stdout).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
    },
  );

  it('as har is read on a terminal as what was sent', async () => {
    const { stdout } = await obw(words('har'), { ...among([odd]), shown: true });
    expect(JSON.parse(stdout).log.entries[0].request.postData.text).toBe(acting);
  });

  it('is for a file what was sent', async () => {
    expect((await obw(words('curl'), among([odd]))).stdout).toContain(acting);
  });
});
