/** TLS as a table: for each trouble its sentence, its advice, what it must not advise, and whether the bank may have seen the request. */
import { createSecureServer } from 'node:http2';
import type { ServerOptions } from 'node:https';
import { type AddressInfo, connect, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { OpenBankingError } from '../../../src/tpp/errors.ts';
import { explainExchange } from '../../../src/tpp/exchanges/explain.ts';
import { mayHaveArrived } from '../../../src/tpp/transport/failure.ts';
import { readServerBytes } from '../../../src/tpp/transport/server-bytes.ts';
import type { TransportOptions } from '../../../src/tpp/transport/transport.ts';
import { issuerAddress } from '../../../src/tpp/transport/trust.ts';
import {
  type Authority,
  clientAuth,
  clientName,
  type IssueOptions,
  makeRoot,
  selfSigned,
  serverAuth,
} from '../../support/certificates.ts';
import { pki, startBank, startMutual, startTransport } from './server.ts';

const weakest = 'DEFAULT@SECLEVEL=0';
const host = { hosts: ['127.0.0.1'] };

async function serving(options: ServerOptions): Promise<string> {
  return (await startBank(undefined, options)).url;
}

async function withCertificate(options: IssueOptions, server: ServerOptions = {}): Promise<string> {
  const { root } = await pki();
  const pair = await root.issue([{ CN: ['bank'] }], { ...host, ...options });
  return serving({ key: pair.key, cert: pair.certificate, ...server });
}

/** A chain below the test's root or another one. `sent`: what the server sends above its own certificate. */
async function below(root: Authority, sent: 'nothing' | 'intermediate' | 'all', options: IssueOptions = {}) {
  const issuing = await root.issue([{ CN: ['Issuing CA'] }], { authority: true });
  const leaf = await issuing.issue([{ CN: ['bank'] }], { ...host, ...options });
  const above = { nothing: '', intermediate: issuing.certificate, all: issuing.certificate + root.certificate }[sent];
  return { issuing, leaf, url: await serving({ key: leaf.key, cert: leaf.certificate + above }) };
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return `https://127.0.0.1:${port}`;
}

const tcp = (onSocket: (socket: Socket) => void) =>
  listening(createTcpServer((socket) => onSocket(socket.on('error', () => undefined))));

const oldest = { minVersion: 'TLSv1', maxVersion: 'TLSv1.2', ciphers: weakest } as const;

/** A server whose connections end at a message of ours. */
const resetting = (server: string, at: (bytes: Buffer, messages: number) => boolean) =>
  tcp((socket) => {
    const behind = connect(Number(new URL(server).port), '127.0.0.1');
    let messages = 0;
    socket.on('data', (bytes) => {
      messages += 1;
      if (at(bytes, messages)) socket.resetAndDestroy();
      else behind.write(bytes);
    });
    behind.on('data', (bytes) => socket.write(bytes));
    behind.on('error', () => undefined);
    behind.on('close', () => socket.destroy());
    socket.on('close', () => behind.destroy());
  });

interface Row {
  url: () => Promise<string>;
  options?: TransportOptions;
  code: string;
  says: (string | RegExp)[];
  advises: (string | RegExp)[];
  /** What the handshake itself disproves. */
  never?: RegExp;
}

const client = /client certificate|transport\.certificate|its issuer and chain/i;
const untrusted = 'server_certificate_untrusted';

const rows: Record<string, Row> = {
  'intermediate missing': {
    url: async () => (await below((await pki()).root, 'nothing', { issuerUrl: 'http://ca.test/issuing.cer' })).url,
    code: untrusted,
    says: ['“CN=Issuing CA”', 'does not send that authority’s certificate', 'http://ca.test/issuing.cer'],
    advises: [
      'Add the certificate of that issuing authority',
      'the root above it alone does not help',
      'should have its server send it',
    ],
    never: client,
  },
  'intermediate missing, and no address named for it': {
    url: async () => (await below((await pki()).root, 'nothing')).url,
    code: untrusted,
    says: ['“CN=Issuing CA”', /send that authority’s certificate along\.$/],
    advises: ['Add the certificate of that issuing authority'],
  },
  'root unknown, intermediate sent': {
    url: async () => (await below((await pki()).root, 'intermediate')).url,
    options: { certificateAuthorities: [] },
    code: untrusted,
    says: ['its chain ends below “CN=Test Root CA, O=Test, C=GB”'],
    advises: ['Add the bank’s root CA certificate'],
    never: /issuing|should have its server send/,
  },
  'root unknown, and sent along': {
    url: async () => (await below((await pki()).root, 'all')).url,
    options: { certificateAuthorities: [] },
    code: untrusted,
    says: ['its chain ends with “CN=Test Root CA, O=Test, C=GB”'],
    advises: ['Add the bank’s root CA certificate'],
    never: /issuing|should have its server send/,
  },
  expired: {
    url: () => withCertificate({ from: new Date('2020-01-01T00:00:00Z'), days: 30 }),
    code: untrusted,
    says: ['has expired, at 2020-01-31T00:00:00.000Z'],
    advises: ['clock', 'no CA that is added helps'],
    never: client,
  },
  'not yet valid': {
    url: () => withCertificate({ from: new Date(Date.now() + 1e9) }),
    code: untrusted,
    says: ['is not valid yet: it begins at 20'],
    advises: ['clock', 'No CA that is added helps'],
  },
  'other host': {
    url: () => withCertificate({ hosts: ['other.test', 'www.other.test'] }),
    code: untrusted,
    says: ['is made out to another host, to DNS:other.test, DNS:www.other.test'],
    advises: ['Check the address', 'adding a CA to transport.ca does not help'],
  },
  'self-signed': {
    url: async () => {
      const own = await selfSigned([{ CN: ['127.0.0.1'] }]);
      return serving({ key: own.key, cert: own.certificate });
    },
    code: untrusted,
    says: ['was signed by itself', /SHA-256 thumbprint is ([0-9A-F]{2}:){31}/],
    advises: ['Ask the bank whether it is its own', 'add this very certificate'],
  },
  'plain HTTP on the port': {
    url: () => tcp((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    code: 'bank_unreachable',
    says: ['does not speak TLS, but plain HTTP'],
    advises: ['Check the port'],
    never: client,
  },
  'another program on the port': {
    url: () => tcp((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')),
    code: 'bank_unreachable',
    says: ['does not speak TLS ('],
    advises: ['Check the port'],
  },
  silence: {
    url: () => tcp((socket) => void onTestFinished(() => void socket.destroy())),
    options: { timeout: 400 },
    code: 'timed_out',
    says: ['took the connection and did not answer the TLS handshake within 0.4 s'],
    advises: ['Check the port', 'Nothing was sent'],
    never: client,
  },
  'TLS ≤ 1.1 only': {
    url: () => serving({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: weakest }),
    code: 'bank_unreachable',
    says: ['speaks no TLS newer than 1.1'],
    advises: ['FAPI wants TLS 1.2'],
    never: client,
  },
  'TLS 1.0 to 1.2, and a reset in mid-handshake': {
    // The second message of ours is the one that a client certificate would stand in.
    url: async () => resetting(await serving(oldest), (_, messages) => messages === 2),
    code: 'bank_unreachable',
    says: ['ended the connection in the middle of the TLS handshake'],
    advises: ['allow list'],
    never: /1\.1/,
  },
  'TLS 1.0 to 1.2, and a reset of any hello that names 1.3': {
    url: async () =>
      resetting(await serving(oldest), (bytes) => bytes.includes('\0\x2b\0\x05\x04\x03\x04', 0, 'latin1')),
    code: 'bank_unreachable',
    says: ['ended the connection in the middle of the TLS handshake'],
    advises: ['allow list'],
    never: /1\.1/,
  },
  'TLS ≤ 1.1 only, and a reset of any hello that names another': {
    url: async () =>
      resetting(await serving({ ...oldest, maxVersion: 'TLSv1.1' }), (bytes) => bytes[9] === 3 && bytes[10] === 3),
    code: 'bank_unreachable',
    says: ['speaks no TLS newer than 1.1'],
    advises: ['FAPI wants TLS 1.2'],
    never: client,
  },
  'TLS 1.0 to 1.2, and no cipher suite in common': {
    url: () => serving({ ...oldest, ciphers: 'ECDHE-RSA-AES128-SHA@SECLEVEL=0' }),
    code: 'bank_unreachable',
    says: ['takes none of the TLS settings that are offered here'],
    advises: ['cipher suites'],
    never: /1\.1/,
  },
  'HTTP/2 only': {
    url: async () => {
      const { server } = await pki();
      return listening(createSecureServer({ key: server.key, cert: server.certificate }));
    },
    code: 'bank_unreachable',
    says: ['speaks HTTP/2 only'],
    advises: ['takes HTTP/1.1 as well'],
    never: client,
  },
  'reset in the handshake': {
    url: () => tcp((socket) => socket.once('data', () => socket.resetAndDestroy())),
    code: 'bank_unreachable',
    says: ['ended the connection in the middle of the TLS handshake'],
    advises: ['allow list', 'Nothing was sent'],
    never: client,
  },
  'end in the handshake': {
    url: () => tcp((socket) => socket.once('data', () => socket.end())),
    code: 'bank_unreachable',
    says: ['ended the connection in the middle of the TLS handshake'],
    advises: ['allow list', 'Nothing was sent'],
    never: client,
  },
  'no cipher suite in common': {
    url: () => serving({ maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-SHA' }),
    code: 'bank_unreachable',
    says: ['takes none of the TLS settings that are offered here'],
    advises: ['cipher suites', 'The client certificate is not the trouble'],
  },
  'no serverAuth': {
    url: () => withCertificate({ usages: [clientAuth] }),
    code: untrusted,
    says: ['is not one for servers, only clients: its extended key usage lacks serverAuth'],
    advises: ['Tell the bank', 'no CA that is added helps'],
    never: /not trusted/,
  },
  '1024-bit key': {
    url: () => withCertificate({ rsaBits: 1024 }, { ciphers: weakest }),
    code: untrusted,
    says: ['has an RSA key of 1024 bits, which is too weak'],
    advises: ['2048 bits', 'no CA that is added helps'],
    never: /not trusted/,
  },
};

async function refusal(answer: Promise<unknown>): Promise<OpenBankingError> {
  const thrown = await answer.then(
    () => expect.unreachable('it was answered'),
    (error: unknown) => error,
  );
  if (!(thrown instanceof OpenBankingError)) throw thrown;
  return thrown;
}

describe('a handshake that does not come about', () => {
  it.each(Object.entries(rows))('%s', async (_, { url, options, code, says, advises, never }) => {
    const transport = await startTransport(options);
    const error = await refusal(transport.send({ method: 'POST', url: await url(), purpose: 'register', body: 'x' }));
    expect(error.code).toBe(code);
    for (const words of says) expect(error.message).toMatch(words);
    for (const words of advises) expect(error.problem.try).toMatch(words);
    expect(error.problem.try).not.toMatch(/may or may not have seen|may have been carried out/);
    if (never) expect(`${error.message} ${error.problem.try}`).not.toMatch(never);
    expect(mayHaveArrived(error)).toBe(false);
    const [record] = transport.records;
    expect(record).toMatchObject({ failure: code, failureMessage: error.message });
    expect(record).not.toHaveProperty('status');
    const readings = record ? explainExchange(record).readings : [];
    expect(readings.map((each) => each.try)).toEqual([error.problem.try]);
  });

  it.each([
    ['a chain that is whole', async () => (await below((await pki()).root, 'intermediate')).url],
    ['TLS 1.2 only', () => serving({ maxVersion: 'TLSv1.2' })],
    ['TLS 1.3 only', () => serving({ minVersion: 'TLSv1.3' })],
    ['serverAuth beside clientAuth', () => withCertificate({ usages: [serverAuth, clientAuth] })],
    ['an RSA key of 2048 bits', () => withCertificate({ rsaBits: 2048 })],
  ])('%s is no trouble', async (_, url) => {
    const transport = await startTransport();
    expect(await transport.send({ method: 'POST', url: await url(), purpose: 'x' })).toMatchObject({ status: 200 });
  });
});

it('who gives up while the failure is looked into need not wait for that', async () => {
  let connections = 0;
  const controller = new AbortController();
  const url = await tcp((socket) => {
    connections += 1;
    onTestFinished(() => void socket.destroy());
    if (connections === 1) socket.once('data', () => socket.resetAndDestroy());
    else socket.once('data', () => controller.abort());
  });
  const transport = await startTransport();
  const { signal } = controller;
  const error = await refusal(transport.send({ method: 'POST', url, purpose: 'register', body: 'x', signal }));
  expect(error.code).toBe('cancelled');
  expect(mayHaveArrived(error)).toBe(false);
});

describe('the authorities of the workspace', () => {
  it('the issuing one added to the root mends a chain that is not sent', async () => {
    const { root } = await pki();
    const { issuing, url } = await below(root, 'nothing');
    const transport = await startTransport({ certificateAuthorities: [root.certificate, issuing.certificate] });
    expect(await transport.send({ method: 'GET', url, purpose: 'x' })).toMatchObject({ status: 200 });
  });

  it('the issuing one alone: the error names the root above it', async () => {
    const { root } = await pki();
    const { issuing, url } = await below(root, 'nothing');
    const transport = await startTransport({ certificateAuthorities: [issuing.certificate] });
    const error = await refusal(transport.send({ method: 'GET', url, purpose: 'x' }));
    expect(error.message).toContain('“CN=Issuing CA” is known here, but not “CN=Test Root CA, O=Test, C=GB”');
    expect(error.problem.try).toContain('that the message names last');
  });

  it('one of the same name with another key: the error says so', async () => {
    const { root } = await pki();
    const { url } = await below(root, 'intermediate');
    const namesake = await makeRoot();
    const transport = await startTransport({ certificateAuthorities: [namesake.certificate] });
    const error = await refusal(transport.send({ method: 'GET', url, purpose: 'x' }));
    expect(error.message).toContain('“CN=Test Root CA, O=Test, C=GB” is known here with another key');
    expect(error.problem.try).toContain('newer certificate of this authority');
  });

  it('one that has expired above a good certificate: the error names that one', async () => {
    const { root } = await pki();
    const old = await root.issue([{ CN: ['Old CA'] }], { authority: true, from: new Date('2020-01-01T00:00:00Z') });
    const leaf = await old.issue([{ CN: ['bank'] }], host);
    const url = await serving({ key: leaf.key, cert: leaf.certificate + old.certificate });
    const error = await refusal((await startTransport()).send({ method: 'GET', url, purpose: 'x' }));
    expect(error.message).toContain('hangs on “CN=Old CA”, which has expired, at 2020-01-31T00:00:00.000Z');
    expect(error.problem.try).toContain('renewed certificate');
  });

  it('one that is no authority: the error names it', async () => {
    const { root } = await pki();
    const none = await root.issue([{ CN: ['No CA'] }]);
    const leaf = await none.issue([{ CN: ['bank'] }], host);
    const url = await serving({ key: leaf.key, cert: leaf.certificate + none.certificate });
    const error = await refusal((await startTransport()).send({ method: 'GET', url, purpose: 'x' }));
    expect(error.message).toContain('hangs on “CN=No CA” that may not sign');
    expect(error.problem.try).toContain('Tell the bank');
  });
});

describe('with mutual TLS', () => {
  const strict = { requestCert: true, rejectUnauthorized: true } as const;

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'a missing intermediate is found before a certificate is shown (%s)',
    async (version) => {
      const { root } = await pki();
      const { leaf } = await below(root, 'nothing');
      const url = await serving({
        ...strict,
        key: leaf.key,
        cert: leaf.certificate,
        minVersion: version,
        maxVersion: version,
      });
      const error = await refusal((await startMutual([url])).send({ method: 'POST', url, purpose: 'x' }));
      expect(error).toMatchObject({ code: untrusted, message: expect.stringContaining('“CN=Issuing CA”') });
    },
  );

  it('a reset after the certificate is a refusal of it, a reset before it is not', async () => {
    const url = await tcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const error = await refusal((await startMutual([url])).send({ method: 'POST', url, purpose: 'x' }));
    expect(error).toMatchObject({
      code: 'bank_unreachable',
      message: expect.stringContaining('in the middle of the TLS handshake'),
    });
    expect(mayHaveArrived(error)).toBe(false);
  });

  it.each([
    ['none is there', async (_: string) => startTransport(), 'Give transport.certificate'],
    [
      'it is for other hosts',
      async (_: string) => startMutual(['https://127.0.0.1:1']),
      'Name this host, port included',
    ],
    [
      'it is refused',
      async (url: string) => startMutual([url], { clientCertificate: (await pki()).stranger }),
      'Check its dates',
    ],
  ])('error and explanation advise the same: %s', async (_, make, advice) => {
    const url = await serving(strict);
    const transport = await make(url);
    const error = await refusal(transport.send({ method: 'POST', url, purpose: 'x' }));
    expect(error.problem.try).toContain(advice);
    const [record] = transport.records;
    const readings = record ? explainExchange(record).readings : [];
    expect(readings.find(({ about }) => about === error.code)?.try).toBe(error.problem.try);
  });

  it('a certificate without clientAuth stays the bank’s to judge', async () => {
    const { root } = await pki();
    const odd = await root.issue(clientName, { usages: [serverAuth] });
    const url = await serving(strict);
    const error = await refusal(
      (await startMutual([url], { clientCertificate: odd })).send({ method: 'POST', url, purpose: 'x' }),
    );
    expect(error).toMatchObject({ code: 'certificate_refused' });
    expect(mayHaveArrived(error)).toBe(false);
  });
});

describe('the alert in a server’s bytes', () => {
  it.each([
    ['an alert at once', '15030100020228', { speaks: 'tls', answeredHello: false, alert: 40 }],
    ['a ServerHello of 1.1', '1603020006020000020302', { speaks: 'tls', answeredHello: true, version: 0x0302 }],
    ['a ServerHello of 1.2', '1603030006020000020303', { speaks: 'tls', answeredHello: true, version: 0x0303 }],
    [
      'an alert after the ServerHello',
      '1603030001 02 1503030002022a',
      { speaks: 'tls', answeredHello: true, alert: 42 },
    ],
    ['an encrypted one', '1603030001 02 140303000101 1503030002aabb', { speaks: 'tls', answeredHello: true }],
    ['an alert cut short', '150301000202', { speaks: 'tls', answeredHello: false }],
    ['HTTP', Buffer.from('HTTP/1.1 400').toString('hex'), { speaks: 'http', answeredHello: false }],
    ['a mail server', Buffer.from('220 mail ESMTP').toString('hex'), { speaks: 'other', answeredHello: false }],
    ['nothing', '', { answeredHello: false }],
  ])('%s', (_, hex, expected) => {
    expect(readServerBytes(Buffer.from(hex.replaceAll(' ', ''), 'hex'))).toEqual(expected);
  });
});

describe('the address that a certificate names for its issuer', () => {
  it.each([
    ['CA Issuers - URI:http://ca.test/i.cer', 'http://ca.test/i.cer'],
    ['OCSP - URI:http://ocsp.test\nCA Issuers - URI:https://ca.test/i.p7c', 'https://ca.test/i.p7c'],
    ['CA Issuers - URI:ldap://ca.test/cn=x', undefined],
    ['CA Issuers - URI:file:///etc/passwd', undefined],
    [`CA Issuers - URI:http://ca.test/${'x'.repeat(400)}`, undefined],
    [undefined, undefined],
  ])('%s: %s', (infoAccess, address) => {
    expect(issuerAddress({ infoAccess })).toBe(address);
  });
});
