/** Tokens in JSON form, flattened or general (RFC 7515 §7.2, RFC 7516 §7.2): read, and found in a text. */
import { parseJson } from '../json.ts';

export interface JsonForm {
  /** In compact form, one for each signature or recipient whose header is protected. */
  compacts: string[];
  /** How many signatures or recipients it has. */
  count: number;
  general: boolean;
  encrypted: boolean;
  /** Names of header members that stand outside of the protected header, where nothing protects them. */
  unprotected: string[];
}

/** Nobody signs more often; the rest is counted. */
const limit = 200;
/** Names of members that are told. */
const maxNames = 20;

/** Nothing for any text that is not such a token and nothing else. */
export function readJsonForm(text: string): JsonForm | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  const whole = parsed(text);
  if (!isObject(whole)) return undefined;
  const encrypted = whole.ciphertext !== undefined;
  const list = encrypted ? whole.recipients : whole.signatures;
  const each: unknown[] = Array.isArray(list) ? list : [whole];
  const members = each.filter(isObject);
  const [first] = members;
  if (!first || !(encrypted ? typeof whole.ciphertext === 'string' : typeof first.signature === 'string'))
    return undefined;
  // Anything may have a member of this name; a token has its header beside it, protected or not.
  const isProtected = [first.protected, whole.protected].some((header) => typeof header === 'string');
  if (!isProtected && !(isObject(first.header) && typeof whole.payload === 'string')) return undefined;
  const compacts = members.slice(0, limit).flatMap((member) => compactOf(whole, member, encrypted) ?? []);
  const outside = [whole.unprotected, ...members.slice(0, limit).map(({ header }) => header)].filter(isObject);
  return {
    compacts,
    count: members.length,
    general: Array.isArray(list),
    encrypted,
    unprotected: [...new Set(outside.flatMap((header) => Object.keys(header)))].slice(0, maxNames),
  };
}

/** The compact form of a token in JSON form; of several signatures the first. Nothing for any other text. */
export function compactOfJson(text: string): string | undefined {
  return readJsonForm(text)?.compacts[0];
}

function compactOf(
  whole: Record<string, unknown>,
  member: Record<string, unknown>,
  encrypted: boolean,
): string | undefined {
  const { payload = '', iv = '', ciphertext, tag = '' } = whole;
  const parts = encrypted
    ? [whole.protected, member.encrypted_key ?? '', iv, ciphertext, tag]
    : [member.protected, payload, member.signature];
  return parts[0] !== '' && parts.every((part) => typeof part === 'string') ? parts.join('.') : undefined;
}

/** A member that only such a token has. */
const telling = /"(?:protected|signatures|recipients)"\s{0,9}:/g;

/**
 * Where such tokens stand in a text, a log or a file of JSON.
 *
 * Every character is looked at a fixed number of times, whatever the text.
 */
export function* jsonFormsOf(text: string): Generator<{ start: number; end: number }> {
  let from = 0;
  // What is nested in what is no token would be read again and again.
  let budget = 4 * text.length;
  for (const { index } of text.matchAll(telling)) {
    if (index < from || budget <= 0) continue;
    const start = openingBefore(text, index, from);
    from = index;
    if (start === undefined) continue;
    const end = closingAfter(text, start, start + budget);
    budget -= (end ?? start + budget) - start;
    if (end === undefined || compactOfJson(text.slice(start, end)) === undefined) continue;
    yield { start, end };
    from = end;
  }
}

/** The brace of the object that a place stands in, if it stands behind `from`. */
function openingBefore(text: string, at: number, from: number): number | undefined {
  let depth = 0;
  for (let index = at - 1; index >= from; index -= 1) {
    const character = text[index];
    if (character === '}') depth += 1;
    else if (character === '{') {
      if (depth === 0) return index;
      depth -= 1;
    }
  }
  return undefined;
}

/** The end of the object that begins here, if it comes before `last`. */
function closingAfter(text: string, start: number, last: number): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let index = start; index < text.length && index < last; index += 1) {
    const character = text[index];
    if (quoted) {
      if (character === '\\') index += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return undefined;
}

/** The members of an object in JSON; none of any other text. */
export function membersOf(text: string): Record<string, unknown> {
  const value = parsed(text);
  return isObject(value) ? value : {};
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
