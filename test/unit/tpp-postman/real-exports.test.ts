/** Exports as people really have them: data dumps of version 1, names that repeat, examples and descriptions, words that are no secrets. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fromFirstVersion } from '../../../src/tpp/postman/collection-v1.ts';
import { postmanDocuments } from '../../../src/tpp/postman/file.ts';
import { previewImport } from '../../../src/tpp/postman/import.ts';
import { collectionText, findSavedRequest, namedRequests } from '../../../src/tpp/postman/saved-request.ts';
import { isSecretPair } from '../../../src/tpp/postman/secret-values.ts';
import { redactHeaders } from '../../../src/tpp/redaction/redact.ts';
import { emptyFolder } from '../tpp-workspace/folder.ts';

const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';

function imported(value: object) {
  const preview = previewImport(postmanDocuments(JSON.stringify(value), 'c.json'));
  const [collection] = preview.collections.filter(({ requests }) => requests.length > 0);
  if (!collection) throw new Error('no collection');
  return { preview, collection };
}
const flow = (item: unknown[], more: object = {}) => imported({ info: { name: 'Flow', schema }, item, ...more });
const posting = (raw: string, type = 'application/json') => ({
  name: 'R',
  request: {
    method: 'POST',
    url: 'https://a.test/',
    header: [{ key: 'Content-Type', value: type }],
    body: { mode: 'raw', raw },
  },
});

describe('a data dump', () => {
  const dump = {
    version: 1,
    collections: [
      {
        id: 'c',
        name: 'Old flow',
        description: 'Of version 1',
        order: ['r3', 'none'],
        folders_order: ['f1'],
        folders: [
          { id: 'f2', name: 'Inner', order: ['r2'] },
          { id: 'f1', name: 'Outer', order: ['r1'], folders_order: ['f2', 'f1'] },
          { id: 'f3', name: 'Of no order', order: [] },
        ],
        variables: [{ key: 'page', value: '1' }],
        requests: [
          {
            id: 'r1',
            name: 'List',
            method: 'GET',
            url: '{{rs}}/x?a=1&b=2',
            headers: 'Accept: */*\n',
            queryParams: [
              { key: 'a', value: '1', enabled: false },
              { key: 'b', value: '2', enabled: true },
            ],
            preRequestScript: 'x();',
          },
          {
            id: 'r2',
            name: 'Form',
            method: 'POST',
            url: '{{rs}}/token',
            headerData: [{ key: 'x-old', value: '1', enabled: false }],
            dataMode: 'urlencoded',
            data: [{ key: 'grant_type', value: 'client_credentials', type: 'text', enabled: true }],
            currentHelper: 'basicAuth',
            helperAttributes: { username: 'u', password: '{{cs}}' },
          },
          {
            id: 'r3',
            name: 'Raw',
            method: 'POST',
            url: '{{rs}}/:id',
            dataMode: 'raw',
            rawModeData: '{}',
            pathVariables: { id: '7' },
          },
          { id: 'r4', name: 'Of no order', url: 'https://a.test/' },
          7,
        ],
      },
    ],
    environments: [
      {
        name: 'Env',
        values: [
          { key: 'cs', value: 'not-for-any-file' },
          { key: 'page', value: '2' },
        ],
      },
    ],
    globals: [{ key: 'g', value: '3' }],
  };

  it('gives its collections with their folders, its environments and its globals', () => {
    const { preview, collection } = imported(dump);
    expect(
      collection.requests.map(({ folder, name, method, url }) => [[...folder, name].join('/'), method, url]),
    ).toEqual([
      ['Outer/Inner/Form', 'POST', '{{rs}}/token'],
      ['Outer/List', 'GET', '{{rs}}/x?b=2'],
      ['Raw', 'POST', '{{rs}}/7'],
      ['Of no order', 'GET', 'https://a.test/'],
    ]);
    expect(collection.requests[0]).toMatchObject({
      auth: { type: 'basic', username: 'u', password: '{{cs}}' },
      body: { form: [{ name: 'grant_type', value: 'client_credentials' }] },
      headers: [],
    });
    expect(collection.requests[2]?.body).toEqual({ text: ['{}'] });
    expect(collection.variables).toEqual({ page: '1' });
    expect(preview.scripts).toMatchObject([{ when: 'before', text: 'x();' }]);
    expect(preview.collections.map(({ name }) => name)).toEqual(['Env', 'Old flow']);
    expect(preview.collections.map(collectionText).join('')).not.toContain('not-for-any-file');
  });

  it('says of a part that cannot be read that it was left out', () => {
    const { preview } = imported({
      ...dump,
      collections: [...dump.collections, { info: { name: 'New', schema: 'v9' }, item: [] }],
    });
    expect(preview.items).toContainEqual(
      expect.objectContaining({
        place: 'c.json, New',
        outcome: 'not understood',
        reason: expect.stringContaining('another version'),
      }),
    );
  });

  it('with folders in folders without end is read to its end', () => {
    const folders = Array.from({ length: 20_000 }, (_, id) => ({
      id: `${id}`,
      folders_order: [`${id + 1}`],
      order: [],
    }));
    expect(fromFirstVersion({ order: [], requests: [], folders_order: ['0'], folders })).toBeDefined();
  });
});

