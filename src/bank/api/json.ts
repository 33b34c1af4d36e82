/** Reads JSON as a bank should: UTF-8, nothing but JSON, and no member twice. */
import { visit } from 'jsonc-parser';
import { Refusal } from './errors.ts';

/**
 * Parses a body. A member that stands twice is refused, for two readers may each take another one (RFC 8259 §4).
 * @throws Refusal 400
 */
export function parseJson(bytes: Buffer): unknown {
  const text = decoded(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw notJson('The body is not JSON.');
  }
  const twice = firstDuplicate(text);
  if (twice !== undefined) {
    throw new Refusal(400, { code: 'UK.OBIE.Field.Unexpected', message: 'This member stands twice.', path: twice });
  }
  return value;
}

function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw notJson('The body is not UTF-8.');
  }
}

function firstDuplicate(text: string): string | undefined {
  const open: Set<string>[] = [];
  let found: string | undefined;
  try {
    visit(text, {
      onObjectBegin: () => void open.push(new Set()),
      onObjectEnd: () => void open.pop(),
      onObjectProperty: (name, _offset, _length, _line, _character, path) => {
        const members = open.at(-1);
        if (members?.has(name)) found ??= [...path(), name].join('.');
        members?.add(name);
      },
    });
  } catch (error) {
    // The visitor calls itself for each level.
    if (error instanceof RangeError) throw notJson('The body is nested too deeply.');
    throw error;
  }
  return found;
}

function notJson(message: string): Refusal {
  return new Refusal(400, { code: 'UK.OBIE.Resource.InvalidFormat', message });
}
