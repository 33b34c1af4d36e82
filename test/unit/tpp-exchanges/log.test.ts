import { describe, expect, it } from 'vitest';
import { flowOf } from '../../../src/tpp/exchanges/flow.ts';
import { createExchangeLog } from '../../../src/tpp/exchanges/log.ts';
import { maxBodyLength, unmaskedExchange } from '../../../src/tpp/transport/record.ts';
import { exchange, startedAt } from './records.ts';

const secret = 'pl4nted-S3cret_value.Zz9-long-enough';

describe('the exchange log', () => {
  it('gives the newest first and finds by id and by interaction id', () => {
    const log = createExchangeLog();
    const first = exchange({ interactionId: 'one' });
    const second = exchange({ interactionId: 'two' });
    log.add(first);
    log.add(second);
    expect(log.list()).toEqual([second, first]);
    expect(log.find(first.id)).toBe(first);
    expect(log.find('two')).toBe(second);
    expect(log.find('three')).toBeUndefined();
    expect(first.id).not.toBe(second.id);
  });

  it('keeps as many as it is told later, and the newest of them', () => {
    const log = createExchangeLog();
    const all = Array.from({ length: 9 }, (_, index) => exchange({ interactionId: `i${index}` }));
    for (const each of all) log.add(each);
    let told = 0;
    log.onChange(() => {
      told += 1;
    });
    log.keep(4);
    expect(log.list()).toEqual(all.slice(-4).reverse());
    expect(told).toBe(1);
    const next = exchange({ interactionId: 'next' });
    log.add(next);
    expect(log.list()).toEqual([next, ...all.slice(-3).reverse()]);
    log.keep(10);
    log.add(exchange({ interactionId: 'more' }));
    expect(log.size).toBe(5);
  });

  it('drops the oldest where there are too many', () => {
    const log = createExchangeLog({ limit: 100 });
    const all = Array.from({ length: 350 }, (_, index) => exchange({ interactionId: `i${index}` }));
    for (const each of all) log.add(each);
    expect(log.size).toBe(100);
    expect(log.list()).toEqual(all.slice(-100).reverse());
  });

  it('drops the oldest where they are too large, but never the last', () => {
    const log = createExchangeLog({ maxSize: 200_000 });
    for (let index = 0; index < 50; index += 1) log.add(exchange({ body: 'x'.repeat(20_000) }));
    expect(log.bytes).toBeLessThanOrEqual(200_000);
    expect(log.size).toBe(4);
    log.add(exchange({ body: 'x'.repeat(maxBodyLength) }));
    expect(log.size).toBe(1);
    log.clear();
    expect([log.size, log.bytes]).toEqual([0, 0]);
  });

  it('cuts a large body, with a mark, and says how large it was', () => {
    const record = exchange({ body: `{"a":"${'ä'.repeat(maxBodyLength)}"}` });
    expect(record.responseBody?.length).toBeLessThan(maxBodyLength + 100);
    expect(record.responseBody).toMatch(/… \(cut: 131,080 characters in all\)$/);
    expect(record.responseSize).toBe(2 * maxBodyLength + 8);
  });

  it('does not show a token that the cut goes through', () => {
    const body = `{"pad":"${'x'.repeat(maxBodyLength - 40)}","access_token":"${secret}"}`;
    expect(exchange({ body }).responseBody).not.toContain(secret.slice(0, 12));
  });

  it('redacts at its entrance what nobody has redacted', () => {
    const log = createExchangeLog();
    const copy = {
      ...exchange(),
      requestHeaders: { authorization: `Bearer ${secret}` },
      responseBody: `{"access_token":"${secret}"}`,
    };
    log.add(copy);
    expect(JSON.stringify(log.list())).not.toContain(secret);
  });

  it.each([
    ['the bank', { bank: 'other' }, ['other']],
    ['the flow', { flow: 'token' as const }, ['token']],
    ['a class of status', { status: '4xx' as const }, ['refused']],
    ['no answer', { status: 'failed' as const }, ['failed']],
    ['text of a path in another case', { text: '/TOKEN' }, ['token']],
    ['text of a header', { text: 'x-odd: yes' }, ['refused']],
    ['text of a body', { text: 'rora' }, ['refused']],
    ['text that a pattern would take otherwise', { text: '.*' }, []],
    ['a secret, which is not shown and so not found', { text: secret }, []],
    ['two at once', { status: '4xx' as const, bank: 'other' }, []],
    ['nothing', {}, ['failed', 'refused', 'token', 'other']],
  ])('filters by %s', (_, filter, expected) => {
    const log = createExchangeLog();
    log.add(exchange({ bank: 'other', interactionId: 'other' }));
    log.add(
      exchange({
        purpose: 'token',
        url: 'https://as1.bank.test/token',
        interactionId: 'token',
        body: `{"access_token":"${secret}"}`,
      }),
    );
    log.add(
      exchange({ status: 403, interactionId: 'refused', answerHeaders: { 'x-odd': 'yes' }, body: '{"who":"Rora"}' }),
    );
    log.add(exchange({ status: 0, interactionId: 'failed', failure: 'timed_out', failureMessage: 'No answer.' }));
    expect(log.list(filter).map(({ interactionId }) => interactionId)).toEqual(expected);
  });

  it('tells of each change until nobody listens', () => {
    const log = createExchangeLog();
    let heard = 0;
    const stop = log.onChange(() => {
      heard += 1;
    });
    log.add(exchange());
    log.clear();
    stop();
    log.add(exchange());
    expect(heard).toBe(2);
  });

  it('holds 10,000 exchanges and still filters them', () => {
    const log = createExchangeLog({ maxSize: 1024 ** 3 });
    const body = JSON.stringify({ Data: { Transaction: Array(20).fill({ Amount: '1.00', Information: 'Coffee' }) } });
    for (let index = 0; index < 10_001; index += 1) {
      log.add(
        exchange({
          startedAt: startedAt + index,
          interactionId: `i${index}`,
          body,
          status: index % 100 === 0 ? 500 : 200,
        }),
      );
    }
    expect(log.size).toBe(10_000);
    expect(log.list({ status: '5xx' })).toHaveLength(100);
    expect(log.list({ text: 'i9999' })).toHaveLength(1);
    expect(log.list({ text: 'nowhere' })).toHaveLength(0);
  });
});

