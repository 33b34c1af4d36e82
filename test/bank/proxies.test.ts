/** `dist/cli.js` in a company's network: a bank of a name that only a proxy knows, and the bundle's own selection of undici. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { makeKeys } from '../support/certificates.ts';
import { type ProxyOptions, startProxy, type TestProxy } from '../support/connect-proxy.ts';
import { errorOf, resultOf, run } from './support/command.ts';
import { type RogueOptions, startRogueBank, transaction } from './support/rogue-bank.ts';

const host = 'auth.bank.example';
const planted = 'pl4nt3d-p@ss/w:rd';
const credentials = `alice:${planted}`;
const theirClient = '0015800001041RHAAY';

/** Variables of this machine's own network would be in the way. */
const noVariables = Object.fromEntries(
  ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY', 'NODE_USE_ENV_PROXY'].flatMap((name) => [
    [name, undefined],
    [name.toLowerCase(), undefined],
  ]),
);

async function proxied(options: Partial<ProxyOptions> = {}, rogue: RogueOptions = {}) {
  const bank = await startRogueBank(
    { '/aisp/accounts/1/transactions': { body: { Data: { Transaction: [transaction('a')] } } } },
    { host, ...rogue },
  );
  const proxy = await startProxy({ hosts: { [`${host}:443`]: bank.port }, ...options });
  onTestFinished(() => proxy.close());
  const through = (value: string, more: Record<string, string> = {}) => ({
    folder: bank.folder,
    environment: { ...noVariables, HTTPS_PROXY: value, ...more },
  });
  return { bank, proxy, through };
}

const withCredentials = ({ url }: TestProxy): string => url.replace('//', `//alice:${encodeURIComponent(planted)}@`);

test('the whole way leads through the proxy, with mutual TLS in its tunnels and its credentials nowhere else', async () => {
  const { bank, proxy, through } = await proxied({ credentials });
  const way = through(withCredentials(proxy));
  const told = [
    await run(['accounts'], way),
    await run(['balances', '1'], way),
    await run(['transactions', '1'], way),
    await run(['consent', 'create'], way),
    await run(['client', 'show'], way),
    await run(['check', 'urls'], way),
    await run(['exchanges'], way),
    await run(['exchanges', '--json'], way),
    await run(['exchanges', '--har'], way),
  ];
  expect(told.map(({ status, stderr }) => `${status} ${stderr}`).filter((said) => !said.startsWith('0'))).toEqual([]);
  expect(told[0]?.stdout).toContain('Account 2');
  expect(told[2]?.stdout).toContain('Words of a');
  expect(told[5]?.stdout).toContain(`through the proxy ${proxy.name}`);
  expect(told[5]?.stdout).toContain('our client certificate is asked for and accepted');

  // The bank saw the client, and the proxy its host and port.
  expect(bank.asked.find(({ path }) => path === '/aisp/accounts')?.client).toBe(theirClient);
  expect(bank.asked.find(({ path }) => path === '/aisp/account-access-consents')?.client).toBe(theirClient);
  expect([...new Set(proxy.asked.map(({ target }) => target))]).toEqual([`${host}:443`]);
  expect(proxy.requests).toEqual([]);
  expect(JSON.stringify(bank.asked)).not.toContain('proxy-authorization');

  const { exchanges } = await resultOf(['exchanges'], way);
  const [newest] = exchanges;
  expect(newest).toMatchObject({ proxy: proxy.name });
  const shown = [
    await run(['exchanges', newest.id], way),
    await run(['exchanges', newest.id, '--explain'], way),
    await run(['exchanges', newest.id, '--report'], way),
  ];
  for (const { stdout } of shown) expect(stdout).toMatch(new RegExp(`proxy.*${proxy.name}`, 'i'));
  const kept = await readFile(join(bank.folder, '.openbanking', 'exchanges.jsonl'), 'utf8');
  expect(kept).toContain(proxy.name);
  const everything = [kept, ...[...told, ...shown].map(({ stdout, stderr }) => stdout + stderr)].join('\n');
  for (const secret of [planted, encodeURIComponent(planted), Buffer.from(credentials).toString('base64'), 'alice']) {
    expect(everything).not.toContain(secret);
  }
});

test('a registration, and the key set that a token names, are fetched through it', async () => {
  const { bank, proxy, through } = await proxied({}, { known: 'none' });
  const way = through(proxy.url);
  expect(await resultOf(['register'], way)).toMatchObject({ clientId: 'client' });
  expect(bank.asked.find(({ path }) => path === '/register')?.client).toBe(theirClient);
  const before = proxy.asked.length;
  const token = await new SignJWT({ iss: 'x' })
    .setProtectedHeader({ alg: 'PS256', kid: 'bank' })
    .sign(makeKeys('rsa').privateKey);
  const verified = await run(['jwt', 'verify', token, '--jwks', `https://${host}/jwks`], way);
  expect(verified.stdout + verified.stderr).toMatch(/signature/i);
  expect(bank.asked.filter(({ path }) => path === '/jwks')).toHaveLength(1);
  expect(proxy.asked.length).toBe(before + 1);
});

