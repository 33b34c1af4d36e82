/** A tree for the keyboard and for screen readers (ARIA tree view pattern), built as far as it is opened. */
import { element } from './element.ts';
import { icon } from './icons.ts';
import { locale, t } from './words.ts';

export interface TreeRow {
  /** Unique in its tree. */
  id: string;
  /** What a screen reader says of it. */
  spoken: string;
  /** What is seen of it; called once. */
  show(): readonly HTMLElement[];
  children?: () => readonly TreeRow[];
  /** Whether its children show from the beginning. */
  open?: boolean;
  /** What the copying keys take. */
  copies?: string;
}

export interface Tree {
  readonly element: HTMLElement;
  /** Opens all that is above a row, moves there and shows it. @returns false when there is no such row */
  reveal(id: string): boolean;
}

interface Item {
  row: TreeRow;
  element: HTMLElement;
  line: HTMLElement;
  parent: Item | undefined;
  level: number;
  /** Built when they first show. */
  children: Item[] | undefined;
  group: HTMLElement | undefined;
  /** Shows further children; stands at their end. */
  more?: () => void;
}

/** Children that are built at once; the next press shows ten times as many. */
const first = 100;
const focusable = 'a, button';

/**
 * @param label the tree's name
 * @param onCopy called with what a row copies, on Ctrl+C or Cmd+C while nothing is selected
 * @param parentOf the id above an id, by which {@link Tree.reveal} finds its way down
 */
