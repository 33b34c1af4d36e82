/** A long fetch goes on: dropped pages are asked for again, a bank that takes no more is waited for, and what fails is gone on with later. */
import { describe, expect, it } from 'vitest';
import { continueFrom, readBefore } from '../../../src/tpp/accounts/pages.ts';
import { transactions } from '../../../src/tpp/accounts/resources.ts';
import type { Waiting } from '../../../src/tpp/api/steady-sender.ts';
import { createConsent } from '../../../src/tpp/consents/consent.ts';
import { fail, problemOf } from '../../../src/tpp/errors.ts';
import type { ConnectionTrouble } from '../../../src/tpp/meanings/connection.ts';
import { connectionError } from '../../../src/tpp/transport/failure.ts';
import { authorised } from '../tpp-journey/authorised.ts';
import { accountsBase, type Reply, type Route } from '../tpp-journey/stub.ts';

const ofConsent = { consentId: 'aac-1' };
const path = `${accountsBase}/accounts/1/transactions`;
const pages = 4;

/** A bank of four pages, whose answers to the page asked for the nth time `amiss` replaces. */
function bank(amiss: (page: number, time: number) => Reply | undefined) {
  const asked = new Map<number, number>();
  const route: Route = ({ url }) => {
    const page = Number(new URL(url).searchParams.get('page') ?? 1);
    const time = (asked.get(page) ?? 0) + 1;
    asked.set(page, time);
    const Next = page < pages ? `${path}?page=${page + 1}` : undefined;
    return amiss(page, time) ?? { body: { Data: { Transaction: [{ TransactionId: `t${page}` }] }, Links: { Next } } };
  };
  return { ...authorised({ routes: { [`GET ${path}`]: route } }, { refresh_token: 'rt' }), asked };
}

const idsOf = (items: Record<string, unknown>[]) => items.map(({ TransactionId }) => TransactionId);
const whole = ['t1', 't2', 't3', 't4'];
const drop = (kind: ConnectionTrouble = 'ended_early'): never => {
  throw connectionError(kind, { message: 'Gone.' });
};

const lost: ConnectionTrouble[] = ['ended_early', 'ended_unsent', 'answer_cut', 'compression_cut'];
const away: ConnectionTrouble[] = ['nothing_listens', 'host_unknown', 'no_connection', 'no_answer', 'answer_stalled'];

describe('a page whose connection was lost', () => {
  it.each([...lost, ...away])('is asked for again, and no row comes twice: %s', async (kind) => {
    const { session, waits, asked } = bank((page, time) => (page === 3 && time <= 3 ? drop(kind) : undefined));
    const waited: Waiting[] = [];
    const read = await transactions(session, '1', {}, { ...ofConsent, onWait: (waiting) => waited.push(waiting) });
    expect(idsOf(read)).toEqual(whole);
    expect(waits).toEqual([1, 3, 9]);
    expect(waited.map(({ seconds }) => seconds)).toEqual(waits);
    expect(waited[0]?.why).toContain('connection');
    expect([...asked.values()]).toEqual([1, 1, 4, 1]);
  });

  it.each(lost)('is asked for again where it is the first: %s', async (kind) => {
    const { session } = bank((page, time) => (page === 1 && time === 1 ? drop(kind) : undefined));
    expect(idsOf(await transactions(session, '1', {}, ofConsent))).toEqual(whole);
  });

  it.each(away)('is no reason to wait where the bank was never reached: %s', async (kind) => {
    const { session, waits, asked } = bank((page) => (page === 1 ? drop(kind) : undefined));
    await expect(transactions(session, '1', {}, ofConsent)).rejects.toThrow('Gone.');
    expect([waits, [...asked.values()]]).toEqual([[], [1]]);
  });

  it.each<ConnectionTrouble>(['not_tls', 'answer_too_large', 'not_http', 'compression_wrong'])(
    'is not asked for again for what asking does not mend: %s',
    async (kind) => {
      const { session, waits } = bank((page) => (page === 2 ? drop(kind) : undefined));
      await expect(transactions(session, '1', {}, ofConsent)).rejects.toThrow('Gone.');
      expect(waits).toEqual([]);
    },
  );

  it('fails after the fourth time, with what was read and where to go on', async () => {
    let isUp = false;
    const { session, asked } = bank((page) => (page === 3 && !isUp ? drop() : undefined));
    const failure: unknown = await transactions(session, '1', {}, ofConsent).catch((thrown: unknown) => thrown);
    expect(problemOf(failure).message).toBe('Gone.');
    expect(idsOf(readBefore(failure))).toEqual(['t1', 't2']);
    expect(continueFrom(failure)).toBe(`${path}?page=3`);
    expect(asked.get(3)).toBe(4);
    isUp = true;
    const rest = await transactions(session, '1', {}, { ...ofConsent, continueFrom: String(continueFrom(failure)) });
    expect(idsOf([...readBefore(failure), ...rest])).toEqual(whole);
    expect([...asked.values()]).toEqual([1, 1, 5, 1]);
  });
});