describe('an exchange as it went over the wire', () => {
  it('is there for the record itself, and for no copy of it', () => {
    const record = exchange({ requestHeaders: { authorization: `Bearer ${secret}` }, requestBody: `code=${secret}` });
    expect(unmaskedExchange(record)).toMatchObject({
      requestHeaders: { authorization: `Bearer ${secret}` },
      requestBody: `code=${secret}`,
    });
    expect(unmaskedExchange({ ...record })).toBeUndefined();
    expect(unmaskedExchange(structuredClone(record))).toBeUndefined();
    expect(JSON.stringify(record)).not.toContain(secret);
  });

  it('is not there when bodies are not kept', () => {
    const record = exchange({ requestBody: 'x', body: 'y' }, false);
    expect(unmaskedExchange(record)).toBeUndefined();
    expect(record).not.toHaveProperty('requestBody');
    expect(record).toMatchObject({ requestSize: 1, responseSize: 1 });
  });
});

describe('the flow of an exchange', () => {
  it.each([
    ['discovery', 'https://b.test/.well-known/openid-configuration', 'discovery'],
    ['keys', 'https://keystore.test/a/b.jwks', 'discovery'],
    ['register', 'https://b.test/register', 'registration'],
    ['read registration', 'https://b.test/register/c1', 'registration'],
    ['environment', 'https://b.test/ozone/v1.0/postman/environment', 'registration'],
    ['token', 'https://b.test/token', 'token'],
    ['pushed authorisation request', 'https://b.test/par', 'authorisation'],
    ['account access consent', 'https://b.test/aisp/account-access-consents', 'consent'],
    ['revoke consent', 'https://b.test/aisp/account-access-consents/x', 'consent'],
    ['transactions', 'https://b.test/open-banking/v3.1/aisp/accounts/1/transactions', 'accounts'],
    ['domestic payment', 'https://b.test/open-banking/v3.1/pisp/domestic-payments', 'payments'],
    ['whatever', 'https://b.test/hello', 'other'],
    ['constructor', 'no url', 'other'],
  ])('of %s at %s is %s', (purpose, url, flow) => {
    expect(flowOf({ purpose, url })).toBe(flow);
  });
});
