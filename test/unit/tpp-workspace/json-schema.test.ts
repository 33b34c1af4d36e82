/** The JSON schema that editors get is that of the code, and judges as the code does. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { workspaceFileSchema } from '../../../src/tpp/workspace/json-schema.ts';
import { workspaceFile } from '../../../src/tpp/workspace/schema.ts';

const path = new URL('../../../media/openbanking.schema.json', import.meta.url);
const validate = new Ajv({ strict: false }).compile(workspaceFileSchema());
const discovery = 'https://auth1.bank.example/.well-known/openid-configuration';
const file = {
  softwareStatement: { assertion: 'keys/ssa.jwt' },
  signing: { key: 'keys/signing.key' },
  transport: { certificate: 'keys/transport.pem', key: 'keys/transport.key' },
  banks: { bank: { discovery } },
};

test('media/openbanking.schema.json is in step with the code (npm run manifest writes it)', () => {
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(JSON.parse(JSON.stringify(workspaceFileSchema())));
});

test('every member is explained', () => {
  const silent: string[] = [];
  const walk = (schema: object, place: string): void => {
    const {
      properties = {},
      additionalProperties,
      anyOf = [],
    } = schema as {
      properties?: Record<string, object>;
      additionalProperties?: object | false;
      anyOf?: object[];
    };
    for (const [name, member] of Object.entries(properties)) {
      if (!('markdownDescription' in member)) silent.push(`${place}/${name}`);
      walk(member, `${place}/${name}`);
    }
    if (additionalProperties) walk(additionalProperties, `${place}/*`);
    for (const one of anyOf) walk(one, place);
  };
  walk(workspaceFileSchema(), '');
  expect(silent).toEqual([]);
});

const alone = {
  issuer: 'https://bank.example',
  authorizationEndpoint: 'https://bank.example/auth',
  tokenEndpoint: 'https://bank.example/token',
  jwksUri: 'https://bank.example/jwks',
};

test.each<[string, unknown]>([
  ['the least there can be', file],
  ['another member', { ...file, colour: 'red' }],
  ['no banks', { ...file, banks: undefined }],
  ['a bank without discovery', { ...file, banks: { bank: {} } }],
  ['a bank whose entry says what discovery would', { ...file, banks: { bank: alone } }],
  ['a bank without discovery whose keys are nowhere', { ...file, banks: { bank: { ...alone, jwksUri: undefined } } }],
  ['a key set in plain http', { ...file, banks: { bank: { discovery, jwksUri: 'http://bank.example/jwks' } } }],
  ['plain http', { ...file, banks: { bank: { discovery: 'http://bank.example/' } } }],
  [
    'plain http of this machine',
    { ...file, banks: { bank: { discovery, authorizationEndpoint: 'http://127.0.0.1:8080/auth' } } },
  ],
  ['a name with a blank', { ...file, banks: { 'a bank': { discovery } } }],
  ['an algorithm of the past', { ...file, signing: { key: 'k', algorithm: 'HS256' } }],
  ['one version for each API', { ...file, banks: { bank: { discovery, version: { aisp: 'v4.0' } } } }],
  ['a version that is none', { ...file, banks: { bank: { discovery, version: '3.1' } } }],
  ['a lifetime beyond the hour', { ...file, banks: { bank: { discovery, authorizationRequest: { lifetime: 7200 } } } }],
  ['a header that is no text', { ...file, banks: { bank: { discovery, headers: { 'x-a': 1 } } } }],
])('editor and code say the same of %s', (_name, value) => {
  const asRead: unknown = JSON.parse(JSON.stringify(value));
  expect(validate(asRead)).toBe(workspaceFile.safeParse(asRead).success);
});
