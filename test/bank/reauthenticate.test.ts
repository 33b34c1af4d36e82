/** 403 Reauthenticate and U028, on processes: what `obw` advises leads to the same consent, and on. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { resultOf, run, type Started, start } from './support/command.ts';

let home: string;
let bank: Started;
const dir = () => join(home, 'bank');
const tpp = () => ({ folder: join(home, 'tpp') });
const authorise = (...consent: string[]) =>
  resultOf(['consent', 'authorise', ...consent, '--user', 'rora', '--headless'], tpp());

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'obw-reauthenticate-'));
  const profile = { extends: 'permissive', demands: { recentAuthentication: 'refuse' } };
  await writeFile(join(home, 'asks-again.json'), JSON.stringify(profile));
  bank = start(['bank', 'start', '--dir', dir(), '--admin', '--profile', join(home, 'asks-again.json')]);
  await bank.says('\n');
  await resultOf(['bank', 'software-statement', '--dir', dir(), '--out', tpp().folder]);
  await resultOf(['register'], tpp());
}, 120_000);
afterAll(async () => {
  bank.child.kill('SIGTERM');
  await bank.ended;
  await rm(home, { recursive: true, force: true });
});

it.each([
  ['3.1', 'UK.OBIE.Reauthenticate'],
  ['4.0', 'U028'],
])(
  'at %s entries older than 90 days lead to the same consent, authorised again (%s)',
  async (version, code) => {
    const file = join(tpp().folder, 'openbanking.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replaceAll(/v[34]\.[01](?=[/"])/g, `v${version}`));
    const { consentId } = await resultOf(['consent', 'create'], tpp());
    const { accounts } = await authorise(consentId);
    const old = ['transactions', accounts[0], '--consent', consentId];
    await resultOf(['bank', 'clock', 'advance', '2h', '--dir', dir()]);
    const refused = await run([...old, '--json'], tpp());
    expect(refused.status).toBe(1);
    expect(JSON.parse(refused.stderr).error).toMatchObject({
      code: 'api_refused',
      bank: { status: 403, codes: [code] },
      remedies: [{ do: 'authoriseConsent', consentId }],
    });
    await authorise(consentId);
    expect((await run(old, tpp())).status).toBe(0);
  },
  120_000,
);
