/** What is said of a file that is no profile repeats no more of it than tells where to look. */
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

test.each<[string, unknown]>([
  ['a member', { extends: 'strict', ['x'.repeat(200_000)]: 1 }],
  ['a member within', { extends: 'strict', demands: { ['x'.repeat(200_000)]: 1 } }],
])('%s whose name has no end is named by its beginning', async (_name, content) => {
  await writeFile(join(folder, 'long.json'), JSON.stringify(content));
  const { message } = await profileGiven('./long.json', folder).then(
    () => expect.unreachable(),
    (error) => error,
  );
  expect(message).toMatch(/\/x{79}… is no member of a profile: here may stand /);
  expect(message.length).toBeLessThan(2000);
});