export function tree(
  label: string,
  rows: readonly TreeRow[],
  { onCopy, parentOf }: { onCopy(text: string): void; parentOf(id: string): string | undefined },
): Tree {
  const root = element('div', { class: 'tree', attributes: { role: 'tree', 'aria-label': label } });
  const byElement = new WeakMap<Element, Item>();
  const byId = new Map<string, Item>();
  let current: Item | undefined;

  const make = (row: TreeRow, parent: Item | undefined, level: number, position: number, count: number): Item => {
    const line = element(
      'div',
      { class: 'row' },
      element('span', { class: 'twist', attributes: { 'aria-hidden': 'true' } }, row.children && icon('chevron')),
      ...row.show(),
    );
    const made = element(
      'div',
      {
        class: 'item',
        attributes: {
          role: 'treeitem',
          tabindex: -1,
          'aria-label': row.spoken,
          'aria-level': level,
          'aria-posinset': position,
          'aria-setsize': count,
          'aria-selected': 'false',
          ...(row.children && { 'aria-expanded': 'false' }),
        },
      },
      line,
    );
    const item: Item = { row, element: made, line, parent, level, children: undefined, group: undefined };
    for (const inner of line.querySelectorAll(focusable)) inner.setAttribute('tabindex', '-1');
    byElement.set(made, item);
    byId.set(row.id, item);
    if (row.children && row.open) expand(item);
    return item;
  };

  const build = (group: HTMLElement, given: readonly TreeRow[], parent: Item | undefined, level: number): Item[] => {
    const items: Item[] = [];
    let batch = first;
    const more = (): void => {
      const before = items.at(-1);
      const wasMore = before?.more !== undefined;
      if (wasMore) items.pop()?.element.remove();
      const from = items.length;
      for (const [index, row] of given.slice(from, from + batch).entries()) {
        const item = make(row, parent, level, from + index + 1, given.length);
        items.push(item);
        group.append(item.element);
      }
      batch *= 10;
      const left = given.length - items.length;
      const start = items[from];
      if (left > 0) {
        const words = t('Show {0} more of {1}', number(Math.min(batch, left)), number(given.length));
        const id = `${parent?.row.id ?? ''}#more`;
        const spoken = { id, spoken: words, show: () => [element('span', { class: 'more' }, words)] };
        const item = make(spoken, parent, level, items.length + 1, given.length);
        item.more = more;
        items.push(item);
        group.append(item.element);
      }
      if (wasMore && start) go(start);
    };
    more();
    return items;
  };

  const expand = (item: Item): void => {
    const { row, element: made, level } = item;
    if (!row.children) return;
    if (!item.children) {
      const group = element('div', { class: 'group', attributes: { role: 'group' } });
      item.group = group;
      item.children = build(group, row.children(), item, level + 1);
      made.append(group);
    }
    if (item.group) item.group.hidden = false;
    made.setAttribute('aria-expanded', 'true');
  };
  const collapse = (item: Item): void => {
    if (item.group) item.group.hidden = true;
    if (item.group?.contains(document.activeElement)) go(item);
    item.element.setAttribute('aria-expanded', 'false');
  };
  const isOpen = ({ element: made }: Item): boolean => made.getAttribute('aria-expanded') === 'true';
  const toggle = (item: Item): void => {
    if (item.more) item.more();
    else if (isOpen(item)) collapse(item);
    else expand(item);
  };

  /** One item of the tree is in the page's tab order, and with it the links in its row. */
  const mark = (item: Item): void => {
    if (current === item) return;
    const reach = (one: Item | undefined, index: number): void => {
      one?.element.setAttribute('tabindex', String(index));
      one?.element.setAttribute('aria-selected', String(index === 0));
      for (const inner of one?.line.querySelectorAll(focusable) ?? []) inner.setAttribute('tabindex', String(index));
    };
    reach(current, -1);
    reach(item, 0);
    current = item;
  };
  const go = (item: Item | undefined): void => {
    if (!item) return;
    mark(item);
    item.element.focus({ preventScroll: true });
    item.line.scrollIntoView({ block: 'nearest' });
  };

  const top = build(root, rows, undefined, 1);
  const siblingsOf = ({ parent }: Item): Item[] => (parent ? (parent.children ?? []) : top);
  const lastOf = (item: Item | undefined): Item | undefined => {
    let last = item;
    while (last?.children?.length && isOpen(last)) last = last.children.at(-1);
    return last;
  };
  const nextOf = (item: Item): Item | undefined => {
    if (isOpen(item) && item.children?.length) return item.children[0];
    for (let at: Item | undefined = item; at; at = at.parent) {
      const siblings = siblingsOf(at);
      const next = siblings[siblings.indexOf(at) + 1];
      if (next) return next;
    }
    return undefined;
  };
  const beforeOf = (item: Item): Item | undefined => {
    const siblings = siblingsOf(item);
    const before = siblings[siblings.indexOf(item) - 1];
    return before ? lastOf(before) : item.parent;
  };
  const startingWith = (item: Item, letter: string): Item | undefined => {
    const wanted = letter.toLowerCase();
    const names = (one: Item | undefined): boolean => one?.row.spoken.toLowerCase().startsWith(wanted) ?? false;
    for (let at = nextOf(item) ?? top[0]; at && at !== item; at = nextOf(at) ?? top[0]) if (names(at)) return at;
    return undefined;
  };

  const itemOf = (target: EventTarget | null): Item | undefined => {
    const made = target instanceof Element ? target.closest('[role=treeitem]') : null;
    return made ? byElement.get(made) : undefined;
  };
  const keys: Record<string, (item: Item) => void> = {
    ArrowDown: (item) => go(nextOf(item)),
    ArrowUp: (item) => go(beforeOf(item)),
    Home: () => go(top[0]),
    End: () => go(lastOf(top.at(-1))),
    ArrowRight: (item) => (isOpen(item) ? go(item.children?.[0]) : expand(item)),
    ArrowLeft: (item) => (isOpen(item) ? collapse(item) : go(item.parent)),
    Enter: toggle,
    ' ': toggle,
    '*': (item) => siblingsOf(item).slice(0, first).forEach(expand),
  };
  root.addEventListener('keydown', (event) => {
    const item = itemOf(event.target);
    // A link or button in a row has its own keys, all but those that lead away from it.
    if (!item || (event.target !== item.element && !event.key.startsWith('Arrow'))) return;
    const { key, ctrlKey, metaKey, altKey } = event;
    if ((ctrlKey || metaKey) && key === 'c' && String(window.getSelection()) === '') {
      if (item.row.copies !== undefined) onCopy(item.row.copies);
      return;
    }
    if (ctrlKey || metaKey || altKey) return;
    const act = keys[key] ?? (key.length === 1 ? () => go(startingWith(item, key)) : undefined);
    if (!act) return;
    event.preventDefault();
    act(item);
  });
  root.addEventListener('focusin', ({ target }) => {
    const item = itemOf(target);
    if (item) mark(item);
  });
  root.addEventListener('click', ({ target }) => {
    const item = itemOf(target);
    const onRow = target instanceof Element && item?.line.contains(target) && !target.closest(focusable);
    if (!item || !onRow || String(window.getSelection()) !== '') return;
    go(item);
    toggle(item);
  });
  if (top[0]) mark(top[0]);

  const find = (id: string): Item | undefined => {
    const known = byId.get(id);
    if (known) return known;
    const above = parentOf(id);
    const parent = above === undefined ? undefined : find(above);
    if (!parent) return undefined;
    expand(parent);
    while (!byId.has(id) && parent.children?.at(-1)?.more) parent.children.at(-1)?.more?.();
    return byId.get(id);
  };
  return {
    element: root,
    reveal(id) {
      const item = find(id);
      for (let above = item?.parent; above; above = above.parent) expand(above);
      go(item);
      item?.line.scrollIntoView({ block: 'center' });
      return item !== undefined;
    },
  };
}

const number = (value: number): string => new Intl.NumberFormat(locale).format(value);
