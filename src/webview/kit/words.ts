/** The page's texts in the user's language: the extension's own bundle, which the page was given as data. */

const bundle = readBundle();

/** A text in the user's language; `{0}`, `{1}` … are the further arguments. */
export function t(text: string, ...given: readonly (string | number)[]): string {
  return (bundle[text] ?? text).replace(/\{(\d+)\}/g, (whole, index: string) => String(given[Number(index)] ?? whole));
}

/** The user's locale, for dates and numbers; plain English is ours, which is British. */
export const locale = document.documentElement.lang.replace(/^(?:en)?$/, 'en-GB');

function readBundle(): Record<string, string> {
  const read: unknown = JSON.parse(document.getElementById('texts')?.textContent || '{}');
  if (typeof read !== 'object' || read === null) return {};
  return Object.fromEntries(Object.entries(read).filter(([, value]) => typeof value === 'string'));
}
