/** What is said of a file that is no profile: each fault once and in one line, with no more of the file than tells where to look. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
    '/deviations/0/do at "token" may be "type-in-capitals", "no-refresh-token", "error-500-after-rotation".',
  ],
  [
    'a misspelled deviation',
    { deviations: [{ at: 'links', do: 'next-is-slf' }] },
    '/deviations/0/do at "links" may be "http-without-port", "next-is-self".',
  ],
  [
    'a place without a deviation',
    { deviations: [{ at: 'links' }] },
    '/deviations/0/do is missing: at "links" it may be "http-without-port", "next-is-self".',
  ],
  [
    'a number beyond all numbers',
    { lifetimes: { refreshToken: 1e300 } },
    '/lifetimes/refreshToken must be at most 315360000.',
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

test('whoever has to correct a file is told where it stands what may be in it', async () => {
  expect((await refused({ extend: 'strict' })).try).toMatch(
    /^Have it begin with "extends": .* docs\/reference\/bank-profile\.md/,
  );
  expect((await refused([])).try).toMatch(/^What may stand in a profile is in docs\/reference\/bank-profile\.md/);
});

test.each<[string, unknown]>([
  ['a member', { extends: 'strict', ['x'.repeat(200_000)]: 1 }],
  ['a member within', { extends: 'strict', demands: { ['x'.repeat(200_000)]: 1 } }],
])('%s whose name has no end is named by its beginning', async (_name, content) => {
  const { message } = await refused(content);
  expect(message).toMatch(/\/x{79}… is no member of a profile: here may stand /);
  expect(message.length).toBeLessThan(2000);
});
