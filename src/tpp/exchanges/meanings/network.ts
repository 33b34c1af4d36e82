/** Trouble below HTTP: our own codes of the network, and the alerts of TLS that stand behind them. */
import { clientCertificateTroubles } from './client-certificate.ts';
import { connectionTroubles } from './connection.ts';
import { type Meaning, meaningIn } from './meaning.ts';
import { localProxyTroubles, proxyForm, proxyTroubles } from './proxy.ts';
import { certificateTroubles } from './server-certificate.ts';

const failures: Readonly<Record<string, Meaning>> = {
  bank_unreachable: {
    means: 'There was no connection to the bank, or it ended before an answer came.',
    cause: 'A wrong host or port, a network or proxy in between, or a bank that is down.',
    try: 'Check the URLs of the bank, and the network.',
    remedies: [{ do: 'checkUrls' }],
    rule: 'RFC 9110 §3.3',
  },
  proxy_invalid: {
    means: 'The proxy that the settings name cannot be used, so nothing was sent.',
    cause:
      'A password with special characters that are not encoded, a file for automatic configuration (PAC), or SOCKS.',
    try: `Write it as ${proxyForm}.`,
    rule: '',
  },
  proxy_unreachable: {
    means: 'The proxy was not reached, or did not answer, so nothing came to the bank.',
    cause: 'A wrong host or port in HTTPS_PROXY or http.proxy, or a machine that has left the proxy’s network.',
    try: 'Check the setting; without a proxy, take it away.',
    rule: 'RFC 9110 §9.3.6',
  },
  proxy_refused: {
    means: 'The proxy answered and opened no way to the bank, which has seen nothing.',
    cause: 'It wants a sign-on, does not allow this host and port, or does not reach the host itself.',
    try: 'Ask those who run the proxy, naming the bank’s host and port.',
    rule: 'RFC 9110 §9.3.6, §15.5.8',
  },
  server_certificate_untrusted: {
    means: 'The bank’s server showed a certificate that is not trusted here.',
    cause: 'Its CA is not among those of openbanking.json, the certificate has expired, or it is another host’s.',
    try: 'Add the bank’s CA to transport.ca or to ca of its entry. Do not switch verification off as a habit.',
    rule: 'RFC 5280 §6; RFC 9525 §6',
  },
  certificate_not_sent: {
    means: 'The server wants a client certificate, and none went.',
    cause: 'The host and port are not in the bank’s list, or openbanking.json names no transport certificate.',
    try: 'Name this host, port included, in the bank’s entry (tokenEndpoint, registration.endpoint, resourceServers).',
    rule: 'RFC 8705 §2; RFC 8446 §4.4.2.4',
  },
  certificate_refused: clientCertificateTroubles.certificate_refused,
  timed_out: {
    means: 'The bank did not answer in time.',
    cause: 'A slow bank, or something in between that drops packets.',
    try: 'Try again. A POST may have been carried out all the same: look before sending it again.',
    rule: 'RFC 9110 §9.2.2 (which methods may be repeated)',
  },
  cancelled: {
    means: 'The request was given up on this side.',
    cause: 'Somebody cancelled it.',
    try: 'Send it again when you are ready.',
    rule: '',
  },
  answer_invalid: {
    means: 'What came back is no answer that can be used.',
    cause: 'Another program at this port, a proxy in between, or an answer larger than 64 MB.',
    try: 'Check the address, and ask for less at a time.',
    rule: 'RFC 9112',
  },
  discovery_invalid: {
    means: 'The address may not be used, so nothing was sent.',
    cause: 'Only https is used, and plain http on loopback.',
    try: 'Correct the address in openbanking.json, or tell the bank about its discovery document.',
    rule: 'FAPI 1.0 Part 1 §7.1',
  },
  key_certificate_mismatch: {
    means: 'The transport key is not that of the transport certificate, so nothing was sent.',
    cause: 'A key of an earlier certificate.',
    try: 'Name the key from which the certificate was requested.',
    rule: 'RFC 5280 §4.1.2.7',
  },
  certificate_invalid: {
    means: 'A certificate or key of openbanking.json cannot be used, so nothing was sent.',
    cause: 'A file that is cut off or of another kind.',
    try: 'Download the certificate again and look at the file.',
    rule: 'RFC 7468',
  },
};

