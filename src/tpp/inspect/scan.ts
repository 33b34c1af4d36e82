/** One pass over a JSON text for what its parsed value no longer shows: members named twice, how deep it goes, texts that mislead the eye. */
import { createScanner } from 'jsonc-parser';
import { syntax } from '../jsonc.ts';

export interface JsonScan {
  /** Deepest nesting of objects and arrays. */
  depth: number;
  /** JSON pointers of members that their object has more than once; the first few. */
  duplicates: string[];
  /** JSON pointers of texts with characters that turn the direction of reading or show nothing; the first few. */
  misleading: string[];
  /** JSON pointers of whole numbers that a double cannot hold; the first few. */
  inexact: string[];
}

interface Level {
  pointer: string;
  /** The names so far, in an object. */
  names?: Set<string>;
  name: string;
  index: number;
}

const enough = 20;
/** Names longer than this are told apart but not spelled out. */
const longName = 100;
/** Controls of direction, zero-width characters, and the other invisible formatters. */
const hidden = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;
/** Deeper JSON is nobody's token, and what shows it or writes it again may run out of stack. */
export const maxTokenDepth = 100;

/** Every character is read once, by no recursion, and none below the deepest level. Whether the text is JSON is not judged. */
export function scanJson(text: string): JsonScan {
  const scanner = createScanner(text, true);
  const found: JsonScan = { depth: 0, duplicates: [], misleading: [], inexact: [] };
  const levels: Level[] = [];
  let nameNext = false;
  for (let token = scanner.scan(); token !== syntax.end; token = scanner.scan()) {
    const level = levels.at(-1);
    switch (token) {
      case syntax.openBrace:
      case syntax.openBracket: {
        nameNext = token === syntax.openBrace;
        levels.push({ pointer: pointerIn(level), name: '', index: 0, names: nameNext ? new Set() : undefined });
        found.depth = Math.max(found.depth, levels.length);
        if (found.depth > maxTokenDepth) return found;
        break;
      }
      case syntax.closeBrace:
      case syntax.closeBracket:
        levels.pop();
        break;
      case syntax.comma:
        nameNext = level?.names !== undefined;
        if (level) level.index += 1;
        break;
      case syntax.colon:
        nameNext = false;
        break;
      case syntax.text: {
        const value = scanner.getTokenValue();
        if (nameNext && level?.names) {
          level.name = value;
          if (level.names.has(value)) note(found.duplicates, level);
          level.names.add(value);
        }
        if (hidden.test(value)) note(found.misleading, level);
        break;
      }
      case syntax.number:
        if (isInexact(scanner.getTokenValue())) note(found.inexact, level);
        break;
      default:
    }
  }
  return found;
}

function note(list: string[], level: Level | undefined): void {
  if (list.length < enough) list.push(pointerIn(level));
}

function pointerIn(level: Level | undefined): string {
  if (level === undefined) return '';
  return `${level.pointer}/${level.names ? escapePointer(level.name.slice(0, longName)) : level.index}`;
}

/** One step of a JSON pointer (RFC 6901 §3). */
export function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

function isInexact(number: string): boolean {
  if (number.length < 16) return false;
  const value = Number(number);
  if (!Number.isFinite(value)) return true;
  return /^-?\d+$/.test(number) && !(number.length < 400 && BigInt(number) === BigInt(value));
}
