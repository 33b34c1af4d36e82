/** `obw bank clock` where something else than the bank answers at the port that the bank had. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { errorIn, obw } from './fake-terminal.ts';

async function portThatAnswers(status: number, body: string): Promise<number> {
  const server = createServer((_request, response) => response.writeHead(status).end(body));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test.each([
  [200, 'a page of somebody else'],
  [200, '{"business": 1}'],
  [404, 'Not Found'],
  [500, '{"error": "x"}'],
  [401, ''],
])('an answer %i %j is not of the bank, which is said not to run', async (status, body) => {
  const dir = mkdtempSync(join(tmpdir(), 'obw-clock-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const front = await portThatAnswers(status, body);
  writeFileSync(join(dir, 'running.json'), JSON.stringify({ open: { ports: { front }, adminToken: 'token' } }));
  const outcome = await obw(`bank clock advance 1d --dir ${dir} --json`);
  expect(errorIn(outcome)).toMatchObject({ code: 'bank_not_running' });
});

test.each<[string, object | undefined, string]>([
  ['runs without --admin', { ports: { front: 1 } }, 'bank_not_administered'],
  ['does not run', undefined, 'bank_not_running'],
])('to start a bank that %s, its other options are to be given again', async (_, open, code) => {
  const dir = mkdtempSync(join(tmpdir(), 'obw-clock-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  writeFileSync(join(dir, 'bank.sqlite'), '');
  if (open) writeFileSync(join(dir, 'running.json'), JSON.stringify({ open }));
  expect(errorIn(await obw(`bank clock --dir ${dir} --json`))).toMatchObject({
    code,
    try: expect.stringContaining(`--dir ${dir} --admin and the other options that it had, its --profile among them`),
  });
});

test('a folder in which no bank ever was is told as one without a bank, which had no options', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'obw-clock-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  expect(errorIn(await obw(`bank clock --dir ${dir} --json`))).toEqual({
    code: 'bank_not_running',
    message: `There is no bank in ${dir}.`,
    try: `Check the folder, or make a bank there with obw bank start --dir ${dir} --admin.`,
  });
});

test('without its folder it leads to the help of the verb that is meant', async () => {
  expect(errorIn(await obw('bank clock --json'))).toMatchObject({
    code: 'usage',
    message: expect.stringContaining('--dir'),
    try: 'See how it is used with obw bank clock show --help.',
  });
});
