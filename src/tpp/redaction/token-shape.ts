/** What a token looks like in a text: the one definition that the finder, the redactor and the readers share. */
import { dotEnd, isCutOff, nextLine, unbroken } from './token-lines.ts';

export interface TokenPlace {
  start: number;
  /** Exclusive. */
  end: number;
  /** Where each part stands, its padding and the line breaks in it included: three, or the five of an encrypted token (JWE). */
  parts: readonly { start: number; end: number }[];
}

export interface TokenSearch {
  token?: TokenPlace;
  /** Where to go on: what stands before it is done with. */
  next: number;
}

/**
 * How a JOSE header begins in base64: `{"` or `{` and white space, or white space of its own before the brace. Each of these has at
 * least three characters, and a search for them is as fast as one for a word.
 */
const beginning = /e(?:y[A-DI-L]|w[k-r0-3])|IHs|C(?:ns|Xs)|DXs|(?:I[AC]|C[QSgi]|D[QS])(?:[Bpl1]7|[Aok0][gJKN])/g;
const beginningHere = new RegExp(`(?:${beginning.source})`, 'y');
/** `ey` and `ew` alone, which stand at the start of a line inside a token by chance once in a thousand. */
const anotherHeader = /e(?:y[AJ]|w[ok0])/y;
/** base64url and, for tokens of careless makers, base64, its slashes escaped as JSON may. */
const run = /(?:[\w+/-]|\\{1,4}\/)*/y;
/** What a next line may begin with. */
const goesOn = /[\w+/.=-]|\\{1,4}\//y;
const urlRun = /[\w-]*/y;
const padding = /={1,2}/y;
/** The letters of `"alg"` in base64, in each of the three ways in which they can fall into groups of three bytes. */
const algInBase64 = /ImFsZy|JhbGci|iYWxnI/;
/** The same of `\\u00`, with which a letter of a name may be spelled. */
const escapeInBase64 = /XHUwM|x1MD|cdTAw/;
/** `{"alg":""}` in base64: no header is shorter. */
const minHeaderLength = 14;
/** What a line has at least before somebody breaks it. */
const minLineLength = 16;
/** Headers of one run of characters that are decoded; the rest of the run is passed over, which keeps the search linear. */
const maxTries = 8;

/** Base64 characters of a signature, by the algorithm's family and the usual lengths of keys (RFC 7518 §3, RFC 8037 §3.1). */
const signatureLengths: Readonly<Record<string, readonly number[]>> = {
  HS256: [43],
  HS384: [64],
  HS512: [86],
  ES256: [86],
  ES384: [128],
  ES512: [176],
  EdDSA: [86, 152],
  RSA: [171, 342, 512, 683],
  // The authentication tag (RFC 7518 §5).
  JWE: [22, 32, 43],
};

/** Whether a text begins as a token does. */
export function beginsLikeToken(text: string): boolean {
  beginningHere.lastIndex = 0;
  return beginningHere.test(text);
}

/**
 * The next token in compact form (RFC 7515 §7.1, RFC 7516 §7.1, RFC 7519) from a place on: signed, unsecured, detached
 * (`header..signature`) or encrypted; in base64url or base64, with padding or without; in one piece or broken over lines.
 *
 * Every character is looked at a fixed number of times, whatever the text, if the search goes on at `next`.
 *
 * @param more the text goes on: a token that its end may cut off is not given, and `next` is where it begins.
 */
export function nextToken(text: string, from: number, more = false): TokenSearch {
  let position = from;
  for (;;) {
    beginning.lastIndex = position;
    const found = beginning.exec(text);
    if (!found) return { next: more ? Math.max(position, text.length - 3) : text.length };
    const first = found.index;
    const header = readPart(text, first, isAfterHeader);
    if (more && header.touched) return { next: first };
    position = header.end;
    if (dotEnd(text, header.end) === undefined) continue;
    const last = header.end - minHeaderLength;
    let tries = 0;
    for (let start = first; start >= 0 && start <= last && tries < maxTries; start = nextBeginning(text, start, last)) {
      if (!mayBeHeader(text, start, header)) continue;
      tries += 1;
      const alg = algorithmOf(unbroken(text.slice(start, header.end)));
      if (alg === undefined) continue;
      const read = readAfterHeader(text, start, header, alg);
      if (more && read.touched) return { next: first };
      if (read.token) return { token: read.token, next: read.token.end };
      break;
    }
  }
}

/** Every token of a text, in order. */
export function* tokensOf(text: string): Generator<TokenPlace> {
  for (let from = 0; from < text.length; ) {
    const { token, next } = nextToken(text, from);
    if (token) yield token;
    from = next;
  }
}

