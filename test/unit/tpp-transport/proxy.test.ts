/** Exchanges through a real proxy of the test's to banks that only the proxy knows: nothing here resolves a name. */
import type { ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { OpenBankingError } from '../../../src/tpp/errors.ts';
import { explainExchange, explanationText } from '../../../src/tpp/exchanges/explain.ts';
import { bankReport } from '../../../src/tpp/exchanges/report.ts';
import { fetchJwks } from '../../../src/tpp/jwt/fetch-jwks.ts';
import { mayHaveArrived } from '../../../src/tpp/transport/failure.ts';
import { proxiesOf } from '../../../src/tpp/transport/proxy-settings.ts';
import { makeRoot } from '../../support/certificates.ts';
import { type ProxyOptions, startProxy, type TestProxy } from '../../support/connect-proxy.ts';
import { pki, startBank, startMutual, startTransport } from './server.ts';

const host = 'auth.bank.example';
const url = `https://${host}/token`;
const password = 'p/l@nt:d';
const encodedUser = `alice:${encodeURIComponent(password)}`;

/** A bank of that name, which wants the client certificate. */
async function startNamedBank(options: ServerOptions = {}, handler?: Parameters<typeof startBank>[0]) {
  const { root } = await pki();
  const { key, certificate } = await root.issue([{ CN: [host] }], { hosts: [host] });
  return startBank(handler, { key, cert: certificate, requestCert: true, ...options });
}

async function startTestProxy(options: Partial<ProxyOptions> & Pick<ProxyOptions, 'hosts'>): Promise<TestProxy> {
  const proxy = await startProxy(options);
  onTestFinished(() => proxy.close());
  return proxy;
}

const through = (value: string, more: Record<string, string> = {}) => ({
  proxies: proxiesOf({ environment: { HTTPS_PROXY: value, ...more } }),
});

const get = { method: 'GET', url, purpose: 'token' } as const;

async function failure(work: Promise<unknown>): Promise<OpenBankingError> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof OpenBankingError) return thrown;
  throw new Error(`no failure of ours: ${inspect(thrown)}`);
}

