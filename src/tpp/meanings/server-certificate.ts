/** Why the certificate of a bank's server is not taken, each with what helps against that and nothing else. */
import { t } from '../../standard/language.ts';
import type { Meaning } from './meaning.ts';

const path = 'RFC 5280 §6';
const adding = t('to transport.ca in openbanking.json, or to ca of the bank’s entry');

/** The error's code is `server_certificate_untrusted` for all of them. */
export const certificateTroubles = {
  issuer_not_sent: {
    means: t('The server sent its certificate alone, and the authority that issued it is not known here.'),
    cause: t(
      'A server that leaves out its intermediate certificate: only clients that know it from elsewhere can verify.',
    ),
    try: t(
      'Add the certificate of that issuing authority (PEM) {0}; the root above it alone does not help, and where that is missing too, add both. It is at the address that the certificate names for it, if it names one (mostly DER: openssl x509 -inform der -in FILE -out FILE.pem), in the Directory, or with the bank, which should have its server send it.',
      adding,
    ),
    rule: 'RFC 5246 §7.4.2 and RFC 8446 §4.4.2 (the server sends its chain)',
  },
  issuer_unknown: {
    means: t('The server sent its chain, and the authority at its end is not trusted here.'),
    cause: t(
      'The root CA is not among those of openbanking.json; UK Directory certificates are not in browsers’ stores.',
    ),
    try: t(
      'Add the bank’s root CA certificate (PEM) {0}; UK Directory certificates are not in browsers’ stores.',
      adding,
    ),
    rule: path,
  },
  issuer_incomplete: {
    means: t('The authority that issued the certificate is known here, the one above that is not.'),
    cause: t('An intermediate certificate was added without its root.'),
    try: t('Add the certificate of the authority that the message names last, up to the root (PEM), {0}.', adding),
    rule: path,
  },
  issuer_other_key: {
    means: t('An authority of this name is known here, and it is not the one that signed the certificate.'),
    cause: t('The authority was renewed with another key, or one of another environment has the same name.'),
    try: t('Add the newer certificate of this authority (PEM) {0}, beside the one that is there.', adding),
    rule: path,
  },
  self_signed: {
    means: t('The server’s certificate was signed by itself, by no authority.'),
    cause: t('A test server, or a device in between that answers in the bank’s place.'),
    try: t(
      'Ask the bank whether it is its own, by its SHA-256 thumbprint; if so, add this very certificate (PEM) {0}.',
      adding,
    ),
    rule: path,
  },
  expired: {
    means: t('The server’s certificate has expired.'),
    cause: t('The bank has not renewed it, or this machine’s clock is ahead.'),
    try: t(
      'Check this machine’s clock. If it is right, tell the bank, which alone can renew the certificate: no CA that is added helps.',
    ),
    rule: 'RFC 5280 §4.1.2.5',
  },
  authority_expired: {
    means: t('A certificate above the server’s has expired.'),
    cause: t('An authority was renewed, and the bank’s server or openbanking.json still has its old certificate.'),
    try: t(
      'Check this machine’s clock. If it is right, add the authority’s renewed certificate (PEM) {0}, in place of the old one, and tell the bank if it is its server that sends the old one.',
      adding,
    ),
    rule: 'RFC 5280 §4.1.2.5',
  },
  not_yet_valid: {
    means: t('The server’s certificate is not valid yet.'),
    cause: t('This machine’s clock is behind, or the bank put its new certificate in place too early.'),
    try: t('Check this machine’s clock; if it is right, tell the bank. No CA that is added helps.'),
    rule: 'RFC 5280 §4.1.2.5',
  },
  other_host: {
    means: t('The server’s certificate is made out to other hosts than the one that was asked.'),
    cause: t('A wrong host in the address, an address in numbers, or another server that answers here.'),
    try: t(
      'Check the address: it has to be one of the names on the certificate; adding a CA to transport.ca does not help, and nothing was sent.',
    ),
    rule: 'RFC 9525 §6',
  },
  not_for_servers: {
    means: t('The certificate is not one for servers: its extended key usage lacks serverAuth.'),
    cause: t('The bank’s server shows a certificate that was made for clients or for signing.'),
    try: t(
      'Tell the bank: its server needs a certificate with the extended key usage serverAuth. Its authority is not the trouble, so no CA that is added helps.',
    ),
    rule: 'RFC 5280 §4.2.1.12',
  },
  not_an_authority: {
    means: t('A certificate of the chain signed another and is not allowed to.'),
    cause: t('It is no CA’s, or its own authority allows it fewer levels or other uses.'),
    try: t('Tell the bank, with the chain that its server sends. No CA that is added helps.'),
    rule: 'RFC 5280 §4.2.1.9, §6.1.4',
  },
  weak_key: {
    means: t('A key or signature of the server’s chain is too weak to be relied upon.'),
    cause: t('An RSA key below 2048 bits, or a signature with SHA-1 or MD5.'),
    try: t(
      'Tell the bank: FAPI wants RSA keys of 2048 bits or more, or elliptic curves of 160 bits or more. Its authority is not the trouble, so no CA that is added helps.',
    ),
    rule: 'FAPI 1.0 Part 1 §5.2.2; NIST SP 800-131A',
  },
  revoked: {
    means: t('The server’s certificate is revoked, or marked as one that is not to be trusted.'),
    cause: t('Its authority has taken it back.'),
    try: t('Do not go on, and tell the bank.'),
    rule: 'RFC 5280 §6.3',
  },
  not_verifiable: {
    means: t('The server’s certificate cannot be verified.'),
    cause: t('For the reason that the TLS library gives in the message.'),
    try: t(
      'Look at the certificate that the server shows. If its CA is missing here, add it (PEM) {0}; else give the bank the reason in the message.',
      adding,
    ),
    rule: path,
  },
} as const satisfies Readonly<Record<string, Meaning>>;

export type CertificateTrouble = keyof typeof certificateTroubles;
