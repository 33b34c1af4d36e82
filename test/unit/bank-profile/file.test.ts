/** What is said of a file that is no profile: each fault once and in one line, with no more of the file than tells where to look. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deviationRows } from '../../../src/bank/profile/deviation.ts';
import { profileGiven } from '../../../src/bank/profile/file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'obw-profile-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What is said of a file with this content. */
async function refused(content: unknown): Promise<{ message: string; try: string }> {
  await writeFile(join(folder, 'odd.json'), typeof content === 'string' ? content : JSON.stringify(content));
  return profileGiven('./odd.json', folder).then(
    () => expect.unreachable(),
    (error) => error,
  );
}

/** As {@link refused}, what follows the path of the file. */
const faultsOf = async (content: object): Promise<string> => {
  const { message } = await refused({ extends: 'strict', ...content });
  return message.slice(message.indexOf('odd.json: ') + 'odd.json: '.length);
};

test.each<[string, object, string]>([
  [
    'a deviation of another place',
    { deviations: [{ at: 'token', do: 'next-is-self' }] },
    '/deviations/0/do may be "type-in-capitals", "no-refresh-token", "error-500-after-rotation".',
  ],
  [
    'a misspelled deviation',
    { deviations: [{ at: 'links', do: 'next-is-slf' }] },
    '/deviations/0/do may be "http-without-port", "next-is-self".',
  ],
  [
    'a place without a deviation',
    { deviations: [{ at: 'links' }] },
    '/deviations/0/do is missing: it may be "http-without-port", "next-is-self".',
  ],
  [
    'a number beyond all numbers',
    { lifetimes: { refreshToken: 1e300 } },
    '/lifetimes/refreshToken must be at most 315360000.',
  ],
  [
    'a deviation of no place',
    { deviations: [{ at: 'link', do: 'next-is-self' }] },
    '/deviations/0/at may be "registration", "id_token", "token", "links", "headers", "body".',
  ],
  [
    'pages upside down, by what it extends',
    { pageSizes: { min: 900 } },
    '/pageSizes must have min ≤ usual ≤ max, and has usual 500, max 1000 of "strict".',
  ],
  [
    'pages upside down by themselves',
    { pageSizes: { min: 900, usual: 25, max: 500 } },
    '/pageSizes must have min ≤ usual ≤ max.',
  ],
  ['a $schema that is no text', { $schema: 5 }, '/$schema must be a text.'],
  [
    'names that would break the line or turn it',
    { takes: { 'a\nb': 1, 'c\u202ed': 1 } },
    '/takes/a\\u{a}b, /takes/c\\u{202e}d are no members of a profile: here may stand nativeRedirects, issuerAsAudience.',
  ],
  [
    'four names that there are not',
    { takes: { a: 1, b: 1, c: 1, d: 1 } },
    '/takes/a, /takes/b, /takes/c and 1 more are no members of a profile: here may stand nativeRedirects, issuerAsAudience.',
  ],
  [
    'more than five faults',
    {
      lifetimes: {
        code: '1',
        clientCredentials: '1',
        accessToken: '1',
        refreshToken: '1',
        interaction: '1',
        idToken: '1',
      },
    },
    '/lifetimes/code must be a number; /lifetimes/clientCredentials must be a number; /lifetimes/accessToken must be a number; /lifetimes/refreshToken must be a number; /lifetimes/interaction must be a number; and 1 more.',
  ],
])('%s is told by its place and what may stand there', async (_name, content, said) => {
  expect(await faultsOf(content)).toBe(said);
});

test('a file that is no JSON is told in one line, and its fault by its place', async () => {
  const { message, try: advice } = await refused('{\n "extends": strict\n}');
  expect(message).toMatch(/is not JSON: .*\\u\{a\}/);
  expect(message).not.toContain('\n');
  expect(advice).toBe('Correct its JSON.');
});

test.each<[string, unknown, string]>([
  ['a misspelled name', { extend: 'strict' }, 'Correct the name, or leave the member out.'],
  [
    'half a profile',
    { algorithms: ['PS256'] },
    'Have it begin with "extends": "permissive", whose members hold where it has none.',
  ],
  ['a wrong member within', { takes: { nativeRedirects: 1 } }, 'Correct it.'],
  ['a value of no use', { extends: 'strictt' }, 'Correct it.'],
  ['no object within', { takes: 1 }, 'Correct it. In /takes may stand nativeRedirects, issuerAsAudience.'],
  [
    'a misspelled name beside a wrong value',
    { foo: 1, deviations: [{ at: 'x' }] },
    'Correct the name, or leave the member out.',
  ],
  ['a wrong element', { deviations: [{ at: 'body', do: 'no-acr' }] }, 'Correct it.'],
  ['no object in a list', { deviations: ['no-acr'] }, 'Correct it. In /deviations/0 may stand at, do.'],
])('whoever has to correct %s is told how, without a document', async (_, content, advice) => {
  expect((await refused(content)).try).toBe(advice);
});

test('of a list in the place of a profile it is told what a profile has', async () => {
  const { message, try: advice } = await refused([]);
  expect(message).toMatch(/odd\.json: the file must be an object\.$/);
  expect(advice).toMatch(/^Correct it\. In a profile may stand \$schema, extends, name, .*, deviations\.$/);
});

test('what a file lacks is told once all that it has is right', async () => {
  const content = { algorithms: ['PS256'], demands: { fapi: 1 } };
  expect((await refused(content)).message).toMatch(/odd\.json: \/demands\/fapi must be true or false\.$/);
  const { message } = await refused({ ...content, demands: { fapi: true } });
  expect(message).toContain('/workspaceProfile is missing: it may be "permissive", "strict"; ');
  expect(message).toMatch(/; and \d+ more\.$/);
});

test.each<[string, (path: string) => string]>([
  ['strickt', (path) => `"strickt" is neither permissive nor strict, and there is no file ${path}.`],
  ['gone.json', (path) => `there is no file ${path}.`],
  ['./gone', (path) => `there is no file ${path}.`],
  ['.', (path) => `the file ${path} cannot be read (EISDIR).`],
])('--profile %s is told to be no profile', async (text, said) => {
  const { message, try: advice } = await profileGiven(text, folder).catch((error) => error);
  expect(message).toBe(`--profile: ${said(resolve(folder, text))}`);
  expect(advice).toBe('Name permissive or strict, or give the path of a file of JSON.');
});

test('a profile may have each deviation that there is', async () => {
  const deviations = deviationRows.map(({ at, do: deed }) => ({ at, do: deed }));
  await writeFile(join(folder, 'all.json'), JSON.stringify({ extends: 'strict', deviations }));
  expect(await profileGiven('all.json', folder)).toMatchObject({ name: 'all', deviations });
});

test.each<[string, unknown]>([
  ['a member', { extends: 'strict', ['x'.repeat(200_000)]: 1 }],
  ['a member within', { extends: 'strict', demands: { ['x'.repeat(200_000)]: 1 } }],
])('%s whose name has no end is named by its beginning', async (_name, content) => {
  const { message } = await refused(content);
  expect(message).toMatch(/\/x{79}… is no member of a profile: here may stand /);
  expect(message.length).toBeLessThan(2000);
});
