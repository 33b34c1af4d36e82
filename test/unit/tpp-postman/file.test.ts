/** Files that somebody calls Postman's: what they hold, and what is refused before it can do harm. */
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { problemOf } from '../../../src/tpp/errors.ts';
import { postmanDocuments, readPostmanFile } from '../../../src/tpp/postman/file.ts';
import { emptyFolder } from '../tpp-workspace/folder.ts';

const environment = { name: 'E', values: [] };
const collection = {
  info: { name: 'C', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/c.json' },
  item: [],
};
const certificates = [{ name: 'N', matches: ['https://a.test/*'] }];

describe('a file', () => {
  it.each<[what: string, value: unknown, kinds: string[]]>([
    ['an environment', environment, ['environment E']],
    ['globals', { ...environment, _postman_variable_scope: 'globals' }, ['globals E']],
    ['an environment without a name', { values: [] }, ['environment given']],
    ['a collection v2.1', collection, ['collection C']],
    ['a collection without a schema', { info: { name: 'C' }, item: [] }, ['collection C']],
    ['a list of client certificates', certificates, ['certificates given']],
    ['a collection with client certificates', { ...collection, certificates }, ['collection C', 'certificates C']],
    ['what the API wraps', { collection }, ['collection C']],
    [
      'a whole workspace',
      {
        version: 1,
        collections: [collection],
        environments: [environment],
        globals: [{ key: 'a', value: 'b' }],
        certificates,
      },
      ['environment E', 'globals Globals', 'collection C', 'certificates given'],
    ],
  ])('is read as %s', (_, value, kinds) => {
    const found = postmanDocuments(JSON.stringify(value), 'given.postman_environment.json');
    expect(found.map(({ kind, name }) => `${kind} ${name}`)).toEqual(kinds);
  });

  it.each([
    ['null for lists', { collections: null, environments: [environment], globals: null }, ['environment E']],
    [
      'globals as a set',
      { collections: [], environments: [], globals: { values: [{ key: 'a' }] } },
      ['globals Globals'],
    ],
  ])('may be a data dump with %s', (_, dump, kinds) => {
    const found = postmanDocuments(JSON.stringify(dump), 'dump.json');
    expect(found.map(({ kind, name }) => `${kind} ${name}`)).toEqual(kinds);
  });

  it('is a data dump, taken apart; what cannot be read in it costs itself', () => {
    const v1 = { id: 'c', name: 'Old', order: ['r'], requests: [{ id: 'r', name: 'R', url: 'https://a.test/' }] };
    const v3 = { info: { name: 'New', schema: 'https://x/v3.0.0/' }, item: [] };
    const dump = { version: 1, collections: [v1, v3, 7, collection], environments: [environment], globals: [] };
    const found = postmanDocuments(JSON.stringify(dump), 'dump.json');
    expect(found.map(({ kind, file }) => `${kind} ${file}`)).toEqual([
      'environment dump.json, E',
      'collection dump.json, Old',
      'unread dump.json, New',
      'unread dump.json, without a name',
      'collection dump.json, C',
    ]);
    expect(found[2]?.value).toContain('another version');
  });

  const deep = (open: string, close: string, levels: number) => open.repeat(levels) + close.repeat(levels);
  it.each<[what: string, text: string, says: RegExp]>([
    ['is empty', '', /not JSON/],
    ['is cut off', '{"values":[{"key":"secret-of-mine"', /not JSON/],
    ['is a picture', 'PNG\r\n\u001a\n\u0000\u0000', /not a text/],
    ['is an HTML page', '<!doctype html>', /not JSON/],
    ['is another JSON', '{"openapi":"3.0.0"}', /holds no environment/],
    ['is a number', '7', /holds no environment/],
    ['is null', 'null', /holds no environment/],
    ['is an empty list', '[]', /holds no environment/],
    ['has variables that are no list', '{"values":{}}', /holds no environment/],
    ['is a ZIP archive', 'PK\u0003\u0004\u0000', /ZIP archive/],
    ['is an empty data dump', '{"version":1,"collections":[],"environments":[],"globals":[]}', /data dump without/],
    ['is a collection v3', '{"info":{"schema":"https://x/v3.0.0/"},"item":[]}', /another version/],
    ['is nested to 200,000 levels', deep('[', ']', 200_000), /nested too deeply/],
    ['is nested in objects', `${'{"item":['.repeat(5000)}${']}'.repeat(5000)}`, /nested too deeply/],
    ['opens 8,000,000 brackets', '['.repeat(8_000_000), /nested too deeply/],
    ['is a text of 9 MB', `"${'a'.repeat(9 * 1024 * 1024)}"`, /larger than 8 MB/],
  ])('that %s is refused in one sentence', (_, text, says) => {
    const problem = thrownBy(() => postmanDocuments(text, 'given.json'));
    expect(problem).toMatchObject({ code: 'postman_file_invalid', message: expect.stringMatching(says) });
    expect(problem.message).not.toContain('secret-of-mine');
  });

  it('has brackets in its strings that do not count as nesting', () => {
    const values = [{ key: 'a', value: `${'['.repeat(1000)}"\\` }];
    expect(postmanDocuments(JSON.stringify({ values }), 'given.json')).toHaveLength(1);
  });

  it('of 100 MB is refused by its size, not by its content', async () => {
    const file = join(emptyFolder(), 'large.json');
    writeFileSync(file, '');
    truncateSync(file, 100 * 1024 * 1024);
    const before = process.memoryUsage().arrayBuffers;
    await expect(readPostmanFile(file)).rejects.toMatchObject({
      code: 'postman_file_invalid',
      message: 'large.json cannot be imported: it is larger than 8 MB.',
    });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
  });

  it.each([
    ['is not there', 'nowhere.json', 'file_missing'],
    ['is a folder', '.', 'file_unreadable'],
  ])('that %s is named', async (_, name, code) => {
    await expect(readPostmanFile(join(emptyFolder(), name))).rejects.toMatchObject({ code });
  });

  it('may begin with a byte order mark', async () => {
    const file = join(emptyFolder(), 'bom.json');
    writeFileSync(file, `\ufeff${JSON.stringify(environment)}`);
    expect(await readPostmanFile(file)).toMatchObject([{ kind: 'environment' }]);
  });
});

function thrownBy(what: () => unknown) {
  try {
    what();
  } catch (thrown) {
    return problemOf(thrown);
  }
  throw new Error('Nothing was thrown.');
}