describe('an exchange through a proxy', () => {
  it.each([
    ['TLS 1.3', {}],
    ['TLS 1.2', { maxVersion: 'TLSv1.2' }],
  ] as const)('has mutual TLS inside of the tunnel, by %s', async (_, options) => {
    const bank = await startNamedBank(options);
    const proxy = await startTestProxy({ hosts: { [`${host}:443`]: bank.port } });
    const { client } = await pki();
    const transport = await startMutual([url], through(proxy.url));
    expect((await transport.send(get)).status).toBe(200);
    expect((await transport.send(get)).status).toBe(200);
    expect(bank.requests.map((request) => request.client)).toEqual(['0015800001041RHAAY', '0015800001041RHAAY']);
    // One tunnel, kept.
    expect(proxy.asked.map(({ target }) => target)).toEqual([`${host}:443`]);
    expect(proxy.requests).toEqual([]);
    // Nothing that went to the proxy is anything of the client's own: no certificate, no header, no path.
    const seen = `${inspect(proxy.asked)}${Buffer.concat(proxy.bytes).toString('latin1')}`;
    expect(seen).not.toContain('/token');
    expect(seen).not.toContain(client.x509.subject);
    const [first, second] = transport.records;
    expect(first).toMatchObject({
      proxy: proxy.name,
      tls: 'verified',
      clientCertificate: { offered: true, asked: true, host: `${host}:443` },
      serverCertificate: { subject: `CN=${host}`, authority: expect.stringMatching(/^[\dA-F:]+$/) },
      times: { reused: false, connect: expect.any(Number), tls: expect.any(Number), firstByte: expect.any(Number) },
    });
    expect(first?.times.dns).toBeUndefined();
    expect(second).toMatchObject({ proxy: proxy.name, times: { reused: true } });
    expect(bankReport(first ?? expect.fail())).toContain(`| Through the proxy | ${proxy.name} |`);
  });

  it('is looked into no longer than somebody waits, though the proxy takes no second connection', async () => {
    const { root } = await pki();
    const { key, certificate } = await root.issue([{ CN: ['127.0.0.1'] }], { hosts: ['127.0.0.1'] });
    const controller = new AbortController();
    const sockets: Socket[] = [];
    const tls = createTlsServer({ key, cert: certificate }, (socket) => {
      // A tunnel, and the end of what comes through it.
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.once('data', () => socket.destroy());
      });
      socket.on('error', () => undefined);
    });
    // The second connection stands, and TLS with the proxy does not: undici heeds no signal before that.
    const server = createServer((socket) => {
      sockets.push(socket.on('error', () => undefined));
      if (sockets.length === 1) tls.emit('connection', socket);
      else controller.abort();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const { signal } = controller;
    const editor = {
      proxy: `https://127.0.0.1:${port}`,
      proxyStrictSSL: false,
      proxySupport: 'override',
      proxyAuthorization: null,
      noProxy: [],
    };
    const transport = await startTransport({ proxies: proxiesOf({ environment: {}, editor }) });
    expect(await failure(transport.send({ ...get, signal }))).toMatchObject({ code: 'cancelled' });
    expect(sockets.length).toBeGreaterThan(1);
  }, 8000);

  it('gives the certificate to the hosts of the bank and to no other', async () => {
    const bank = await startNamedBank({ rejectUnauthorized: false });
    const proxy = await startTestProxy({ hosts: { [`${host}:443`]: bank.port } });
    const transport = await startMutual(['https://other.bank.example/'], through(proxy.url));
    await transport.send(get);
    expect(bank.requests[0]?.client).toBeUndefined();
    expect(transport.records[0]?.clientCertificate).toMatchObject({ offered: false, asked: true });
  });

  it.each(['127.0.0.1', 'localhost', '[::1]'])('never leads to %s, whatever the variables say', async (name) => {
    const bank = await startBank();
    const proxy = await startTestProxy({ hosts: {} });
    const transport = await startTransport({ ...through(proxy.url, { NO_PROXY: '' }), timeout: 2000 });
    // Nothing listens at ::1, which is an answer too: nobody asked the proxy.
    await transport.send({ ...get, url: `https://${name}:${bank.port}/` }).catch(() => undefined);
    expect(proxy.asked).toEqual([]);
    expect(transport.records[0]?.proxy).toBeUndefined();
    if (name !== '[::1]') expect(transport.records[0]?.status).toBe(200);
  });

  it('leads past the proxy where NO_PROXY says so, and an unknown host’s advice is where a proxy is named', async () => {
    const proxy = await startTestProxy({ hosts: {} });
    const transport = await startTransport(through(proxy.url, { NO_PROXY: '.invalid' }));
    // Longer than a name may be, so that nobody is asked for it.
    const error = await failure(transport.send({ ...get, url: `https://${'x'.repeat(64)}.invalid/` }));
    expect(error.problem).toMatchObject({ code: 'bank_unreachable', try: expect.stringContaining('HTTPS_PROXY') });
    expect(error.problem.try).toContain('http.proxy');
    expect(proxy.asked).toEqual([]);
  });

  it('has as many tunnels as it needs at a time, and keeps them', async () => {
    const bank = await startNamedBank();
    const proxy = await startTestProxy({ hosts: { [`${host}:443`]: bank.port } });
    const transport = await startMutual([url], through(proxy.url));
    for (let round = 0; round < 3; round += 1) {
      const answers = await Promise.all(Array.from({ length: 8 }, () => transport.send(get)));
      expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    }
    expect(proxy.asked.length).toBeLessThanOrEqual(16);
  });

  it('begins anew in another tunnel when the proxy has ended an idle one', async () => {
    const bank = await startNamedBank();
    const proxy = await startTestProxy({ hosts: { [`${host}:443`]: bank.port } });
    const transport = await startMutual([url], through(proxy.url));
    await transport.send(get);
    proxy.drop();
    expect((await transport.send(get)).status).toBe(200);
    expect(proxy.asked).toHaveLength(2);
  });

  it('verifies no bank in the tunnels of a host whose verification was switched off, until it is on again', async () => {
    const { key, certificate } = await (await makeRoot('Own CA')).issue([{ CN: [host] }], { hosts: [host] });
    const bank = await startBank(undefined, { key, cert: certificate });
    const proxy = await startTestProxy({ hosts: { [`${host}:443`]: bank.port } });
    const transport = await startTransport(through(proxy.url));
    transport.trustWithoutVerification(url);
    expect((await transport.send(get)).status).toBe(200);
    transport.verifyAgain(url);
    await expect.poll(() => proxy.open()).toBe(0);
    expect((await failure(transport.send(get))).code).toBe('server_certificate_untrusted');
    expect(transport.records.map(({ tls }) => tls)).toEqual(['unverified', 'verified']);
  });

  it('verifies an https proxy, unless that alone is switched off, and the bank all the same', async () => {
    const stranger = await makeRoot('Proxy Root CA');
    const tls = await stranger.issue([{ CN: ['proxy'] }], { hosts: ['localhost', '127.0.0.1'] });
    const bank = await startNamedBank();
    const proxy = await startTestProxy({ hosts: { [`${host}:443`]: bank.port }, tls });
    const named = proxy.url.replace('127.0.0.1', 'localhost');
    const editor = { proxy: named, noProxy: [], proxySupport: 'override', proxyAuthorization: null };
    const options = (strict: boolean) => ({
      proxies: proxiesOf({ environment: {}, editor: { ...editor, proxyStrictSSL: strict } }),
    });
    const strict = await failure((await startMutual([url], options(true))).send(get));
    expect(strict.problem).toMatchObject({
      code: 'proxy_unreachable',
      message: expect.stringMatching(
        /^The proxy localhost:\d+, which http\.proxy names, shows a certificate that is not trusted here \(\w+\)\.$/,
      ),
    });
    expect(proxy.asked).toEqual([]);
    const lenient = await startMutual([url], options(false));
    expect((await lenient.send(get)).status).toBe(200);
    expect(bank.requests[0]?.client).toBe('0015800001041RHAAY');
    // The proxy asked for a certificate too, and got none.
    expect(proxy.asked.map(({ headers: _, ...rest }) => rest)).toEqual([
      { target: `${host}:443`, servername: 'localhost' },
    ]);
    // An address is no name for a certificate to be asked by; and the diagnosis comes through as well.
    const demanding = await startNamedBank({ rejectUnauthorized: true });
    const byAddress = await startProxy({ hosts: { [`${host}:443`]: demanding.port }, tls });
    onTestFinished(() => byAddress.close());
    const without = await startTransport({
      proxies: proxiesOf({ environment: {}, editor: { ...editor, proxy: byAddress.url, proxyStrictSSL: false } }),
    });
    expect((await failure(without.send(get))).code).toBe('certificate_not_sent');
    expect(byAddress.asked.length).toBeGreaterThan(1);
    expect(new Set(byAddress.asked.map(({ servername }) => servername))).toEqual(new Set([undefined]));
    // The same setting, and a bank that nobody knows.
    const unknown = await startMutual([url], { ...options(false), certificateAuthorities: [stranger.certificate] });
    expect((await failure(unknown.send(get))).code).toBe('server_certificate_untrusted');
  });
});

