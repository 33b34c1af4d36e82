/** Calls without the customer where the bank takes four in 24 hours, of each consent and resource. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { permissive } from '../../../src/bank/profile/permissive.ts';
import { current, savings, startBank, type TestBank } from './bank.ts';

const hour = 3_600_000;
let bank: TestBank;
let usual: TestBank;
beforeAll(async () => {
  bank = await startBank({ profile: { ...permissive, demands: { ...permissive.demands, attendance: true } } });
  usual = await startBank();
});
afterAll(async () => {
  await bank.close();
  await usual.close();
});

const call = async (token: string, path: string, headers: Record<string, string> = {}, of = bank) => {
  const response = await of.ask(path, { token, headers });
  return { status: response.status, after: response.headers.get('retry-after'), text: await response.text() };
};
const statuses = async (count: number, each: () => Promise<{ status: number }>) => {
  const found: number[] = [];
  for (let done = 0; done < count; done += 1) found.push((await each()).status);
  return found;
};
const attended = { 'x-fapi-customer-ip-address': '192.0.2.7' };
const fourAndNoMore = [200, 200, 200, 200, 429];

describe.each(['3.1', '4.0'])('At v%s', (version) => {
  const at = (path: string) => `${bank.base.replace('v3.1', `v${version}`)}${path}`;

  it('the fifth is refused until the first is a day ago, in the version’s words', async () => {
    const token = await bank.share();
    expect(await statuses(1, () => call(token, at('/accounts')))).toEqual([200]);
    bank.clock.time += hour;
    expect(await statuses(4, () => call(token, at('/accounts')))).toEqual([200, 200, 200, 429]);
    const { text, after } = await call(token, at('/accounts'));
    expect(after).toBe(String(23 * 3_600));
    const code = version === '4.0' ? 'U007' : 'UK.OBIE.Header.Missing';
    expect(JSON.parse(text)).toMatchObject({ Errors: [{ ErrorCode: code, Path: 'x-fapi-customer-ip-address' }] });
    if (version === '3.1') expect(JSON.parse(text)).toMatchObject({ Code: '429 Too Many Requests' });
    bank.clock.time += 23 * hour;
    expect(await statuses(2, () => call(token, at('/accounts')))).toEqual([200, 429]);
  });

  it('those with the customer’s address are not counted, and go on when the others have ended', async () => {
    const token = await bank.share();
    expect(await statuses(6, () => call(token, at('/accounts'), attended))).toEqual(Array(6).fill(200));
    expect(await statuses(5, () => call(token, at('/accounts')))).toEqual(fourAndNoMore);
    expect((await call(token, at('/accounts'), attended)).status).toBe(200);
  });

  it('each resource of a consent has its own four, and each consent', async () => {
    const [one, other] = [await bank.share(), await bank.share()];
    for (const token of [one, other]) {
      for (const path of [
        '/accounts',
        `/accounts/${current}`,
        `/accounts/${savings}`,
        `/accounts/${current}/balances`,
      ]) {
        expect(await statuses(5, () => call(token, at(path)))).toEqual(fourAndNoMore);
      }
    }
  });

  it('following pages are of the call that they follow', async () => {
    const token = await bank.share();
    const path = at(`/accounts/${current}/transactions?pageSize=25`);
    for (const round of [1, 2, 3, 4]) {
      expect((await call(token, path)).status, `round ${round}`).toBe(200);
      for (const page of [2, 3, 4]) expect((await call(token, `${path}&page=${page}`)).status).toBe(200);
    }
    expect((await call(token, path)).status).toBe(429);
    expect((await call(token, `${path}&page=2`)).status).toBe(200);
  });

  it('following pages of no call are calls', async () => {
    const token = await bank.share();
    const path = at(`/accounts/${current}/transactions?pageSize=25&page=2`);
    expect((await call(token, path)).status).toBe(200);
    expect(await statuses(4, () => call(token, path.replace('&page=2', '')))).toEqual([200, 200, 200, 429]);
  });

  it('a page is none where nothing comes in pages', async () => {
    const token = await bank.share();
    expect(await statuses(5, () => call(token, at(`/accounts/${current}/balances?page=2`)))).toEqual(fourAndNoMore);
  });

  it('what is refused otherwise is not counted', async () => {
    const token = await bank.share({ permissions: ['ReadAccountsBasic'] });
    expect(await statuses(6, () => call(token, at('/balances')))).toEqual(Array(6).fill(403));
    expect(await statuses(6, () => call(token, at('/accounts/999')))).toEqual(Array(6).fill(400));
  });

  it('a client’s own calls are not counted', async () => {
    const path = at('/account-access-consents/aac-1');
    expect(await statuses(6, () => call('client', path))).not.toContain(429);
  });

  it('five at once are four and one', async () => {
    const token = await bank.share();
    const all = await Promise.all(Array.from({ length: 5 }, () => call(token, at('/accounts'))));
    expect(all.map(({ status }) => status).toSorted()).toEqual(fourAndNoMore);
  });
});

it('The versions share the four of a resource', async () => {
  const token = await bank.share();
  expect(await statuses(4, () => call(token, '/accounts'))).toEqual([200, 200, 200, 200]);
  expect((await call(token, `${bank.base.replace('v3.1', 'v4.0')}/accounts`)).status).toBe(429);
});

it('Usually a bank does not count', async () => {
  const token = await usual.share();
  expect(await statuses(6, () => call(token, '/accounts', {}, usual))).toEqual(Array(6).fill(200));
});
