/** Real handshakes with both TLS listeners in both profiles: every suite that is offered, and none beside. */
import { X509Certificate } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { Agent } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { register, startTestBank, type TestBank } from './support/bank.ts';
import { type RelyingParty, relyingParty } from './support/relying-party.ts';

/** FAPI 1.0 Advanced §8.5. */
const fapi = [
  'DHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'DHE-RSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
];
const elliptic = ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384'];
const tls13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];
const others = [
  'AES128-GCM-SHA256',
  'AES256-SHA',
  'ECDHE-RSA-AES128-SHA256',
  'ECDHE-RSA-AES256-SHA384',
  'ECDHE-RSA-AES128-SHA',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-SHA256',
  'ECDHE-ECDSA-AES128-CCM',
  'DHE-RSA-CHACHA20-POLY1305',
  'DHE-RSA-AES128-SHA256',
  'DHE-RSA-AES256-CCM',
];

type Shaken = { suite: string; protocol: string | null; key: string | undefined } | { refused: string };

/** One handshake, verified by the root alone: the bank has to send its issuing CA. */
async function handshake(bank: TestBank, url: string, options: ConnectionOptions): Promise<Shaken> {
  const { hostname: host, port } = new URL(url);
  const [root = ''] = (await readFile(bank.ready.ca, 'utf8')).split(/(?<=-----END CERTIFICATE-----\n)/);
  return new Promise((resolve) => {
    const socket: TLSSocket = connect({ host, port: Number(port), ca: root, ...options }, () => {
      const key = new X509Certificate(socket.getPeerCertificate().raw).publicKey.asymmetricKeyType;
      resolve({ suite: socket.getCipher().name, protocol: socket.getProtocol(), key });
      socket.destroy();
    });
    socket.once('error', ({ message }) => resolve({ refused: message }));
  });
}

const with12 = (suite: string): ConnectionOptions => ({ maxVersion: 'TLSv1.2', minVersion: 'TLSv1.2', ciphers: suite });
const with13 = (suite: string): ConnectionOptions => ({ minVersion: 'TLSv1.3', ciphers: suite });

let bank: TestBank;
beforeAll(async () => {
  bank = await startTestBank({ severalClients: true });
});
afterAll(() => bank.stop());

/** Which of all suites of TLS 1.2 a listener takes. */
async function suitesOf(url: string): Promise<string[]> {
  const all = [...fapi, ...elliptic, ...others];
  const shaken = await Promise.all(all.map((suite) => handshake(bank, url, with12(suite))));
  return all.filter((_suite, index) => 'suite' in (shaken[index] ?? {}));
}

describe.each([
  ['permissive', [...fapi, ...elliptic]],
  ['strict', fapi],
] as const)('a %s bank', (profile, taken) => {
  // The same folder each time, so that the change of the profile is tested too.
  beforeAll(() => bank.restart({ profile }));

  describe.each([
    ['plain', () => bank.ready.issuer],
    ['mutual', () => bank.ready.tokenEndpoint],
  ] as const)('with %s TLS', (_name, url) => {
    it.each(taken)('speaks %s of TLS 1.2', async (suite) => {
      const key = suite.includes('ECDSA') ? 'ec' : 'rsa';
      expect(await handshake(bank, url(), with12(suite))).toEqual({ suite, protocol: 'TLSv1.2', key });
    });

    it('speaks no other of TLS 1.2', async () => {
      expect(await suitesOf(url())).toEqual(taken);
    });

    it.each(tls13)('speaks %s', async (suite) => {
      expect(await handshake(bank, url(), with13(suite))).toMatchObject({ suite, protocol: 'TLSv1.3' });
    });

    it('speaks TLS 1.3 by its elliptic certificate with whoever has no wish', async () => {
      expect(await handshake(bank, url(), {})).toMatchObject({ protocol: 'TLSv1.3', key: 'ec' });
    });

    it('speaks no TLS 1.1', async () => {
      const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
      // A bank that spoke it and lacked a suite for it would say handshake failure.
      expect(await handshake(bank, url(), old)).toEqual({ refused: expect.stringContaining('alert protocol version') });
    });
  });
});

describe('a folder of an older version', () => {
  const later = ['server-rsa.key', 'server-rsa.pem', 'bank-ec.key'];
  let party: RelyingParty;
  beforeAll(async () => {
    await bank.restart({ profile: 'strict' });
    party = await relyingParty(bank);
  });

  it('speaks the suites at its next start, and keeps its clients, keys and addresses', async () => {
    const home = join(bank.dir, 'pki');
    const texts = async () => {
      const names = (await readdir(home)).filter((name) => !later.includes(name));
      return Object.fromEntries(
        await Promise.all(names.map(async (name) => [name, await readFile(join(home, name), 'utf8')])),
      );
    };
    const [before, { pid: _pid, ...ready }] = [await texts(), bank.ready];
    const running = Object.keys(JSON.parse(await readFile(join(bank.dir, 'running.json'), 'utf8')));
    await Promise.all(later.map((name) => rm(join(home, name))));
    await bank.restart({ profile: 'strict' });
    expect(await suitesOf(bank.ready.tokenEndpoint)).toEqual(fapi);
    expect(await texts()).toEqual(before);
    expect(bank.ready).toMatchObject(ready);
    expect(Object.keys(JSON.parse(await readFile(join(bank.dir, 'running.json'), 'utf8')))).toEqual(running);
    expect(await party.clientCredentials()).toBeTypeOf('string');
  });

  it.each(['DHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-GCM-SHA384'])(
    'knows a client by its certificate over %s too',
    async (ciphers) => {
      const tpp = await bank.tpp();
      const { certificate: cert, key } = tpp.transport;
      const ca = await readFile(bank.ready.ca, 'utf8');
      const agent = new Agent({ connect: { ca, cert, key, ciphers, maxVersion: 'TLSv1.2' } });
      const reply = await register({ ...tpp, agent }, bank.ready);
      expect(reply.status, reply.text).toBe(201);
      await agent.close();
    },
  );
});
