import { X509Certificate } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { unmaskedExchange } from '../../../src/tpp/transport/record.ts';
import { makeRoot } from '../../support/certificates.ts';
import { pki, startBank, startMutual, startTransport } from './server.ts';

const optional = { requestCert: true, rejectUnauthorized: false };

describe('where the time went', () => {
  it.each([
    ['TLS 1.3', {}],
    ['TLS 1.2', { maxVersion: 'TLSv1.2' as const }],
  ])('a new connection has its parts, a kept one none of them (%s)', async (_, version) => {
    const bank = await startBank(undefined, version);
    const transport = await startTransport();
    for (let index = 0; index < 2; index += 1) await transport.send({ method: 'GET', url: bank.url, purpose: 'x' });
    const [first, second] = transport.records;
    expect(first?.times).toEqual({
      reused: false,
      connect: expect.any(Number),
      tls: expect.any(Number),
      firstByte: expect.any(Number),
      rest: expect.any(Number),
    });
    expect(second?.times).toEqual({ reused: true, firstByte: expect.any(Number), rest: expect.any(Number) });
    const parts = Object.values(first?.times ?? {}).filter((each) => typeof each === 'number');
    expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
    expect(parts.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual((first?.milliseconds ?? 0) + 1);
  });

  it('a name is looked up, an address is not', async () => {
    const bank = await startBank();
    const transport = await startTransport();
    await transport.send({ method: 'GET', url: `https://localhost:${bank.port}/`, purpose: 'x' });
    expect(transport.records[0]?.times.dns).toEqual(expect.any(Number));
  });

  it('several at once each have their own', async () => {
    const bank = await startBank();
    const transport = await startTransport();
    await Promise.all([1, 2, 3].map(() => transport.send({ method: 'GET', url: bank.url, purpose: 'x' })));
    expect(transport.records.map(({ times }) => times.reused)).toEqual([false, false, false]);
    expect(transport.records.every(({ times }) => times.tls !== undefined)).toBe(true);
  });

  it('a handshake that failed shows how far it came', async () => {
    const bank = await startBank();
    const transport = await startTransport({ certificateAuthorities: [] });
    await expect(transport.send({ method: 'GET', url: bank.url, purpose: 'x' })).rejects.toThrow();
    expect(transport.records[0]).toMatchObject({
      failure: 'server_certificate_untrusted',
      failureMessage: expect.stringContaining('127.0.0.1'),
      times: { reused: false, connect: expect.any(Number) },
    });
    expect(transport.records[0]?.times).not.toHaveProperty('firstByte');
  });
});

describe('the certificates in a record', () => {
  it('say which one was offered, to whom, and why', async () => {
    const [mine, other] = await Promise.all([startBank(undefined, optional), startBank()]);
    const transport = await startMutual([mine.url]);
    for (const { url } of [mine, other]) await transport.send({ method: 'GET', url, purpose: 'x' });
    expect(transport.records.map(({ clientCertificate }) => clientCertificate)).toEqual([
      {
        offered: true,
        why: 'host_of_the_bank',
        host: `127.0.0.1:${mine.port}`,
        subject: expect.stringContaining('CN=0015800001041RHAAY'),
        thumbprint: expect.stringMatching(/^[\w-]{43}$/),
        asked: true,
      },
      { offered: false, why: 'not_a_host_of_the_bank', host: `127.0.0.1:${other.port}`, asked: false },
    ]);
    expect(transport.clientCertificateFor(`${other.url}/x`)).toMatchObject({ offered: false });
    expect(transport.clientCertificateFor(`${mine.url}/x`)).toMatchObject({ offered: true, why: 'host_of_the_bank' });
  });

  it('say that there is none, or no TLS', async () => {
    const server = createHttpServer((_, response) => response.end('{}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const bank = await startBank();
    const transport = await startTransport();
    await transport.send({ method: 'GET', url: bank.url, purpose: 'x' });
    await transport.send({ method: 'GET', url: `http://127.0.0.1:${port}/`, purpose: 'x' });
    expect(transport.records.map(({ clientCertificate, tls }) => [clientCertificate.why, tls])).toEqual([
      ['none_configured', 'verified'],
      ['no_tls', 'none'],
    ]);
  });

  it('say whose the server’s is and which CA it was trusted by', async () => {
    const { root } = await pki();
    const bank = await startBank();
    const transport = await startTransport();
    await transport.send({ method: 'GET', url: bank.url, purpose: 'x' });
    expect(transport.records[0]?.serverCertificate).toEqual({
      subject: 'CN=localhost',
      issuer: 'CN=Test Root CA, O=Test, C=GB',
      validTo: expect.any(Number),
      authority: new X509Certificate(root.certificate).fingerprint256,
    });
  });
});

describe('the record of a bank', () => {
  it('names the bank, and whose token went', async () => {
    const bank = await startBank();
    const transport = await startTransport({ bank: 'sandbox' });
    const token = { of: 'consent', consentId: 'aac-1' } as const;
    await transport.send({ method: 'GET', url: bank.url, purpose: 'x', token });
    expect(transport.records[0]).toMatchObject({ bank: 'sandbox', token });
  });

  it('has bodies, and what went over the wire, from when they are switched on', async () => {
    const bank = await startBank();
    const transport = await startTransport({ production: true, rememberBodies: false });
    const send = () => transport.send({ method: 'POST', url: bank.url, purpose: 'x', body: 'code=abc' });
    await send();
    transport.rememberBodies(true);
    await send();
    transport.rememberBodies(false);
    await send();
    expect(transport.records.map(({ requestBody }) => requestBody)).toEqual([undefined, 'code=…', undefined]);
    expect(transport.records.map((record) => unmaskedExchange(record)?.requestBody)).toEqual([
      undefined,
      'code=abc',
      undefined,
    ]);
  });
});

describe('a host whose certificate is not verified', () => {
  const stranger = async () => {
    const other = await makeRoot('Unknown Root CA');
    const { key, certificate } = await other.issue([{ CN: ['x'] }], { hosts: ['127.0.0.1'] });
    return startBank(undefined, { key, cert: certificate });
  };

  it('is reached, marked, and verified again', async () => {
    const bank = await stranger();
    const transport = await startTransport();
    const send = () => transport.send({ method: 'GET', url: bank.url, purpose: 'x' });
    await expect(send()).rejects.toMatchObject({ code: 'server_certificate_untrusted' });
    transport.trustWithoutVerification(`${bank.url}/some/path`);
    expect(transport.unverifiedHosts()).toEqual([`127.0.0.1:${bank.port}`]);
    await send();
    transport.verifyAgain(bank.url);
    expect(transport.unverifiedHosts()).toEqual([]);
    await expect(send()).rejects.toMatchObject({ code: 'server_certificate_untrusted' });
    expect(transport.records.map(({ tls }) => tls)).toEqual(['verified', 'unverified', 'verified']);
    expect(transport.records[1]?.findings[0]).toMatch(/not verified/);
  });

  it('is that host and port alone', async () => {
    const [one, two] = await Promise.all([stranger(), stranger()]);
    const transport = await startTransport();
    transport.trustWithoutVerification(one.url);
    await transport.send({ method: 'GET', url: one.url, purpose: 'x' });
    await expect(transport.send({ method: 'GET', url: two.url, purpose: 'x' })).rejects.toMatchObject({
      code: 'server_certificate_untrusted',
    });
  });

  it('is never one of a production bank', async () => {
    const bank = await stranger();
    const transport = await startTransport({ production: true });
    expect(() => transport.trustWithoutVerification(bank.url)).toThrow(
      expect.objectContaining({ code: 'verification_required' }),
    );
    await expect(transport.send({ method: 'GET', url: bank.url, purpose: 'x' })).rejects.toMatchObject({
      code: 'server_certificate_untrusted',
    });
  });
});

describe('the answer of a token endpoint', () => {
  const answering = async (body: string, purpose = 'token') => {
    const bank = await startBank((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    });
    const transport = await startTransport();
    await transport.send({ method: 'GET', url: bank.url, purpose });
    return transport.records[0]?.findings;
  };
  const odd = 'how long the token lives counts as unknown.';

  it.each([
    ['1e300', '{"expires_in":1e300}'],
    ['-1', '{"expires_in":-1}'],
    ['"NaN"', '{"expires_in":"NaN"}'],
    ['null', '{"expires_in":null}'],
    ['larger than any number', '{"expires_in":1e400}'],
  ])('has a finding where expires_in is no lifetime: %s', async (said, body) => {
    const seen = said === '1e300' ? '1e+300' : said;
    expect(await answering(body)).toEqual([`expires_in is ${seen}, no number of seconds below ten years: ${odd}`]);
  });

  it('has a finding where it is nested too deeply to be read', async () => {
    expect(await answering(`{"a":${'['.repeat(300)}${']'.repeat(300)}}`)).toEqual([
      expect.stringContaining('200 levels'),
    ]);
  });

  it.each(['{"expires_in":"300"}', '{"expires_in":60}', '{}', 'no JSON', '[]'])('has none for %s', async (body) => {
    expect(await answering(body)).toEqual([]);
  });

  it('is looked at only for tokens', async () => {
    expect(await answering('{"expires_in":-1}', 'accounts')).toEqual([]);
  });
});