interface Part {
  end: number;
  broken: boolean;
  /** The end of the text was looked at, so that more text may change what was read. */
  touched: boolean;
}

/** The next place in a run of characters where a header may begin. */
function nextBeginning(text: string, after: number, last: number): number {
  beginning.lastIndex = after + 1;
  const found = beginning.exec(text);
  return found && found.index <= last ? found.index : -1;
}

/** Reads a part to its end. A line break inside it is passed over where the next line goes on with what can stand there. */
function readPart(text: string, from: number, mayGoOn: (text: string, line: number) => boolean): Part {
  let end = runEnd(run, text, from);
  let broken = false;
  let touched = false;
  for (;;) {
    if (end >= text.length) return { end, broken, touched: true };
    if (isCutOff(text, end)) touched = true;
    const next = nextLine(text, end);
    if (next === undefined || !endsLongLine(text, end)) break;
    if (next >= text.length) return { end, broken, touched: true };
    if (!mayGoOn(text, next)) break;
    end = runEnd(run, text, next);
    broken = true;
  }
  end = paddingEnd(text, end);
  // A line may end within the padding, or before the dot behind it.
  const below = nextLine(text, end);
  if (below !== undefined && /[.=]/.test(text[below] ?? ''))
    return { end: paddingEnd(text, below), broken: true, touched };
  return { end, broken, touched: touched || end >= text.length || isCutOff(text, end) };
}

/** In the middle of a header or payload a line that begins another header is not its next line. */
function isAfterHeader(text: string, line: number): boolean {
  anotherHeader.lastIndex = line;
  goesOn.lastIndex = line;
  return goesOn.test(text) && !anotherHeader.test(text);
}

/** Whether a line that ends here is so long that somebody may have broken it, whatever part of the token it begins with. */
function endsLongLine(text: string, end: number): boolean {
  return end >= minLineLength && !/[\r\n]|\\(?!\\{0,3}\/)/.test(text.slice(end - minLineLength, end));
}

