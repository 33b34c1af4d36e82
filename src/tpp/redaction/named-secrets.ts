/** Secrets behind their names in a text of any kind: `name=value`, `"name":"value"`, `name: value`, `the name value`. */

import { type Replace, spliced } from './secret-members.ts';
import { isOpaque, isReadable, readName, type SecretKind } from './secret-names.ts';
import { beginsLikeToken } from './token-shape.ts';

/** What the last word of every such name ends with; the name around it is judged by {@link readName}. */
const ending =
  /(?:token|secret|password|passwd|pwd|passphrase|passcode|verifier|credentials?|cookie|authori[sz]ation|otp|key|code|bearer|pass|pin|data|hint|request|response|assertion|statement|signature|sig|ciphertext)(?:[-_]?(?:value|string))?(?:[-_]?\d{1,3})?(?![A-Za-z0-9])/gi;
/** From a name to its value: the quote that ends the name, the sign between them, the quote that begins the value. */
const between = /(\\*["'`]|%22|&quot;)?\s{0,40}(=>|[:=>]|%3[AaDd])\s{0,40}(\\*["'`]|%22|&quot;)?/y;
/** What another reader has masked already. */
const masked = /\\*["']\s{0,40}:\s{0,40}\\*["']…\\*["']/y;
/** From a name to its value in a sentence. */
const saying = /(?:\s{1,9}(?:is|was|of|value|string)\b)?\s{1,9}["'`“‘(<[]?/y;
/** Postman's, without quotes in JSON too. */
const variable = /\{\{[^{}\n]{1,200}\}\}/y;
const word = /[\w.~+/=-]+/y;
/** Names that no sentence uses by itself, so that whatever follows their colon is the secret. */
const unmistakable = /(?:\w(?:token|secret|verifier|key|code)|password|passwd|pwd|passphrase|passcode|secret)$/;
/** Names that a sentence may put right before the secret itself. */
const announced = /(?:token|secret|password|passwd|passphrase|passcode|apikey|verifier|\wcode|bearer)$/;
const quoteOrLine: Readonly<Record<string, RegExp>> = { '"': /[\n"]/g, "'": /[\n']/g, '`': /[\n`]/g };
/** What belongs to the character before a name, and not to the name. */
const restOfEscape: Readonly<Record<string, RegExp>> = { '%': /[\dA-Fa-f]{2}/y, '\\': /u[\dA-Fa-f]{4}|[nrt]/y };
const tagOrBlank = /[<\s]/g;
/** Behind a name in quotes. */
const bareEnd = /[\s,}\]"'\\&;]/g;
/** Behind any other. */
const wordEnd = /[\s"'\\,;&<>{}[\]]/g;
/** What a sentence goes on with behind a colon. */
const plainWord = /^(?:http|[A-Za-z]*(?:$|[\s"'\\,;&<>{}[\]]))/;
const parameterStop = /[&#\s"'<>`\\%]/g;
const maxNameLength = 64;

/** Every value that stands behind a secret's name replaced; all else stays to the letter. */
export function replaceNamedSecrets(text: string, replace: Replace): string {
  const edits: { start: number; end: number; text: string }[] = [];
  ending.lastIndex = 0;
  while (ending.test(text)) {
    const nameEnd = ending.lastIndex;
    masked.lastIndex = nameEnd;
    if (masked.test(text)) continue;
    const start = nameStart(text, nameEnd);
    const { plain, kind } = readName(text.slice(start, nameEnd));
    const place = kind && valueAfter(text, plain, kind, start, nameEnd);
    if (!place) continue;
    const { from, to, quote } = place;
    const value = text.slice(from, to);
    const shown = replace(value, kind, plain);
    if (shown !== value) edits.push({ start: from, end: to, text: quote + shown + quote });
    ending.lastIndex = Math.max(to, nameEnd);
  }
  return spliced(text, edits);
}

interface Place {
  from: number;
  /** Exclusive. */
  to: number;
  /** What has to be put around it, where it stood without. */
  quote: string;
}

/** Where the name that ends here begins, without what belongs to an escape in front of it. */
function nameStart(text: string, end: number): number {
  let start = end;
  while (start > 0 && end - start < maxNameLength && isOfName(text.charCodeAt(start - 1))) start -= 1;
  const rest = restOfEscape[text[start - 1] ?? ''];
  if (rest === undefined) return start;
  rest.lastIndex = start;
  return rest.test(text) ? Math.min(rest.lastIndex, end) : start;
}

/** A letter, digit, hyphen or underscore. */
function isOfName(code: number): boolean {
  const letter = code | 32;
  return (letter >= 97 && letter <= 122) || (code >= 48 && code <= 57) || code === 45 || code === 95;
}

function valueAfter(text: string, name: string, kind: SecretKind, start: number, nameEnd: number): Place | undefined {
  between.lastIndex = nameEnd;
  const [whole, closing = '', sign, opening = ''] = between.exec(text) ?? [];
  const from = nameEnd + (whole?.length ?? 0);
  if (sign === undefined) return announcedBy(text, name, start, nameEnd);
  if (sign === '>' && text[start - 1] !== '<') return undefined;
  const equals = sign === '=' || sign === '%3D' || sign === '%3d';
  const value = (to: number, quote = ''): Place | undefined => {
    if (to <= from) return undefined;
    const isCode = name === 'code' && isFault(text.slice(from, Math.min(to, from + 200)), equals);
    return isCode ? undefined : { from, to, quote };
  };
  if (opening !== '') return value(quotedEnd(text, from, opening));
  variable.lastIndex = from;
  if (variable.test(text)) return value(variable.lastIndex);
  if (sign === '>') return value(endOf(text, from, tagOrBlank));
  if (equals) return value(parameterEnd(text, from));
  if (closing !== '') {
    // A number, or what was never quoted; lists and objects have their own names.
    const to = endOf(text, from, bareEnd);
    const bare = text.slice(from, Math.min(to, from + 6));
    return /^[[{]|^(?:true|false|null)$/.test(bare) ? undefined : value(to, closing.startsWith('%') ? '' : closing);
  }
  if (/^(?:proxy)?authorization$|cookie$/.test(name)) return headerValue(text, start, from);
  const plain = kind !== 'secret' || plainWord.test(text.slice(from, from + 200));
  return plain && !unmistakable.test(name) ? undefined : value(endOf(text, from, wordEnd));
}

/** The credentials of a header: to the end of its line, or of the quotes around it in a command. */
function headerValue(text: string, start: number, from: number): Place | undefined {
  const scheme = /^(?:Bearer|Basic|DPoP)\s/i.exec(text.slice(from, from + 8))?.[0].length ?? 0;
  const place = (to: number) => ({ from: from + scheme, to, quote: '' });
  if (/(?:^|\n)(?:[<>*] )?$/.test(text.slice(Math.max(0, start - 3), start)))
    return place(endOf(text, from, /[\r\n]/g));
  const quote = /["'`]/.exec(text[start - 1] ?? '')?.[0];
  const to = quote === undefined ? from : endOf(text, from, quoteOrLine[quote] ?? /\n/g);
  return text[to] === quote ? place(to) : undefined;
}

/** `token Zm9vYmFy12…`: the next word, if it can be no other. */
function announcedBy(text: string, name: string, start: number, nameEnd: number): Place | undefined {
  const authorisation = name === 'code' && /authori[sz]ation\s{1,3}$/i.test(text.slice(Math.max(0, start - 20), start));
  if (!announced.test(name) && !authorisation && name !== 'otp' && name !== 'pin') return undefined;
  saying.lastIndex = nameEnd;
  if (!saying.test(text)) return undefined;
  word.lastIndex = saying.lastIndex;
  const found = word.exec(text);
  if (!found) return undefined;
  const value = found[0].slice(0, 200).replace(/[.=-]+$/, '');
  const isSecret = isOpaque(value) || (/^(?:otp|pin)$/.test(name) && /^\d{4,10}$/.test(value));
  // A token is known by its shape, and keeps what is readable of it.
  if (!isSecret || beginsLikeToken(value)) return undefined;
  return { from: found.index, to: word.lastIndex, quote: '' };
}

/** A code that is a status or a word is no OAuth code; in a query or form it is one whatever it looks like, but for a status. */
function isFault(value: string, parameter: boolean): boolean {
  return parameter ? /^\d{3}$/.test(value) : isReadable(value);
}

/** Where the value of a parameter ends: at the next one, at white space, at a quote, escaped or not. */
function parameterEnd(text: string, from: number): number {
  for (let at = endOf(text, from, parameterStop); at < text.length; at = endOf(text, at, parameterStop)) {
    if (text[at] === '%') {
      if (text.startsWith('%26', at) || text.startsWith('%23', at)) return at;
      at += 1;
    } else if (text[at] === '\\') {
      const end = endOf(text, at, /[^\\]/g);
      if (end >= text.length || /["'`nrtu]/.test(text[end] ?? '')) return at;
      at = end;
    } else return at;
  }
  return text.length;
}

/**
 * Where a quoted value ends: at the quote of its level, of which there are as many backslashes before it as JSON in strings of JSON
 * has; at an outer one, where it was cut off; or with its line, unless it goes on in base64.
 */
function quotedEnd(text: string, from: number, opening: string): number {
  if (/^[%&]/.test(opening)) return endOf(text, from, opening === '%22' ? /%(?=22)|\n/g : /&(?=quot;)|\n/g);
  const own = opening.length - 1;
  const stop = quoteOrLine[opening[own] ?? ''] ?? /\n/g;
  stop.lastIndex = from;
  for (let found = stop.exec(text); found; found = stop.exec(text)) {
    const at = found.index;
    if (found[0] === '\n') {
      const end = endOf(text, at, /[^\w+/=.~\s-]/g);
      return end < text.length && text[end] === opening[own] ? end : at;
    }
    let backslashes = 0;
    while (at - backslashes > from && text[at - backslashes - 1] === '\\') backslashes += 1;
    if (backslashes < own || backslashes % (2 * (own + 1)) === own) return at - Math.min(backslashes, own);
  }
  return text.length;
}

/** Where the first of these stands, each of one character, or the text ends. */
function endOf(text: string, from: number, stop: RegExp): number {
  stop.lastIndex = from;
  return stop.test(text) ? stop.lastIndex - 1 : text.length;
}
