/** Secrets that only the structure of JSON, or of what looks like it, gives away: members of any spelling and what stands below them, pairs of name and value, private keys, a fault's code that is none. */
import { replaceLaidOutSecrets } from './laid-out-secrets.ts';
import {
  describesSecret,
  faultNames,
  isOpaque,
  isReadable,
  privateJwkMembers,
  type ReadName,
  readName,
  type SecretKind,
  secretKindOfVariable,
} from './secret-names.ts';

/** What takes the place of a secret. */
export type Replace = (value: string, kind: SecretKind, name?: string) => string;

interface Value {
  start: number;
  /** Exclusive. */
  end: number;
  text: string;
  /** Python's are apostrophes. */
  quote?: string;
  /** The end of the text or of its line cut it off. */
  cut?: boolean;
}

interface Level {
  object: boolean;
  /** The name that the values here have: the member's of an object that is being read, that of the whole array. */
  name: ReadName;
  /** The name under which the object or array stands. */
  under: ReadName;
  /** It stands, at whatever depth, under the name of a secret. */
  secret: boolean;
  /** What it says of an error, or stands in something that does. */
  fault: boolean;
  kty: boolean;
  codes?: Value[];
  keyParts?: Value[];
  /** `{ "key": "basicToken", "value": "…" }`, in either order. */
  pairName?: Value;
  /** `id` and the like, which name a pair that has no better name. */
  pairLabel?: Value;
  pairValues?: Value[];
  /** `"type": "secret"`, as Postman marks what is one. */
  marked?: boolean;
}

