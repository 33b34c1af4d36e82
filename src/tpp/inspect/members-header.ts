/** The header's members: what each means in any token (RFC 7515, RFC 7516), and those of an x-jws-signature. */
import { t } from '../../standard/language.ts';
import { fapi, readWrite, rfc } from '../rules/standards.ts';
import { meaning, says, type Table, time } from './claims.ts';

const algorithms: Readonly<Record<string, string>> = {
  PS256: t('PS256 is RSA with PSS padding and SHA-256, one of the two that FAPI takes.'),
  ES256: t('ES256 is ECDSA on the curve P-256 with SHA-256, one of the two that FAPI takes.'),
  RS256: t('RS256 is RSA with the old PKCS #1 padding, which FAPI forbids.'),
  none: t('none means that nobody signed it: anybody can have written it.'),
  HS256: t('HS256 is a secret shared by both sides, so that either can have written it.'),
};

const certificateMembers: Table = {
  x5c: says(rfc(7515, '4.1.6'), t('The certificate of the signing key, with its chain.'), { nested: 'certificates' }),
  x5t: says(rfc(7515, '4.1.7'), t('SHA-1 thumbprint of the signing key’s certificate.'), { nested: 'thumbprint' }),
  'x5t#S256': says(rfc(7515, '4.1.8'), t('SHA-256 thumbprint of the signing key’s certificate.'), {
    nested: 'thumbprint',
  }),
  x5u: says(rfc(7515, '4.1.5'), t('Where the certificate of the signing key is said to be; nobody should trust it.')),
};

export const headerMembers: Table = {
  alg: says(rfc(7515, '4.1.1'), meaning(t('The algorithm of the signature.'), algorithms)),
  kid: says(rfc(7515, '4.1.4'), t('Names the key that signed it; the reader looks it up in the signer’s key set.')),
  typ: says(rfc(7515, '4.1.9'), t('The media type of the whole token; JWT says no more than that it is one.')),
  cty: says(rfc(7515, '4.1.10'), t('The media type of the payload.')),
  crit: says(rfc(7515, '4.1.11'), t('Header members that a reader must understand, or refuse the token.')),
  b64: says(
    rfc(7797, '3'),
    t('Whether the payload was base64url-encoded before signing; false signs its bytes as they are.'),
  ),
  jku: says(rfc(7515, '4.1.2'), t('Where the key set of the signer is said to be; nobody should trust it.')),
  jwk: says(rfc(7515, '4.1.3'), t('The signing key itself; whoever signs can put any key here.')),
  ...certificateMembers,
};

const signing = readWrite('Message Signing');

/** The header of an x-jws-signature. */
export const messageSignatureMembers: Table = {
  ...headerMembers,
  typ: says(signing, t('The media type of the signature; where it stands, it is JOSE.')),
  cty: says(signing, t('The media type of the signed body: json or application/json.')),
  b64: says(signing, t('false up to version 3.1.3, where the raw body is signed; from 3.1.4 on it must not be there.')),
  crit: says(
    signing,
    t('The members that the reader must understand: the three of openbanking.org.uk, and b64 up to 3.1.3.'),
  ),
  'http://openbanking.org.uk/iat': time(signing, t('When the message was signed.')),
  'http://openbanking.org.uk/iss': says(
    signing,
    t('Who signed: organisation id/software id for a TPP, organisation id for a bank, or a certificate’s subject.'),
  ),
  'http://openbanking.org.uk/tan': says(
    signing,
    t('The trust anchor: the domain of the directory that vouches for the signer, openbanking.org.uk.'),
  ),
};

const keyEncryption: Readonly<Record<string, string>> = {
  'RSA-OAEP': t('RSA-OAEP is RSA with OAEP padding and SHA-1: the receiver’s private RSA key opens it.'),
  'RSA-OAEP-256': t('RSA-OAEP-256 is RSA with OAEP padding and SHA-256: the receiver’s private RSA key opens it.'),
  RSA1_5: t(
    'RSA1_5 is RSA with the old PKCS #1 padding, which FAPI forbids: whoever can send the receiver many changed copies and see how it answers can find out what is inside.',
  ),
  'ECDH-ES': t('ECDH-ES agrees upon the key itself by the sender’s key (epk) and the receiver’s elliptic key.'),
  'ECDH-ES+A128KW': t('A wrapping key is agreed upon by the sender’s key (epk) and the receiver’s elliptic key.'),
  'ECDH-ES+A256KW': t('A wrapping key is agreed upon by the sender’s key (epk) and the receiver’s elliptic key.'),
  dir: t('dir is a secret key that both sides have already.'),
};

const contentEncryption: Readonly<Record<string, string>> = {
  A128GCM: t('A128GCM is AES-GCM with 128 bits.'),
  A256GCM: t('A256GCM is AES-GCM with 256 bits.'),
  'A128CBC-HS256': t('A128CBC-HS256 is AES-CBC with 128 bits and an HMAC over it.'),
  'A256CBC-HS512': t('A256CBC-HS512 is AES-CBC with 256 bits and an HMAC over it.'),
};

/** The header of an encrypted token. */
export const encryptionMembers: Table = {
  ...headerMembers,
  alg: says(rfc(7516, '4.1.1'), meaning(t('How the key of the content is encrypted or agreed upon.'), keyEncryption)),
  enc: says(rfc(7516, '4.1.2'), meaning(t('How the content is encrypted.'), contentEncryption)),
  zip: says(rfc(7516, '4.1.3'), t('How the content was compressed before it was encrypted.')),
  kid: says(rfc(7516, '4.1.6'), t('Names the key that the token is encrypted for.')),
  cty: says(rfc(7516, '4.1.12'), t('The media type of the content; JWT for a signed token inside.')),
  epk: says(rfc(7518, '4.6.1.1'), t('The sender’s public key, made for this one token.')),
  apu: says(rfc(7518, '4.6.1.2'), t('About the sender, for agreeing upon a key.')),
  apv: says(rfc(7518, '4.6.1.3'), t('About the receiver, for agreeing upon a key.')),
  iv: says(rfc(7518, '4.7.1.1'), t('Initialisation vector of the encrypted key.')),
  tag: says(rfc(7518, '4.7.1.2'), t('Authentication tag of the encrypted key.')),
  p2s: says(rfc(7518, '4.8.1.1'), t('Salt of the password.')),
  p2c: says(rfc(7518, '4.8.1.2'), t('Rounds of hashing the password.')),
  iss: says(rfc(7519, '5.3'), t('The issuer, repeated where it can be read without the key.')),
  sub: says(rfc(7519, '5.3'), t('The subject, repeated where it can be read without the key.')),
  aud: says(rfc(7519, '5.3'), t('The audience, repeated where it can be read without the key.')),
};

/** Which algorithms FAPI takes. */
export const fapiAlgorithms = { names: ['PS256', 'ES256'], section: fapi('8.6') } as const;
