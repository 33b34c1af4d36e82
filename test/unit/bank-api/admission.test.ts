/** The one admission: what a row of the standard demands of a request, in which order, and what becomes of a resource's value. */
import { describe, expect, test } from 'vitest';
import { type Admission, admission, type Incoming, type OfferedApi } from '../../../src/bank/api/admission.ts';
import { type ApiFault, Refusal } from '../../../src/bank/api/errors.ts';
import { type Asked, type AskedByCustomer, ofClient, ofCustomer } from '../../../src/bank/api/resource.ts';
import type { Access } from '../../../src/bank/http/state.ts';
import type { ApiVersion, Operation } from '../../../src/standard/operation.ts';

interface Shelf {
  made: string[];
}
interface Consent {
  permissions: string[];
}

/** A signed and idempotent row, as those of payments are, with the body of a consent. */
const order: Operation = {
  api: 'pis',
  verb: 'POST',
  path: '/shelves/{ShelfId}/things',
  token: 'customer',
  scope: ['payments'],
  permissions: [['ReadThings', 'ReadAll'], ['WriteThings']],
  duty: 'must',
  signs: 'both',
  idempotent: true,
  query: [],
  paged: false,
  ok: [201],
  in: {
    '3.1.11': { request: 'OBReadConsent1', refusals: [400] },
    '4.0': { request: 'OBReadConsent1V4', refusals: [400] },
  },
};
const list: Operation = {
  ...order,
  verb: 'GET',
  path: '/things',
  token: 'client',
  permissions: [],
  signs: 'nothing',
  idempotent: false,
  ok: [200],
  in: { '3.1.11': { refusals: [] }, '4.0': { refusals: [] } },
};
const removal: Operation = { ...list, verb: 'DELETE', path: '/shelves/{ShelfId}/things', ok: [204] };
const elsewhere: Operation = { ...list, path: '/elsewhere' };

const customer: Access = { kind: 'customer', clientId: 'tpp-1', scopes: new Set(['payments']), grantId: 'g' };
const client: Access = { kind: 'client', clientId: 'tpp-1', scopes: new Set(['payments']) };

const ordering = ofCustomer({
  async handle({ params: { ShelfId = '' }, body }: AskedByCustomer<Consent>, { made }: Shelf) {
    made.push(ShelfId);
    return { it: { shelf: ShelfId, body } };
  },
  write: {
    '3.1.11': ({ shelf }) => ({ Data: { Shelf: shelf } }),
    '4.0': ({ shelf }) => ({ Data: { ShelfCode: shelf.toUpperCase() }, Risk: {} }),
  },
});
const listing = ofClient({
  async handle({ query }: Asked, { made }: Shelf) {
    return {
      as: query,
      make: async () => {
        made.push(query);
        return { it: [query], meta: { TotalPages: 7 } };
      },
    };
  },
  write: { '3.1.11': (things: string[]) => ({ Data: { Thing: things } }) },
});
const removing = ofClient({
  handle: async (_: Asked, { made }: Shelf) => {
    made.pop();
    return undefined;
  },
  write: { '3.1.11': (_: never) => ({ Data: {} }), '4.0': (_: never) => ({ Data: {} }) },
});

const resources = {
  'pis POST /shelves/{ShelfId}/things': ordering,
  'pis DELETE /shelves/{ShelfId}/things': removing,
  'pis GET /things': listing,
};

function offered(changes: Partial<OfferedApi<Shelf, Consent>> = {}): OfferedApi<Shelf, Consent> {
  return {
    api: 'pis',
    version: '3.1.11' as ApiVersion,
    base: 'https://bank.example/open-banking/v3.1/pisp',
    resources,
    bank: { made: [] },
    consentOf: async () => ({ permissions: ['ReadAll', 'WriteThings'] }),
    ...changes,
  };
}
const rows = [order, list, removal, elsewhere];

const goodBody = JSON.stringify({ Data: { Permissions: ['ReadAccountsBasic'] }, Risk: {} });
const goodHeaders: Record<string, string> = {
  'content-type': 'application/json',
  'x-jws-signature': 'a..b',
  'x-idempotency-key': 'key-1',
};

interface Sent extends Partial<Pick<Incoming, 'method' | 'path' | 'query'>> {
  headers?: Record<string, string>;
  body?: string;
}

function incoming({ method = 'POST', path = '/shelves/a%20b/things', query = '', headers, body }: Sent = {}): Incoming {
  const all = { ...goodHeaders, ...headers };
  return {
    method,
    path,
    query,
    header: (name) => all[name.toLowerCase()] ?? '',
    body: async () => Buffer.from(body ?? goodBody),
  };
}

const refusal = (admit: Admission, sent: Sent, access: Access): Promise<Refusal> =>
  admit(incoming(sent), access).then(
    ({ status }) => Promise.reject(new Error(`It was answered with ${status}`)),
    (thrown: unknown) => (thrown instanceof Refusal ? thrown : Promise.reject(thrown)),
  );
const documentOf = ({ body }: { body?: Buffer }) => JSON.parse(body?.toString() ?? 'null');

