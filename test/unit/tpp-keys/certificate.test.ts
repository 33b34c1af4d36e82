import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  readCertificate,
  readCertificateAuthorities,
  sameDistinguishedName,
} from '../../../src/tpp/keys/certificate.ts';
import { type Authority, clientName, makeKeys, makeRoot, selfSigned } from '../../support/certificates.ts';

let root: Authority;
let issuing: Authority;
let client: Authority;

beforeAll(async () => {
  root = await makeRoot();
  issuing = await root.issue([{ CN: ['Issuing'] }], { authority: true });
  client = await issuing.issue(clientName);
});

describe('a certificate', () => {
  it('is read aloud', () => {
    const read = readCertificate(client.certificate);
    expect(read).toMatchObject({
      chain: [],
      subjectDn: 'CN=0015800001041RHAAY,organizationIdentifier=PSDGB-OB-Unknown0015800001041RHAAY,O=Acme\\, Ltd,C=GB',
      issuerDn: 'CN=Issuing',
      commonName: '0015800001041RHAAY',
      organisationIdentifier: 'PSDGB-OB-Unknown0015800001041RHAAY',
      selfSigned: false,
      thumbprint: createHash('sha256').update(new Uint8Array(client.x509.rawData)).digest('base64url'),
    });
    expect(read.validTo).toBe(client.x509.notAfter.getTime() - (client.x509.notAfter.getTime() % 1000));
  });

  it('knows its legacy subject and that it signed itself', async () => {
    const own = await selfSigned([{ C: ['GB'] }, { O: ['OpenBanking'] }, { OU: ['org'] }, { CN: ['software'] }]);
    expect(readCertificate(own.certificate)).toMatchObject({
      subjectDn: 'CN=software,OU=org,O=OpenBanking,C=GB',
      organisationalUnit: 'org',
      selfSigned: true,
    });
  });

  it.each([
    ['the right order', () => [client, issuing, root]],
    ['the leaf last', () => [root, issuing, client]],
    ['all mixed up', () => [issuing, client, root]],
  ])('puts its chain in order: %s', (_, order) => {
    const read = readCertificate(
      order()
        .map((one) => one.certificate)
        .join('noise\n'),
    );
    expect(read.commonName).toBe('0015800001041RHAAY');
    expect(read.chain.map((pem) => readCertificate(pem).commonName)).toEqual(['Issuing', 'Test Root CA']);
  });

  it('may be bare base64, as in x5c', () => {
    expect(readCertificate(client.x509.toString('base64')).commonName).toBe('0015800001041RHAAY');
  });

  it.each([
    ['empty', () => '', 'holds no certificate'],
    ['a private key', () => client.key, 'holds a private key, not a certificate'],
    ['cut short', () => client.certificate.replace(/.{80}\n-----END/s, '\n-----END'), 'cannot be read'],
    ['the second of two cut short', () => client.certificate + root.certificate.replace('MI', 'AA'), 'number 2'],
  ])('%s: certificate_invalid', (_, text, message) => {
    expect(() => readCertificate(text(), 'keys/transport.pem')).toThrow(
      expect.objectContaining({ code: 'certificate_invalid', message: expect.stringContaining(message) }),
    );
    expect(() => readCertificate(text(), 'keys/transport.pem')).toThrow('keys/transport.pem');
  });

  it('of a CA file, each is given', () => {
    expect(readCertificateAuthorities(root.certificate + issuing.certificate, 'ca.pem')).toHaveLength(2);
    expect(() => readCertificateAuthorities(makeKeys('ec').key, 'ca.pem')).toThrow(
      expect.objectContaining({ code: 'certificate_invalid' }),
    );
  });
});

describe('two spellings of a name are the same', () => {
  const name = 'CN=0015,organizationIdentifier=PSDGB-FCA-1,O=Acme\\, Ltd,C=GB';
  it.each([
    ['blanks after the commas', 'CN=0015, organizationIdentifier=PSDGB-FCA-1, O=Acme\\, Ltd, C=GB'],
    ['another order', 'C=GB,O=Acme\\, Ltd,organizationIdentifier=PSDGB-FCA-1,CN=0015'],
    ['another case of types', 'cn=0015,ORGANIZATIONIDENTIFIER=PSDGB-FCA-1,o=Acme\\, Ltd,c=GB'],
    ['a dotted type', 'CN=0015,2.5.4.97=PSDGB-FCA-1,O=Acme\\, Ltd,C=GB'],
    ['OID. before it', 'CN=0015,OID.2.5.4.97=PSDGB-FCA-1,O=Acme\\, Ltd,C=GB'],
    ['hex of a UTF8String', `CN=0015,2.5.4.97=#0c0b${Buffer.from('PSDGB-FCA-1').toString('hex')},O=Acme\\, Ltd,C=GB`],
    [
      'hex of a PrintableString',
      `CN=0015,2.5.4.97=#130b${Buffer.from('PSDGB-FCA-1').toString('hex')},O=Acme\\, Ltd,C=GB`,
    ],
    ['quotes instead of an escape', 'CN=0015,organizationIdentifier=PSDGB-FCA-1,O="Acme, Ltd",C=GB'],
    ['the comma in hex', 'CN=0015,organizationIdentifier=PSDGB-FCA-1,O=Acme\\2c Ltd,C=GB'],
    ["Node's lines", 'C=GB\nO=Acme\\, Ltd\norganizationIdentifier=PSDGB-FCA-1\nCN=0015'],
    ["OpenSSL's slashes", '/C=GB/O=Acme, Ltd/2.5.4.97=PSDGB-FCA-1/CN=0015'],
    ['another case of values', 'CN=0015,organizationIdentifier=psdgb-fca-1,O=ACME\\,  ltd,C=gb'],
  ])('%s', (_, other) => {
    expect(sameDistinguishedName(name, other)).toBe(true);
    expect(sameDistinguishedName(other, name)).toBe(true);
  });

  it.each([
    ['another value', 'CN=0016,organizationIdentifier=PSDGB-FCA-1,O=Acme\\, Ltd,C=GB'],
    ['an attribute less', 'CN=0015,O=Acme\\, Ltd,C=GB'],
    ['an attribute twice', 'CN=0015,CN=0015,organizationIdentifier=PSDGB-FCA-1,O=Acme\\, Ltd,C=GB'],
    ['a value that only looks like two attributes', 'CN=0015\\,organizationIdentifier=PSDGB-FCA-1,O=Acme\\, Ltd,C=GB'],
    ['nothing', ''],
  ])('but not with %s', (_, other) => {
    expect(sameDistinguishedName(name, other)).toBe(false);
  });

  it('as long as it could be the subject of a certificate', () => {
    const long = (length: number) => `CN=${'7'.repeat(length - 3)}`;
    expect(sameDistinguishedName(long(8192), long(8192))).toBe(true);
    expect(sameDistinguishedName(long(8193), long(8193))).toBe(false);
  });
});