describe('requests of one name in one folder', () => {
  const request = (path: string) => ({ name: 'same', request: `https://a.test/${path}` });
  const item = [request('1'), { name: 'F', item: [request('3')] }, request('2'), { ...request('4'), name: 'same (2)' }];
  const { preview, collection } = flow(item);

  it('are told apart in the preview', () => {
    expect(
      preview.items.filter(({ outcome }) => outcome === 'taken').map(({ key, place }) => `${key}: ${place}`),
    ).toEqual([
      'same: c.json, same',
      'same: c.json, F / same',
      'same (2): c.json, same (2)',
      'same (2) (2): c.json, same (2) (2)',
    ]);
  });

  it('are listed and found by names of their own', async () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, 'requests'));
    writeFileSync(join(folder, 'requests/flow.json'), collectionText(collection));
    const paths = ['flow/same', 'flow/F/same', 'flow/same (2)', 'flow/same (2) (2)'];
    expect(namedRequests([collection]).map(({ path }) => path)).toEqual(paths);
    const urls = await Promise.all(paths.map(async (path) => (await findSavedRequest(folder, path)).request.url));
    expect(urls).toEqual(['1', '3', '2', '4'].map((path) => `https://a.test/${path}`));
    expect((await findSavedRequest(folder, 'F/same')).request.url).toBe('https://a.test/3');
    await expect(findSavedRequest(folder, 'same')).rejects.toMatchObject({
      problem: { try: 'Name one by its path: flow/same, flow/F/same, flow/same (2).' },
    });
  });
});

it('saved examples and descriptions are counted, and keys in examples found', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const { preview } = flow(
    [
      {
        name: 'Keys',
        description: { content: 'A folder', type: 'text/markdown' },
        item: [
          {
            name: 'R',
            request: { method: 'GET', url: 'https://a.test/', description: 'A request' },
            response: [{ name: 'ok', body: JSON.stringify({ note: 'x', pem: key }) }, { name: 'other' }],
          },
          { name: 'S', request: { method: 'GET', url: 'https://a.test/', description: '' }, response: [] },
        ],
      },
    ],
    { info: { name: 'Flow', schema, description: 'The whole' } },
  );
  const reasons = Object.fromEntries(preview.items.map(({ key: name, reason }) => [name, reason]));
  expect(reasons['saved examples']).toMatch(/^2 of them: /);
  expect(reasons.descriptions).toMatch(/^3 of them: /);
  expect(preview.privateKeys).toMatchObject([{ kind: 'EC P-256', place: 'c.json, Keys / R, saved example' }]);
  const described = { name: 'R', request: { url: 'https://a.test/', description: `Sign with\n${key}` } };
  expect(flow([described]).preview.privateKeys).toMatchObject([{ place: 'c.json, R, description' }]);
  expect(JSON.stringify(preview)).not.toContain(key.split('\n')[1]);
});

it.each([
  ['http://a.test/b', 'It is http, and'],
  ['a.test/b', 'Without a scheme it is http, as in Postman, and'],
  ['http://127.0.0.1.a.test/b', 'It is http, and'],
])('an address of another machine by http is said: %s', (url, says) => {
  const { preview } = flow([{ name: 'R', request: url }]);
  expect(preview.items).toContainEqual(
    expect.objectContaining({ key: 'URL', outcome: 'refused', reason: expect.stringContaining(says) }),
  );
});

it.each(['https://a.test/b', 'localhost:3000/b', 'http://[::1]:3000/', '{{rs}}/b', 'http://{{host}}/b'])(
  'nothing is said of the address %s',
  (url) => {
    expect(flow([{ name: 'R', request: url }]).preview.items.filter(({ key }) => key === 'URL')).toEqual([]);
  },
);

