/** What a record says of the client certificate, for a person: whether it went, and why or why not. */
import type { ClientCertificateUse } from '../tpp/transport/exchange.ts';

const reasons = {
  not_a_host_of_the_bank: 'it is not one of the bank’s addresses for client certificates',
  none_configured: 'there is none in openbanking.json',
  no_tls: 'plain http',
  held_by_proxy: 'the proxy of transport.proxy has it',
} as const;

/**
 * One line without a full stop.
 *
 * @example certificateWords(record.clientCertificate) // 'sent to rs1.bank.example:443, a host of the bank: CN=…, x5t#S256 …'
 */
export function certificateWords({ offered, why, host, subject, thumbprint, asked }: ClientCertificateUse): string {
  if (why !== 'host_of_the_bank' || !offered) {
    // Discovery and keys stand at addresses of the bank, too, which ask nobody for a certificate.
    if (why === 'not_a_host_of_the_bank' && asked === false) return `none sent: ${host} asks for none`;
    return `not sent to ${host}${why === 'host_of_the_bank' ? '' : `: ${reasons[why]}`}`;
  }
  const name = [subject, thumbprint && `x5t#S256 ${thumbprint}`].filter(Boolean).join(', ');
  const went =
    asked === false
      ? `offered to ${host}, a host of the bank, which did not ask for it`
      : `sent to ${host}, a host of the bank`;
  return name === '' ? went : `${went}: ${name}`;
}
