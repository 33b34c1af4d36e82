/** Client certificates as Postman lists them: exact by host and port, and no pattern that a stranger's host could fit. */
import { describe, expect, it } from 'vitest';
import { clientCertificates } from '../../../src/tpp/postman/client-certificates.ts';
import type { ImportItem } from '../../../src/tpp/postman/import-item.ts';

const entry = (matches: unknown, more: object = {}) => ({
  name: 'ozone',
  matches,
  cert: { src: '/home/me/transport.pem' },
  key: { src: '/home/me/transport.key' },
  ...more,
});

describe('a pattern', () => {
  it.each<[pattern: string, host: string]>([
    ['https://rs1.bank.test:4501/*', 'rs1.bank.test:4501'],
    ['https://rs1.bank.test/*', 'rs1.bank.test:443'],
    ['https://RS1.Bank.test', 'rs1.bank.test:443'],
    ['https://rs1.bank.test:443/', 'rs1.bank.test:443'],
    ['https://auth1.bank.test/token', 'auth1.bank.test:443'],
    ['https://[::1]:8443/*', '[::1]:8443'],
  ])('%s is the host %s', (pattern, host) => {
    expect(clientCertificates([entry([pattern])], 'certs.json', [])).toEqual([
      {
        name: 'ozone',
        place: 'certs.json',
        hosts: [host],
        certificate: '/home/me/transport.pem',
        key: '/home/me/transport.key',
      },
    ]);
  });

  it.each<[pattern: unknown, why: RegExp]>([
    ['https://*.bank.test/*', /hosts of strangers/],
    ['https://*/*', /hosts of strangers/],
    ['https://rs1.bank.test:*/*', /hosts of strangers/],
    ['*://rs1.bank.test/*', /https only/],
    ['http://rs1.bank.test/*', /https only/],
    ['https://{{host}}/*', /a variable/],
    ['rs1.bank.test', /no pattern/],
    ['', /no pattern/],
    ['https:///x', /no pattern/],
    ['https://rs1 bank.test/*', /cannot be read/],
    [7, /no text/],
  ])('%j is refused with the reason', (pattern, why) => {
    const items: ImportItem[] = [];
    expect(clientCertificates([entry([pattern])], 'certs.json', items)).toEqual([]);
    expect(items[0]).toMatchObject({ outcome: 'refused', reason: expect.stringMatching(why) });
    expect(items[1]).toMatchObject({ key: 'ozone', reason: expect.stringContaining('never be sent') });
  });
});

describe('an entry', () => {
  it('keeps the hosts that are exact, and drops the others', () => {
    const [found] = clientCertificates(
      [entry(['https://*.bank.test/*', 'https://a.test/*', 'https://a.test:443/*'])],
      'f',
      [],
    );
    expect(found?.hosts).toEqual(['a.test:443']);
  });

  it('has its passphrase in the secret store and nowhere else', () => {
    const items: ImportItem[] = [];
    const [found] = clientCertificates(
      [entry(['https://a.test/*'], { passphrase: 'correct horse battery' })],
      'f',
      items,
    );
    expect(found?.passphrase).toMatchObject({ name: 'passphrase/transport' });
    expect(found?.passphrase?.value.reveal()).toBe('correct horse battery');
    expect(JSON.stringify([found, items])).not.toContain('horse');
  });

  it.each([
    ['is a text', 'https://a.test/*', 'not understood'],
    ['is null', null, 'not understood'],
    ['has no patterns', entry(undefined), 'refused'],
  ])('that %s is not taken', (_, given, outcome) => {
    const items: ImportItem[] = [];
    expect(clientCertificates([given], 'f', items)).toEqual([]);
    expect(items).toMatchObject([{ outcome }]);
  });

  it('that is a PKCS#12 file is both certificate and key', () => {
    const items: ImportItem[] = [];
    const pfx = entry(['https://a.test/*'], {
      cert: undefined,
      key: undefined,
      pfx: { src: 'a.p12' },
      passphrase: 'x',
    });
    expect(clientCertificates([pfx], 'f', items)).toMatchObject([
      { certificate: 'a.p12', key: 'a.p12', passphrase: { name: 'passphrase/transport' } },
    ]);
    expect(items[0]).toMatchObject({ outcome: 'taken', reason: expect.stringContaining('PKCS#12 file a.p12') });
  });

  it('may name its files in lists, as newer exports do', () => {
    const [found] = clientCertificates(
      [entry(['https://a.test/*'], { cert: { src: ['c.pem'] }, key: undefined })],
      'f',
      [],
    );
    expect(found).toMatchObject({ certificate: 'c.pem', key: undefined });
  });
});