describe('no secret is', () => {
  const plain: [name: string, value: string][] = [
    ['ChargeBearer', 'BorneByDebtor'],
    ['chargebearer', 'Shared'],
    ['ChargesBearer', 'SLEV'],
    ['Code', 'IssuedCreditTransfer'],
    ['code', 'GBP'],
    ['CurrencyCode', 'GBP'],
    ['PurposeCode', 'CDCB'],
    ['bearer', 'true'],
    ['require_signed_request_object_signature', 'false'],
    ['tokenCount', '25'],
    ['signature_required', 'yes please'],
    ['token_endpoint_auth_methods_supported', 'client_secret_basic'],
    ['id_token_encrypted_response_enc', 'A256GCM'],
    ['token_issued_at', '2026-11-28T10:00:00Z'],
    ['authorization', 'none'],
    ['private', 'false'],
    ['key', '5'],
    ['key', 'accounts'],
    ['kid', 'signing-2026'],
    ['sort_key', 'bookingDate'.toLowerCase()],
    ['public_key', 'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A'],
    ['idempotency_key', 'pLanted5uchAThing'],
    ['x-idempotency-key', 'pLanted5uchAThing'],
    ['idempotencyKey', 'pLanted5uchAThing'],
    ['access_token', '<token>'],
    ['api_key', 'null'],
  ];
  it.each(plain)('%s: %s', (name, value) => {
    expect(isSecretPair(name, value)).toBe(false);
    const { collection } = flow([posting(JSON.stringify({ Data: { [name]: value } }))], {
      variable: [{ key: name, value }],
    });
    expect(collection.secrets.map(({ key }) => key)).toEqual([]);
    expect(collection.variables).toEqual({ [name]: value });
  });

  it('a payment of the standard, so that the file runs at a colleague’s', () => {
    const initiation = {
      LocalInstrument: 'UK.OBIE.CHAPS',
      Purpose: 'CDCB',
      ChargeBearer: 'BorneByCreditor',
      CurrencyOfTransfer: 'USD',
      DestinationCountryCode: 'GB',
      InstructedAmount: { Amount: '165.88', Currency: 'USD' },
      ExchangeRateInformation: { UnitCurrency: 'GBP', RateType: 'Agreed', ContractIdentification: '1234' },
      CreditorAccount: { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: '08080021325698', Name: 'ACME' },
    };
    const authorisation = { AuthorisationType: 'Single', CompletionDateTime: '2026-01-01T00:00:00+00:00' };
    const raw = JSON.stringify(
      { Data: { ReadRefundAccount: 'No', Initiation: initiation, Authorisation: authorisation }, Risk: {} },
      undefined,
      2,
    );
    const { collection } = flow([posting(raw)]);
    expect(collection.secrets).toEqual([]);
    expect(collection.requests[0]?.body).toEqual({ text: raw.split('\n') });
  });

  it.each(['-----BEGIN PRIVATE KEY-----', "k.startsWith('-----BEGIN RSA PRIVATE KEY-----') && sign(k)"])(
    'a line without a key: %s',
    (value) => {
      const { preview, collection } = flow([{ name: 'R', request: 'https://a.test/' }], {
        variable: [{ key: 'x', value }],
      });
      expect([preview.privateKeys, collection.secrets]).toEqual([[], []]);
      expect(collection.variables).toEqual({ x: value });
    },
  );
});

describe('a secret is', () => {
  it.each([
    ['psuPassword', 'true'],
    ['pin', '1234'],
    ['otp', '0042'],
    ['pass', 'GBP'],
    ['client_secret', 'none'],
    ['bearer', 'abcdefgh'],
    ['access_bearer', 'abcdefgh'],
    ['code', '123456'],
    ['token', 'abc'],
    ['authorizationCode', 'x1'],
    ['that_secret', 'x'],
    ['tokenFormat1', 'x'],
    ['api_key', '1234'],
    ['authorization_code', '1234'],
    ['key', 'WXYZ'],
    ['access_token', 'ABC'],
    ['token', 'NONE'],
    ['app_key', 'abcd'],
    ['consumerKey', '12'],
    ['hmac_key', 'abcdefgh'],
    ['session_id', 'q8Zr7Xw2Lk9VbN3'],
  ])('%s: %s', (name, value) => {
    expect(isSecretPair(name, value)).toBe(true);
  });

  const planted = 'pLanted-5ecret-value';
  it.each<[where: string, raw: string, kept: string]>([
    ['a number', '{"a": 1, "pin": 4711}', '{"a": 1, "pin": {{r-pin}}}'],
    [
      'below the name of a secret',
      `{"a": 1, "credentials": {"x": "${planted}"}}`,
      '{"a": 1, "credentials": {"x": "{{r-body}}"}}',
    ],
    ['a form of no type', `a=b&client_secret=${planted}&c=d`, 'a=b&client_secret={{r-body}}&c=d'],
    [
      'a text with credentials',
      `curl -H "Authorization: Bearer ${planted}" https://a.test/`,
      'curl -H "Authorization: Bearer {{r-body}}" https://a.test/',
    ],
    [
      'JSON with a comment',
      `{ // "n": 1\n "password": "${planted}", "b": {{b}} }`,
      '{ // "n": 1\n "password": "{{r-password}}", "b": {{b}} }',
    ],
    ['an escape in it', '{"password": "a\\"b\\\\c", "b": 2}', '{"password": "{{r-password}}", "b": 2}'],
  ])('put out of a body alone: %s', (_, raw, kept) => {
    const { collection } = flow([posting(raw, raw.startsWith('{') ? undefined : 'text/plain')]);
    expect(collection.requests[0]?.body).toEqual({ text: kept.split('\n') });
    const [secret, ...others] = collection.secrets;
    expect(others).toEqual([]);
    const whole = kept.replace(`{{${secret?.key}}}`, () => secret?.value.reveal() ?? '');
    expect(whole).toBe(raw);
  });
});

