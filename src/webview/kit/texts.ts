/** Texts in the user's language, read from a JSON object of them. */

export type Translate = (text: string, ...given: readonly (string | number)[]) => string;

/** `{0}`, `{1}` … are the further arguments. A bank's words are looked up too, so that none may be a member of every object. */
export function textsOf(json: string): Translate {
  const bundle = readBundle(json);
  return (text, ...given) =>
    (bundle.get(text) ?? text).replace(/\{(\d+)\}/g, (whole, index: string) => String(given[Number(index)] ?? whole));
}

function readBundle(json: string): ReadonlyMap<string, string> {
  const read: unknown = JSON.parse(json);
  if (typeof read !== 'object' || read === null) return new Map();
  return new Map(Object.entries(read).filter(([, value]) => typeof value === 'string'));
}
