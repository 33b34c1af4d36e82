import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isLoopback } from '../../../src/standard/loopback.ts';
import type { OutgoingRequest, Transport } from '../../../src/tpp/transport/exchange.ts';
import { failureOf, mayHaveArrived } from '../../../src/tpp/transport/failure.ts';
import { hostAndPort } from '../../../src/tpp/transport/hosts.ts';
import { clientName } from '../../support/certificates.ts';
import { pki, startBank, startMutual, startTransport } from './server.ts';

const strict = { requestCert: true, rejectUnauthorized: true } as const;
const tls12 = { maxVersion: 'TLSv1.2' } as const;

async function failing(transport: Transport, url: string, request: Partial<OutgoingRequest> = {}) {
  const thrown = await transport.send({ method: 'POST', url, purpose: 'x', ...request }).then(
    () => expect.unreachable('it was answered'),
    (error: unknown) => error,
  );
  return { thrown, arrived: mayHaveArrived(thrown) };
}

async function startTcp(onSocket: (socket: Socket) => void): Promise<string> {
  const server = createTcpServer(onSocket);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return `https://127.0.0.1:${port}/`;
}

describe('the server cannot be trusted', () => {
  it.each([
    [
      'a certificate of an unknown CA',
      async () => ({ url: (await startBank()).url, transport: await startTransport({ certificateAuthorities: [] }) }),
      'comes from an authority that is not trusted here',
      'transport.ca',
    ],
    [
      'a certificate of another CA',
      async () => ({
        url: (await startBank()).url,
        transport: await startTransport({ certificateAuthorities: [(await pki()).stranger.certificate] }),
      }),
      'not trusted here',
      'transport.ca',
    ],
    [
      'a certificate that signed itself',
      async () => {
        const { root } = await pki();
        const bank = await startBank(undefined, { key: root.key, cert: root.certificate });
        return { url: bank.url, transport: await startTransport({ certificateAuthorities: [] }) };
      },
      'not trusted here',
      'transport.ca',
    ],
    [
      'a certificate of another host',
      async () => {
        const { root } = await pki();
        const other = await root.issue([{ CN: ['other.test'] }], { hosts: ['other.test'] });
        const bank = await startBank(undefined, { key: other.key, cert: other.certificate });
        return { url: bank.url, transport: await startTransport() };
      },
      'made out to another host',
      'Check the address',
    ],
    [
      'a certificate that has expired',
      async () => {
        const { root } = await pki();
        const old = await root.issue([{ CN: ['x'] }], { hosts: ['127.0.0.1'], from: new Date('2020-01-01'), days: 30 });
        const bank = await startBank(undefined, { key: old.key, cert: old.certificate });
        return { url: bank.url, transport: await startTransport() };
      },
      'has expired',
      'clock',
    ],
    [
      'a certificate that is not valid yet',
      async () => {
        const { root } = await pki();
        const young = await root.issue([{ CN: ['x'] }], { hosts: ['127.0.0.1'], from: new Date(Date.now() + 1e9) });
        const bank = await startBank(undefined, { key: young.key, cert: young.certificate });
        return { url: bank.url, transport: await startTransport() };
      },
      'is not valid yet',
      'clock',
    ],
  ])('%s', async (_, setUp, message, advice) => {
    const { url, transport } = await setUp();
    const { thrown, arrived } = await failing(transport, url);
    expect(thrown).toMatchObject({
      code: 'server_certificate_untrusted',
      message: expect.stringContaining(message),
      problem: { try: expect.stringContaining(advice) },
    });
    expect(arrived).toBe(false);
    expect(transport.records[0]).toMatchObject({ failure: 'server_certificate_untrusted', findings: [] });
    expect(transport.records[0]).not.toHaveProperty('status');
  });

  it('one workspace’s CA is not another’s', async () => {
    const bank = await startBank();
    const trusting = await startTransport();
    await trusting.send({ method: 'GET', url: bank.url, purpose: 'x' });
    const { thrown } = await failing(await startTransport({ certificateAuthorities: [] }), bank.url);
    expect(thrown).toMatchObject({ code: 'server_certificate_untrusted' });
  });
});

