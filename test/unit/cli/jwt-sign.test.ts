/** `obw jwt sign`: its claims as a text or in a file, and a JWT in their place. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { signJwt } from '../../../src/tpp/jwt/sign.ts';
import { ps256, rsa } from '../tpp-jwt/signing-keys.ts';
import { errorIn, obw } from './fake-terminal.ts';

/** A folder with `key.pem`, a private key. */
async function folderWithKey(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'obw-jwt-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'key.pem'), rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return folder;
}
const sign = (folder: string, argument?: string, stdin?: string) =>
  obw(['jwt', 'sign', ...(argument === undefined ? [] : [argument]), '--key', 'key.pem', '--json'], {
    folder,
    ...(stdin === undefined ? {} : { stdin }),
  });
const claimsIn = (stdout: string): unknown =>
  JSON.parse(Buffer.from(JSON.parse(stdout).jwt.split('.')[1], 'base64url').toString());

it.each(['{claims}.json', '[claims].json'])('a file by the name %s goes before a text like it', async (name) => {
  const folder = await folderWithKey();
  await writeFile(join(folder, name), '{"iss":"of the file"}');
  expect(claimsIn((await sign(folder, name)).stdout)).toEqual({ iss: 'of the file' });
});

it('claims are a text, however long', async () => {
  const claims = { iss: 'x'.repeat(5000) };
  expect(claimsIn((await sign(await folderWithKey(), JSON.stringify(claims))).stdout)).toEqual(claims);
});

it.each(['as an argument', 'long', 'in a file', 'on standard input'])(
  'a JWT %s is told to be none that is wanted, with the verb that takes it',
  async (where) => {
    const jwt = await signJwt({ iss: where === 'long' ? 'x'.repeat(5000) : 'x' }, ps256);
    const folder = await folderWithKey();
    await writeFile(join(folder, 'a.jwt'), `${jwt}\n`);
    const outcome =
      where === 'on standard input'
        ? await sign(folder, undefined, jwt)
        : await sign(folder, where === 'in a file' ? 'a.jwt' : jwt);
    expect(errorIn(outcome)).toMatchObject({
      code: 'usage',
      message: 'obw jwt sign wants claims in JSON, and no JWT.',
      try: 'obw jwt decode says what a JWT has in it.',
    });
  },
);

it.each([
  ['a list', '[{"iss":"x"}]', 'The claims must be a JSON object.'],
  ['a text that is too long for a name', 'x'.repeat(300), 'The claims are not JSON.'],
  ['a text whose bytes are too many for a name', 'é'.repeat(130), 'The claims are not JSON.'],
  ['a text that is too long for a path', 'x/'.repeat(3000), 'The claims are not JSON.'],
])('%s is told to be no claims', async (_what, text, message) => {
  expect(errorIn(await sign(await folderWithKey(), text))).toMatchObject({ code: 'usage', message });
});

it('a file that is not there is missed by its name', async () => {
  expect(errorIn(await sign(await folderWithKey(), 'claims.json'))).toMatchObject({ code: 'file_missing' });
});

it.each([
  ['{"alg":"none"}', 'The header cannot have alg "none": it is signed with "PS256".', '--algorithm'],
  ['{"kid":"x"}', 'The header cannot have kid "x": it is signed with "k".', '--kid'],
])('a header that says otherwise than it is signed is refused: %s', async (header, message, option) => {
  const folder = await folderWithKey();
  const words = ['jwt', 'sign', '{"a":1}', '--key', 'key.pem', '--kid', 'k', '--json', '--header'];
  expect(errorIn(await obw([...words, header], { folder }))).toMatchObject({
    code: 'usage',
    message,
    try: expect.stringContaining(option),
  });
  const same = '{"alg":"PS256","kid":"k","typ":"JOSE"}';
  const { stdout } = await obw([...words, same], { folder });
  expect(JSON.parse(Buffer.from(JSON.parse(stdout).jwt.split('.')[0], 'base64url').toString())).toEqual(
    JSON.parse(same),
  );
});

it('claims that were to come on standard input, where there is nothing, are missed in a whole sentence', async () => {
  expect(errorIn(await sign(await folderWithKey(), undefined, ''))).toMatchObject({
    message: 'There is nothing on standard input, where the claims should be.',
  });
});
