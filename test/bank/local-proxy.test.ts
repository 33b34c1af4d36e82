/** The guide through a proxy on this machine that has the transport certificate and its key, which the workspace has not. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startMutualProxy } from '../support/mutual-proxy.ts';
import { startTestBank, type TestBank } from './support/bank.ts';
import { errorOf, resultOf, run } from './support/command.ts';

let home: string;
let bank: TestBank;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'obw-local-proxy-'));
  bank = await startTestBank({ profile: 'permissive' });
});
afterAll(async () => {
  await bank?.stop();
  await rm(home, { recursive: true, force: true });
});

it('walks to the accounts, and every request that needs the certificate went through the proxy', async () => {
  const folder = join(home, 'tpp');
  await resultOf(['bank', 'software-statement', '--dir', bank.dir, '--out', folder]);
  const text = (name: string) => readFile(join(folder, name), 'utf8');
  const proxy = await startMutualProxy({
    cert: await text('transport.pem'),
    key: await text('transport.key'),
    ca: await text('ca.pem'),
  });
  await rm(join(folder, 'transport.key'));
  await rm(join(folder, 'transport.pem'));
  const file = JSON.parse(await text('openbanking.json'));
  const transport = { proxy: proxy.address, ca: file.transport.ca };
  await writeFile(join(folder, 'openbanking.json'), JSON.stringify({ ...file, transport }));
  const checked = await run(['check'], { folder });
  expect([checked.status, checked.stderr], checked.stdout).toEqual([0, '']);
  expect(checked.stdout).toContain(`The proxy ${proxy.address} has the transport certificate`);
  await resultOf(['register'], { folder });
  await resultOf(['consent', 'create'], { folder });
  await resultOf(['consent', 'authorise', '--user', 'rora', '--headless'], { folder });
  expect(JSON.stringify(await resultOf(['accounts'], { folder }))).toContain('AccountId');
  const paths = proxy.requests.map(({ method, url }) => `${method} ${url}`);
  expect(paths.join('\n')).toMatch(
    /POST .*register[\s\S]*POST .*token[\s\S]*account-access-consents[\s\S]*GET .*\/accounts/,
  );
  expect(new Set(proxy.requests.map(({ host }) => host))).toEqual(new Set([new URL(bank.ready.tokenEndpoint).host]));
  await proxy.close();
  expect(await errorOf(['accounts'], { folder })).toMatchObject({ code: 'proxy_unreachable' });
}, 120_000);