describe('where a value stands says what its name means', () => {
  const value = 'q8Zr7Xw2Lk9VbN3pT5';
  const names =
    `Ocp-Apim-Subscription-Key X-Auth-Key X-Access-Key X-Consumer-Key x-functions-key x-subscription-key x-apim-key
    access_key app_key appkey consumer_key shared_key hmac_key encryption_key X-Signature-Key X-Session-Id sig`.split(
      /\s+/,
    );
  const sent = (key: string, of: string, rest: object = {}) =>
    flow([{ name: 'R', request: { method: 'GET', url: 'https://a.test/', header: [{ key, value: of }], ...rest } }]);

  it.each(names)('the header %s is out of the file, and masked in the exchange log', (name) => {
    for (const secret of [value, '1234', 'letmein']) {
      const { collection } = sent(name, secret);
      expect(collection.secrets.map((each) => each.value.reveal())).toEqual([secret]);
      expect(JSON.stringify(collection.requests)).not.toContain(secret);
      expect(redactHeaders({ [name]: secret })[name]).not.toContain(secret);
    }
    expect(sent(name, '{{mine}}').collection.secrets).toEqual([]);
  });

  it.each([
    'x-idempotency-key',
    'Idempotency-Key',
    'x-fapi-interaction-id',
    'Accept',
    'x-key-id',
    'x-customer-user-agent',
  ])('the header %s stays', (name) => {
    expect(sent(name, value).collection.secrets).toEqual([]);
  });

  it.each(names.filter((name) => name !== 'sig'))('a parameter and a member %s are out of the file too', (key) => {
    const form = { mode: 'urlencoded', urlencoded: [{ key, value }] };
    const url = { raw: `https://a.test/?${key}=${value}` };
    for (const request of [{ url }, { method: 'POST', body: form }]) {
      expect(JSON.stringify(sent('Accept', '*/*', request).collection.requests)).not.toContain(value);
    }
    expect(JSON.stringify(flow([posting(JSON.stringify({ a: { [key]: value } }))]).collection.requests)).not.toContain(
      value,
    );
  });

  it.each(['access_token=ABC', 'token=NONE', 'code=1234', 'api_key=1234'])(
    'however short it is in a query or form: %s',
    (pair) => {
      const [key = '', of] = pair.split('=');
      const form = { mode: 'urlencoded', urlencoded: [{ key, value: of }] };
      for (const request of [{ url: { raw: `https://a.test/?${pair}` } }, { method: 'POST', body: form }]) {
        expect(sent('Accept', '*/*', request).collection.secrets.map((each) => each.value.reveal())).toEqual([of]);
      }
    },
  );

  it('credentials of the authorisation are secrets however short', () => {
    const auth = { type: 'basic', basic: { username: 'me', password: '1234' } };
    expect(sent('Accept', '*/*', { auth }).collection.secrets.map((each) => each.value.reveal())).toEqual(['1234']);
  });
});

describe('a script that is shown', () => {
  const shown = (line: string) =>
    flow([{ name: 'R', request: 'https://a.test/', event: [{ listen: 'test', script: { exec: [line] } }] }]).preview
      .scripts[0]?.text;

  it.each(['q8Zr7Xw2Lk9VbN3pT5', '3f9a1c07e4b25d8890aa6c1e7f3b2d45', 'aGVsbG8gd29ybGQ0NzExMDgxNQ=='])(
    'has no literal that looks like chance: %s',
    (secret) => {
      expect(shown(`x = '${secret}'; y("p", \`${secret}\`);`)).not.toContain(secret.slice(0, 8));
    },
  );

  it.each([
    "pm.environment.set('id', pm.response.json().Data.OpenBankingIntentIdentifier);",
    "const permissions = ['ReadTransactionsCredits', 'UK.OBIE.SortCodeAccountNumber'];",
    "const url = 'https://rs1.bank.test/open-banking/v3.1/aisp/account-access-consents';",
    "const all = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';",
    "'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, c => sha256HmacOfBase64url(c));",
    "pm.test('answers 201', () => pm.response.to.have.status(201)); // 08080021325698",
  ])('is else as it was: %s', (line) => {
    expect(shown(line)).toBe(line);
  });
});
