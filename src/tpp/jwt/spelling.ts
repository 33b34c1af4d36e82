/** How a token is spelled that does not stand in the compact form of RFC 7515 §7.1, and the compact form that it comes to. */

import { t } from '../../standard/language.ts';
import { truncate } from '../../standard/truncate.ts';
import { agree } from '../number-words.ts';
import { unbroken } from '../redaction/token-lines.ts';
import { beginsLikeToken, nextToken } from '../redaction/token-shape.ts';
import { type JsonForm, membersOf, readJsonForm } from './json-form.ts';

export interface SpellingNote {
  code: 'broken_over_lines' | 'json_form' | 'several_signatures' | 'unprotected_header';
  /** One sentence. */
  message: string;
}

export interface Spelled {
  /** In compact form and in one piece; its parts in the alphabet they came in. Empty where there is no token. */
  compact: string;
  /** The same with the other signatures of JSON form. */
  others: string[];
  /** How many signatures of JSON form are in neither: too many, or with no header that is protected. */
  untold: number;
  notes: SpellingNote[];
  /** Why there is no compact form of it, in a sentence. */
  problem?: string;
}

/**
 * A token put together, whatever it is: white space around and in it, quotes, and the name of the HTTP scheme or header are left out.
 * @param shown which of several signatures it is put together with, counted from 0
 */
export function spelledOut(given: string, shown = 0): Spelled {
  const json = readJsonForm(given);
  if (json) return ofJson(json, shown);
  const text = bare(given);
  const whole = inOnePiece(text);
  if (whole !== undefined) return whole;
  // A blank within a line is no line break: the redactor does not know such a token either.
  const compact = text.replace(/[ \t]*[\r\n]\s*/g, '');
  const broken = compact !== text && beginsLikeToken(compact);
  return { compact, others: [], untold: 0, notes: broken ? [linesNote(text)] : [] };
}

/** The token that a text is from its beginning to its end, as the finder knows it: broken in strings of a program, too. */
function inOnePiece(text: string): Spelled | undefined {
  if (!/[^\w.+/=-]/.test(text) || !beginsLikeToken(text)) return undefined;
  const { token } = nextToken(text, 0);
  if (token?.start !== 0 || token.end !== text.length) return undefined;
  return { compact: unbroken(text), others: [], untold: 0, notes: [linesNote(text)] };
}

function linesNote(text: string): SpellingNote {
  const lines = text.split(/\r\n|\r|\n/).length;
  const how = lines > 1 ? t('broken over {0} lines', lines) : t('broken by what stands for line ends');
  return {
    code: 'broken_over_lines',
    message: t('The token is {0}; it was put together, and a header of HTTP or a form takes it in one line only.', how),
  };
}

function ofJson({ compacts, count, general, encrypted, unprotected }: JsonForm, shown: number): Spelled {
  const compact = compacts[shown];
  const others = compacts.filter((_, index) => index !== shown);
  const section = encrypted ? 'RFC 7516 §7.2' : 'RFC 7515 §7.2';
  if (compact === undefined) {
    const problem = t(
      'The token is in JSON form ({0}) and none of its headers is protected: it has no compact form.',
      section,
    );
    return { compact: '', others: [], untold: count, notes: [], problem };
  }
  const form = t(
    'The token is in JSON form ({0}, {1}); it was made compact, as JWTs always are.',
    general ? t('general') : t('flattened'),
    section,
  );
  const notes: SpellingNote[] = [{ code: 'json_form', message: form }];
  if (count > 1) {
    const named = compacts
      .map((each, index) => `${index + 1} (${signedBy(each)})`)
      .filter((_, index) => index !== shown);
    const given = [count, shown + 1, `${named.slice(0, 5).join(', ')}${count > 6 ? ' …' : ''}`];
    const message = encrypted
      ? t('It has {0} recipients; what is shown is recipient {1}. The others: {2}.', ...given)
      : t('It has {0} signatures; what is shown is signature {1}. The others: {2}.', ...given);
    notes.push({ code: 'several_signatures', message });
  }
  if (unprotected.length > 0) {
    const names = unprotected.map((name) => JSON.stringify(truncate(name, 100))).join(', ');
    const message = agree(
      unprotected,
      t('{0} stands in a header that nothing protects, and is not shown.', names),
      t('{0} stand in a header that nothing protects, and are not shown.', names),
    );
    notes.push({ code: 'unprotected_header', message });
  }
  return { compact, others, untold: count - compacts.length, notes };
}

/** `alg "PS256", kid "k"`, as far as the header says. */
function signedBy(compact: string): string {
  const [header = ''] = compact.split('.', 1);
  const { alg, kid } = membersOf(Buffer.from(inBase64url(header), 'base64url').toString('utf8'));
  const show = (value: unknown): string =>
    typeof value === 'string' ? JSON.stringify(truncate(value, 60)) : t('no name');
  return t('alg {0}, kid {1}', show(alg), show(kid));
}

/** Without white space and quotes around it, and the name of the HTTP scheme or header it was copied with. */
function bare(text: string): string {
  const trimmed = text.trim();
  const [prefix = ''] = /^(?:authorization:\s*)?(?:bearer|x-jws-signature:)\s+/i.exec(trimmed.slice(0, 40)) ?? [];
  const token = trimmed.slice(prefix.length).trimStart();
  const [first = ''] = token;
  return `"'\``.includes(first) && token.length > 1 && token.endsWith(first) ? token.slice(1, -1) : token;
}

/** The characters that give away that a part of a token is in base64, or padded, instead of base64url (RFC 7515 §2). */
export function otherAlphabet(part: string): string | undefined {
  const marks = [/\+/.test(part) && '+', part.includes('/') && '/', part.includes('=') && '='].filter(Boolean);
  return marks.length === 0 ? undefined : marks.join(', ').replace(/, (.)$/, ' and $1');
}

/** A part in base64url without padding; what is in another alphabet still is. */
export function inBase64url(part: string): string {
  if (!/[+/=]/.test(part)) return part;
  const end = part.endsWith('==') ? -2 : part.endsWith('=') ? -1 : undefined;
  return part.slice(0, end).replaceAll('+', '-').replaceAll('/', '_');
}
