/** What can be wrong with the certificates that a token brings along (`x5c`), which prove nothing by themselves. */
import { t } from '../../standard/language.ts';
import { readChain } from '../jwt/certificates.ts';
import { rfc } from '../rules/standards.ts';
import { show } from '../rules/values.ts';
import type { Check, Draft } from './check.ts';

const rule = rfc(7515, '4.1.6');
const pointer = '/header/x5c';
const askTheSigner = t('Ask the signer; take no key from the token itself.');

export const certificateChecks: readonly Check[] = [
  function chainIsWhole({ header, read: { compact }, context: { now } }) {
    const chain = readChain({ header, compact });
    if (chain === undefined) return undefined;
    const { links, leafSigned, leafNamed, thumbprintFits } = chain;
    const drafts: Draft[] = [];
    const say = (level: Draft['level'], code: string, message: string, place = pointer, fix = askTheSigner): void => {
      drafts.push({ level, code, pointer: place, message, try: fix, rule });
    };
    for (const [index, { problem, certificate, issuedByNext }] of links.entries()) {
      const place = `${pointer}/${index}`;
      const which = t('Certificate {0} of x5c', index + 1);
      if (problem !== undefined) say('must', 'x5c_unreadable', problem, place);
      if (certificate && certificate.validTo < now) say('should', 'x5c_expired', t('{0} has expired.', which), place);
      if (certificate && certificate.validFrom > now)
        say('should', 'x5c_not_yet_valid', t('{0} is not valid yet.', which), place);
      if (issuedByNext === false) say('must', 'x5c_order', t('{0} was not issued by the next one.', which), place);
    }
    if (leafSigned === false) {
      say('must', 'x5c_other_key', t('The key of the first certificate of x5c did not make the signature.'));
    }
    if (thumbprintFits === false) {
      say(
        'must',
        'x5t_mismatch',
        t('x5t#S256 is not the thumbprint of the first certificate of x5c.'),
        '/header/x5t#S256',
      );
    }
    if (leafNamed === false) {
      const message = t(
        'kid is {0}, which is none of the names that are made of the key of the first certificate of x5c.',
        show(header.kid),
      );
      say(
        'note',
        'kid_of_other_key',
        message,
        '/header/kid',
        t('Nothing to do where the signer names its keys freely; else ask it which key this is.'),
      );
    }
    return drafts;
  },
];
