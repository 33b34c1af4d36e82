import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { readAuthorityFile, readCertificate, sameDistinguishedName } from '../../../src/tpp/keys/certificate.ts';
import { formatName, nameAttributes } from '../../../src/tpp/keys/distinguished-name.ts';
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
    [
      'what may be the leaf cut short',
      () => root.certificate + client.certificate.replace('MI', 'AA'),
      'a certificate that cannot be read (number 2 in the file)',
    ],
    ['without its END line', () => client.certificate.slice(0, 400), 'cannot be read'],
    ['PKCS#7', () => '-----BEGIN PKCS7-----\nMIIB\n-----END PKCS7-----\n', 'is a PKCS#7 file'],
  ])('%s: certificate_invalid', (_, text, message) => {
    expect(() => readCertificate(text(), 'keys/transport.pem')).toThrow(
      expect.objectContaining({ code: 'certificate_invalid', message: expect.stringContaining(message) }),
    );
    expect(() => readCertificate(text(), 'keys/transport.pem')).toThrow('keys/transport.pem');
  });

  it('of the chain that cannot be read costs itself, and is told', () => {
    const read = readCertificate(client.certificate + issuing.certificate.replace('MI', 'AA') + root.certificate);
    expect(read).toMatchObject({ commonName: '0015800001041RHAAY', unreadable: [2] });
    expect(read.chain).toEqual([root.certificate]);
  });
});

describe('a CA file', () => {
  it('gives each of its CAs', () => {
    expect(readAuthorityFile(root.certificate + issuing.certificate, 'ca.pem')).toEqual({
      authorities: [root.certificate, issuing.certificate],
      leaves: [],
      unreadable: [],
    });
    expect(() => readAuthorityFile(makeKeys('ec').key, 'ca.pem')).toThrow(
      expect.objectContaining({ code: 'certificate_invalid' }),
    );
  });

  it('with a leaf and one that cannot be read is taken apart', async () => {
    const broken = root.certificate.replace('MI', 'AA');
    const cut = issuing.certificate.slice(0, 300);
    const file = readAuthorityFile(client.certificate + broken + issuing.certificate + cut, 'ca.pem');
    expect(file).toMatchObject({ authorities: [issuing.certificate], unreadable: [2, 4] });
    expect(file.leaves.map(({ subject }) => subject)).toEqual([readCertificate(client.certificate).subjectDn]);
    const own = await selfSigned([{ CN: ['bank.test'] }]);
    expect(readAuthorityFile(own.certificate, 'ca.pem').authorities, 'one that signed itself').toHaveLength(1);
  });
});

describe('a subject is spelled', () => {
  it('as banks want it and as OpenSSL and Java print it', () => {
    const hex = `#0c22${Buffer.from('PSDGB-OB-Unknown0015800001041RHAAY').toString('hex')}`;
    // The library that makes these certificates writes the identifier as PrintableString.
    const dotted = readCertificate(client.certificate).subjectSpellings.dotted;
    expect([hex, hex.replace('#0c', '#13')]).toContain(/2\.5\.4\.97=(#[0-9a-f]+)/.exec(dotted)?.[1]);
    expect(readCertificate(client.certificate).subjectSpellings).toEqual({
      named: 'CN=0015800001041RHAAY,organizationIdentifier=PSDGB-OB-Unknown0015800001041RHAAY,O=Acme\\, Ltd,C=GB',
      dotted: expect.stringMatching(/^CN=0015800001041RHAAY,2\.5\.4\.97=#[0-9a-f]+,O=Acme\\, Ltd,C=GB$/),
      dottedText: 'CN=0015800001041RHAAY,2.5.4.97=PSDGB-OB-Unknown0015800001041RHAAY,O=Acme\\, Ltd,C=GB',
      openssl: 'C=GB,O=Acme\\, Ltd,organizationIdentifier=PSDGB-OB-Unknown0015800001041RHAAY,CN=0015800001041RHAAY',
    });
  });

  it('with #hex for a type that has no name, and each spelling names the same subject', async () => {
    const own = await selfSigned([{ '1.3.6.1.4.1.311.60.2.1.3': ['GB'] }, { '2.5.4.5': ['12, #3'] }, { CN: [' #x'] }]);
    const { subjectDn, subjectSpellings: spelled } = readCertificate(own.certificate);
    expect(subjectDn).toMatch(/^CN=\\ #x,serialNumber=12\\, #3,1\.3\.6\.1\.4\.1\.311\.60\.2\.1\.3=#(13|0c)024742$/);
    for (const one of Object.values(spelled)) {
      expect(sameDistinguishedName(one, subjectDn), one).toBe(true);
    }
  });

  it('with + between the attributes of one relative name', () => {
    const attribute = (oid: string, text: string) =>
      `${oid}0c${Buffer.from([text.length]).toString('hex')}${Buffer.from(text).toString('hex')}`;
    const cn = attribute('0603550403', 'a');
    const ou = attribute('060355040b', 'b');
    const c = attribute('0603550406', 'GB');
    const wrap = (tag: string, content: string) =>
      `${tag}${Buffer.from([content.length / 2]).toString('hex')}${content}`;
    const name = wrap('30', wrap('31', wrap('30', c)) + wrap('31', wrap('30', cn) + wrap('30', ou)));
    expect(formatName(nameAttributes(Buffer.from(name, 'hex')))).toBe('CN=a+OU=b,C=GB');
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