describe('credentials of a proxy', () => {
  it('reach it and stand nowhere else', async () => {
    const bank = await startNamedBank();
    const proxy = await startTestProxy({ hosts: { [`${host}:443`]: bank.port }, credentials: `alice:${password}` });
    const proxies = through(proxy.url.replace('//', `//${encodedUser}@`));
    const transport = await startMutual([url], proxies);
    expect((await transport.send(get)).status).toBe(200);
    const [asked] = proxy.asked;
    expect(asked?.headers['proxy-authorization']).toBe(`Basic ${Buffer.from(`alice:${password}`).toString('base64')}`);
    const refusing = await startTestProxy({ hosts: {}, credentials: 'another' });
    const refused = await startMutual([url], through(refusing.url.replace('//', `//${encodedUser}@`)));
    const error = await failure(refused.send(get));
    expect(error.problem).toMatchObject({ code: 'proxy_refused', message: expect.stringContaining('(407)') });
    const { cause } = error;
    const said = [
      ...[transport.records, refused.records, error.problem, bank.requests].map((each) => JSON.stringify(each)),
      ...[transport.records, error, cause, proxies].map((each) => inspect(each, { depth: 9, showHidden: true })),
      error.stack,
      bankReport(refused.records[0] ?? expect.fail()),
    ].join('\n');
    for (const secret of ['alice', password, encodedUser, encodeURIComponent(password)]) {
      expect(said).not.toContain(secret);
    }
    expect(said).not.toContain(Buffer.from(`alice:${password}`).toString('base64'));
    expect(said).toContain(refusing.name);
  });
});

