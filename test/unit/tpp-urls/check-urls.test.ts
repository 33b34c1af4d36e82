import { once } from 'node:events';
import type { ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect, createServer as createTcpServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { proxiesOf } from '../../../src/tpp/transport/proxy-settings.ts';
import { tlsContext } from '../../../src/tpp/transport/tls-context.ts';
import { type BankUrl, bankUrls } from '../../../src/tpp/urls/bank-urls.ts';
import { checkUrls, hostFindings } from '../../../src/tpp/urls/check-urls.ts';
import { probeHost } from '../../../src/tpp/urls/probe.ts';
import { makeRoot } from '../../support/certificates.ts';
import { startProxy } from '../../support/connect-proxy.ts';
import { issuer, resources, type StubOptions, stub } from '../tpp-journey/stub.ts';
import { pki, startBank } from '../tpp-transport/server.ts';

const tls12 = { maxVersion: 'TLSv1.2' } as const;
const asks = { requestCert: true, rejectUnauthorized: false };
const demands = { requestCert: true, rejectUnauthorized: true };

async function probe(options: ServerOptions, with_: 'client' | 'stranger' | 'nothing') {
  const { root, client, stranger } = await pki();
  const bank = await startBank(undefined, options);
  const own = { client, stranger, nothing: undefined }[with_];
  return probeHost(new URL(bank.url), {
    plain: tlsContext([root.certificate]),
    ...(own ? { mutual: tlsContext([root.certificate], own) } : {}),
  });
}

describe('a client certificate', () => {
  it.each([
    ['is not asked for', {}, 'client', 'not_asked'],
    ['is asked for, and ours is not shown', asks, 'nothing', 'asked'],
    ['is asked for, and ours is taken', asks, 'client', 'accepted'],
    ['is demanded, and ours is not shown', demands, 'nothing', 'required'],
    ['is demanded, and ours is taken', demands, 'client', 'accepted'],
    ['is demanded, and ours is refused', demands, 'stranger', 'refused'],
  ] as const)('%s', async (_, options, with_, verdict) => {
    for (const version of [{}, tls12]) {
      expect(await probe({ ...options, ...version }, with_)).toMatchObject({
        addresses: ['127.0.0.1'],
        clientCertificate: verdict,
      });
    }
  });

  it('is not shown to a server that is not trusted', async () => {
    const other = await makeRoot('Unknown Root CA');
    const { key, certificate } = await other.issue([{ CN: ['x'] }], { hosts: ['127.0.0.1'] });
    const bank = await startBank(undefined, { ...asks, key, cert: certificate });
    const { root, client } = await pki();
    const found = await probeHost(new URL(bank.url), {
      plain: tlsContext([root.certificate]),
      mutual: tlsContext([root.certificate], client),
    });
    expect(found).toMatchObject({
      server: { problem: expect.stringMatching(/UNABLE_TO|SELF_SIGNED/) },
      clientCertificate: 'asked',
    });
  });
});

describe('a host that cannot be used', () => {
  const plain = async () => ({ plain: tlsContext([(await pki()).root.certificate]) });

  it('has a name that nobody knows', async () => {
    expect(await probeHost(new URL(`https://${'x'.repeat(64)}.test/`), await plain())).toMatchObject({
      failed: { step: 'dns' },
    });
  });

  it('has nobody at its port', async () => {
    const server = createTcpServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    expect(await probeHost(new URL(`https://127.0.0.1:${port}/`), await plain())).toMatchObject({
      failed: { step: 'tcp', code: 'ECONNREFUSED' },
    });
  });

  it('speaks something else than TLS', async () => {
    const server = createTcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    expect(await probeHost(new URL(`https://127.0.0.1:${port}/`), await plain())).toMatchObject({
      failed: { step: 'tls' },
    });
  });

  it('ends the handshake without a word: no certificate is blamed', async () => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined).once('data', () => socket.resetAndDestroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    expect(hostFindings(url, [], await probeHost(url, await plain()), Date.now())).toEqual([
      expect.objectContaining({
        code: 'tls_failed',
        message: expect.stringContaining('ended the connection in the middle of the TLS handshake'),
        fix: expect.stringContaining('allow list'),
      }),
    ]);
  });

  it('leaves out its intermediate: the authority is named', async () => {
    const { root } = await pki();
    const issuing = await root.issue([{ CN: ['Issuing CA'] }], { authority: true });
    const leaf = await issuing.issue([{ CN: ['bank'] }], { hosts: ['127.0.0.1'], days: 90 });
    const url = new URL((await startBank(undefined, { key: leaf.key, cert: leaf.certificate })).url);
    expect(hostFindings(url, [], await probeHost(url, await plain()), Date.now(), [root.certificate])).toEqual([
      expect.objectContaining({
        code: 'server_certificate_untrusted',
        message: expect.stringContaining('“CN=Issuing CA”'),
        fix: expect.stringContaining('that issuing authority'),
      }),
    ]);
  });

  it('is let go of when the check is cancelled', async () => {
    const { url } = await startBank();
    expect(await probeHost(new URL(url), { ...(await plain()), signal: AbortSignal.abort() })).toMatchObject({
      failed: { code: 'cancelled' },
    });
  });
});

