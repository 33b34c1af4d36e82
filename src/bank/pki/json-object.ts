/** JSON objects read strictly: a member that stands twice is refused, because two readers could take two different values. */

import { truncate } from '../../standard/truncate.ts';

export type JsonObject = { [member: string]: unknown };

/** The text is no JSON object; the message says why and is fit to be shown. */
export class JsonRefused extends Error {
  override readonly name = 'JsonRefused';
}

/**
 * Parses a JSON text that must be an object without duplicate members at any depth (RFC 7519 §4, RFC 8259 §4).
 *
 * @throws JsonRefused
 */
export function parseJsonObject(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new JsonRefused('is not JSON');
  }
  if (!isJsonObject(value)) throw new JsonRefused('is not a JSON object');
  const twice = duplicateMember(text);
  if (twice !== undefined) throw new JsonRefused(`has the member "${truncate(twice, 40)}" twice`);
  return value;
}

/** An object of JSON: no list, no null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first member name that stands twice in one object of a text already known to be JSON. */
function duplicateMember(text: string): string | undefined {
  // One entry for each open bracket: the names seen in an object, undefined for an array.
  const open: (Set<string> | undefined)[] = [];
  let expectsName = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      const end = endOfString(text, at);
      const names = open.at(-1);
      if (expectsName && names !== undefined) {
        const name = String(JSON.parse(text.slice(at, end + 1)));
        if (names.has(name)) return name;
        names.add(name);
        expectsName = false;
      }
      at = end;
    } else if (character === '{' || character === '[') {
      open.push(character === '{' ? new Set() : undefined);
      expectsName = character === '{';
    } else if (character === '}' || character === ']') {
      open.pop();
    } else if (character === ',') {
      expectsName = open.at(-1) !== undefined;
    }
  }
  return undefined;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
