import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exchangeRecorder, readExchanges } from '../../../src/tpp/exchanges/file.ts';
import { exchange, startedAt, type Told } from './records.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'obw-exchanges-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const file = () => join(folder, '.openbanking', 'exchanges.jsonl');
async function record(...told: Told[]) {
  const recorder = exchangeRecorder(folder);
  for (const each of told) recorder.add(exchange(each));
  await recorder.write();
}

it('what a run recorded is read back, newest first', async () => {
  await record(
    { startedAt: startedAt + 1, interactionId: 'two' },
    { startedAt, interactionId: 'one', requestBody: 'a=1', body: '{}', retryOf: 'none' },
  );
  await record({
    startedAt: startedAt + 2,
    interactionId: 'three',
    status: 0,
    failure: 'timed_out',
    failureMessage: 'No.',
  });
  const read = await readExchanges(folder);
  expect(read.map(({ interactionId }) => interactionId)).toEqual(['three', 'two', 'one']);
  const { id: _id, ...expected } = exchange({
    startedAt,
    interactionId: 'one',
    requestBody: 'a=1',
    body: '{}',
    retryOf: 'none',
  });
  expect(read[2]).toMatchObject(expected);
});

it('a run under a clock that was wrong is not newer than those behind it', async () => {
  await record({ startedAt: Date.parse('2099-01-01'), interactionId: 'of 2099' });
  await record({ startedAt, interactionId: 'next' });
  await record({ startedAt: startedAt + 3, interactionId: 'of a clock that is ahead' });
  await record({ startedAt: startedAt + 1, interactionId: 'last' });
  const expected = ['last', 'of a clock that is ahead', 'next', 'of 2099'];
  for (const now of [startedAt + 2, startedAt - 1]) {
    const read = await readExchanges(folder, now);
    expect(read.map(({ interactionId }) => interactionId)).toEqual(expected);
  }
});

it('of two runs at once the newer exchange is the newer, whichever run ended first', async () => {
  await record({ startedAt: startedAt + 1, interactionId: 'of the short run' });
  await record(
    { startedAt, interactionId: 'begins before it' },
    { startedAt: startedAt + 2, interactionId: 'ends after it' },
  );
  await record({ startedAt: startedAt + 1, interactionId: 'at the same time' });
  const read = await readExchanges(folder, startedAt + 2);
  expect(read.map(({ interactionId }) => interactionId)).toEqual([
    'ends after it',
    'at the same time',
    'of the short run',
    'begins before it',
  ]);
});

it.skipIf(process.platform === 'win32')('a named pipe in the place of the file holds nobody up', async () => {
  await mkdir(join(folder, '.openbanking'));
  execFileSync('mkfifo', [file()]);
  await record({ startedAt });
  await expect(readExchanges(folder)).rejects.toMatchObject({ code: 'file_unreadable' });
});

it('nothing recorded is an empty list, and writes nothing', async () => {
  await record();
  expect(await readExchanges(folder)).toEqual([]);
  await expect(stat(join(folder, '.openbanking'))).rejects.toThrow('ENOENT');
});

it.skipIf(process.platform === 'win32')('the file is the user’s alone, and git does not see it', async () => {
  await record({});
  expect((await stat(file())).mode & 0o777).toBe(0o600);
  expect(await readFile(join(folder, '.openbanking', '.gitignore'), 'utf8')).toBe('*\n');
});

it('holds no secret, and no more of a body than is looked at', async () => {
  const secret = 'pl4nted-S3cret_value.Zz9-long-enough';
  await record({
    requestHeaders: { authorization: `Bearer ${secret}` },
    requestBody: `client_secret=${secret}`,
    body: `{"access_token":"${secret}","more":"${'x'.repeat(100_000)}"}`,
  });
  const text = await readFile(file(), 'utf8');
  expect(text).not.toContain(secret);
  expect(text.length).toBeLessThan(8000);
});

it('keeps more of a refusal than of an answer', async () => {
  const body = JSON.stringify({ Data: 'x'.repeat(10_000) });
  await record({ status: 400, body }, { status: 200, body });
  const [answered, refused] = await readExchanges(folder);
  expect([refused, answered].map((each) => each?.responseBody?.includes('cut'))).toEqual([false, true]);
});