describe('the client certificate', () => {
  it.each([
    ['TLS 1.3', {}],
    ['TLS 1.2', tls12],
  ])('is wanted and none was sent: certificate_not_sent (%s)', async (_, version) => {
    const bank = await startBank(undefined, { ...strict, ...version });
    const without = await failing(await startTransport(), bank.url);
    expect(without.thrown).toMatchObject({
      code: 'certificate_not_sent',
      problem: { try: expect.stringContaining('Give transport.certificate') },
    });
    const elsewhere = await failing(await startMutual(['https://127.0.0.1:1/']), bank.url);
    expect(elsewhere.thrown).toMatchObject({
      code: 'certificate_not_sent',
      problem: { try: expect.stringContaining('Name this host') },
    });
    expect([without.arrived, elsewhere.arrived]).toEqual([false, false]);
    expect(bank.requests).toEqual([]);
  });

  it.each([
    ['of an unknown CA', {}, 'stranger'],
    ['of an unknown CA', tls12, 'stranger'],
    ['that has expired', {}, 'expired'],
  ] as const)('%s is refused: certificate_refused (%o)', async (_, version, which) => {
    const { root, stranger } = await pki();
    const expired = await root.issue(clientName, { from: new Date('2020-01-01') });
    const bank = await startBank(undefined, { ...strict, ...version });
    const clientCertificate = which === 'stranger' ? stranger : expired;
    const { thrown, arrived } = await failing(await startMutual([bank.url], { clientCertificate }), bank.url);
    expect(thrown).toMatchObject({ code: 'certificate_refused' });
    expect(arrived).toBe(false);
  });

  it('does not fit its key: key_certificate_mismatch', async () => {
    const { client, stranger } = await pki();
    const bank = await startBank();
    const clientCertificate = { certificate: client.certificate, key: stranger.key };
    const { thrown } = await failing(await startMutual([bank.url], { clientCertificate }), bank.url);
    expect(thrown).toMatchObject({ code: 'key_certificate_mismatch' });
  });

  it('is no certificate: certificate_invalid', async () => {
    const bank = await startBank();
    const clientCertificate = { certificate: 'hello', key: 'hello' };
    const { thrown } = await failing(await startMutual([bank.url], { clientCertificate }), bank.url);
    expect(thrown).toMatchObject({ code: 'certificate_invalid' });
  });
});

