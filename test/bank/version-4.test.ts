/** `obw` at the bank in 4.0, which its discovery document leads to: from the registration, by the path of DCR 3.4, to transactions. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestBank, type TestBank } from './support/bank.ts';
import { resultOf, run } from './support/command.ts';

let bank: TestBank;
let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'obw-version-4-'));
  bank = await startTestBank();
}, 60_000);
afterAll(async () => {
  await bank.stop();
  await rm(home, { recursive: true, force: true });
});

/** A workspace whose entry has another version, and leaves the API's base to the bank's discovery document. */
async function workspaceOf(version: string): Promise<string> {
  const folder = join(home, 'tpp');
  await resultOf(['bank', 'software-statement', '--dir', bank.dir, '--out', folder]);
  const file = join(folder, 'openbanking.json');
  const workspace = JSON.parse(await readFile(file, 'utf8'));
  const { resourceServers: _, registration, ...entry } = workspace.banks.sandbox;
  const endpoint = bank.ready.registrationEndpoint.replace('v3.1', 'v3.4');
  workspace.banks.sandbox = { ...entry, version, registration: { ...registration, endpoint } };
  await writeFile(file, JSON.stringify(workspace));
  return folder;
}

it('goes the whole way by a version alone', {
  timeout: 120_000,
}, async () => {
  const folder = await workspaceOf('v4.0');
  expect(await resultOf(['register'], { folder })).toMatchObject({ registration: { application_type: 'native' } });
  expect(await resultOf(['consent', 'create'], { folder })).toMatchObject({ status: 'AWAU' });
  await resultOf(['consent', 'authorise', '--user', 'rora', '--headless'], { folder });
  const [{ AccountId }] = (await resultOf(['accounts'], { folder })).accounts;
  const { status, stdout, stderr } = await run(['transactions', AccountId], { folder });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/ Booked$/m);
  const seen = (await run(['exchanges'], { folder })).stdout;
  expect(seen).toContain('/open-banking/v4.0/aisp/accounts');
  expect(seen).toContain('/dynamic-client-registration/v3.4/register');
  expect(seen).not.toContain('/open-banking/v3.1/');
  expect(bank.failures).toEqual([]);
});