describe('a bank that takes no more for now', () => {
  it.each<[string, Reply, number]>([
    ['429 with seconds', { status: 429, headers: { 'retry-after': '45' } }, 45],
    ['429 with a limit of 4.0.1', { status: 429, headers: { ratelimit: '"default";r=0;t=12' } }, 12],
    ['503 with seconds', { status: 503, headers: { 'retry-after': '20' } }, 20],
  ])('is waited for as it says: %s', async (_, reply, seconds) => {
    const { session, waits } = bank((page, time) => (page > 1 && time === 1 ? reply : undefined));
    const waited: Waiting[] = [];
    const read = await transactions(session, '1', {}, { ...ofConsent, onWait: (waiting) => waited.push(waiting) });
    expect(idsOf(read)).toEqual(whole);
    expect(waits).toEqual([seconds, seconds, seconds]);
    expect(waited[0]).toEqual({ seconds, why: expect.stringContaining(String(reply.status)) });
  });

  it.each<[string, Reply, number[]]>([
    ['says nothing of when', { status: 429 }, []],
    ['says nothing of when, being down', { status: 503 }, []],
    ['wants a day', { status: 429, headers: { 'retry-after': '86400' } }, []],
    ['wants more than ten minutes in the end', { status: 429, headers: { 'retry-after': '250' } }, [250, 250]],
    ['says “at once” and refuses for ever', { status: 429, headers: { 'retry-after': '0' } }, Array(20).fill(1)],
    ['is broken', { status: 500, headers: { 'retry-after': '1' } }, []],
  ])('is not waited for where it %s', async (_, reply, seconds) => {
    const { session, waits } = bank((page) => (page === 2 ? reply : undefined));
    const failure: unknown = await transactions(session, '1', {}, ofConsent).catch((thrown: unknown) => thrown);
    expect(problemOf(failure)).toMatchObject({ code: 'api_refused', bank: { status: reply.status } });
    expect(waits).toEqual(seconds);
    expect(continueFrom(failure)).toBe(`${path}?page=2`);
  });

  it('may let the token run out meanwhile', async () => {
    const { session, sent } = bank((page, time) =>
      page === 2 && time === 1
        ? { status: 429, headers: { 'retry-after': '400' } }
        : page === 2 && time === 2
          ? { status: 401 }
          : undefined,
    );
    expect(idsOf(await transactions(session, '1', {}, ofConsent))).toEqual(whole);
    expect(sent.some(({ method }) => method === 'POST')).toBe(true);
  });

  it('is left at once where the reading is cancelled', async () => {
    const cancel = new AbortController();
    const { session, asked } = bank((page) =>
      page === 2 ? { status: 429, headers: { 'retry-after': '45' } } : undefined,
    );
    const reading = transactions(
      session,
      '1',
      {},
      {
        ...ofConsent,
        signal: cancel.signal,
        onWait: () => cancel.abort(),
      },
    );
    const failure: unknown = await reading.catch((thrown: unknown) => thrown);
    expect(problemOf(failure).code).toBe('cancelled');
    expect([idsOf(readBefore(failure)), continueFrom(failure), asked.get(2)]).toEqual([['t1'], `${path}?page=2`, 1]);
  });
});

it.each([
  'https://evil.test/open-banking/v3.1/aisp/accounts/1/transactions?page=3',
  'http://rs.bank.example/x',
  'https://me:pw@rs.bank.example/x',
  'javascript:alert(1)',
  'page=3',
  '',
])('nothing is gone on with elsewhere: %s', async (continued) => {
  const { session, sent } = bank(() => undefined);
  await expect(transactions(session, '1', {}, { ...ofConsent, continueFrom: continued })).rejects.toMatchObject({
    code: 'usage',
  });
  expect(sent.filter(({ url }) => url.includes('transactions') || url.includes('evil'))).toEqual([]);
});

it.each([
  ['a list that goes round in a circle', { body: { Data: { Transaction: [{}] }, Links: { Next: path } } }],
  ['a page that is none', { body: { Data: { Transaction: 5 } } }],
])('%s is not gone on with', async (_, reply) => {
  const { session } = bank((page) => (page === 2 ? reply : undefined));
  const failure: unknown = await transactions(session, '1', {}, ofConsent).catch((thrown: unknown) => thrown);
  expect(problemOf(failure).code).toMatch(/^(pagination_loop|answer_invalid)$/);
  expect(continueFrom(failure)).toBeUndefined();
});

it('a POST is sent once, whatever becomes of it', async () => {
  let times = 0;
  const { session, waits } = authorised({
    routes: {
      [`POST ${accountsBase}/account-access-consents`]: () => {
        times += 1;
        return times === 1 ? drop() : fail({ code: 'internal', message: 'Sent twice.', try: '' });
      },
    },
  });
  await expect(createConsent(session, { permissions: ['ReadAccountsBasic'] })).rejects.toThrow('Gone.');
  expect([times, waits]).toEqual([1, []]);
});