describe('the bank is not there', () => {
  it('a closed port: bank_unreachable, and nothing arrived', async () => {
    const bank = await startBank();
    await bank.close();
    const { thrown, arrived } = await failing(await startTransport(), bank.url);
    expect(thrown).toMatchObject({
      code: 'bank_unreachable',
      message: expect.stringContaining('Nothing listens at 127.0.0.1'),
    });
    expect(arrived).toBe(false);
  });

  it('an unknown host: bank_unreachable', async () => {
    const { thrown } = await failing(await startTransport(), 'https://bank.invalid/');
    expect(thrown).toMatchObject({ code: 'bank_unreachable', message: expect.stringContaining('bank.invalid') });
  });

  it('a connection that ends before the answer: bank_unreachable, and the request may have arrived', async () => {
    const bank = await startBank((request) => request.socket.destroy());
    const { thrown, arrived } = await failing(await startMutual([bank.url]), bank.url);
    expect(thrown).toMatchObject({
      code: 'bank_unreachable',
      message: expect.stringContaining('before there was an answer'),
    });
    expect(arrived).toBe(true);
    expect(bank.requests).toHaveLength(1);
  });

  it('a connection that ends in the middle of the answer: answer_incomplete, and the request may have arrived', async () => {
    const bank = await startBank((request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"a":');
      setTimeout(() => request.socket.destroy(), 20);
    });
    const { thrown, arrived } = await failing(await startTransport(), bank.url);
    expect(thrown).toMatchObject({ code: 'answer_incomplete' });
    expect(arrived).toBe(true);
  });

  it('a port that speaks plain http: bank_unreachable, with a hint', async () => {
    const url = await startTcp((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const { thrown } = await failing(await startTransport(), url);
    expect(thrown).toMatchObject({ code: 'bank_unreachable', message: expect.stringContaining('does not speak TLS') });
  });

  it('a port that closes at once: bank_unreachable', async () => {
    const url = await startTcp((socket) => socket.destroy());
    const { thrown } = await failing(await startTransport(), url);
    expect(thrown).toMatchObject({ code: 'bank_unreachable' });
  });
});

describe('timeouts', () => {
  it.each([
    ['no answer', () => undefined],
    ['half an answer', (response: { write(text: string): unknown }) => void response.write('{')],
  ])('%s in time: timed_out, and the request may have arrived', async (_, begin) => {
    const bank = await startBank((__, response) => begin(response));
    const { thrown, arrived } = await failing(await startTransport(), bank.url, { timeout: 150 });
    expect(thrown).toMatchObject({ code: 'timed_out', message: expect.stringContaining('within 0.15 s') });
    expect(arrived).toBe(true);
  });

  it('a server that never shakes hands: timed_out', async () => {
    const url = await startTcp((socket) => void onTestFinished(() => void socket.destroy()));
    const transport = await startTransport({ timeout: 150 });
    const started = performance.now();
    const { thrown } = await failing(transport, url);
    expect(thrown).toMatchObject({ code: 'timed_out' });
    await transport.close();
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('a signal that comes while waiting: cancelled', async () => {
    const controller = new AbortController();
    const bank = await startBank(() => controller.abort());
    const { thrown, arrived } = await failing(await startTransport(), bank.url, { signal: controller.signal });
    expect(thrown).toMatchObject({ code: 'cancelled' });
    expect(arrived).toBe(true);
  });

  it('a signal that came before: cancelled, and nothing was sent', async () => {
    const bank = await startBank();
    const { thrown, arrived } = await failing(await startTransport(), bank.url, { signal: AbortSignal.abort() });
    expect(thrown).toMatchObject({ code: 'cancelled', problem: { try: 'Nothing was sent.' } });
    expect(arrived).toBe(false);
    expect(bank.requests).toEqual([]);
  });

  it('a transport that is closed meanwhile: cancelled', async () => {
    const transport = await startTransport();
    const bank = await startBank(() => void transport.close());
    expect((await failing(transport, bank.url)).thrown).toMatchObject({ code: 'cancelled' });
    expect((await failing(transport, bank.url)).thrown).toMatchObject({ code: 'cancelled' });
  });
});

describe('a connection that takes too long', () => {
  it.each([
    [false, false, 'did not take a connection within 10 s', /allow list/, false],
    [false, true, 'took the connection and did not answer the TLS handshake', /Check the port/, false],
    [true, true, 'did not answer within 10 s', /look before sending it again/, true],
  ])('sent: %s, connected: %s', async (sent, connected, message, advice, arrived) => {
    const thrown = Object.assign(new Error('timed out'), { code: 'UND_ERR_CONNECT_TIMEOUT' });
    const url = new URL('https://bank.test/');
    const exchange = { url, offered: false, available: false, interactionId: 'i', sent, connected };
    const failure = await failureOf(thrown, exchange);
    expect(failure).toMatchObject({ code: 'timed_out', message: expect.stringContaining(message) });
    expect(failure.problem.try).toMatch(advice);
    expect(mayHaveArrived(failure)).toBe(arrived);
  });

  it('and an interaction id that two requests share tells of neither that it was not sent', async () => {
    const url = await startTcp((socket) => void onTestFinished(() => void socket.destroy()));
    const transport = await startTransport({ timeout: 150 });
    const headers = { 'x-fapi-interaction-id': 'same' };
    const both = await Promise.all([failing(transport, url, { headers }), failing(transport, url, { headers })]);
    expect(both.map(({ arrived }) => arrived)).toEqual([true, true]);
  });
});

describe('an answer that is none', () => {
  it('of more than 64 MB: answer_invalid', async () => {
    const chunk = Buffer.alloc(1 << 20, 32);
    const bank = await startBank((_, response) => {
      let left = 70;
      const more = () => {
        while (left > 0 && !response.destroyed) {
          left -= 1;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    });
    const { thrown } = await failing(await startTransport(), bank.url);
    expect(thrown).toMatchObject({ code: 'answer_invalid', message: expect.stringContaining('too large') });
  });

  it('with headers over the limit: answer_invalid, which says so, and the bank may have acted', async () => {
    const bank = await startBank((_, response) => response.setHeader('set-cookie', 'a='.padEnd(40_000, 'x')).end('{}'));
    const { thrown, arrived } = await failing(await startTransport(), bank.url);
    expect(thrown).toMatchObject({
      code: 'answer_invalid',
      message: expect.stringMatching(/answered with headers that are too long \(UND_ERR_HEADERS_OVERFLOW\)\.$/),
      problem: { try: expect.stringContaining('which headers its gateway adds') },
    });
    expect(arrived).toBe(true);
  });

  it('but no HTTP: answer_invalid', async () => {
    const bank = await startBank((request) => request.socket.end('hello\r\n\r\n'));
    const { thrown } = await failing(await startTransport(), bank.url);
    expect(thrown).toMatchObject({ code: 'answer_invalid' });
  });
});

describe('an address that nothing is sent to', () => {
  it.each([
    ['plain http', 'http://bank.test/'],
    ['http at a host that looks like loopback', 'http://127.0.0.1.evil.test/'],
    ['http at a host that begins like localhost', 'http://localhost.evil.test/'],
    ['another scheme', 'ftp://127.0.0.1/'],
    ['a file', 'file:///etc/passwd'],
    ['a user and password in it', 'https://a:b@127.0.0.1/'],
    ['no URL', 'bank'],
    ['nothing', ''],
  ])('%s: discovery_invalid', async (_, url) => {
    const { thrown, arrived } = await failing(await startMutual(['https://127.0.0.1/']), url);
    expect(thrown).toMatchObject({ code: 'discovery_invalid' });
    expect(arrived).toBe(false);
  });

  it('a header that HTTP does not allow: usage', async () => {
    const bank = await startBank();
    const { thrown } = await failing(await startTransport({ headers: { 'x-a': 'b\r\nx-c: d' } }), bank.url);
    expect(thrown).toMatchObject({ code: 'usage' });
    expect(bank.requests).toEqual([]);
  });
});

describe('hosts are compared as host and port', () => {
  it.each([
    ['https://rs1.bank.com', 'https://rs1.bank.com:443/x?y', true],
    ['https://RS1.Bank.com/', 'https://rs1.bank.com', true],
    ['https://rs1.bank.com', 'https://rs1.bank.com.evil.test', false],
    ['https://rs1.bank.com', 'https://evil.test/rs1.bank.com', false],
    ['https://rs1.bank.com', 'https://rs1.bank.com@evil.test', false],
    ['https://rs1.bank.com', 'https://rs1.bank.com:8443', false],
    ['https://rs1.bank.com', 'https://bank.com', false],
    ['https://rs1.bank.com', 'https://xrs1.bank.com', false],
    ['https://rs1.bank.com', 'http://rs1.bank.com', false],
  ])('%s and %s: %s', (a, b, same) => {
    expect(hostAndPort(a) === hostAndPort(b)).toBe(same);
  });

  it.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['localhost', true],
    ['LocalHost', true],
    ['[::1]', true],
    ['::1', true],
    ['[::ffff:7f00:1]', true],
    ['127.0.0.1.evil.example', false],
    ['localhost.evil.example', false],
    ['bank.localhost', false],
    ['127.0.0.999', false],
    ['[::1', false],
    ['[::2]', false],
    ['10.0.0.1', false],
    ['', false],
  ])('%s is loopback: %s', (host, loopback) => {
    expect(isLoopback(host)).toBe(loopback);
  });
});

describe('codes of OpenSSL and BoringSSL', () => {
  it.each([
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', true, 'certificate_not_sent'],
    ['ERR_SSL_TLSV1_ALERT_CERTIFICATE_REQUIRED', false, 'certificate_not_sent'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', true, 'certificate_refused'],
    ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', true, 'certificate_refused'],
    ['ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE', true, 'certificate_refused'],
    ['ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', false, 'certificate_not_sent'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', true, 'server_certificate_untrusted'],
    ['SELF_SIGNED_CERT_IN_CHAIN', true, 'server_certificate_untrusted'],
    ['CERT_HAS_EXPIRED', true, 'server_certificate_untrusted'],
    ['EAI_AGAIN', true, 'bank_unreachable'],
    ['ETIMEDOUT', true, 'timed_out'],
    ['ESOMETHINGNEW', true, 'bank_unreachable'],
  ])('%s (certificate offered: %s) is %s', async (code, offered, expected) => {
    const cause = Object.assign(new Error('inner'), { code });
    const thrown = Object.assign(new Error('fetch failed', { cause }), { code: 'UND_ERR_SOCKET' });
    const url = new URL('https://bank.test/');
    const failure = await failureOf(thrown, { url, offered, available: offered, interactionId: 'i' });
    expect(failure).toMatchObject({ code: expected, problem: { interactionId: 'i' } });
  });
});
