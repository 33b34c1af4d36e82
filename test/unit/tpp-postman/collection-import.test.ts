/** A collection becomes saved requests: both versions alike, its secrets out of it, its scripts for reading only. */
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { postmanDocuments } from '../../../src/tpp/postman/file.ts';
import { previewImport } from '../../../src/tpp/postman/import.ts';
import { collectionText } from '../../../src/tpp/postman/saved-request.ts';
import { variablesUsedAsSecrets } from '../../../src/tpp/postman/used-secrets.ts';

const v21 = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';
const v20 = 'https://schema.getpostman.com/json/collection/v2.0.0/collection.json';

function imported(item: unknown[], more: object = {}, environment?: object[]) {
  const file = (value: object, name: string) => postmanDocuments(JSON.stringify(value), name);
  const preview = previewImport([
    ...(environment ? file({ name: 'Env', values: environment }, 'env.json') : []),
    ...file({ info: { name: 'Account flow', schema: v21 }, item, ...more }, 'c.json'),
  ]);
  const [collection] = preview.collections.filter(({ id }) => id === 'account-flow');
  if (!collection) throw new Error('no collection');
  return { preview, collection, request: collection.requests[0] };
}

const header = (key: string, value: string) => ({ method: 'GET', url: 'https://a.test/', header: [{ key, value }] });
const named = (request: unknown) => [{ name: 'R', request }];