it('lines that cannot be read are passed over', async () => {
  await record({ interactionId: 'good' });
  await appendFile(file(), '{"id":"cut off\nnull\n[]\n{"id":7}\n\n');
  await record({ interactionId: 'later', startedAt: startedAt + 1 });
  expect((await readExchanges(folder)).map(({ interactionId }) => interactionId)).toEqual(['later', 'good']);
});

it.each<[string, object]>([
  ['a time that no date can be', { startedAt: 1e300 }],
  ['an end that no date can be', { milliseconds: 1e300 }],
  ['a step whose end no date can be', { times: { reused: false, dns: 1e300 } }],
  ['a certificate to a day that no date can be', { serverCertificate: { subject: '', issuer: '', validTo: 1e300 } }],
  ['a method with an escape sequence', { method: 'GET\u001b[2J' }],
  ['a method of two lines', { method: 'GET\nHost: evil.test' }],
  ['an address with a line end', { url: 'https://rs1.bank.test/a\nb' }],
  ['an address that is none', { url: 'accounts' }],
])('a line with %s is passed over', async (_, wrong) => {
  await record({ interactionId: 'good' });
  await appendFile(file(), `${JSON.stringify({ ...exchange(), ...wrong })}\n`);
  expect((await readExchanges(folder)).map(({ interactionId }) => interactionId)).toEqual(['good']);
});

it('the name of a header that is none is made harmless', async () => {
  await record({ requestHeaders: { 'x-a\r\nhost: b\u001b': 'c', accept: 'd' } });
  expect((await readExchanges(folder))[0]?.requestHeaders).toEqual({ 'x-a__host__b_': 'c', accept: 'd' });
});

it('a line that a full disk left unfinished takes none of the next with it', async () => {
  await record({ interactionId: 'good' });
  await appendFile(file(), '{"id":"half of a li');
  await record(
    { interactionId: 'next', startedAt: startedAt + 1 },
    { interactionId: 'last', startedAt: startedAt + 2 },
  );
  expect((await readExchanges(folder)).map(({ interactionId }) => interactionId)).toEqual(['last', 'next', 'good']);
  expect((await readFile(file(), 'utf8')).split('\n')).toHaveLength(5);
});

it('stays of a bounded size, and keeps the newest', async () => {
  const body = 'x'.repeat(4000);
  for (let run = 0; run < 36; run += 1) {
    await record(
      ...Array.from({ length: 50 }, (_, index): Told => ({ startedAt: startedAt + run * 50 + index, body })),
    );
  }
  expect((await stat(file())).size).toBeLessThanOrEqual(4 * 1024 * 1024);
  const read = await readExchanges(folder);
  expect(read[0]?.startedAt).toBe(startedAt + 36 * 50 - 1);
  expect(read.length).toBeGreaterThan(300);
});

it('keeps the beginning of a long run and its end', async () => {
  await record(...Array.from({ length: 1000 }, (_, index): Told => ({ startedAt: startedAt + index })));
  const read = await readExchanges(folder);
  const times = read.map((each) => each.startedAt - startedAt);
  expect([times.length, times[0], times[39], times[40], times[49]]).toEqual([50, 999, 960, 9, 0]);
});

it('two runs at once lose no line', async () => {
  await Promise.all(Array.from({ length: 10 }, (_, index) => record({ startedAt: startedAt + index }, {})));
  expect(await readExchanges(folder)).toHaveLength(20);
});

it('a folder that cannot be written to fails nothing', async () => {
  await writeFile(join(folder, '.openbanking'), 'a file where the folder should be');
  await expect(record({})).resolves.toBeUndefined();
});

it.runIf(process.platform !== 'win32')(
  'a symbolic link in its place, which may have come with a repository, is not followed',
  async () => {
    const other = join(folder, 'profile');
    await writeFile(other, 'export A=1\n');
    await mkdir(join(folder, '.openbanking'));
    await symlink(other, file());
    await record({});
    expect(await readFile(other, 'utf8')).toBe('export A=1\n');
    await expect(readExchanges(folder)).rejects.toMatchObject({ code: 'file_unreadable' });
  },
);

it('a file that cannot be read is an error that says so', async () => {
  await mkdir(file(), { recursive: true });
  await expect(readExchanges(folder)).rejects.toMatchObject({ code: 'file_unreadable' });
});