const challenge = (...schemes: string[]) =>
  `HTTP/1.1 407 No\r\n${schemes.map((scheme) => `Proxy-Authenticate: ${scheme}\r\n`).join('')}\r\n`;

describe('a proxy that opens no tunnel', () => {
  const answers: [name: string, answer: string, kind: string, says: RegExp, advice: RegExp][] = [
    [
      'wants credentials',
      challenge('Basic realm="x"'),
      'proxy_credentials_missing',
      /wants a user name and a password \(407\)/,
      /as http:\/\/USER:PASSWORD@HOST:PORT\. Special/,
    ],
    [
      'wants a sign-on',
      challenge('Negotiate', 'NTLM'),
      'proxy_sign_on',
      /wants a sign-on by NTLM or Negotiate, which is not done here \(407\)/,
      /^Start a relay .* as the proxy: http:\/\/127\.0\.0\.1:PORT/,
    ],
    ['wants Kerberos', challenge('Kerberos'), 'proxy_sign_on', /by Kerberos/, /relay/],
    ['wants a digest', challenge('Digest realm="a, b", nonce="x"'), 'proxy_sign_on', /by Digest/, /relay/],
    [
      'takes Basic beside the others',
      challenge('NTLM', 'Negotiate', 'Basic realm="x"'),
      'proxy_credentials_missing',
      /wants a user name/,
      /percent-encoded/,
    ],
    ['says 407 and nothing else', 'HTTP/1.1 407 No\r\n\r\n', 'proxy_credentials_missing', /wants a user/, /USER/],
    [
      'forbids it',
      'HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno',
      'proxy_forbids',
      /does not let connections to auth\.bank\.example:443 pass \(403\)/,
      /allow CONNECT to the bank.* NO_PROXY/,
    ],
    ['cannot find it', 'HTTP/1.1 502 Bad\r\n\r\n', 'proxy_no_way', /did not reach auth\.bank\.example:443/, /address/],
    ['waits for it', 'HTTP/1.1 504 Late\r\n\r\n', 'proxy_no_way', /did not reach .* \(504\)/, /address/],
    ['has a page', 'HTTP/1.1 302 Go\r\nLocation: http://x/\r\n\r\n', 'proxy_sends_elsewhere', /\(302\)/, /browser/],
    ['knows no CONNECT', 'HTTP/1.1 405 No\r\n\r\n', 'proxy_no_tunnel', /opened no way .* \(405\)/, /for https/],
    ['speaks no HTTP', 'SSH-2.0-x\r\n\r\n', 'proxy_no_http', /does not answer as an http proxy \(HPE_\w+\)/, /port/],
    ['says nothing and ends', '', 'proxy_closed', /ended the connection without an answer/, /host and port/],
  ];
  it.each(answers)('%s', async (_, answer, kind, says, advice) => {
    const proxy = await startTestProxy({ hosts: {}, answer });
    const transport = await startMutual([url], through(proxy.url));
    const error = await failure(transport.send({ ...get, method: 'POST' }));
    expect(error.message).toMatch(says);
    expect(error.message).toMatch(new RegExp(`^The proxy ${proxy.name}, which HTTPS_PROXY names, .*\\.$`));
    expect(error.problem.try).toMatch(advice);
    expect(error.code).toBe(/^HTTP/.test(answer) ? 'proxy_refused' : 'proxy_unreachable');
    expect(mayHaveArrived(error)).toBe(false);
    const [record = expect.fail()] = transport.records;
    expect(record).toMatchObject({ proxy: proxy.name, failure: error.code, failureKind: kind });
    expect(explanationText(explainExchange(record))).toContain(error.problem.try);
    // Asked once: no tunnel is no reason to ask again.
    expect(proxy.asked).toHaveLength(1);
  });

  it('is not there', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    await new Promise((resolve) => taken.close(resolve));
    const error = await failure((await startTransport(through(`http://127.0.0.1:${port}`))).send(get));
    expect(error.problem).toMatchObject({
      code: 'proxy_unreachable',
      message: `The proxy 127.0.0.1:${port}, which HTTPS_PROXY names, takes no connections (ECONNREFUSED).`,
    });
    expect(mayHaveArrived(error)).toBe(false);
  });

  it('is silent', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    const transport = await startTransport({ ...through(`http://127.0.0.1:${port}`), timeout: 300 });
    const error = await failure(transport.send(get));
    expect(error.problem).toMatchObject({
      code: 'proxy_unreachable',
      message: `The proxy 127.0.0.1:${port}, which HTTPS_PROXY names, did not answer in time (ETIMEDOUT).`,
    });
    expect(mayHaveArrived(error)).toBe(false);
  });

  it('leads to a bank that is silent', async () => {
    const bank = await startNamedBank({}, () => undefined);
    const proxy = await startTestProxy({ hosts: { [`${host}:443`]: bank.port } });
    const transport = await startMutual([url], { ...through(proxy.url), timeout: 500 });
    const error = await failure(transport.send(get));
    expect(error.problem).toMatchObject({
      code: 'timed_out',
      message: `${host} (through the proxy ${proxy.name}) did not answer within 0.5 s.`,
    });
    expect(mayHaveArrived(error)).toBe(true);
  });

  it('speaks plain http though https was named, and the other way round', async () => {
    const { server } = await pki();
    const plain = await startTestProxy({ hosts: {} });
    const secure = await startTestProxy({ hosts: {}, tls: server });
    const says = async (value: string) => (await failure((await startTransport(through(value))).send(get))).problem;
    expect(await says(plain.url.replace('http:', 'https:'))).toMatchObject({
      code: 'proxy_unreachable',
      message: expect.stringContaining('does not speak TLS'),
      try: expect.stringContaining('http:// in the setting'),
    });
    expect(await says(secure.url.replace('https:', 'http:'))).toMatchObject({
      code: 'proxy_unreachable',
      try: expect.stringContaining('write https://'),
    });
  });
});