describe('a host behind a proxy', () => {
  const host = 'rs1.bank.example';
  const way = async (value: string) => {
    const { root, client } = await pki();
    const proxy = proxiesOf({ environment: { HTTPS_PROXY: value } }).serverFor(new URL(`https://${host}`));
    const contexts = { plain: tlsContext([root.certificate]), mutual: tlsContext([root.certificate], client) };
    return { ...contexts, ...(proxy ? { proxy } : {}) };
  };

  it.each([{}, tls12])('is looked at in tunnels, and its name is not looked up here: %j', async (version) => {
    const { root } = await pki();
    const { key, certificate } = await root.issue([{ CN: [host] }], { hosts: [host], days: 90 });
    const bank = await startBank(undefined, { ...demands, ...version, key, cert: certificate });
    const proxy = await startProxy({ hosts: { [`${host}:443`]: bank.port } });
    onTestFinished(() => proxy.close());
    const url = new URL(`https://${host}/`);
    const found = await probeHost(url, await way(proxy.url));
    expect(found).toMatchObject({ addresses: [], clientCertificate: 'accepted', proxy: { name: proxy.name } });
    expect(new Set(proxy.asked.map(({ target }) => target))).toEqual(new Set([`${host}:443`]));
    const here: BankUrl[] = [{ name: 'token_endpoint', from: 'discovery', url: url.href, mutual: true }];
    expect(hostFindings(url, here, found, Date.now())).toEqual([
      expect.objectContaining({
        code: 'url',
        message: expect.stringMatching(
          new RegExp(`^${host} \\(token_endpoint; through the proxy ${proxy.name}\\): reached by TLS`),
        ),
      }),
    ]);
    expect(JSON.stringify(found)).not.toContain('authorization');
  });

  it('is not reached where the proxy does not let it pass', async () => {
    const proxy = await startProxy({ hosts: {}, credentials: 'alice:secret' });
    onTestFinished(() => proxy.close());
    const url = new URL(`https://${host}/`);
    const found = await probeHost(url, await way(proxy.url.replace('//', '//bob:planted@')));
    const findings = hostFindings(url, [], found, Date.now());
    expect(findings).toEqual([
      expect.objectContaining({ severity: 'error', code: 'proxy_refused', message: expect.stringContaining('(407)') }),
    ]);
    expect(JSON.stringify(findings)).not.toMatch(/bob|planted/);
  });
});