describe('a request', () => {
  const expected = {
    name: 'Create consent',
    folder: ['Accounts', 'Consents'],
    method: 'POST',
    url: '{{rs}}/aisp/account-access-consents?page={{page}}',
    headers: [
      { name: 'Content-Type', value: 'application/json' },
      { name: 'x-fapi-interaction-id', value: '{{$guid}}' },
    ],
    body: { text: ['{', '  "Data": {{data}}', '}'] },
    auth: { type: 'bearer', token: '{{token}}' },
  };
  const raw = '{\n  "Data": {{data}}\n}';
  const url = '{{rs}}/aisp/account-access-consents?page={{page}}';

  it.each<[version: string, request: object]>([
    [
      v21,
      {
        method: 'POST',
        url: { raw: url, host: ['{{rs}}'], path: ['aisp'], query: [{ key: 'page', value: '{{page}}' }] },
        header: [
          { key: 'Content-Type', value: 'application/json' },
          { key: 'x-fapi-interaction-id', value: '{{$guid}}' },
          { key: 'x-old', value: 'y', disabled: true },
        ],
        body: { mode: 'raw', raw },
        auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}', type: 'string' }] },
      },
    ],
    [
      v20,
      {
        method: 'post',
        url,
        header: 'Content-Type: application/json\nx-fapi-interaction-id: {{$guid}}\n',
        body: { mode: 'raw', raw },
        auth: { type: 'bearer', bearer: { token: '{{token}}' } },
      },
    ],
  ])('of %s is kept with its folders', (schema, request) => {
    const item = [{ name: 'Accounts', item: [{ name: 'Consents', item: [{ name: 'Create consent', request }] }] }];
    expect(imported(item, { info: { name: 'Account flow', schema } }).collection.requests).toEqual([expected]);
  });

  it.each<[what: string, url: unknown, read: string]>([
    ['a text', 'https://a.test/b?c=d', 'https://a.test/b?c=d'],
    ['without a scheme', 'a.test/b', 'http://a.test/b'],
    ['without a scheme, of this machine', 'localhost:8080/b', 'http://localhost:8080/b'],
    ['that begins with a variable', '{{rs}}/b', '{{rs}}/b'],
    [
      'of parts',
      { protocol: 'https', host: ['a', 'test'], port: '8443', path: ['b', '{{c}}'], query: [{ key: 'd', value: 'e' }] },
      'https://a.test:8443/b/{{c}}?d=e',
    ],
    ['of parts in texts', { host: '{{rs}}', path: '/b/c' }, '{{rs}}/b/c'],
    [
      'with a path variable',
      {
        raw: 'https://a.test/:id/:no/x',
        variable: [
          { key: 'id', value: '5' },
          { key: 'no', value: '' },
        ],
      },
      'https://a.test/5/{{no}}/x',
    ],
    [
      'with a switched-off parameter',
      { protocol: 'https', host: ['a.test'], path: ['b'], query: [{ key: 'c', value: 'd', disabled: true }] },
      'https://a.test/b',
    ],
    [
      'with a switched-off parameter that its text still has',
      {
        raw: 'https://a.test/b?c=d&e=f',
        query: [
          { key: 'c', value: 'd', disabled: true },
          { key: 'e', value: 'f' },
        ],
      },
      'https://a.test/b?e=f',
    ],
    [
      'with a parameter that is not enabled',
      { raw: 'https://a.test/b?c=d', query: [{ key: 'c', value: 'd', enabled: false }] },
      'https://a.test/b',
    ],
    [
      'with nothing but switched-off parameters, and a fragment',
      {
        raw: 'https://a.test/b?c=%3Cd%3E&e#top',
        query: [
          { key: 'c', value: '<d>', disabled: true },
          { key: 'e', value: null, disabled: true },
        ],
      },
      'https://a.test/b#top',
    ],
    [
      'with one of two equal parameters switched off',
      {
        raw: 'https://a.test/b?c=d&c=d',
        query: [
          { key: 'c', value: 'd' },
          { key: 'c', value: 'd', disabled: true },
        ],
      },
      'https://a.test/b?c=d',
    ],
    [
      'without the switched-off one of two equal parameters',
      {
        raw: 'https://a.test/b?c=d',
        query: [
          { key: 'c', value: 'd' },
          { key: 'c', value: 'd', disabled: true },
        ],
      },
      'https://a.test/b?c=d',
    ],
    ['with a user and a password', 'https://me:planted@a.test/b', 'https://a.test/b'],
    ['that is nothing', null, ''],
    ['of a wrong type', 7, ''],
  ])('has a URL %s', (_, given, read) => {
    expect(imported(named({ method: 'GET', url: given })).request?.url).toBe(read);
  });

  it.each<[what: string, auth: object, expected: object]>([
    ['of the collection', {}, { auth: { type: 'bearer', token: '{{t}}' } }],
    ['none, though the collection has one', { auth: { type: 'noauth' } }, {}],
    [
      'basic',
      {
        auth: {
          type: 'basic',
          basic: [
            { key: 'username', value: '{{id}}' },
            { key: 'password', value: '{{cs}}' },
          ],
        },
      },
      { auth: { type: 'basic', username: '{{id}}', password: '{{cs}}' } },
    ],
    [
      'an API key',
      {
        auth: {
          type: 'apikey',
          apikey: [
            { key: 'key', value: 'x-k' },
            { key: 'value', value: '{{k}}' },
          ],
        },
      },
      { headers: [{ name: 'x-k', value: '{{k}}' }] },
    ],
    [
      'an API key in the query',
      { auth: { type: 'apikey', apikey: { key: 'k', value: '{{k}}', in: 'query' } } },
      { url: 'https://a.test/?k={{k}}' },
    ],
    [
      'OAuth with a token',
      { auth: { type: 'oauth2', oauth2: [{ key: 'accessToken', value: '{{t2}}' }] } },
      { auth: { type: 'bearer', token: '{{t2}}' } },
    ],
  ])('authenticates by %s', (_, auth, read) => {
    const item = named({ method: 'GET', url: 'https://a.test/', ...auth });
    const { request } = imported(item, { auth: { type: 'bearer', bearer: { token: '{{t}}' } } });
    const base = { name: 'R', folder: [], method: 'GET', url: 'https://a.test/', headers: [] };
    expect(request).toEqual({ ...base, ...read });
  });

  it.each<[what: string, request: unknown, key: string, outcome: string]>([
    ['another method', { method: 'BREW', url: 'a' }, 'R', 'not understood'],
    [
      'an authorisation of another kind',
      { method: 'GET', url: 'a', auth: { type: 'awsv4', awsv4: [] } },
      'authorisation "awsv4"',
      'not understood',
    ],
    [
      'a body of files',
      { method: 'POST', url: 'a', body: { mode: 'formdata', formdata: [] } },
      'body "formdata"',
      'not understood',
    ],
    [
      'a file in a form',
      { method: 'POST', url: 'a', body: { mode: 'urlencoded', urlencoded: [{ key: 'f', type: 'file', src: '/x' }] } },
      'f',
      'not understood',
    ],
    [
      'a switched-off header',
      { method: 'GET', url: 'a', header: [{ key: 'h', value: '1', disabled: true }] },
      'h',
      'disabled',
    ],
  ])('with %s says so', (_, request, key, outcome) => {
    expect(imported(named(request)).preview.items).toContainEqual(expect.objectContaining({ key, outcome }));
  });

  it.each<[what: string, item: unknown]>([
    ['a number', 7],
    ['null', null],
    ['a list', []],
    ['a request of null', { name: 'R', request: null }],
    ['items that are no list', { name: 'R', item: {} }],
    ['a name that is a number', { name: 7, request: { url: 7, header: 7, body: 7, auth: 7 }, event: 7 }],
  ])('that is %s does no harm to the next one', (_, item) => {
    const good = { name: 'Good', request: 'https://a.test/' };
    expect(imported([item, good]).collection.requests.map(({ name }) => name)).toContain('Good');
  });
});

