/** Secrets that only the structure of JSON gives away: members of any spelling, pairs of name and value, private keys, a fault's code that is none. */
import {
  faultNames,
  isReadable,
  plainName,
  privateJwkMembers,
  type SecretKind,
  secretKindOf,
  secretKindOfVariable,
} from './secret-names.ts';

/** What takes the place of a secret. */
export type Replace = (value: string, kind: SecretKind) => string;

interface Value {
  start: number;
  /** Exclusive. */
  end: number;
  text: string;
  /** The end of the text or of its line cut it off. */
  cut?: boolean;
}

interface Level {
  object: boolean;
  /** The name that the values here have: the member's of an object that is being read, that of the whole array. */
  name: string;
  /** The name under which the object or array stands. */
  under: string;
  /** What it says of an error, or stands in something that does. */
  fault: boolean;
  kty: boolean;
  codes?: Value[];
  keyParts?: Value[];
  /** `{ "key": "basicToken", "value": "…" }`, in either order. */
  pairName?: string;
  pairValue?: Value;
}

/** Strings of JSON in strings of JSON. */
const deepest = 4;
/** Names longer than this are no secret's, and are not compared again and again. */
const longestName = 101;
const literal = /[^\s,\]}"{[]+/y;

/**
 * Every secret of the JSON in a text replaced, wherever in the text it stands and wherever it is cut off; all else stays to the
 * letter. One pass without recursion but into strings that hold JSON.
 */
export function replaceSecretMembers(text: string, replace: Replace, depth = 0): string {
  if (!text.includes('"')) return text;
  const edits: { start: number; end: number; text: string }[] = [];
  const hide = ({ start, end, text: value }: Value, kind: SecretKind = 'secret') => {
    const replaced = replace(value, kind);
    if (replaced !== value) edits.push({ start, end, text: JSON.stringify(replaced) });
  };
  const levels: Level[] = [levelUnder('', true, false)];
  let level = levels[0] ?? levelUnder('', true, false);
  /** The string that may turn out to be a name, and whether a value is due. */
  let string: Value | undefined;
  let due = false;

  const take = (value: Value) => {
    const { name } = level;
    const plain = plainName(name);
    const kind = secretKindOf(name);
    if (plain === 'code') {
      level.codes ??= [];
      level.codes.push(value);
    } else if (kind) hide(value, kind);
    else if (privateJwkMembers.has(name)) {
      if (level.under === 'oth') hide(value);
      else {
        level.keyParts ??= [];
        level.keyParts.push(value);
      }
    } else if (plain === 'key' || plain === 'name') level.pairName = value.cut ? undefined : value.text;
    else if (plain === 'value') {
      if (secretKindOf(level.under)) hide(value);
      else level.pairValue = value;
    } else if (depth < deepest && /[{[]/.test(value.text) && value.text.includes('"')) {
      const inside = replaceSecretMembers(value.text, replace, depth + 1);
      if (inside !== value.text) edits.push({ ...value, text: JSON.stringify(inside) });
    }
    if (name === 'kty') level.kty = true;
    if (faultNames.has(plain)) level.fault = true;
  };
  const close = (ended: Level, cutOff = false) => {
    const { pairName, pairValue } = ended;
    if (ended.kty) for (const part of ended.keyParts ?? []) hide(part);
    for (const code of ended.codes ?? []) if (!ended.fault || !isReadable(code.text)) hide(code);
    if (pairValue === undefined) return;
    // A name that was cut off may be any.
    if (pairName === undefined ? cutOff : secretKindOfVariable(pairName)) hide(pairValue);
  };
  const open = (object: boolean) => {
    const name = due || !level.object ? level.name : '';
    if (faultNames.has(plainName(name))) level.fault = true;
    level = levelUnder(name, object, level.fault);
    levels.push(level);
    due = !object;
  };

  const mark = /["{}[\],:]/g;
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    const at = found.index;
    switch (found[0]) {
      case '"': {
        const value = stringAt(text, at);
        mark.lastIndex = value.end;
        if (due) take(value);
        string = due ? undefined : value;
        if (level.object) due = false;
        break;
      }
      case ':':
        if (string && level.object && text.slice(string.end, at).trim() === '') {
          level.name = string.text.slice(0, longestName);
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
        open(found[0] === '{');
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

function levelUnder(under: string, object: boolean, fault: boolean): Level {
  return { object, name: object ? '' : under, under, fault, kty: false };
}

/** The string that begins here, to its quote, the end of its line or of the text. */
function stringAt(text: string, start: number): Value {
  let end = start + 1;
  for (; end < text.length; end += 1) {
    const character = text[end];
    if (character === '"' || character === '\n') break;
    if (character === '\\') end += 1;
  }
  end = Math.min(end, text.length);
  const raw = text.slice(start + 1, end);
  const cut = text[end] !== '"';
  return { start, end: cut ? end : end + 1, text: raw.includes('\\') ? unescaped(raw) : raw, cut };
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
  while (at < text.length && /\s/.test(text[at] ?? '')) at += 1;
  return at;
}

/** A text with parts of it replaced; where two overlap the first counts. */
export function spliced(text: string, edits: readonly { start: number; end: number; text: string }[]): string {
  if (edits.length === 0) return text;
  let result = '';
  let position = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    if (edit.start < position) continue;
    result += text.slice(position, edit.start) + edit.text;
    position = edit.end;
  }
  return result + text.slice(position);
}