describe('what a host’s probe means', () => {
  const now = Date.now();
  const server = { subject: 'CN=rs1', issuer: 'CN=CA', names: 'DNS:rs1', validTo: now + 90 * 86_400_000 };
  const mutual: BankUrl[] = [
    { name: 'token_endpoint', from: 'discovery', url: 'https://rs1.test/token', mutual: true },
  ];
  const browser: BankUrl[] = [
    { name: 'authorization_endpoint', from: 'discovery', url: 'https://rs1.test/auth', mutual: false },
  ];
  it.each([
    ['all in order', mutual, { server, clientCertificate: 'accepted' as const }, 'information url'],
    [
      'a browser’s host that asks and does not insist',
      browser,
      { server, clientCertificate: 'asked' as const },
      'information url',
    ],
    [
      'a mutual host that does not ask',
      mutual,
      { server, clientCertificate: 'not_asked' as const },
      'warning certificate_not_asked',
    ],
    [
      'a mutual host that refuses',
      mutual,
      { server, clientCertificate: 'refused' as const },
      'error certificate_refused',
    ],
    [
      'a browser’s host that insists',
      browser,
      { server, clientCertificate: 'required' as const },
      'error certificate_required',
    ],
    [
      'a certificate that ends soon',
      browser,
      { server: { ...server, validTo: now + 86_400_000 } },
      'warning server_certificate_expires',
    ],
    [
      'a certificate of another name',
      browser,
      { server: { ...server, problem: 'ERR_TLS_CERT_ALTNAME_INVALID' } },
      'error server_certificate_untrusted',
    ],
    ['a name unknown', browser, { failed: { step: 'dns' as const, code: 'ENOTFOUND' } }, 'error dns_failed'],
    ['a port closed', browser, { failed: { step: 'tcp' as const, code: 'ECONNREFUSED' } }, 'error tcp_failed'],
    [
      'a handshake broken',
      browser,
      { failed: { step: 'tls' as const, code: 'ERR_SSL_WRONG_VERSION_NUMBER' } },
      'error tls_failed',
    ],
  ])('%s', (_, urls, seen, expected) => {
    const findings = hostFindings(new URL('https://rs1.test'), urls, { addresses: ['192.0.2.1'], ...seen }, now);
    expect(findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual([expected]);
  });
});

describe('discovery against the entry', () => {
  /** The codes of what is more than information, of the hosts' own troubles apart: there is no network in this test. */
  async function found(options: StubOptions) {
    const { findings } = await checkUrls(stub(options).session, AbortSignal.abort());
    return findings.filter(
      ({ severity, code }) => severity !== 'information' && !/_failed$|ca_|certificate/.test(code),
    );
  }

  it.each<[string, StubOptions, string, RegExp]>([
    [
      'another token endpoint',
      { entry: { tokenEndpoint: 'https://x.test/token' } },
      'differs_from_discovery',
      /x\.test/,
    ],
    ['another issuer', { entry: { issuer: 'https://x.test' } }, 'differs_from_discovery', /issuer/],
    [
      'a method that the bank does not offer',
      {
        entry: { client: { tokenEndpointAuthMethod: 'client_secret_jwt' } },
        discovery: { token_endpoint_auth_methods_supported: ['private_key_jwt'] },
      },
      'not_offered',
      /client_secret_jwt.*private_key_jwt/,
    ],
    [
      'pushed requests switched off where they are demanded',
      { entry: { authorizationRequest: { par: false } }, discovery: { require_pushed_authorization_requests: true } },
      'not_offered',
      /par/,
    ],
    [
      'a variable left in an address',
      { entry: { tokenEndpoint: 'https://{{host}}/token' } },
      'variable_unresolved',
      /\{\{host\}\}/,
    ],
  ])('%s', async (_, options, code, words) => {
    expect(await found(options)).toContainEqual(
      expect.objectContaining({ code, message: expect.stringMatching(words) }),
    );
  });

  it('is silent where they agree, whatever the spelling', async () => {
    expect(await found({ entry: { issuer: `${issuer}/` } })).toEqual([]);
  });

  it('is one finding where discovery cannot be had', async () => {
    const routes = { [`GET ${issuer}/.well-known/openid-configuration`]: () => ({ status: 503 }) };
    expect((await found({ routes })).map(({ code }) => code)).toEqual(['discovery_invalid']);
  });
});

it('the endpoints of mtls_endpoint_aliases are the mutual ones', async () => {
  const discovery = { mtls_endpoint_aliases: { token_endpoint: 'https://mtls.test/token' } };
  const { session } = stub({ discovery, entry: { resourceServers: { aisp: resources } } });
  const urls = bankUrls(session.bank.entry, await session.metadata());
  const mutual = Object.fromEntries(urls.map((each) => [each.name, each.mutual]));
  expect(mutual).toMatchObject({
    token_endpoint: false,
    'mtls_endpoint_aliases.token_endpoint': true,
    'resourceServers.aisp': true,
    jwks_uri: false,
  });
});

describe('a proxy that has the client certificate', () => {
  /** What is found of a bank behind it, and how often it was connected to. */
  async function behind(entry: StubOptions['entry']) {
    const server = createTcpServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    let connections = 0;
    server.on('connection', (socket) => {
      connections += 1;
      socket.end();
    });
    const { port } = server.address() as AddressInfo;
    const proxy = { hostname: '127.0.0.1', port: `${port}`, name: `127.0.0.1:${port}` };
    const workspace = { transportCredentials: async () => ({ proxy }) };
    const discovery = 'http://127.0.0.1:1/.well-known/openid-configuration';
    const { findings } = await checkUrls(stub({ workspace, entry: { discovery, ...entry } }).session);
    // They are taken in their order: after our own there is none to come.
    const last = connect(port, '127.0.0.1').resume();
    await once(last, 'close');
    return { connections: connections - 1, codes: findings.map(({ code }) => code) };
  }

  it('is looked at once for all hosts behind it', async () => {
    const found = await behind({ tokenEndpoint: `${issuer}/token`, resourceServers: { aisp: resources } });
    expect(found.codes.filter((code) => code === 'url_at_local_proxy')).toHaveLength(2);
    expect(found.connections).toBe(1);
  });

  it('is left alone where no host goes that way', async () => {
    const found = await behind({});
    expect(found.codes).toContain('tcp_failed');
    expect(found.connections).toBe(0);
  });
});
