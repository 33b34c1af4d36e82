/** What can be wrong with how a token is spelled: its parts, its alphabet, its lines, its form. */
import { t } from '../../standard/language.ts';
import type { SpellingNote } from '../jwt/spelling.ts';
import { rfc } from '../rules/standards.ts';
import type { Check, Draft } from './check.ts';

/** How bad each oddity of spelling is. */
const spellingOf: Readonly<Record<SpellingNote['code'], Pick<Draft, 'level' | 'try' | 'rule'>>> = {
  broken_over_lines: { level: 'note', try: t('Write it in one line where it is sent.'), rule: rfc(7515, '7.1') },
  json_form: { level: 'should', try: t('Send it in the compact form.'), rule: rfc(7519, '3') },
  several_signatures: {
    level: 'note',
    try: t('Verify it: each signature is held against the keys.'),
    rule: rfc(7515, '7.2.1'),
  },
  unprotected_header: {
    level: 'should',
    try: t('Put every member into the protected header, which the signature covers.'),
    rule: rfc(7515, '7.2.1'),
  },
};

export const spellingChecks: readonly Check[] = [
  function isReadable({ read: { problem } }) {
    if (problem === undefined) return undefined;
    const pointer = problem.part === 'token' ? '' : `/${problem.part}`;
    const rule = rfc(7515, '7.1');
    return { level: 'must', code: 'unreadable', pointer, message: problem.message, try: problem.try, rule };
  },
  function isBase64url({ read: { otherAlphabet } }) {
    return otherAlphabet.map(({ part, marks }) => ({
      level: 'must',
      code: 'not_base64url',
      pointer: `/${part}`,
      message: t(
        'The {0} has {1} in it: {2}. It is shown as if it were right; a reader that is strict refuses it.',
        part,
        marks,
        /[+/]/.test(marks)
          ? t('it is in base64 instead of base64url')
          : t('it is padded, which base64url in a token is not'),
      ),
      try: t('Encode it as base64url without padding: - for +, _ for /, no =.'),
      rule: rfc(7515, '2'),
    }));
  },
  function isCompactInOneLine({ read: { notes } }) {
    return notes.map(({ code, message }) => ({ ...spellingOf[code], code, pointer: '', message }));
  },
];