test('a proxy that wants credentials, does not take them, or signs on otherwise says so each in its words', async () => {
  const { bank, proxy, through } = await proxied({ credentials });
  const missing = await errorOf(['accounts'], through(proxy.url));
  expect(missing).toMatchObject({
    code: 'proxy_refused',
    message: `The proxy ${proxy.name}, which HTTPS_PROXY names, wants a user name and a password (407).`,
    try: expect.stringContaining('http://USER:PASSWORD@HOST:PORT'),
  });
  const wrong = await errorOf(['accounts'], through(proxy.url.replace('//', '//bob:planted-too@')));
  expect(wrong).toMatchObject({
    code: 'proxy_refused',
    message: expect.stringContaining('does not take the user name and password'),
  });
  const explained = await run(['exchanges', '--explain'], through(proxy.url));
  expect(explained.stdout).toMatch(/proxy_refused: The proxy does not take the user name and password/);
  const urls = await run(['check', 'urls'], through(proxy.url.replace('//', '//bob:planted-too@')));
  expect(urls.stdout).toContain(`The proxy ${proxy.name}, which HTTPS_PROXY names, does not take`);
  expect(JSON.stringify([wrong, explained, urls])).not.toMatch(/planted-too|bob/);

  const answer = 'HTTP/1.1 407 No\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\n\r\n';
  const signOn = await startProxy({ hosts: {}, answer });
  onTestFinished(() => signOn.close());
  expect(await errorOf(['accounts'], through(signOn.url))).toMatchObject({
    code: 'proxy_refused',
    message: expect.stringContaining('wants a sign-on by NTLM or Negotiate'),
    try: expect.stringMatching(/relay/),
  });
  expect(bank.asked).toEqual([]);
});

test('a proxy that is not there, a PAC file, SOCKS and a broken address are each named by the variable', async () => {
  const { bank, proxy, through } = await proxied();
  await proxy.close();
  expect(await errorOf(['accounts'], through(proxy.url))).toMatchObject({
    code: 'proxy_unreachable',
    message: `The proxy ${proxy.name}, which HTTPS_PROXY names, takes no connections (ECONNREFUSED).`,
  });
  for (const [value, says] of [
    ['http://wpad.corp.example/proxy.pac', 'names a file for automatic configuration (PAC)'],
    ['socks5://alice:planted-too@p.example:1080', 'names a SOCKS proxy, which is not supported'],
    ['http://alice:12#planted-too@p.example:8080', 'is no address of a proxy'],
  ] as const) {
    const error = await errorOf(['accounts'], through(value));
    expect(error).toMatchObject({ code: 'proxy_invalid', message: expect.stringContaining(`HTTPS_PROXY ${says}`) });
    expect(JSON.stringify(error)).not.toMatch(/planted-too|alice/);
  }
  expect(bank.asked).toEqual([]);
});

test('what a proxy that opens TLS shows is told as that', async () => {
  const { proxy, through, bank } = await proxied();
  const company = await startRogueBank({}, { host });
  const inspecting = await startProxy({ hosts: { [`${host}:443`]: company.port } });
  onTestFinished(() => inspecting.close());
  expect(await errorOf(['accounts'], through(inspecting.url))).toMatchObject({
    code: 'server_certificate_untrusted',
    message: expect.stringContaining(`The way led through the proxy ${inspecting.name}.`),
    try: expect.stringContaining('which mutual TLS cannot survive'),
  });
  expect([...company.asked, ...bank.asked, ...proxy.asked]).toEqual([]);
});

test('no proxy comes between obw and this machine, and NODE_USE_ENV_PROXY changes nothing in that', async () => {
  const { proxy } = await proxied();
  const bank = await startRogueBank();
  const environment = { ...noVariables, NO_PROXY: '', ALL_PROXY: proxy.url, NODE_USE_ENV_PROXY: '1' };
  for (const name of ['HTTPS_PROXY', 'https_proxy']) {
    const way = { folder: bank.folder, environment: { ...environment, [name]: proxy.url } };
    expect(await run(['accounts'], way)).toMatchObject({ status: 0, stdout: expect.stringContaining('Account 2') });
  }
  expect(proxy.asked).toEqual([]);
  // The customer's password, and all else of the demo's, stays on this machine too, where Node's own agent would take it to the proxy.
  const demo = await run(['demo', '--transactions', '5'], {
    environment: { ...environment, HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url },
  });
  expect(demo).toMatchObject({ status: 0 });
  expect([...proxy.asked, ...proxy.requests]).toEqual([]);
});
