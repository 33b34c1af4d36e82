/** Certificates and requests out of PEM text, as tolerant as people's files are: chains, text around, lost line breaks. */
import { X509Certificate } from 'node:crypto';
import { BankError } from '../errors.ts';

/** A block of PEM with 64 characters a line. */
export function pemOf(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** DER of the first block with this label; undefined when there is none. */
export function derOf(label: string, text: string): Buffer | undefined {
  const begin = `-----BEGIN ${label}-----`;
  const from = text.indexOf(begin);
  const to = text.indexOf(`-----END ${label}-----`, from);
  if (from < 0 || to < 0) return undefined;
  return Buffer.from(text.slice(from + begin.length, to).replace(/\\[rn]|\s/g, ''), 'base64');
}

/**
 * The first certificate of a PEM text, which is the leaf of a chain.
 *
 * @param name What the text is to the reader, for the error.
 * @throws BankError `certificate_invalid`
 */
export function certificateOf(text: string, name: string): X509Certificate {
  const der = derOf('CERTIFICATE', text);
  const advice = 'Give a file that begins with -----BEGIN CERTIFICATE-----.';
  if (der === undefined) throw new BankError('certificate_invalid', `The ${name} holds no certificate in PEM.`, advice);
  try {
    return new X509Certificate(der);
  } catch (cause) {
    throw new BankError('certificate_invalid', `The ${name} cannot be read as an X.509 certificate.`, advice, {
      cause,
    });
  }
}
