/** Secrets that a request holds itself, put out of it: each becomes a `{{reference}}` to the secret store. */
import { visit } from 'jsonc-parser';
import { isJsoncTooDeep } from '../jsonc.ts';
import type { SecretName } from '../workspace/secrets.ts';
import { conceal } from './concealed.ts';
import type { ProposedSecret } from './import-types.ts';
import { knownSecrets } from './known-secrets.ts';
import { withReferences } from './secret-places.ts';
import { isLiteralSecret, isSecretValue, literalPart, type Whereabouts } from './secret-values.ts';

export interface Literals {
  /** A header, parameter or member: itself, or a reference where it holds a secret. */
  value(name: string, text: string, place: string, where?: Whereabouts): string;
  /** A whole text without parts that have names. */
  text(text: string, place: string): string;
  /** The strings of a JSON text, each by its member's name; `{{variables}}` without quotes are put up with. */
  json(text: string, place: string): string;
  /** What was put out. */
  readonly secrets: ProposedSecret[];
}

/**
 * @param known the secret variables by name; where one's value stands in a request, its name takes its place.
 * @param nameOf where a secret of this key rests.
 * @param taken keys that are not free.
 */
export function literalSecrets(
  known: ReadonlyMap<string, string>,
  nameOf: (key: string) => SecretName,
  taken: ReadonlySet<string>,
): Literals {
  const secrets: ProposedSecret[] = [];
  const references = new Map<string, string>();
  const keys = new Set(taken);
  const withNames = knownSecrets(known).replaced;
  const numbers = new Map<string, number>();

  const reference = (name: string, text: string, place: string): string => {
    const before = references.get(text);
    if (before !== undefined) return before;
    const key = freeKey(keys, numbers, name, place);
    const made = `{{${key}}}`;
    references.set(text, made);
    secrets.push({ name: nameOf(key), key, place, value: conceal(text) });
    return made;
  };
  const value = (name: string, text: string, place: string, where?: Whereabouts): string => {
    const named = withNames(text);
    if (!isLiteralSecret(name, named, where)) return named;
    const [, scheme = '', rest = named] = /^((?:Basic|Bearer|DPoP)\s+)(.*)$/is.exec(named) ?? [];
    return `${scheme}${reference(name, rest, place)}`;
  };
  const text = (whole: string, place: string): string => {
    const named = withNames(whole);
    if (!isSecretValue(literalPart(named))) return named;
    // One that has no place of its own takes the whole text with it.
    return withReferences(named, (secret) => reference('body', secret, place)) ?? reference('body', named, place);
  };
  const json = (whole: string, place: string): string => {
    // What cannot be looked through may hold anything.
    if (isJsoncTooDeep(whole)) return reference('body', whole, place);
    const edits: { offset: number; length: number; text: string }[] = [];
    let member = '';
    visit(whole, {
      onObjectProperty: (name) => {
        member = name;
      },
      onLiteralValue: (found: unknown, offset, length) => {
        // As it is spelled, so that its reference gives the same JSON again.
        const quote = typeof found === 'string' ? '"' : '';
        if (quote === '' && typeof found !== 'number') return;
        const spelled = whole.slice(offset + quote.length, offset + length - quote.length);
        const kept = value(member, spelled, place);
        if (kept !== spelled) edits.push({ offset, length, text: quote + kept + quote });
      },
    });
    let result = '';
    let position = 0;
    for (const edit of edits) {
      result += whole.slice(position, edit.offset) + edit.text;
      position = edit.offset + edit.length;
    }
    return text(result + whole.slice(position), place);
  };
  return { value, text, json, secrets };
}

/** @param numbers the last number of each word, so that ten thousand alike are not counted from one again. */
function freeKey(keys: Set<string>, numbers: Map<string, number>, name: string, place: string): string {
  const words = `${place.split(/[/,]/).at(-2) ?? ''} ${name}`
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase()
    .slice(0, 60);
  const base = words === '' ? 'secret' : words;
  let key = base;
  for (let number = (numbers.get(base) ?? 1) + 1; keys.has(key); number += 1) {
    key = `${base}-${number}`;
    numbers.set(base, number);
  }
  keys.add(key);
  return key;
}
