/** Every operation of account information in every version with every status that the bank has for it, each body as the version defines it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { permissionCodes } from '../../../src/bank/accounts/permissions.ts';
import { permissive } from '../../../src/bank/profile/permissive.ts';
import { checkBody } from '../../../src/standard/check.ts';
import type { ApiVersion, Operation } from '../../../src/standard/operation.ts';
import { nameOf, operations } from '../../../src/standard/operations.ts';
import { tables } from '../../../src/standard/tables.ts';
import { current, startBank, type TestBank } from './bank.ts';

const rows = operations.filter(({ api }) => api === 'ais');
const profileWith = (offers: Partial<typeof permissive.offers>) => ({
  ...permissive,
  offers: { ...permissive.offers, without: [], ...offers },
});

/** The bank as it is, one that is without any operation, and the same two with 4.0 as it was before its release 4.0.1. */
interface Banks {
  whole: TestBank;
  bare: TestBank;
}
const banks = new Map<ApiVersion, Banks>();
beforeAll(async () => {
  const of = async (release401: boolean): Promise<Banks> => ({
    whole: await startBank({ profile: profileWith({ release401 }) }),
    bare: await startBank({ profile: profileWith({ release401, without: rows.map(nameOf) }) }),
  });
  const [newest, before] = [await of(true), await of(false)];
  banks.set('3.1.11', newest).set('4.0.1', newest).set('4.0', before);
});
afterAll(async () => {
  for (const { whole, bare } of new Set(banks.values())) await Promise.all([whole.close(), bare.close()]);
});

const consentBody = JSON.stringify({ Data: { Permissions: ['ReadAccountsBasic'] }, Risk: {} });
const json = { 'content-type': 'application/json' };

/** What a request adds to that which is carried out. */
type Change = RequestInit & { headers?: Record<string, string> };

/** A request for an operation. */
async function send(bank: TestBank, version: ApiVersion, operation: Operation, change: Change & { token?: string }) {
  const base = version === '3.1.11' ? bank.base : bank.base.replace('v3.1', 'v4.0');
  const { token, headers, ...rest } = change;
  let path: string = operation.path;
  if (path.includes('{ConsentId}')) {
    await bank.share({ consentId: `aac-${version}`, permissions: ['ReadAccountsBasic'] });
    path = path.replace('{ConsentId}', `aac-${version}`);
  }
  path = path.replace('{AccountId}', current).replace('{StatementId}', '000011-S202610');
  const own = operation.token === 'client' ? 'client' : await bank.share({ permissions: [...permissionCodes] });
  return fetch(`${base}${path}`, {
    method: operation.verb,
    ...(operation.verb === 'POST' ? { body: consentBody } : {}),
    ...rest,
    headers: {
      ...(operation.verb === 'POST' ? json : {}),
      ...(token === '' ? {} : { authorization: `Bearer ${token ?? own}` }),
      ...headers,
    },
  });
}

const otherKind = async (bank: TestBank, { token }: Operation) => (token === 'client' ? bank.share() : 'client');
const expired = 'expired';

/** Has the bank's store fail for one request. */
async function broken<T>({ store, failures }: TestBank, ask: () => Promise<T>): Promise<T> {
  const methods = ['get', 'find', 'unit', 'put'] as const;
  const kept = methods.map((name) => [name, store[name]] as const);
  for (const name of methods) store[name] = () => Promise.reject(new Error('the disk is gone'));
  try {
    return await ask();
  } finally {
    for (const [name, method] of kept) Object.assign(store, { [name]: method });
    failures.length = 0;
  }
}

type Ask = (bank: TestBank, change: Change & { token?: string }) => Promise<Response>;

/** How an operation comes to each status, 500 apart; undefined where it has none such. */
function ways(
  operation: Operation,
  ask: Ask,
  { whole, bare }: Banks,
): Record<string, (() => Promise<Response>) | undefined> {
  const takesBody = operation.verb === 'POST';
  return {
    ok: () => ask(whole, {}),
    400: () => ask(whole, { headers: { 'x-fapi-interaction-id': 'no UUID' } }),
    '400 of the body': takesBody ? () => ask(whole, { body: '{"Data":{"Permissions":[]},"Risk":{}}' }) : undefined,
    401: () => ask(whole, { token: '' }),
    '401 of an expired token': () => {
      whole.tokens.set(expired, { reason: 'expired_token', description: 'The access token has expired.' });
      return ask(whole, { token: expired });
    },
    403: async () => ask(whole, { token: await otherKind(whole, operation) }),
    404: () => ask(bare, {}),
    405: () => ask(whole, { method: 'PATCH' }),
    406: () => ask(whole, { headers: { accept: 'image/png' } }),
    413: takesBody ? () => ask(whole, { body: ' '.repeat(1_000_001) }) : undefined,
    415: takesBody ? () => ask(whole, { headers: { 'content-type': 'text/plain' } }) : undefined,
  };
}

/** A deletion is answered without a body, in whatever format. */
const withoutFormat = (operation: Operation) => operation.verb === 'DELETE';

describe.each(['3.1.11', '4.0', '4.0.1'] as const)('In %s', (version) => {
  it.each(rows.map((operation) => [nameOf(operation), operation] as const))(
    '%s has each status with the body that is defined for it',
    async (name, operation) => {
      const found = banks.get(version);
      if (found === undefined) throw new Error(version);
      const ask: Ask = (bank, change) => send(bank, version, operation, change);
      const bodies = operation.in[version];
      for (const [status, way] of Object.entries(ways(operation, ask, found))) {
        if (way === undefined || (status === '406' && withoutFormat(operation))) continue;
        const response = await way();
        const text = await response.text();
        const wanted = status === 'ok' ? operation.ok : [Number(status.slice(0, 3))];
        expect(wanted, `${name}: ${status}: ${text}`).toContain(response.status);
        expect(response.headers.get('x-fapi-interaction-id')).toMatch(/^[\da-f-]{36}$/);
        if (status === 'ok' && bodies?.answer === undefined) expect(text).toBe('');
        else if (bodies?.answer === 'File' && status === 'ok') expect(text).toMatch(/^%PDF-/);
        else if (isWithoutBody(status, version)) expect(text).toBe('');
        else {
          const definition = (status === 'ok' ? bodies?.answer : bodies?.error) ?? 'none';
          expect(checkBody(JSON.parse(text), definition, tables()), `${name}: ${status}`).toEqual([]);
        }
      }
    },
  );

  it('a failure inside is a 500 for every operation, and says nothing of the inside', async () => {
    const { whole } = banks.get(version) ?? {};
    if (whole === undefined) throw new Error(version);
    for (const operation of rows) {
      const token = operation.token === 'client' ? 'client' : await whole.share({ permissions: [...permissionCodes] });
      const plain: Operation = {
        ...operation,
        token: 'client',
        path: operation.path.replace('{ConsentId}', 'aac-1') as '/',
      };
      const response = await broken(whole, () => send(whole, version, plain, { token }));
      const text = await response.text();
      expect([nameOf(operation), response.status]).toEqual([nameOf(operation), 500]);
      expect(text).not.toContain('disk');
      expect(
        checkBody(z.looseObject({}).parse(JSON.parse(text)), operation.in[version]?.error ?? 'none', tables()),
      ).toEqual([]);
    }
  });
});

/** 3.1 has no body for any 401, 4.0 one for a token that has expired. */
function isWithoutBody(status: string, version: ApiVersion): boolean {
  return status === '401' || (status.startsWith('401') && version === '3.1.11');
}
