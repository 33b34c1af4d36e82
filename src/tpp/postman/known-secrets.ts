/** Secrets that are known by their values, wherever they stand in other texts; each text is gone through once, however many there are. */

export interface KnownSecrets {
  /** The text with each secret's `{{name}}` in its place. */
  replaced(text: string): string;
}

/** Shorter ones would be found by chance, inside ordinary words. */
const minLength = 8;

/** Those that begin alike: their names by their values, and the lengths that occur, the longest first. */
interface Alike {
  names: Map<string, string>;
  lengths: number[];
}

/** @param secrets values by the names of their variables; of two with one value the first counts. */
export function knownSecrets(secrets: ReadonlyMap<string, string>): KnownSecrets {
  const starting = new Map<string, Alike>();
  for (const [name, value] of secrets) {
    if (value.length < minLength) continue;
    const start = value.slice(0, minLength);
    const alike = starting.get(start) ?? { names: new Map(), lengths: [] };
    if (!alike.names.has(value)) alike.names.set(value, name);
    starting.set(start, alike);
  }
  for (const alike of starting.values()) {
    alike.lengths = [...new Set([...alike.names.keys()].map(({ length }) => length))].sort((a, b) => b - a);
  }
  const valueAt = (text: string, at: number): { name: string; length: number } | undefined => {
    const alike = starting.get(text.slice(at, at + minLength));
    for (const length of alike?.lengths ?? []) {
      const name = alike?.names.get(text.slice(at, at + length));
      if (name !== undefined) return { name, length };
    }
    return undefined;
  };
  return {
    replaced: (text) => {
      if (starting.size === 0 || text.length < minLength) return text;
      let result = '';
      let position = 0;
      for (let at = 0; at + minLength <= text.length; at += 1) {
        const found = valueAt(text, at);
        if (!found) continue;
        result += `${text.slice(position, at)}{{${found.name}}}`;
        position = at + found.length;
        at = position - 1;
      }
      return result + text.slice(position);
    },
  };
}