describe('what fails behind a proxy', () => {
  it('names it, and says that a proxy which opens TLS cannot be lived with', async () => {
    const company = await makeRoot('Company Inspection CA');
    const { key, certificate } = await company.issue([{ CN: [host] }], { hosts: [host] });
    const bank = await startBank(undefined, { key, cert: certificate });
    const proxy = await startTestProxy({ hosts: { [`${host}:443`]: bank.port } });
    const transport = await startMutual([url], through(proxy.url));
    const { problem } = await failure(transport.send(get));
    expect(problem.code).toBe('server_certificate_untrusted');
    expect(problem.message).toMatch(
      new RegExp(`“CN=Company Inspection CA.* The way led through the proxy ${proxy.name}\\.$`),
    );
    expect(problem.try).toMatch(/The proxy may have shown .* which mutual TLS cannot survive.* NO_PROXY/);
    expect(explanationText(explainExchange(transport.records[0] ?? expect.fail()))).toMatch(
      new RegExp(`^Through the proxy ${proxy.name}: .*Mutual TLS cannot survive that`, 'ms'),
    );
  });

  it.each([
    ['TLS 1.3', {}],
    ['TLS 1.2', { maxVersion: 'TLSv1.2' }],
  ] as const)('is diagnosed by a second handshake in a tunnel of its own, by %s', async (_, version) => {
    const bank = await startNamedBank({ rejectUnauthorized: true, ...version });
    const proxy = await startTestProxy({ hosts: { [`${host}:443`]: bank.port } });
    const { stranger } = await pki();
    const refused = await startMutual([url], { ...through(proxy.url), clientCertificate: stranger });
    expect((await failure(refused.send(get))).problem).toMatchObject({
      code: 'certificate_refused',
      message: expect.stringContaining(`through the proxy ${proxy.name}`),
    });
    const without = await startTransport(through(proxy.url));
    expect((await failure(without.send(get))).code).toBe('certificate_not_sent');
    expect(proxy.asked.length).toBeGreaterThan(2);
  });
});

describe('a key set from an address in a token', () => {
  it('is fetched through the proxy', async () => {
    const { root, client } = await pki();
    const { kty, crv, x, y } = client.privateKey.export({ format: 'jwk' });
    const keys = JSON.stringify({ keys: [{ kty, crv, x, y, kid: 'one' }] });
    const bank = await startNamedBank({ requestCert: false }, (_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(keys);
    });
    const proxy = await startTestProxy({ hosts: { [`${host}:443`]: bank.port } });
    const found = await fetchJwks(`https://${host}/jwks`, {
      certificateAuthorities: [root.certificate],
      ...through(proxy.url),
    });
    expect(found.keys).toHaveLength(1);
    expect(proxy.asked).toHaveLength(1);
  });
});