/** Strings of JSON in strings of JSON. */
const maxDepth = 4;
/** Names longer than this are no secret's, and are not compared again and again. */
const maxNameLength = 101;
const maxBlanks = 40;
/** Where more are open, the outermost counts as cut off. */
const maxLevels = 1000;
const noName = readName('');
const none: readonly Value[] = [];
const pairNames: ReadonlySet<string> = new Set(['key', 'name']);
const pairLabels: ReadonlySet<string> = new Set([
  'id',
  'field',
  'header',
  'param',
  'parameter',
  'property',
  'variable',
]);
const pairValues: ReadonlySet<string> = new Set(['value', 'currentvalue', 'initialvalue', 'defaultvalue']);
const lineEnd = 10;
const backslash = 92;
const literal = /(?!')[^\s,\]}"{[]+/y;

/**
 * Every secret of the JSON in a text replaced, wherever in the text it stands and wherever it is cut off; all else stays to the
 * letter. One pass without recursion but into strings that hold JSON.
 */
export function replaceSecretMembers(text: string, replace: Replace, depth = 0): string {
  if (!/["']/.test(text)) return text;
  const edits: { start: number; end: number; text: string }[] = [];
  const put = ({ start, end, text: value, quote }: Value, replaced: string) => {
    if (replaced === value) return;
    edits.push({ start, end, text: quote === "'" ? inApostrophes(replaced) : inQuotes(replaced) });
  };
  const hide = (value: Value, kind: SecretKind = 'secret', name?: string) =>
    put(value, replace(value.text, kind, name));
  let level = levelUnder(noName, true);
  const levels: Level[] = [level];
  /** The string that may turn out to be a name, and whether a value is due. */
  let string: Value | undefined;
  let due = false;

  const take = (value: Value) => {
    const { name, plain, kind } = level.name;
    // An OBIE member `Code` is no OAuth code.
    if (plain === 'code' && name !== 'Code') {
      level.codes = added(level.codes, value);
    } else if (kind) hide(value, kind, plain);
    else if (privateJwkMembers.has(name)) {
      if (level.under.name === 'oth' || level.secret) hide(value);
      else level.keyParts = added(level.keyParts, value);
    } else if (pairNames.has(plain)) level.pairName = value;
    else if (pairLabels.has(plain)) level.pairLabel = value;
    else if (pairValues.has(plain)) {
      if (level.under.kind || (level.secret && !isDescription(level.under.name, value))) {
        hide(value);
        level.pairValues ??= [];
      } else level.pairValues = added(level.pairValues, value);
    } else if (level.secret && !isDescription(name, value)) hide(value);
    else if (plain === 'type' && value.text === 'secret') level.marked = true;
    else if (depth < maxDepth) put(value, withinString(value.text, replace, depth + 1));
    if (name === 'kty') level.kty = true;
    if (faultNames.has(plain)) level.fault = true;
  };
  const close = (ended: Level, cutOff = false) => {
    const { codes = none, keyParts = none, pairName, pairLabel, pairValues } = ended;
    if (ended.kty) for (const part of keyParts) hide(part);
    for (const code of codes) if (!ended.fault || !isReadable(code.text)) hide(code, 'secret', 'code');
    if (pairValues === undefined) {
      // Without a value a name is none.
      if (ended.secret) for (const name of [pairName, pairLabel]) if (name) hide(name);
      return;
    }
    const named = [pairName, pairLabel].some((name) => name && !name.cut && secretKindOfVariable(name.text));
    // A name that was cut off may be any.
    const unknown = cutOff && (pairName === undefined || pairName.cut);
    if (named || ended.marked || unknown) for (const value of pairValues) hide(value);
  };
  const open = (object: boolean) => {
    const name = due || !level.object ? level.name : noName;
    if (faultNames.has(name.plain)) level.fault = true;
    level = levelUnder(name, object, level);
    levels.push(level);
    const [outermost] = levels;
    if (outermost && levels.length > maxLevels) {
      close(outermost, true);
      levels.shift();
    }
    due = !object;
  };

  const mark = /["'{}[\],:]/g;
  while (mark.test(text)) {
    const at = mark.lastIndex - 1;
    const sign = text[at];
    switch (sign) {
      case "'":
      case '"': {
        const value = sign === '"' ? stringAt(text, at) : stringInApostrophes(text, at);
        if (!value) break;
        mark.lastIndex = value.end;
        if (due) take(value);
        string = due ? undefined : value;
        if (level.object) due = false;
        break;
      }
      case ':':
        if (string && level.object && text.slice(string.end, at).trim() === '') {
          level.name = readName(string.text.slice(0, maxNameLength));
          due = true;
          literal.lastIndex = afterBlanks(text, at + 1);
          const bare = literal.exec(text);
          if (bare && !/^(?:true|false|null)$/.test(bare[0])) {
            mark.lastIndex = literal.lastIndex;
            take({ start: bare.index, end: literal.lastIndex, text: bare[0] });
            due = false;
          }
        }
        string = undefined;
        break;
      case ',':
        string = undefined;
        due = !level.object;
        break;
      case '{':
      case '[':
        open(sign === '{');
        string = undefined;
        break;
      default:
        if (levels.length > 1) {
          close(level);
          levels.pop();
          level = levels.at(-1) ?? level;
        }
        string = undefined;
        due = false;
    }
  }
  for (const [index, left] of levels.entries()) close(left, index > 0);
  return spliced(text, edits);
}

/** A string may hold lines of any kind, and JSON. */
function withinString(text: string, replace: Replace, depth: number): string {
  const open = text.includes('\n') ? replaceLaidOutSecrets(text, replace) : text;
  return /[{[]/.test(open) ? replaceSecretMembers(open, replace, depth) : open;
}

/** Most lists have one. */
function added(values: Value[] | undefined, value: Value): Value[] {
  if (values === undefined) return [value];
  values.push(value);
  return values;
}

function levelUnder(under: ReadName, object: boolean, around?: Level): Level {
  const secret = around?.secret || isOwner(under);
  return { object, name: object ? noName : under, under, secret, fault: around?.fault ?? false, kty: false };
}

/** Objects of OBIE payments, which hold a status and dates. */
const authorisations: ReadonlySet<string> = new Set(['Authorisation', 'MultiAuthorisation']);

/** Whether what stands below this name is secret: a `code` may be a fault's, a `request` or `response` one of HTTP, an OBIE payment has an `Authorisation`. */
function isOwner({ name, kind, plain }: ReadName): boolean {
  return kind === 'secret' && plain !== 'code' && !authorisations.has(name);
}

/** The string that begins here, to its quote, the end of its line or of the text. */
function stringAt(text: string, start: number, quote = '"'): Value {
  const ending = quote.charCodeAt(0);
  let end = start + 1;
  for (; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    if (code === ending || code === lineEnd) break;
    if (code === backslash) end += 1;
  }
  end = Math.min(end, text.length);
  const raw = text.slice(start + 1, end);
  const cut = text[end] !== quote;
  return { start, end: cut ? end : end + 1, text: raw.includes('\\') ? unescaped(raw) : raw, quote, cut };
}

/** A string of Python: an apostrophe counts where a name or value may begin, if another ends it where one may end. */
function stringInApostrophes(text: string, start: number): Value | undefined {
  let before = start - 1;
  while (before > 0 && start - before < maxBlanks && isBlank(text.charCodeAt(before))) before -= 1;
  if (!/[{[,:(]/.test(text[before] ?? '')) return undefined;
  const value = stringAt(text, start, "'");
  if (value.cut) return undefined;
  let after = value.end;
  while (after - value.end < maxBlanks && isBlank(text.charCodeAt(after))) after += 1;
  return /[:,}\])]/.test(text[after] ?? '') ? value : undefined;
}

/** Most are nothing but what takes the place of a secret. */
function inQuotes(text: string): string {
  return text === '…' ? '"…"' : JSON.stringify(text);
}

/** A text in apostrophes, in the escapes of Python. */
function inApostrophes(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** Whether a member below a secret's name says something of the secret, and does not hold it. */
function isDescription(name: string, { text }: Value): boolean {
  return describesSecret(name) && !text.split(/\s+/).some(isOpaque);
}

function unescaped(raw: string): string {
  try {
    return String(JSON.parse(`"${raw}"`));
  } catch {
    return raw;
  }
}

function afterBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 160 || code === 0xfeff;
}

/** A text with parts of it replaced; where two overlap the first counts. */
export function spliced(text: string, edits: readonly { start: number; end: number; text: string }[]): string {
  if (edits.length === 0) return text;
  let result = '';
  let position = 0;
  // Most are in order.
  const sorted = edits.every(({ start }, index) => start >= (edits[index - 1]?.start ?? 0));
  for (const edit of sorted ? edits : edits.toSorted((a, b) => a.start - b.start)) {
    if (edit.start < position) continue;
    result += text.slice(position, edit.start) + edit.text;
    position = edit.end;
  }
  return result + text.slice(position);
}