/** RFC 8446 §6.2, as OpenSSL spells them; the most telling first. */
const alerts: readonly [RegExp, Meaning][] = [
  [
    /CERTIFICATE_EXPIRED/,
    alert(
      'certificate_expired (45)',
      'The client certificate has expired.',
      'Get a new transport certificate from the Directory.',
    ),
  ],
  [
    /CERTIFICATE_REVOKED/,
    alert(
      'certificate_revoked (44)',
      'The client certificate is revoked.',
      'Get a new transport certificate from the Directory.',
    ),
  ],
  [
    /UNKNOWN_CA/,
    alert(
      'unknown_ca (48)',
      'The bank does not know who issued the client certificate.',
      'Put the issuing CA after the leaf in transport.certificate; ask the bank which CA it takes.',
    ),
  ],
  [
    /UNSUPPORTED_CERTIFICATE/,
    alert(
      'unsupported_certificate (43)',
      'The client certificate is of a kind that the bank does not take here.',
      'Use the transport certificate (OBWAC or OBTransport), not the signing certificate.',
    ),
  ],
  [
    /CERTIFICATE_UNKNOWN/,
    alert(
      'certificate_unknown (46)',
      'The bank does not accept the client certificate, for a reason that it does not say.',
      'Ask the bank whether it knows this certificate by its thumbprint.',
    ),
  ],
  [
    /BAD_CERTIFICATE/,
    alert(
      'bad_certificate (42)',
      'The client certificate cannot be read or verified.',
      'Check the file: the whole chain, the leaf first.',
    ),
  ],
  [
    /CERTIFICATE_REQUIRED/,
    alert(
      'certificate_required (116)',
      'The bank demands a client certificate.',
      'Name this host in the bank’s entry, so that the certificate goes to it.',
    ),
  ],
  [
    /HANDSHAKE_FAILURE/,
    alert(
      'handshake_failure (40)',
      'The two sides found no TLS settings in common, or no client certificate came.',
      'Look whether the certificate went; the bank may want another version of TLS.',
    ),
  ],
  [
    /PROTOCOL_VERSION/,
    alert('protocol_version (70)', 'The bank wants another version of TLS.', 'UK banks take TLS 1.2 and 1.3.'),
  ],
  [
    /UNRECOGNIZED_NAME/,
    alert('unrecognized_name (112)', 'The server does not know the host name.', 'Check the host in the URL.'),
  ],
  [
    /DECRYPT_ERROR/,
    alert(
      'decrypt_error (51)',
      'A signature of the handshake did not verify.',
      'Check that key and certificate belong together.',
    ),
  ],
  [
    /ACCESS_DENIED/,
    alert('access_denied (49)', 'The bank knows the certificate and does not let it in.', 'Ask the bank.'),
  ],
];

function alert(name: string, means: string, advice: string): Meaning {
  return {
    means: `TLS alert ${name}: ${means}`,
    cause: 'The server ended the handshake with it.',
    try: advice,
    rule: 'RFC 8446 §6.2',
  };
}

/** @param kind the finer entry, where there is one */
export function meaningOfFailure(code: string | undefined, kind?: string): Meaning | undefined {
  const tables = [
    certificateTroubles,
    connectionTroubles,
    clientCertificateTroubles,
    proxyTroubles,
    localProxyTroubles,
  ];
  return (
    tables.map((table) => meaningIn(table, kind)).find((found) => found !== undefined) ?? meaningIn(failures, code)
  );
}

/** The TLS alert that an error message names, if it names one. */
export function meaningOfAlert(text: string | undefined): Meaning | undefined {
  return text === undefined ? undefined : alerts.find(([pattern]) => pattern.test(text))?.[1];
}