describe('a secret', () => {
  const planted = 'pLanted-5ecret-value';
  const jwt = `${btoa('{"alg":"none"}')}.${btoa(`{"sub":"${planted}"}`)}.${planted}`.replaceAll('=', '');
  const form = (key: string, value: string) => ({
    method: 'POST',
    url: 'https://a.test/',
    body: { mode: 'urlencoded', urlencoded: [{ key, value }] },
  });
  const raw = (text: string, type = 'application/json') => ({
    method: 'POST',
    url: 'https://a.test/',
    header: [{ key: 'Content-Type', value: type }],
    body: { mode: 'raw', raw: text },
  });
  const auth = (type: string, members: object) => ({
    method: 'GET',
    url: 'https://a.test/',
    auth: { type, [type]: members },
  });

  it.each<[where: string, request: object]>([
    ['a bearer token', header('Authorization', `Bearer ${planted}`)],
    ['basic credentials', header('authorization', `Basic ${btoa(`client:${planted}`)}`)],
    ['a header of its own', header('x-api-key', planted)],
    ['a signature', header('x-jws-signature', jwt)],
    ['a cookie', header('Cookie', `session=${planted}`)],
    ['a form', form('client_secret', planted)],
    ['an assertion', form('client_assertion', jwt)],
    [
      'a form as text',
      raw(`grant_type=client_credentials&client_secret=${planted}`, 'application/x-www-form-urlencoded'),
    ],
    ['a form as text of no type', raw(`a=b&client_secret=${planted}`, 'text/plain')],
    ['JSON', raw(`{"client_id":"x","client_secret":"${planted}"}`)],
    ['JSON with variables', raw(`{"n": {{n}}, "password": "${planted}"}`)],
    ['JSON too deep to be looked through', raw(`{"client_secret":"${planted}","a":${'['.repeat(20_000)}`)],
    ['JSON deep inside', raw(`{"a":[{"b":{"refresh_token":"${planted}"}}]}`)],
    ['a JWT for a body', raw(jwt, 'application/jwt')],
    ['the query', { method: 'GET', url: `https://a.test/?access_token=${planted}` }],
    [
      'the query of parts',
      { method: 'GET', url: { raw: `https://a.test/?code=${planted}`, query: [{ key: 'code', value: planted }] } },
    ],
    ['a user of the URL', { method: 'GET', url: `https://me:${planted}@a.test/` }],
    [
      'basic authorisation',
      auth('basic', [
        { key: 'username', value: 'x' },
        { key: 'password', value: planted },
      ]),
    ],
    ['bearer authorisation', auth('bearer', { token: planted })],
    [
      'an API key',
      auth('apikey', [
        { key: 'key', value: 'k' },
        { key: 'value', value: planted },
      ]),
    ],
    [
      'OAuth',
      auth('oauth2', [
        { key: 'accessToken', value: planted },
        { key: 'clientSecret', value: planted },
      ]),
    ],
    ['authorisation of another kind', auth('hawk', { authKey: planted })],
    [
      'a multipart form',
      { method: 'POST', url: 'a', body: { mode: 'formdata', formdata: [{ key: 'token', value: planted }] } },
    ],
    [
      'a switched-off header',
      { method: 'GET', url: 'a', header: [{ key: 'authorization', value: planted, disabled: true }] },
    ],
  ])('in %s is in the secret store or nowhere', (_, request) => {
    const { preview, collection } = imported(named(request));
    const shown = JSON.stringify(preview) + collectionText(collection) + JSON.stringify(preview.items);
    for (const spelling of [planted, encodeURIComponent(planted), btoa(`client:${planted}`), btoa(planted)]) {
      expect(shown).not.toContain(spelling);
    }
    expect(shown).not.toContain(jwt.split('.')[1]);
    for (const { key, name } of collection.secrets) {
      expect(collectionText(collection)).toContain(`{{${key}}}`);
      expect(name).toBe(`request/account-flow/${key}`);
    }
  });

  it.each([
    `pm.environment.set("clientSecret", "${planted}");`,
    `const client_secret = '${planted}';`,
    `var o = { "password": "${planted}" };`,
    `pm.request.headers.add({ key: "Authorization", value: "Bearer ${planted}" });`,
    `pm.sendRequest("https://a.test/?access_token=${planted}");`,
    `// Authorization: Basic ${btoa(`client:${planted}`)}`,
    `const t = "${jwt}";`,
  ])('in a script is masked: %s', (line) => {
    const item = [
      { name: 'R', request: 'https://a.test/', event: [{ listen: 'prerequest', script: { exec: [line, 'x();'] } }] },
    ];
    const { preview } = imported(item);
    expect(preview.scripts).toMatchObject([{ when: 'before', text: expect.stringContaining('x();') }]);
    expect(JSON.stringify(preview)).not.toContain(planted);
    expect(JSON.stringify(preview)).not.toContain(btoa(`client:${planted}`));
  });

  it('of the environment is called by its name wherever its value stands', () => {
    const value = 'only-the-environment-knows';
    const item = [
      {
        name: 'R',
        request: { method: 'GET', url: `https://a.test/${value}/b`, header: [{ key: 'x-any', value: `a ${value}` }] },
      },
      { name: 'S', request: 'https://a.test/', event: [{ listen: 'test', script: { exec: `check('${value}')` } }] },
    ];
    const { preview, request } = imported(item, {}, [{ key: 'cs', value }]);
    expect(request).toMatchObject({ url: 'https://a.test/{{cs}}/b', headers: [{ value: 'a {{cs}}' }] });
    expect(JSON.stringify(preview)).not.toContain(value);
  });

  it('that stands in several requests is kept once', () => {
    const item = ['A', 'B'].map((name) => ({ name, request: header('Authorization', `Bearer ${planted}`) }));
    const { collection } = imported(item);
    expect(collection.secrets).toHaveLength(1);
    expect(collection.requests[0]?.headers).toEqual(collection.requests[1]?.headers);
  });

  it('of the collection’s variables goes to the secret store, the others stay', () => {
    const variable = [
      { key: 'client_secret', value: planted },
      { key: 'page', value: '1' },
      { key: 'token', value: '{{other}}' },
      { id: 'v20', value: 'x' },
    ];
    const { collection } = imported([], { variable });
    expect(collection.variables).toEqual({ page: '1', token: '{{other}}', v20: 'x' });
    expect(collection.secrets).toMatchObject([{ name: 'request/account-flow/client_secret' }]);
  });
});