describe('A request with several faults', () => {
  interface Faulty {
    sent: Sent;
    access: Access;
    consent: () => Promise<Consent>;
  }
  /** In the order in which they are told; each is put right by what comes after its name. */
  const faults: [status: number, code: ApiFault['code'], mended: (faulty: Faulty) => Faulty][] = [
    [404, 'UK.OBIE.Resource.NotFound', (it) => ({ ...it, sent: { ...it.sent, path: '/shelves/1/things' } })],
    [405, 'UK.OBIE.Resource.NotFound', (it) => ({ ...it, sent: { ...it.sent, method: 'POST' } })],
    [403, 'UK.OBIE.Header.Invalid', (it) => ({ ...it, access: { ...customer, scopes: new Set(['accounts']) } })],
    [403, 'UK.OBIE.Header.Invalid', (it) => ({ ...it, access: customer })],
    [
      403,
      'UK.OBIE.Resource.InvalidConsentStatus',
      (it) => ({ ...it, consent: async () => ({ permissions: ['WriteThings'] }) }),
    ],
    [
      403,
      'UK.OBIE.Resource.ConsentMismatch',
      (it) => ({ ...it, consent: async () => ({ permissions: ['ReadThings', 'WriteThings'] }) }),
    ],
    [415, 'UK.OBIE.Header.Invalid', (it) => withHeader(it, 'content-type', 'application/json')],
    [400, 'UK.OBIE.Resource.InvalidFormat', (it) => ({ ...it, sent: { ...it.sent, body: '{}' } })],
    [400, 'UK.OBIE.Signature.Missing', (it) => withHeader(it, 'x-jws-signature', 'a..b')],
    [400, 'UK.OBIE.Header.Missing', (it) => withHeader(it, 'x-idempotency-key', 'k'.repeat(41))],
    [400, 'UK.OBIE.Header.Invalid', (it) => withHeader(it, 'x-idempotency-key', 'k'.repeat(40))],
    [400, 'UK.OBIE.Field.Missing', (it) => ({ ...it, sent: { ...it.sent, body: goodBody } })],
  ];
  const withHeader = (it: Faulty, name: string, value: string): Faulty => ({
    ...it,
    sent: { ...it.sent, headers: { ...it.sent.headers, [name]: value } },
  });
  const begin: Faulty = {
    sent: {
      method: 'PATCH',
      path: '/nothing',
      headers: { 'content-type': 'text/plain', 'x-jws-signature': '', 'x-idempotency-key': '' },
      body: '{',
    },
    access: client,
    consent: () =>
      Promise.reject(new Refusal(403, { code: 'UK.OBIE.Resource.InvalidConsentStatus', message: 'It has expired.' })),
  };

  test('is told one after the other, in the order of the admission, and is answered once all are mended', async () => {
    let faulty = begin;
    const bank: Shelf = { made: [] };
    const admit = (it: Faulty) => admission(offered({ bank, consentOf: () => it.consent() }), rows);
    for (const [status, code, mended] of faults) {
      const { status: told, faults: first } = await refusal(admit(faulty), faulty.sent, faulty.access);
      expect([told, first[0]?.code]).toEqual([status, code]);
      expect(bank.made).toEqual([]);
      faulty = mended(faulty);
    }
    expect((await admit(faulty)(incoming(faulty.sent), faulty.access)).status).toBe(201);
    expect(bank.made).toEqual(['1']);
  });
});

describe('A member that a definition does not name', () => {
  const body = JSON.stringify({ ...JSON.parse(goodBody), Extra: 1 });
  test.each<ApiVersion>(['3.1.11', '4.0'])(
    'is refused in %s, whether it would put up with others or not',
    async (version) => {
      const { faults } = await refusal(admission(offered({ version }), rows), { body }, customer);
      expect(faults).toMatchObject([{ code: 'UK.OBIE.Field.Unexpected', path: 'Extra' }]);
    },
  );
});

test.each([' key', 'key ', '\tkey'])('An idempotency key is not %j, with a blank at an end', async (key) => {
  const { faults } = await refusal(admission(offered(), rows), { headers: { 'x-idempotency-key': key } }, customer);
  expect(faults).toMatchObject([{ code: 'UK.OBIE.Header.Invalid', path: 'x-idempotency-key' }]);
});

describe('The media type of a body', () => {
  const patch = 'application/json-patch+json';
  const patching: Operation = { ...order, path: '/patched', sends: patch };
  const admit = admission(offered({ resources: { 'pis POST /patched': ordering, ...resources } }), [...rows, patching]);

  test.each([
    ['/patched', patch],
    ['/patched', 'Application/JSON-Patch+json ; charset="UTF-8"'],
    ['/shelves/1/things', 'application/json;charset=utf-8'],
  ])('of %s may be %s', async (path, type) => {
    expect((await admit(incoming({ path, headers: { 'content-type': type } }), customer)).status).toBe(201);
  });

  test.each([
    ['/patched', 'application/json'],
    ['/shelves/1/things', patch],
    ['/shelves/1/things', 'application/json; charset=latin1'],
    ['/shelves/1/things', 'application/jsonx'],
    ['/shelves/1/things', ''],
  ])('of %s is not %j', async (path, type) => {
    expect((await refusal(admit, { path, headers: { 'content-type': type } }, customer)).status).toBe(415);
  });
});

