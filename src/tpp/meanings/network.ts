/** Trouble below HTTP: our own codes of the network, and the alerts of TLS that stand behind them. */
import { t } from '../../standard/language.ts';
import { clientCertificateTroubles } from './client-certificate.ts';
import { connectionTroubles } from './connection.ts';
import { type Meaning, meaningIn } from './meaning.ts';
import { localProxyTroubles, proxyForm, proxyTroubles } from './proxy.ts';
import { certificateTroubles } from './server-certificate.ts';

const failures: Readonly<Record<string, Meaning>> = {
  bank_unreachable: {
    means: t('There was no connection to the bank, or it ended before an answer came.'),
    cause: t('A wrong host or port, a network or proxy in between, or a bank that is down.'),
    try: t('Check the URLs of the bank, and the network.'),
    remedies: [{ do: 'checkUrls' }],
    rule: 'RFC 9110 §3.3',
  },
  proxy_invalid: {
    means: t('The proxy that the settings name cannot be used, so nothing was sent.'),
    cause: t(
      'A password with special characters that are not encoded, a file for automatic configuration (PAC), or SOCKS.',
    ),
    try: t('Write it as {0}.', proxyForm),
    rule: '',
  },
  proxy_unreachable: {
    means: t('The proxy was not reached, or did not answer, so nothing came to the bank.'),
    cause: t('A wrong host or port in HTTPS_PROXY or http.proxy, or a machine that has left the proxy’s network.'),
    try: t('Check the setting; without a proxy, take it away.'),
    rule: 'RFC 9110 §9.3.6',
  },
  proxy_refused: {
    means: t('The proxy answered and opened no way to the bank, which has seen nothing.'),
    cause: t('It wants a sign-on, does not allow this host and port, or does not reach the host itself.'),
    try: t('Ask those who run the proxy, naming the bank’s host and port.'),
    rule: 'RFC 9110 §9.3.6, §15.5.8',
  },
  server_certificate_untrusted: {
    means: t('The bank’s server showed a certificate that is not trusted here.'),
    cause: t('Its CA is not among those of openbanking.json, the certificate has expired, or it is another host’s.'),
    try: t('Add the bank’s CA to transport.ca or to ca of its entry. Do not switch verification off as a habit.'),
    rule: 'RFC 5280 §6; RFC 9525 §6',
  },
  certificate_not_sent: {
    means: t('The server wants a client certificate, and none went.'),
    cause: t('The host and port are not in the bank’s list, or openbanking.json names no transport certificate.'),
    try: t(
      'Name this host, port included, in the bank’s entry (tokenEndpoint, registration.endpoint, resourceServers).',
    ),
    rule: 'RFC 8705 §2; RFC 8446 §4.4.2.4',
  },
  certificate_refused: clientCertificateTroubles.certificate_refused,
  timed_out: {
    means: t('The bank did not answer in time.'),
    cause: t('A slow bank, or something in between that drops packets.'),
    try: t('Try again. A POST may have been carried out all the same: look before sending it again.'),
    rule: 'RFC 9110 §9.2.2 (which methods may be repeated)',
  },
  cancelled: {
    means: t('The request was given up on this side.'),
    cause: t('Somebody cancelled it.'),
    try: t('Send it again when you are ready.'),
    rule: '',
  },
  answer_invalid: {
    means: t('What came back is no answer that can be used.'),
    cause: t('Another program at this port, a proxy in between, or an answer larger than 64 MB.'),
    try: t('Check the address, and ask for less at a time.'),
    rule: 'RFC 9112',
  },
  discovery_invalid: {
    means: t('The address may not be used, so nothing was sent.'),
    cause: t('Only https is used, and plain http on loopback.'),
    try: t('Correct the address in openbanking.json, or tell the bank about its discovery document.'),
    rule: 'FAPI 1.0 Part 1 §7.1',
  },
  key_certificate_mismatch: {
    means: t('The transport key is not that of the transport certificate, so nothing was sent.'),
    cause: t('A key of an earlier certificate.'),
    try: t('Name the key from which the certificate was requested.'),
    rule: 'RFC 5280 §4.1.2.7',
  },
  certificate_invalid: {
    means: t('A certificate or key of openbanking.json cannot be used, so nothing was sent.'),
    cause: t('A file that is cut off or of another kind.'),
    try: t('Download the certificate again and look at the file.'),
    rule: 'RFC 7468',
  },
};

/** RFC 8446 §6.2, as OpenSSL spells them; the most telling first. */
const alerts: readonly [RegExp, Meaning][] = [
  [
    /CERTIFICATE_EXPIRED/,
    alert(
      'certificate_expired (45)',
      t('The client certificate has expired.'),
      t('Get a new transport certificate from the Directory.'),
    ),
  ],
  [
    /CERTIFICATE_REVOKED/,
    alert(
      'certificate_revoked (44)',
      t('The client certificate is revoked.'),
      t('Get a new transport certificate from the Directory.'),
    ),
  ],
  [
    /UNKNOWN_CA/,
    alert(
      'unknown_ca (48)',
      t('The bank does not know who issued the client certificate.'),
      t('Put the issuing CA after the leaf in transport.certificate; ask the bank which CA it takes.'),
    ),
  ],
  [
    /UNSUPPORTED_CERTIFICATE/,
    alert(
      'unsupported_certificate (43)',
      t('The client certificate is of a kind that the bank does not take here.'),
      t('Use the transport certificate (OBWAC or OBTransport), not the signing certificate.'),
    ),
  ],
  [
    /CERTIFICATE_UNKNOWN/,
    alert(
      'certificate_unknown (46)',
      t('The bank does not accept the client certificate, for a reason that it does not say.'),
      t('Ask the bank whether it knows this certificate by its thumbprint.'),
    ),
  ],
  [
    /BAD_CERTIFICATE/,
    alert(
      'bad_certificate (42)',
      t('The client certificate cannot be read or verified.'),
      t('Check the file: the whole chain, the leaf first.'),
    ),
  ],
  [
    /CERTIFICATE_REQUIRED/,
    alert(
      'certificate_required (116)',
      t('The bank demands a client certificate.'),
      t('Name this host in the bank’s entry, so that the certificate goes to it.'),
    ),
  ],
  [
    /HANDSHAKE_FAILURE/,
    alert(
      'handshake_failure (40)',
      t('The two sides found no TLS settings in common, or no client certificate came.'),
      t('Look whether the certificate went; the bank may want another version of TLS.'),
    ),
  ],
  [
    /PROTOCOL_VERSION/,
    alert('protocol_version (70)', t('The bank wants another version of TLS.'), t('UK banks take TLS 1.2 and 1.3.')),
  ],
  [
    /UNRECOGNIZED_NAME/,
    alert('unrecognized_name (112)', t('The server does not know the host name.'), t('Check the host in the URL.')),
  ],
  [
    /DECRYPT_ERROR/,
    alert(
      'decrypt_error (51)',
      t('A signature of the handshake did not verify.'),
      t('Check that key and certificate belong together.'),
    ),
  ],
  [
    /ACCESS_DENIED/,
    alert('access_denied (49)', t('The bank knows the certificate and does not let it in.'), t('Ask the bank.')),
  ],
];

function alert(name: string, means: string, advice: string): Meaning {
  return {
    means: t('TLS alert {0}: {1}', name, means),
    cause: t('The server ended the handshake with it.'),
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
