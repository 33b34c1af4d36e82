/** The clients that a team shares: what the file holds, what is wrong in it, and how it is written. */
import { existsSync, mkdirSync, readFileSync, rmdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { clientsFileName, parseClientsFile, sharedClientsIn } from '../../../src/tpp/workspace/clients-file.ts';
import { clientsFile, fromShared, toShared } from '../../../src/tpp/workspace/clients-schema.ts';
import { clientsFileSchema } from '../../../src/tpp/workspace/json-schema.ts';
import { emptyFolder } from './folder.ts';

const shared = {
  clientId: 'c1',
  softwareId: 'SoftwareStatementId001',
  registeredAt: '2026-01-01T00:00:00.000Z',
  tokenEndpointAuthMethod: 'private_key_jwt',
  metadata: { client_id: 'c1', scope: 'openid accounts' },
};
const record = {
  bank: 'sandbox',
  clientId: 'c1',
  softwareId: 'SoftwareStatementId001',
  registeredAt: '2026-01-01T00:00:00.000Z',
  tokenEndpointAuthMethod: 'private_key_jwt',
};
const messageOf = (text: string): string => {
  try {
    parseClientsFile(text);
    return '';
  } catch (thrown) {
    expect(thrown).toMatchObject({ code: 'clients_file_invalid' });
    return (thrown as Error).message;
  }
};

test('what a client is written as is the client again', () => {
  const registration = { scope: 'openid accounts', client_id: 'c1' };
  expect(toShared({ ...record, registration })).toEqual(shared);
  expect(fromShared('sandbox', toShared({ ...record, registration }))).toEqual({ ...record, registration });
});

test.each([
  ['registeredAt', { registeredAt: 'yesterday' }],
  ['clientId', { clientId: 'c\u001b1' }],
])('a record whose %s somebody edited to what none can be is told as that', (member, edited) => {
  const sharing = () => toShared({ ...record, ...edited, registration: {} });
  expect(sharing).toThrow(expect.objectContaining({ code: 'state_invalid', message: expect.stringContaining(member) }));
});

test('no secret and no software statement is written, however deep or under which spelling it stands', () => {
  const { metadata } = toShared({
    ...record,
    registration: {
      client_id: 'c1',
      client_secret: 's3cret',
      clientSecret: 's3cret',
      registration_access_token: 's3cret',
      bearer: 's3cret',
      software_statement: 'eyJ',
      token_endpoint_auth_method: 'client_secret_basic',
      redirect_uris: ['https://tpp.example/cb'],
      vendor: { api_key: 's3cret', list: [{ password: 's3cret', name: 'n' }] },
    },
  });
  expect(metadata).toEqual({
    client_id: 'c1',
    redirect_uris: ['https://tpp.example/cb'],
    token_endpoint_auth_method: 'client_secret_basic',
    vendor: { list: [{ name: 'n' }] },
  });
});

test('no person is written, wherever the bank repeats the contacts of the software statement', () => {
  const people = [{ name: 'Jo', email: 'jo@tpp.example', phone: '+44 1', type: 'Technical' }];
  const { metadata } = toShared({
    ...record,
    registration: {
      client_id: 'c1',
      contacts: ['jo@tpp.example'],
      org_contacts: people,
      vendor: { orgContacts: people },
    },
  });
  expect(metadata).toEqual({ client_id: 'c1', vendor: {} });
});

test('a secret that is null is none, as banks answer with the members that they have nothing for', () => {
  const metadata = { client_secret: null, vendor: { api_key: null } };
  expect(parseClientsFile(JSON.stringify({ clients: { b: { ...shared, metadata } } })).clients.b?.metadata).toEqual(
    metadata,
  );
});

test.each([
  ['nothing', '', /1:1 the file is empty/],
  ['no JSON', '{\n  "clients": {,}\n}', /2:15 /],
  ['another member', '{\n "client": {} }', /2:2 unknown member "client"; did you mean "clients"\?/],
  [
    'an id that is none',
    JSON.stringify({ clients: { b: { ...shared, clientId: 'a\nb' } } }),
    /clientId must be a client id/,
  ],
  [
    'a day that is none',
    JSON.stringify({ clients: { b: { ...shared, registeredAt: 'x' } } }),
    /registeredAt must be a date/,
  ],
  [
    'a secret',
    JSON.stringify({ clients: { b: { ...shared, metadata: { client_secret: 's3cret' } } } }, undefined, 1),
    /9:\d+ clients\.b\.metadata\.client_secret is a secret, and this file is made to be committed/,
  ],
  ['a bank twice', `{"clients": {"b": ${JSON.stringify(shared)}, "b": {}}}`, /"b" stands twice/],
])('a file with %s is told its fault with line and column, and never a secret', (_what, text, words) => {
  const message = messageOf(text);
  expect(message).toMatch(words);
  expect(message).not.toContain('s3cret');
});

test('a client of whom its bank says what is nested very deep is written up to where that can be, and else refused', async () => {
  const nested = (levels: number) =>
    toShared({ ...record, registration: { a: JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`) } });
  const clients = sharedClientsIn(emptyFolder());
  await clients.put('sandbox', nested(49));
  expect(await clients.find('sandbox')).toEqual(nested(49));
  expect(() => nested(50)).toThrow('cannot be shared: what its bank says of it is nested more than 50 levels deep');
});

test('a folder without the file has no clients, and the first one that is shared makes it', async () => {
  const folder = emptyFolder();
  const clients = sharedClientsIn(folder);
  expect(await clients.isThere()).toBe(false);
  expect(await clients.find('sandbox')).toBeUndefined();
  await clients.put('sandbox', shared);
  expect(await clients.find('sandbox')).toEqual(shared);
  expect(await clients.find('toString')).toBeUndefined();
  expect(readFileSync(join(folder, clientsFileName), 'utf8')).toBe(
    `${JSON.stringify({ clients: { sandbox: shared } }, undefined, 2)}\n`,
  );
});

test('clients that are shared at the same moment, by several banks’ registrations, all stand in the file', async () => {
  const folder = emptyFolder();
  const banks = Array.from({ length: 8 }, (_, at) => `bank${at}`);
  await Promise.all(banks.map((bank) => sharedClientsIn(folder).put(bank, shared)));
  const { clients } = parseClientsFile(readFileSync(join(folder, clientsFileName), 'utf8'));
  expect(Object.keys(clients).toSorted()).toEqual(banks);
});

test('a client is not written while another process writes one', async () => {
  const folder = emptyFolder();
  const locked = join(folder, '.openbanking', `${clientsFileName}.lock`);
  mkdirSync(locked, { recursive: true });
  // By the clock of this process, which is not the file system’s where the day is moved.
  utimesSync(locked, new Date(), new Date());
  const written = sharedClientsIn(folder).put('sandbox', shared);
  expect(await Promise.race([written.then(() => 'written'), setTimeout(300, 'waits')])).toBe('waits');
  rmdirSync(locked);
  await written;
  expect(existsSync(join(folder, clientsFileName))).toBe(true);
});

test('a client that would make the file too long to be read is not written, and that takes no time', async () => {
  const folder = emptyFolder();
  const clients = sharedClientsIn(folder);
  await clients.put('sandbox', shared);
  const before = readFileSync(join(folder, clientsFileName), 'utf8');
  const huge = {
    ...shared,
    metadata: { redirect_uris: Array.from({ length: 100_000 }, (_, at) => `https://a.test/${at}`) },
  };
  await expect(clients.put('other', huge)).rejects.toMatchObject({ code: 'file_not_writable' });
  // Short as it is handed in, and too long once each line is moved in.
  const lines = { ...shared, metadata: { redirect_uris: Array.from({ length: 9_000 }, () => 'https://a.test') } };
  await expect(clients.put('other', lines)).rejects.toMatchObject({
    code: 'file_not_writable',
    message: `${clientsFileName} would be larger than 250,000 characters and could not be read again, so it stays as it was.`,
    problem: { try: expect.stringMatching(/^Take out clients that nobody uses/) },
  });
  expect(readFileSync(join(folder, clientsFileName), 'utf8')).toBe(before);
});

test.each([
  ['\n', '{\n  "clients": {}\n}\n'],
  ['\r\n', '{\r\n  "clients": {\r\n    "z": null\r\n  }\r\n}\r\n'],
  ['\n', '{"clients": {}}'],
  ['\n', '{"clients": { }}'],
  ['\n', '{"clients": {"z": null}}'],
  ['\n', '{\n\t"clients": {\n\t\t"z": null,\n\t}\n}\n'],
  ['\r', '{\r  "clients": {\r    "z": null\r  }\r}\r'],
])('a client is written with the line ends %j of its file %j, moved in by two for each level', async (eol, before) => {
  const folder = emptyFolder();
  const file = join(folder, clientsFileName);
  writeFileSync(
    file,
    before.replace('null', () => JSON.stringify(shared)),
  );
  await sharedClientsIn(folder).put('b', shared);
  const lines = readFileSync(file, 'utf8').split(eol);
  expect(lines.join('')).not.toMatch(/[\r\n]/);
  const first = lines.findIndex((line) => line.includes('"b": {'));
  const indentation = /^[ \t]*/.exec(lines[first] ?? '')?.[0] ?? '';
  expect(lines[first + 1]).toBe(`${indentation}  "clientId": "${shared.clientId}",`);
});

test.each([
  ['with the comma behind it', '{\n  "clients": {\n    "a": null,\n  },\n}\n'],
  ['with a comment before that comma', '{"clients": {"a": null /* ours */, }}'],
  ['before another', '{"clients": {"a": null, "b": null}}'],
  ['behind another', '{"clients": {"b": null, "a": null,}}'],
])('a client is taken out %s, and the file is read', async (_where, text) => {
  const folder = emptyFolder();
  const file = join(folder, clientsFileName);
  writeFileSync(
    file,
    text.replaceAll('null', () => JSON.stringify(shared)),
  );
  await sharedClientsIn(folder).remove('a', shared.clientId);
  expect(await sharedClientsIn(folder).find('a')).toBeUndefined();
  expect((await sharedClientsIn(folder).find('b'))?.clientId).toBe(text.includes('"b"') ? shared.clientId : undefined);
  if (text.includes('ours')) expect(readFileSync(file, 'utf8')).toContain('/* ours */');
});

test('a client with which nobody could read the file is not written', async () => {
  const folder = emptyFolder();
  const clients = sharedClientsIn(folder);
  await clients.put('a', shared);
  const before = readFileSync(join(folder, clientsFileName), 'utf8');
  const odd: unknown = JSON.parse('{"__proto__": {"a": 1}}');
  await expect(clients.put('b', { ...shared, metadata: { redirect_uris: [], odd } })).rejects.toMatchObject({
    code: 'file_not_writable',
    message: `${clientsFileName} could not be read with this change, so it stays as it was.`,
  });
  expect(readFileSync(join(folder, clientsFileName), 'utf8')).toBe(before);
});

test('what else stands in the file stays, with its comments, and another client is not taken out', async () => {
  const folder = emptyFolder();
  const file = join(folder, clientsFileName);
  writeFileSync(file, `{\n  // ours\n  "clients": {\n    "a": ${JSON.stringify(shared)}\n  }\n}\n`);
  const clients = sharedClientsIn(folder);
  await clients.put('b', { ...shared, clientId: 'c2' });
  await clients.remove('a', 'c2');
  expect(readFileSync(file, 'utf8')).toContain('// ours');
  expect((await sharedClientsIn(folder).find('a'))?.clientId).toBe('c1');
  await clients.remove('a', 'c1');
  expect(await clients.find('a')).toBeUndefined();
  expect((await sharedClientsIn(folder).find('b'))?.clientId).toBe('c2');
});

test('a file that an editor saved with a byte order mark is read, and written with its other client', async () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, clientsFileName), `\ufeff${JSON.stringify({ clients: { a: shared } })}`);
  expect(await sharedClientsIn(folder).find('a')).toEqual(shared);
  await sharedClientsIn(folder).put('b', { ...shared, clientId: 'c2' });
  expect((await sharedClientsIn(folder).find('a'))?.clientId).toBe('c1');
  expect((await sharedClientsIn(folder).find('b'))?.clientId).toBe('c2');
});

test('a file that is not valid is not written over', async () => {
  const folder = emptyFolder();
  const file = join(folder, clientsFileName);
  writeFileSync(file, '{ "clients": ');
  await expect(sharedClientsIn(folder).put('b', shared)).rejects.toMatchObject({ code: 'clients_file_invalid' });
  expect(readFileSync(file, 'utf8')).toBe('{ "clients": ');
});

test('the JSON schema that editors get is in step with the code, and judges as the code does', () => {
  const path = new URL('../../../media/openbanking.clients.schema.json', import.meta.url);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(JSON.parse(JSON.stringify(clientsFileSchema())));
  const validate = new Ajv({ strict: false }).compile(clientsFileSchema());
  const { softwareId: _, ...without } = shared;
  for (const file of [
    { clients: {} },
    { clients: { a: shared } },
    {},
    { clients: { a: without } },
    { clients: [], x: 1 },
  ]) {
    expect(validate(file)).toBe(clientsFile.safeParse(file).success);
  }
});
