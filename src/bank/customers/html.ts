/** Text that is safe to send as HTML: a template tag that escapes whatever is put into it. */

const safe = Symbol('safe HTML');

/** A fragment that only {@link html} can make, so that no plain string passes for markup. */
export interface Html {
  readonly [safe]: string;
}

/** What a template takes: text is escaped, fragments are not, `undefined` and `false` leave nothing. */
export type Fragment = Html | readonly Html[] | string | number | undefined | false;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

function written(value: Fragment): string {
  if (value === undefined || value === false) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') {
    return value.toWellFormed().replaceAll(/[&<>"'`]/g, (character) => entities[character] ?? '');
  }
  if (safe in value) return value[safe];
  return value.map((fragment) => fragment[safe]).join('');
}

/**
 * Makes a fragment; every value is escaped for text and for quoted attributes. Attributes must be quoted in the template.
 *
 * @example
 * html`<p title="${title}">${text}</p>`
 */
export function html(strings: TemplateStringsArray, ...values: Fragment[]): Html {
  const text = strings.reduce((before, string, index) => before + written(values[index - 1]) + string);
  return { [safe]: text };
}

/** The fragment as the text that goes over the wire. */
export function textOf(fragment: Html): string {
  return fragment[safe];
}
