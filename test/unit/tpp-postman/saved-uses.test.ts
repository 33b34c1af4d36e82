/** Files from Postman that are imported one after the other: a variable is a secret by its use in any of them. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyImport } from '../../../src/tpp/postman/apply.ts';
import { previewPostmanFiles } from '../../../src/tpp/postman/import.ts';
import { realSurroundings } from '../../../src/tpp/surroundings.ts';
import { fileSecretStore } from '../../../src/tpp/workspace/secret-files.ts';
import type { SecretName } from '../../../src/tpp/workspace/secrets.ts';
import { fileStateStore } from '../../../src/tpp/workspace/state-file.ts';
import { complete, workspaceFolder } from '../tpp-workspace/folder.ts';

const token = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
const word = 'Tr0ub4dor-and-7';
const bearer = { type: 'bearer', bearer: [{ key: 'token', value: '{{at}}', type: 'string' }] };
const basic = {
  type: 'basic',
  basic: [
    { key: 'username', value: 'rora' },
    { key: 'password', value: '{{pw}}' },
  ],
};
const collection = {
  info: { name: 'Flow' },
  item: [
    { name: 'R', request: { method: 'GET', url: 'https://a.test/{{page}}', auth: bearer } },
    { name: 'S', request: { method: 'GET', url: 'https://a.test/{{page}}', auth: basic } },
  ],
};
const values = [
  { key: 'at', value: token },
  { key: 'pw', value: word },
  { key: 'page', value: '25' },
];
const discovery = { key: 'configEndpoint', value: 'https://auth1.monese.test/.well-known/openid-configuration' };
const environments: [name: string, environment: object, file: string, secret: (key: string) => SecretName][] = [
  ['of no bank', { name: 'Env', values }, 'requests/env.json', (key) => `request/env/${key}`],
  [
    'of a bank',
    { name: 'Monese', values: [discovery, ...values] },
    'requests/monese.variables.json',
    (key) => `variable/monese/${key}`,
  ],
];

async function workspace() {
  const { folder } = await workspaceFolder({ ...complete, banks: {} });
  const secrets = fileSecretStore(folder, {});
  const target = { folder, state: fileStateStore(folder), secrets, surroundings: realSurroundings };
  const preview = (file: object) => {
    const path = join(folder, 'from-postman');
    writeFileSync(path, JSON.stringify(file));
    return previewPostmanFiles([path], { folder, bank: 'monese' });
  };
  return {
    folder,
    secrets,
    preview,
    take: async (file: object) => applyImport(await preview(file), target),
    text: (path: string) => (existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : ''),
  };
}

describe.each(environments)('an environment %s', (_, environment, file, secret) => {
  it.each([
    ['after the collection', [collection, environment]],
    ['before the collection', [environment, collection]],
  ])('%s: what the collection uses as a token and a password is in the secret store alone', async (_order, files) => {
    const { take, text, secrets } = await workspace();
    for (const each of files) await take(each);
    const all = text(file) + text('requests/flow.json');
    expect(all).not.toContain(token);
    expect(all).not.toContain(word);
    expect(JSON.parse(text(file))).toMatchObject({ variables: { page: '25' } });
    expect(await secrets.get(secret('at'))).toBe(token);
    expect(await secrets.get(secret('pw'))).toBe(word);
  });

  it('says in which file a variable stands in clear, and when it turns out to be a secret', async () => {
    const { take, preview } = await workspace();
    const row = (key: string, items: readonly { key: string; reason: string }[]) =>
      items.filter((item) => item.key === key).map(({ reason }) => reason);
    const { items } = await preview(environment);
    for (const key of ['at', 'pw', 'page'])
      expect(row(key, items)).toEqual([expect.stringContaining(`in clear, in ${file}`)]);
    await take(environment);
    const later = await preview(collection);
    for (const key of ['at', 'pw'])
      expect(row(key, later.items)).toEqual([expect.stringContaining(`in clear in ${file}`)]);
    expect(row('page', later.items)).toEqual([]);
    expect(JSON.stringify(later)).not.toContain(token);
  });

  it('keeps what was changed in its file between the preview and the import', async () => {
    const { folder, take, preview, secrets, text } = await workspace();
    await take(environment);
    const later = await preview(collection);
    writeFileSync(join(folder, file), text(file).replace('"25"', '"50"'));
    await applyImport(later, { folder, state: fileStateStore(folder), secrets, surroundings: realSurroundings });
    expect(JSON.parse(text(file))).toMatchObject({ variables: { page: '50' } });
    expect(text(file)).not.toContain(token);
  });
});

describe('a variable in a file that turns out to be a secret', () => {
  const stood = (at: string, more: object = {}) =>
    JSON.stringify({ name: 'Old', variables: { at }, requests: [], ...more });

  it('goes to the store as it stands when it is taken out, and leaves all else of the file to the letter', async () => {
    const { folder, preview, secrets, text } = await workspace();
    mkdirSync(join(folder, 'requests'));
    writeFileSync(join(folder, 'requests/old.json'), stood('as it was first', { description: 'ours' }));
    const seen = await preview(collection);
    writeFileSync(join(folder, 'requests/old.json'), stood(token, { description: 'ours' }));
    await applyImport(seen, { folder, state: fileStateStore(folder), secrets, surroundings: realSurroundings });
    expect(await secrets.get('request/old/at')).toBe(token);
    expect(JSON.parse(text('requests/old.json'))).toEqual({
      name: 'Old',
      variables: {},
      requests: [],
      description: 'ours',
    });
  });

  it('stays where it is, and is told, when the store has another value of its name', async () => {
    const { folder, take, secrets, text } = await workspace();
    mkdirSync(join(folder, 'requests'));
    for (const [id, value] of [
      ['one', 'the first value'],
      ['two', 'the second value'],
    ] as const)
      writeFileSync(join(folder, `requests/${id}.json`), stood(value, { bank: 'monese' }));
    const { inClear } = await take(collection);
    expect(await secrets.get('variable/monese/at')).toBe('the first value');
    expect(text('requests/one.json')).not.toContain('the first value');
    expect(text('requests/two.json')).toContain('the second value');
    expect(inClear).toEqual([{ path: 'requests/two.json', key: 'at' }]);
  });
});

it('a file of saved requests that cannot be read is no hindrance', async () => {
  const { folder, take, text } = await workspace();
  await take(collection);
  writeFileSync(join(folder, 'requests/broken.json'), '{');
  await take({ name: 'Env', values });
  expect(text('requests/env.json')).not.toContain(token);
});
