/** What can be said of an encrypted token without its key: its header, and which key the rest needs. */
import { t } from '../../standard/language.ts';
import { tokenEncryptionOf } from '../jwt/encryption.ts';
import { rfc } from '../rules/standards.ts';
import { show } from '../rules/values.ts';
import type { Check } from './check.ts';

export const encryptedChecks: readonly Check[] = [
  function encryptionIsNamed({ header: { enc } }) {
    if (typeof enc === 'string') return undefined;
    const message = t('enc is {0}: nothing says how the content is encrypted.', show(enc));
    const fix = t('Name the encryption, e.g. A256GCM.');
    return { level: 'must', code: 'enc_missing', pointer: '/header/enc', message, try: fix, rule: rfc(7516, '4.1.2') };
  },
  function keyIsNeeded({ header }) {
    const { key, nested } = tokenEncryptionOf(header);
    const inside = nested ? t(' Inside is a signed token (cty JWT), with claims and a signature of its own.') : '';
    return {
      level: 'note',
      code: 'key_needed',
      pointer: '/header/alg',
      message: t('Only the header can be read; the rest needs {0}.{1}', key, inside),
      try: t('Decrypt it where that key is kept, and look at what comes out.'),
      rule: rfc(7516, '5.2'),
    };
  },
  function namesTheKey({ header: { kid, alg } }) {
    if (kid !== undefined || alg === 'dir') return undefined;
    return {
      level: 'note',
      code: 'kid_missing',
      pointer: '/header/kid',
      message: t('kid is missing, so that whoever has several keys for encryption must try each.'),
      try: t('Put the kid of the receiver’s key into the header.'),
      rule: rfc(7516, '4.1.6'),
    };
  },
];
