/** The list of client certificates that Postman exports: which host gets which, exact by host and port. */

import { z } from 'zod';
import { t } from '../../standard/language.ts';
import { truncate } from '../../standard/truncate.ts';
import { hostAndPort } from '../transport/hosts.ts';
import { passphraseName } from '../workspace/secrets.ts';
import { conceal } from './concealed.ts';
import type { ImportItem } from './import-item.ts';
import type { ProposedCertificate } from './import-types.ts';

const source = z
  .looseObject({
    src: z
      .union([z.string(), z.array(z.string())])
      .optional()
      .catch(undefined),
  })
  .optional()
  .catch(undefined);
const entry = z.looseObject({
  name: z.string().catch(t('client certificate')),
  matches: z.array(z.unknown()).catch([]),
  cert: source,
  key: source,
  pfx: source,
  passphrase: z.string().optional().catch(undefined),
});

/**
 * Reads the list. A pattern that leaves its host open is refused: it would hand the certificate to whoever owns a host of that shape.
 *
 * @param items gets what was refused, and why.
 */
export function clientCertificates(
  list: readonly unknown[],
  place: string,
  items: ImportItem[],
): ProposedCertificate[] {
  return list.flatMap((each, index) => {
    const read = entry.safeParse(each);
    if (!read.success) {
      items.push({
        place,
        key: t('client certificate {0}', index + 1),
        outcome: 'not understood',
        reason: t('It is no object.'),
      });
      return [];
    }
    const { name, matches, cert, key, pfx, passphrase } = read.data;
    const refuse = (what: string, reason: string) => items.push({ place, key: what, outcome: 'refused', reason });
    const hosts = matches.flatMap((pattern) => {
      const host = exactHost(pattern);
      if (typeof host === 'string') return [host];
      refuse(`${name}: ${typeof pattern === 'string' ? truncate(pattern, 200) : 'pattern'}`, host.refused);
      return [];
    });
    if (hosts.length === 0) {
      refuse(name, t('No host of it can be taken, so it would never be sent.'));
      return [];
    }
    // A PKCS#12 file holds certificate and key; whether it is opened shows when it is.
    const store = path(pfx);
    const what = store === undefined ? '' : t(', in the PKCS#12 file {0}', store);
    items.push({
      place,
      key: name,
      outcome: 'taken',
      reason: t('The client certificate of {0}{1}.', hosts.join(', '), what),
    });
    const secret =
      passphrase === undefined || passphrase === ''
        ? undefined
        : {
            name: passphraseName('transport'),
            key: 'passphrase',
            place: `${place}, ${name}`,
            value: conceal(passphrase),
          };
    if (secret)
      items.push({ place, key: t('{0}: passphrase', name), outcome: 'secret', reason: t('Goes to the secret store.') });
    return [
      {
        name,
        place,
        hosts: [...new Set(hosts)],
        certificate: store ?? path(cert),
        key: store ?? path(key),
        ...(secret && { passphrase: secret }),
      },
    ];
  });
}

/** `https://host:port/*` → `host:port`, the default port filled in. */
function exactHost(pattern: unknown): string | { refused: string } {
  if (typeof pattern !== 'string') return { refused: t('The pattern is no text.') };
  // A path says nothing here: a certificate is shown to a whole host, before any path is known.
  const [, scheme = '', authority = ''] = /^([a-z*]+):\/\/([^/?#]*)/i.exec(pattern.trim()) ?? [];
  if (authority === '') return { refused: t('It is no pattern like https://host:port/*.') };
  if (scheme.toLowerCase() !== 'https') return { refused: t('A client certificate goes over https only.') };
  if (authority.includes('*')) {
    return {
      refused: t(
        'Its host is a pattern, which hosts of strangers may fit as well (*.bank.com.evil.test); name each host and port of the bank.',
      ),
    };
  }
  if (authority.includes('{{')) return { refused: t('Its host is a variable; name each host and port of the bank.') };
  return hostAndPort(`https://${authority}/`) ?? { refused: t('Its host cannot be read.') };
}

function path(from: z.infer<typeof source>): string | undefined {
  const src = from?.src;
  return Array.isArray(src) ? src[0] : src;
}
