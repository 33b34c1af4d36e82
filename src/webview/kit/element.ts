/** Making elements: text is text, whatever a bank or a token holds. */

export type Child = Node | string | undefined | false;

interface Given {
  class?: string;
  /** Attributes; `undefined` and false leave one out, true gives it without a value. */
  attributes?: Record<string, string | number | boolean | undefined>;
  on?: { [Event in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Event]) => void };
}

/** @example element('button', { class: 'quiet', on: { click: close } }, t('Close')) */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  given: Given = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  dress(made, given);
  add(made, children);
  return made;
}

/** Gives an element class, attributes and listeners. */
export function dress(made: HTMLElement, { class: className, attributes = {}, on = {} }: Given): void {
  if (className !== undefined) made.className = className;
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    made.setAttribute(name, value === true ? '' : String(value));
  }
  for (const [name, listener] of Object.entries(on)) made.addEventListener(name, listener as EventListener);
}

export function add(parent: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (child !== undefined && child !== false) parent.appendChild(typeof child === 'string' ? new Text(child) : child);
  }
}

/** Puts these in the place of all that was there. */
export function fill(parent: Element, ...children: readonly Child[]): void {
  parent.replaceChildren();
  add(parent, children);
}
