/** Why a server ended the handshake over the client's certificate: none went, or it did not take ours. */
import { t } from '../../standard/language.ts';
import type { Meaning } from './meaning.ts';

export const clientCertificateTroubles = {
  certificate_missing: {
    means: t('The server wants a client certificate, and there is none.'),
    cause: t('openbanking.json names no transport certificate.'),
    try: t('Give transport.certificate and transport.key in openbanking.json.'),
    rule: 'RFC 8705 §2; RFC 8446 §4.4.2.4',
  },
  certificate_held_back: {
    means: t('The server wants a client certificate, and ours stayed here.'),
    cause: t('The certificate goes to the bank’s own hosts only, and this host and port are not among them.'),
    try: t(
      'Name this host, port included, in the bank’s entry (tokenEndpoint, registration.endpoint, resourceServers).',
    ),
    rule: 'RFC 8705 §2; RFC 8446 §4.4.2.4',
  },
  certificate_refused: {
    means: t('The server saw the client certificate and closed the connection.'),
    cause: t(
      'It has expired, its issuing CA is missing or not known there, or the bank does not know this certificate.',
    ),
    try: t(
      'Check its dates, its issuer and chain (transport.certificate: the leaf first, then its issuing CA), and that the bank knows this certificate.',
    ),
    rule: 'RFC 8446 §6.2',
  },
} as const satisfies Readonly<Record<string, Meaning>>;
