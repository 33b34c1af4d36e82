/** What a handshake that failed over the client's certificate means: the server wants one, or does not take ours. */
import { t } from '../../standard/language.ts';
import type { Problem } from '../errors.ts';
import { clientCertificateTroubles } from '../meanings/client-certificate.ts';

/** Nothing reached the bank's application. */
type Unsent = Problem & { sent: false; kind: keyof typeof clientCertificateTroubles };

/** Alerts by which a server refuses the client's certificate and nothing else. */
const refusedAlert =
  /ALERT.*_(BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_(EXPIRED|REVOKED|UNKNOWN)|UNKNOWN_CA|ACCESS_DENIED|DECRYPT_ERROR)/;

/** Alerts that leave no question. */
export function aboutClientCertificate(
  code: string,
  { url, offered, available }: { url: URL; offered: boolean; available: boolean },
): Unsent | undefined {
  if (code.includes('CERTIFICATE_REQUIRED')) return notSent(url.host, available);
  if (!code.startsWith('ERR_SSL_') || !refusedAlert.test(code)) return undefined;
  return offered ? refused(url.host, code) : notSent(url.host, available);
}

export function notSent(host: string, available: boolean): Unsent {
  const kind = available ? 'certificate_held_back' : 'certificate_missing';
  return {
    code: 'certificate_not_sent',
    message: t('{0} wants a client certificate and none was sent.', host),
    try: clientCertificateTroubles[kind].try,
    sent: false,
    kind,
  };
}

/** @param code of the alert; empty where there was none */
export function refused(host: string, code: string): Unsent {
  const reasons: [RegExp, string][] = [
    [/CERTIFICATE_EXPIRED/, t('it has expired')],
    [/CERTIFICATE_REVOKED/, t('it is revoked')],
    [/UNKNOWN_CA/, t('its issuer is not trusted there')],
    [/UNSUPPORTED_CERTIFICATE/, t('it is not of the right kind')],
  ];
  const reason = reasons.find(([pattern]) => pattern.test(code))?.[1];
  return {
    code: 'certificate_refused',
    message: reason
      ? t('{0} refused the client certificate: {1}.', host, reason)
      : t(
          '{0} closed the connection on seeing the client certificate{1}.',
          host,
          code ? ` (${code})` : t(', without a reason'),
        ),
    try: clientCertificateTroubles.certificate_refused.try,
    sent: false,
    kind: 'certificate_refused',
  };
}