describe('A refused method', () => {
  test('comes with those that the bank has there', async () => {
    const told = await refusal(admission(offered(), rows), { method: 'GET', path: '/shelves/1/things' }, customer);
    expect([told.status, told.headers]).toEqual([405, { Allow: 'POST, DELETE' }]);
  });

  test('is a 404 where the bank has nothing for the path, in words that tell why', async () => {
    const closed = admission(offered({ without: ['GET /things'] }), rows);
    expect(await refusal(closed, { method: 'PUT', path: '/things' }, client)).toMatchObject({
      status: 404,
      message: 'This resource is not supported by this bank.',
    });
    expect(await refusal(closed, { method: 'GET', path: '/elsewhere' }, client)).toMatchObject({
      status: 404,
      message: 'This resource is not supported by this bank.',
    });
  });

  test.each<[string, Partial<Operation>]>([
    ['of another API', { api: 'ais' }],
    ['of another version', { in: { '4.0': { refusals: [] } } }],
  ])('is a 404 for a path %s, as the API has none such', async (_, change) => {
    const admit = admission(offered(), [...rows, { ...list, path: '/foreign', ...change }]);
    expect(await refusal(admit, { method: 'GET', path: '/foreign' }, client)).toMatchObject({
      status: 404,
      message: 'There is no such resource.',
    });
  });
});

describe('A token of the other kind', () => {
  test('is told which kind it is, and which is wanted', async () => {
    const admit = admission(offered(), rows);
    const told = async (sent: Sent, access: Access) => (await refusal(admit, sent, access)).message;
    expect(await told({}, client)).toMatch(/^This is a client credentials token; .*customer/);
    expect(await told({ method: 'GET', path: '/things' }, customer)).toMatch(/^This is a customer’s token; a client/);
  });
});

describe('What a resource gives', () => {
  test('is written by the version that was asked, in the row’s status, with links to what was asked', async () => {
    const base = 'https://bank.example/open-banking/v4.0/pisp';
    const [old, current] = [offered(), offered({ version: '4.0', base })].map((api) => admission(api, rows));
    expect(documentOf((await old?.(incoming(), customer)) ?? {})).toEqual({
      Data: { Shelf: 'a b' },
      Links: { Self: 'https://bank.example/open-banking/v3.1/pisp/shelves/a%20b/things' },
      Meta: { TotalPages: 1 },
    });
    expect(documentOf((await current?.(incoming(), customer)) ?? {})).toEqual({
      Data: { ShelfCode: 'A B' },
      Risk: {},
      Links: { Self: `${base}/shelves/a%20b/things` },
      Meta: { TotalPages: 1 },
    });
  });

  test('is not there in a version that it is not written in', async () => {
    const admit = admission(offered({ version: '4.0' }), rows);
    expect(await refusal(admit, { method: 'GET', path: '/things' }, client)).toMatchObject({ status: 404 });
  });

  test('is made once where it is kept, for each thing that it depends on', async () => {
    const bank: Shelf = { made: [] };
    const admit = admission(offered({ bank }), rows);
    const ask = (query: string) => admit(incoming({ method: 'GET', path: '/things', query }), client);
    const answers = [await ask('a'), await ask('b'), await ask('a')];
    expect(bank.made).toEqual(['a', 'b']);
    expect(answers.map((answer) => documentOf(answer))).toMatchObject([
      { Data: { Thing: ['a'] }, Meta: { TotalPages: 7 } },
      { Data: { Thing: ['b'] } },
      { Data: { Thing: ['a'] } },
    ]);
  });

  test('is kept apart from what another operation keeps under the same name', async () => {
    const bank: Shelf = { made: [] };
    const admit = admission(offered({ bank, resources: { ...resources, 'pis GET /elsewhere': listing } }), rows);
    for (const path of ['/things', '/elsewhere']) await admit(incoming({ method: 'GET', path, query: 'a' }), client);
    expect(bank.made).toEqual(['a', 'a']);
  });

  test('that is nothing is an answer without a body', async () => {
    const answer = await admission(offered(), rows)(incoming({ method: 'DELETE' }), client);
    expect(answer).toEqual({ status: 204, headers: {} });
  });

  test('for HEAD is what GET has', async () => {
    const answer = await admission(offered(), rows)(incoming({ method: 'HEAD', path: '/things' }), client);
    expect(answer.status).toBe(200);
  });
});

describe('A bank does not start', () => {
  test('with a resource that the standard does not have', () => {
    const resources = { 'pis GET /thing': listing };
    expect(() => admission(offered({ resources }), rows)).toThrow('The standard has no pis GET /thing');
  });

  test('with a resource for the token of another', () => {
    const resources = { 'pis POST /shelves/{ShelfId}/things': listing };
    expect(() => admission(offered({ resources }), rows)).toThrow(/wants the token of a customer/);
  });
});
