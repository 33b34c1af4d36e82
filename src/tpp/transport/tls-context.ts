/** TLS contexts that trust the default roots and the workspace's CA certificates, made cheaply. */

import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';

export interface ClientCertificate {
  /** PEM, the chain after the leaf. */
  certificate: string;
  key: string;
  passphrase?: string;
}

/**
 * A context for connections as a client.
 *
 * `ca` would replace the default roots, and handing all of them over again costs 10 to 20 ms (`getCACertificates('system')` 100 ms
 * more), so each certificate is added to the context's own copy of the root store, which takes 2 ms in all and keeps whatever the
 * process was started with (`NODE_EXTRA_CA_CERTS`, `--use-system-ca`, VS Code's own patch).
 *
 * @throws OpenBankingError `key_certificate_mismatch`, `certificate_invalid`
 */
export function tlsContext(authorities: readonly string[], client?: ClientCertificate): SecureContext {
  try {
    const own = client ? { cert: client.certificate, key: client.key, passphrase: client.passphrase } : {};
    const context = createSecureContext(own);
    if (authorities.length === 0) return context;
    const native: unknown = context.context;
    if (!takesCertificates(native))
      return createSecureContext({ ...own, ca: [...getCACertificates(), ...authorities] });
    for (const authority of authorities) native.addCACert(authority);
    return context;
  } catch (thrown) {
    const mismatch = thrown instanceof Error && 'code' in thrown && String(thrown.code).includes('KEY_VALUES_MISMATCH');
    return fail(
      mismatch
        ? {
            code: 'key_certificate_mismatch',
            message: t('The transport key is not the private key of the transport certificate.'),
            try: t('Name the key from which that certificate was requested.'),
          }
        : {
            code: 'certificate_invalid',
            message: t('The transport certificate, its key or a CA certificate cannot be used for TLS.'),
            try: t('Check the files under transport in openbanking.json; the log has the reason.'),
          },
      thrown,
    );
  }
}

function takesCertificates(native: unknown): native is { addCACert(pem: string): void } {
  return (
    typeof native === 'object' && native !== null && 'addCACert' in native && typeof native.addCACert === 'function'
  );
}
