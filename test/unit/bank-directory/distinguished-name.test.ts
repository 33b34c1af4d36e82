/** Distinguished names in the spellings that TPPs and banks use. */
import { describe, expect, it } from 'vitest';
import {
  organisationIdentifierSpelling,
  rfc4514,
  sameDistinguishedName,
} from '../../../src/bank/directory/distinguished-name.ts';

const name = 'CN=0015800001041RHAAY,organizationIdentifier=PSDGB-FCA-123456,O=Acme\\, Ltd,C=GB';
const hex = (tag: string, text: string) =>
  `#${tag}${Buffer.from([Buffer.from(text).length]).toString('hex')}${Buffer.from(text).toString('hex')}`;

describe('the same name', () => {
  it.each([
    ['itself', name],
    ['the other direction', 'C=GB,O=Acme\\, Ltd,organizationIdentifier=PSDGB-FCA-123456,CN=0015800001041RHAAY'],
    ['types in lower case', name.replace('CN=', 'cn=').replace('O=', 'o=')],
    ['spaces around', 'CN = 0015800001041RHAAY , organizationIdentifier= PSDGB-FCA-123456 , O=Acme\\, Ltd , C=GB '],
    ['the OID', name.replace('organizationIdentifier', '2.5.4.97')],
    ['the OID with its prefix', name.replace('organizationIdentifier', 'OID.2.5.4.97')],
    [
      'the OID and the DER of a UTF8String',
      name.replace(/organizationIdentifier=[^,]+/, `2.5.4.97=${hex('0c', 'PSDGB-FCA-123456')}`),
    ],
    [
      'the OID and the DER of a PrintableString',
      name.replace(/organizationIdentifier=[^,]+/, `2.5.4.97=${hex('13', 'PSDGB-FCA-123456').toUpperCase()}`),
    ],
    ['a comma as hex', name.replace('\\,', '\\2C')],
    ['a value in quotes', name.replace('Acme\\, Ltd', '"Acme, Ltd"')],
  ])('is %s', (_name, other) => {
    expect(sameDistinguishedName(name, other)).toBe(true);
  });

  it('is a letter of UTF-8 as escaped bytes', () => {
    expect(sameDistinguishedName('CN=Zoë,C=GB', 'CN=Zo\\C3\\AB,C=GB')).toBe(true);
  });
});

describe('another name', () => {
  it.each([
    ['empty', ''],
    ['no name at all', 'Acme'],
    ['another value', name.replace('123456', '123457')],
    ['another case of a value', name.replace('RHAAY', 'rhaay')],
    ['an attribute less', name.replace(',C=GB', '')],
    ['an attribute more', `${name},L=London`],
    ['a mixed order', 'C=GB,CN=0015800001041RHAAY,organizationIdentifier=PSDGB-FCA-123456,O=Acme\\, Ltd'],
    ['DER cut short', name.replace(/organizationIdentifier=[^,]+/, '2.5.4.97=#0c1050534447')],
    ['DER of another type', name.replace(/organizationIdentifier=[^,]+/, '2.5.4.97=#020101')],
    ['DER of half a letter', name.replace(/organizationIdentifier=[^,]+/, '2.5.4.97=#1e03004100')],
    ['hex that is none', name.replace(/organizationIdentifier=[^,]+/, '2.5.4.97=#zz')],
  ])('is %s', (_name, other) => {
    expect(sameDistinguishedName(name, other)).toBe(false);
  });
});

it('is no name with a string in parts, which DER does not have', () => {
  expect(sameDistinguishedName('CN=#2c040c024142', 'CN=#2c040c024142')).toBe(false);
});

it.each([
  ['name', name],
  ['name', 'CN=1, ORGANIZATIONIDENTIFIER = x'],
  ['dotted', 'CN=1,2.5.4.97=PSDGB-FCA-1'],
  ['dotted-hex', 'CN=1+OID.2.5.4.97=#0c0141'],
  [undefined, 'CN="2.5.4.97=x, organizationIdentifier=y",O=2.5.4.97'],
])('the organisation identifier is spelled %s in %s', (spelling, text) => {
  expect(organisationIdentifierSpelling(text)).toBe(spelling);
});

it('is no name when it is longer than the subject of any certificate', () => {
  const long = (length: number) => `CN=${'7'.repeat(length - 3)}`;
  expect(sameDistinguishedName(long(8192), long(8192))).toBe(true);
  expect(sameDistinguishedName(long(8193), long(8193))).toBe(false);
});

it("turns a certificate's subject round, as RFC 4514 has it", () => {
  expect(rfc4514('C=GB\nO=Acme\\, Ltd\n2.5.4.97=PSDGB-FCA-1\nCN=0015')).toBe(
    'CN=0015,organizationIdentifier=PSDGB-FCA-1,O=Acme\\, Ltd,C=GB',
  );
});
