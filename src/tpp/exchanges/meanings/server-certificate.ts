/** Why the certificate of a bank's server is not taken, each with what helps against that and nothing else. */
import type { Meaning } from './meaning.ts';

const path = 'RFC 5280 §6';
const adding = 'to transport.ca in openbanking.json, or to ca of the bank’s entry';

/** The error's code is `server_certificate_untrusted` for all of them. */
export const certificateTroubles = {
  issuer_not_sent: {
    means: 'The server sent its certificate alone, and the authority that issued it is not known here.',
    cause:
      'A server that leaves out its intermediate certificate: only clients that know it from elsewhere can verify.',
    try: `Add the certificate of that issuing authority (PEM) ${adding}; the root above it alone does not help, and where that is missing too, add both. It is at the address that the certificate names for it, if it names one (mostly DER: openssl x509 -inform der -in FILE -out FILE.pem), in the Directory, or with the bank, which should have its server send it.`,
    rule: 'RFC 5246 §7.4.2 and RFC 8446 §4.4.2 (the server sends its chain)',
  },
  issuer_unknown: {
    means: 'The server sent its chain, and the authority at its end is not trusted here.',
    cause: 'The root CA is not among those of openbanking.json; UK Directory certificates are not in browsers’ stores.',
    try: `Add the bank’s root CA certificate (PEM) ${adding}; UK Directory certificates are not in browsers’ stores.`,
    rule: path,
  },
  issuer_incomplete: {
    means: 'The authority that issued the certificate is known here, the one above that is not.',
    cause: 'An intermediate certificate was added without its root.',
    try: `Add the certificate of the authority that the message names last, up to the root (PEM), ${adding}.`,
    rule: path,
  },
  issuer_other_key: {
    means: 'An authority of this name is known here, and it is not the one that signed the certificate.',
    cause: 'The authority was renewed with another key, or one of another environment has the same name.',
    try: `Add the newer certificate of this authority (PEM) ${adding}, beside the one that is there.`,
    rule: path,
  },
  self_signed: {
    means: 'The server’s certificate was signed by itself, by no authority.',
    cause: 'A test server, or a device in between that answers in the bank’s place.',
    try: `Ask the bank whether it is its own, by its SHA-256 thumbprint; if so, add this very certificate (PEM) ${adding}.`,
    rule: path,
  },
  expired: {
    means: 'The server’s certificate has expired.',
    cause: 'The bank has not renewed it, or this machine’s clock is ahead.',
    try: 'Check this machine’s clock. If it is right, tell the bank, which alone can renew the certificate: no CA that is added helps.',
    rule: 'RFC 5280 §4.1.2.5',
  },
  authority_expired: {
    means: 'A certificate above the server’s has expired.',
    cause: 'An authority was renewed, and the bank’s server or openbanking.json still has its old certificate.',
    try: `Check this machine’s clock. If it is right, add the authority’s renewed certificate (PEM) ${adding}, in place of the old one, and tell the bank if it is its server that sends the old one.`,
    rule: 'RFC 5280 §4.1.2.5',
  },
  not_yet_valid: {
    means: 'The server’s certificate is not valid yet.',
    cause: 'This machine’s clock is behind, or the bank put its new certificate in place too early.',
    try: 'Check this machine’s clock; if it is right, tell the bank. No CA that is added helps.',
    rule: 'RFC 5280 §4.1.2.5',
  },
  other_host: {
    means: 'The server’s certificate is made out to other hosts than the one that was asked.',
    cause: 'A wrong host in the address, an address in numbers, or another server that answers here.',
    try: 'Check the address: it has to be one of the names on the certificate; adding a CA to transport.ca does not help, and nothing was sent.',
    rule: 'RFC 9525 §6',
  },
  not_for_servers: {
    means: 'The certificate is not one for servers: its extended key usage lacks serverAuth.',
    cause: 'The bank’s server shows a certificate that was made for clients or for signing.',
    try: 'Tell the bank: its server needs a certificate with the extended key usage serverAuth. Its authority is not the trouble, so no CA that is added helps.',
    rule: 'RFC 5280 §4.2.1.12',
  },
  not_an_authority: {
    means: 'A certificate of the chain signed another and is not allowed to.',
    cause: 'It is no CA’s, or its own authority allows it fewer levels or other uses.',
    try: 'Tell the bank, with the chain that its server sends. No CA that is added helps.',
    rule: 'RFC 5280 §4.2.1.9, §6.1.4',
  },
  weak_key: {
    means: 'A key or signature of the server’s chain is too weak to be relied upon.',
    cause: 'An RSA key below 2048 bits, or a signature with SHA-1 or MD5.',
    try: 'Tell the bank: FAPI wants RSA keys of 2048 bits or more, or elliptic curves of 160 bits or more. Its authority is not the trouble, so no CA that is added helps.',
    rule: 'FAPI 1.0 Part 1 §5.2.2; NIST SP 800-131A',
  },
  revoked: {
    means: 'The server’s certificate is revoked, or marked as one that is not to be trusted.',
    cause: 'Its authority has taken it back.',
    try: 'Do not go on, and tell the bank.',
    rule: 'RFC 5280 §6.3',
  },
  not_verifiable: {
    means: 'The server’s certificate cannot be verified.',
    cause: 'For the reason that the TLS library gives in the message.',
    try: `Look at the certificate that the server shows. If its CA is missing here, add it (PEM) ${adding}; else give the bank the reason in the message.`,
    rule: path,
  },
} as const satisfies Readonly<Record<string, Meaning>>;

export type CertificateTrouble = keyof typeof certificateTroubles;