/** Looks at a few characters of both ends only, so that as many may be asked as there are. */
function mayBeHeader(text: string, start: number, { end, broken }: Part): boolean {
  if (!/^\s*(?:$|\{\s*(?:"|$))/.test(Buffer.from(text.slice(start, start + 8), 'base64').toString('latin1')))
    return false;
  if (broken) return true;
  const bare = text[end - 1] === '=' ? end - (text[end - 2] === '=' ? 2 : 1) : end;
  const tail = start + Math.max(0, Math.floor((bare - start - 8) / 4) * 4);
  return /\}\s*$/.test(Buffer.from(text.slice(tail, bare), 'base64').toString('latin1'));
}

let lastHeader = '';
let lastAlgorithm: string | undefined;

/** What a header says of its token, `JWE` for an encrypted one; nothing where it is no JOSE header. Most tokens of a text share theirs. */
function algorithmOf(header: string): string | undefined {
  if (header === lastHeader) return lastAlgorithm;
  if (!algInBase64.test(header) && !escapeInBase64.test(header)) return undefined;
  const json = Buffer.from(header, 'base64')
    .toString('latin1')
    .replace(/\\u00([2-7][\da-f])/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  if (!json.includes('"alg"') || !/^\s*\{/.test(json) || !/\}\s*$/.test(json.slice(-80))) return undefined;
  lastHeader = header;
  lastAlgorithm = json.includes('"enc"') ? 'JWE' : (/"alg"\s{0,99}:\s{0,99}"(\w{1,20})"/.exec(json)?.[1] ?? '');
  return lastAlgorithm;
}

function readAfterHeader(
  text: string,
  start: number,
  header: Part,
  alg: string,
): { token?: TokenPlace; touched: boolean } {
  const parts = [{ start, end: header.end }];
  const wanted = alg === 'JWE' ? 5 : 3;
  let { broken, touched } = header;
  let end = header.end;
  while (parts.length < wanted) {
    const afterDot = dotEnd(text, end);
    if (afterDot === undefined) return { touched };
    const begin = afterBreak(text, afterDot);
    if (begin > afterDot) broken = true;
    const final = parts.length === wanted - 1;
    const part = final ? readLastPart(text, begin, alg) : readPart(text, begin, isAfterHeader);
    if (begin >= text.length || part.touched) touched = true;
    broken ||= part.broken;
    parts.push({ start: Math.min(begin, part.end), end: part.end });
    end = part.end;
  }
  const [, payload, last] = [parts[0], parts[1], parts.at(-1)];
  if (payload === undefined || last === undefined) return { touched };
  const empty = (part: { start: number; end: number }) => part.start === part.end;
  if (alg === 'JWE' && (empty(last) || parts.slice(2).some(empty))) return { touched };
  if (alg !== 'JWE' && broken && !isWhole(text, start, header.end, payload)) return { touched };
  return { token: { start, end, parts }, touched };
}

/** A token that was put together from lines has to make sense. */
function isWhole(text: string, start: number, headerEnd: number, payload: { start: number; end: number }): boolean {
  const json = (from: number, to: number) =>
    parsed(Buffer.from(unbroken(text.slice(from, to)), 'base64').toString('utf8'));
  return (
    isObject(json(start, headerEnd)) && (payload.start === payload.end || isObject(json(payload.start, payload.end)))
  );
}

function afterBreak(text: string, from: number): number {
  const next = nextLine(text, from) ?? from;
  return /[\w-]/.test(text[next] ?? '') || next >= text.length ? next : from;
}

/** The last part ends where no dot says so: by its length, which the algorithm knows, and otherwise with its line. */
function readLastPart(text: string, from: number, alg: string): Part {
  const lengths = signatureLengths[/^[RP]S\d/.test(alg) ? 'RSA' : alg] ?? [];
  const longest = Math.max(0, ...lengths);
  let end = runEnd(urlRun, text, from);
  const plain = runEnd(run, text, end);
  // `/` and `+` may as well stand behind a token, in a path or for a blank of a form.
  const isItsLength = plain > end && lengths.includes(lengthOf(text, from, plain));
  if (plain > end && plain >= text.length) return { end: isItsLength ? plain : end, broken: false, touched: true };
  if (
    plain > end &&
    (isItsLength ||
      text[plain] === '=' ||
      text.slice(end, plain).includes('\\') ||
      goesOnBelow(text, plain, from, lengths))
  )
    end = plain;
  let length = lengthOf(text, from, end);
  let line = from;
  let broken = false;
  while (end < text.length && length < longest && !(lengths.includes(length) && isLastLine(text, line, end, broken))) {
    const next = endsLongLine(text, end) || length === 0 ? nextLine(text, end) : undefined;
    if (next === undefined) {
      if (isCutOff(text, end)) return { end, broken, touched: true };
      break;
    }
    if (next >= text.length) return { end, broken, touched: true };
    const lineEnd = runEnd(run, text, next);
    const more = lengthOf(text, next, lineEnd);
    if (lineEnd >= text.length && length + more < longest) {
      // How the line goes on is not known yet; as it stands it is judged like one that ends.
      if (goesOnAfter(text, next, lineEnd, length, lengths)) return { end: lineEnd, broken: true, touched: true };
      return { end, broken, touched: true };
    }
    if (length + more > longest || !goesOnAfter(text, next, lineEnd, length, lengths)) break;
    length += more;
    line = next;
    end = lineEnd;
    broken = true;
  }
  const padded = paddingEnd(text, end);
  return { end: padded, broken, touched: padded >= text.length };
}

/** Where a line happens to end at the length of a shorter key's signature, another as long as it shows that there is more. */
function isLastLine(text: string, line: number, end: number, broken: boolean): boolean {
  const next = broken ? nextLine(text, end) : undefined;
  return next === undefined || next >= text.length || runEnd(run, text, next) - next < end - line;
}

/** Whether a line of a signature in base64 ends here that is not the last. */
function goesOnBelow(text: string, end: number, from: number, lengths: readonly number[]): boolean {
  const length = lengthOf(text, from, end);
  if (length >= Math.max(0, ...lengths) || !endsLongLine(text, end)) return false;
  const next = nextLine(text, end);
  return next !== undefined && goesOnAfter(text, next, runEnd(run, text, next), length, lengths);
}

/** A next line of a signature completes it, or stands alone on its line and is no word. */
function goesOnAfter(text: string, line: number, end: number, before: number, lengths: readonly number[]): boolean {
  if (end === line || !isAfterHeader(text, line)) return false;
  if (lengths.includes(before + lengthOf(text, line, end))) return true;
  const ends =
    end >= text.length ||
    (/[ \t]/.test(text[end] ?? '') && nextLine(text, end) !== undefined) ||
    /[\r\n"'`=,)\]}\\\u00a0\u00ad\u200b\u2060\ufeff]/.test(text[end] ?? '');
  return ends && end - line >= 4 && !/^(?:[A-Z]?[a-z]+|[A-Z]{1,8}|\d+)$/.test(text.slice(line, end));
}

/** Characters of base64: what escapes a slash is none. */
function lengthOf(text: string, from: number, end: number): number {
  const part = text.slice(from, end);
  return part.includes('\\') ? part.replaceAll('\\', '').length : part.length;
}

function paddingEnd(text: string, from: number): number {
  return text[from] === '=' ? runEnd(padding, text, from) : from;
}

function runEnd(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : from;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