describe('a private key', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const lines = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim().split('\n');
  const oneLine = lines.join('');

  it.each<[where: string, item: object, place: string]>([
    [
      'a script',
      {
        name: 'R',
        request: 'a',
        event: [{ listen: 'prerequest', script: { exec: lines.map((line) => `k += '${line}\\n';`) } }],
      },
      'c.json, R, script before the request',
    ],
    [
      'a script, in one line',
      { name: 'R', request: 'a', event: [{ listen: 'prerequest', script: `sign("${oneLine}")` }] },
      'c.json, R, script before the request',
    ],
    [
      'the script of a folder',
      { name: 'F', item: [], event: [{ listen: 'prerequest', script: { exec: [`var k="${oneLine}"`] } }] },
      'c.json, F, script before the request',
    ],
    ['a header', { name: 'R', request: header('key', oneLine) }, 'c.json, R'],
  ])('in %s is reported with its place and offered to the secret store', (_, item, place) => {
    const { preview } = imported([item]);
    const shown = JSON.stringify(preview);
    expect(shown).not.toContain(lines[5]?.slice(10, 50));
    expect(preview.privateKeys).toMatchObject([
      { kind: 'RSA 2048', place, name: expect.stringMatching(/^private_key\/account-flow\//) },
    ]);
  });
});

it('has a limit to its requests, said at once', () => {
  const item = Array.from({ length: 10_001 }, () => ({ request: 'a' }));
  expect(() => imported(item)).toThrow(/more than 10,000 requests/);
});

describe('a variable is a secret by its use, whatever its name', () => {
  const value = 'Tr0ub4dor-and-3fa85f64';
  const uses: [name: string, request: object][] = [
    ['as a bearer token', { auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{x}}', type: 'string' }] } }],
    ['as a bearer token, v2.0', { auth: { type: 'bearer', bearer: { token: '{{x}}' } } }],
    [
      'as a password',
      {
        auth: {
          type: 'basic',
          basic: [
            { key: 'username', value: 'u' },
            { key: 'password', value: '{{x}}' },
          ],
        },
      },
    ],
    [
      'as an API key',
      {
        auth: {
          type: 'apikey',
          apikey: [
            { key: 'value', value: '{{x}}' },
            { key: 'key', value: 'X-Gate' },
          ],
        },
      },
    ],
    ['as an OAuth token', { auth: { type: 'oauth2', oauth2: [{ key: 'accessToken', value: '{{x}}' }] } }],
    ['as an OAuth secret', { auth: { type: 'oauth2', oauth2: [{ key: 'clientSecret', value: '{{x}}' }] } }],
    ['in a header', { header: [{ key: 'Authorization', value: 'Bearer {{x}}' }] }],
    ['in headers as text', { header: 'Accept: */*\nAuthorization: Bearer {{x}}\n' }],
    ['in a header of a key', { header: [{ key: 'apikey', value: '{{x}}' }] }],
    ['in a form', { body: { mode: 'urlencoded', urlencoded: [{ key: 'client_secret', value: '{{x}}' }] } }],
    ['in a form as text', { body: { mode: 'raw', raw: 'grant_type=password&password={{x}}' } }],
    ['in a body of JSON', { body: { mode: 'raw', raw: '{"psuPassword": "{{x}}"}' } }],
    ['in a body of JSON, without quotes', { body: { mode: 'raw', raw: '{"otp": {{x}}}' } }],
    ['in the query', { url: 'https://a.test/?access_token={{x}}' }],
    ['in a URL', { url: 'https://u:{{x}}@a.test/' }],
    ['by way of another variable', { auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{y}}' }] } }],
  ];
  const variables = [
    { key: 'x', value },
    { key: 'y', value: '{{x}}' },
    { key: 'page', value: '25' },
  ];

  it.each(uses)('%s', (_, request) => {
    const item = named({ method: 'GET', url: 'https://a.test/{{page}}', ...request });
    for (const { preview, collection } of [imported(item, { variable: variables }), imported(item, {}, variables)]) {
      expect(preview.collections.map(collectionText).join('')).not.toContain(value);
      expect(JSON.stringify(preview)).not.toContain(value);
      expect(preview.collections.flatMap(({ secrets }) => secrets.map(({ key }) => key))).toContain('x');
      expect(collection.variables.page ?? preview.collections[0]?.variables.page).toBe('25');
    }
  });

  it('through a hundred thousand others, the last one first', () => {
    const last = 100_000;
    const variable = Array.from({ length: last }, (_, index) => ({ key: `v${index}`, value: `{{v${index - 1}}}` }));
    const header = [{ key: 'Authorization', value: `Bearer {{v${last - 1}}}` }];
    const document = {
      kind: 'collection' as const,
      name: 'c',
      file: 'c.json',
      value: { variable, item: [{ header }] },
    };
    expect(variablesUsedAsSecrets([document]).size).toBe(last + 1);
  });

  it('and is none where it stands for a host, a page or a user', () => {
    const { collection } = imported(named('https://{{x}}/{{page}}'), { variable: variables });
    expect(collection.variables).toEqual({ x: value, y: '{{x}}', page: '25' });
  });
});
