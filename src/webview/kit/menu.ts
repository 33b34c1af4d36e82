/** A button with a menu, after ARIA's pattern: arrows, Home, End, Escape. */
import { button } from './controls.ts';
import { element, fill } from './element.ts';
import { icon } from './icons.ts';

export interface MenuItem {
  label: string;
  choose(): void;
  /** For what is switched on and off; the menu then stays open. */
  checked?: boolean;
}

/** @param items asked for at each opening */
export function menuButton(label: string, items: () => readonly MenuItem[]): HTMLElement {
  const opener = button(label, () => show(menu.hidden === true));
  opener.setAttribute('aria-haspopup', 'menu');
  opener.append(icon('chevron'));
  const menu = element('div', { class: 'menu', attributes: { role: 'menu', 'aria-label': label } });
  const made = element('div', { class: 'menu-button' }, opener, menu);

  const entries = (): HTMLElement[] => [...menu.querySelectorAll<HTMLElement>('.menu-item')];
  const list = (focused: number): void => {
    fill(menu, ...items().map((item, place) => entry(item, () => choose(item, place))));
    entries()[focused]?.focus();
  };
  const show = (open: boolean): void => {
    menu.hidden = !open;
    opener.setAttribute('aria-expanded', String(open));
    if (open) list(0);
    else fill(menu);
  };
  const choose = (item: MenuItem, place: number): void => {
    if (item.checked === undefined) {
      opener.focus();
      show(false);
      item.choose();
    } else {
      item.choose();
      list(place);
    }
  };
  menu.addEventListener('keydown', (event) => {
    const all = entries();
    const at = all.findIndex((each) => each.matches(':focus'));
    const places: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 };
    const to = places[event.key];
    if (to !== undefined) all[(to + all.length) % all.length]?.focus();
    else if (event.key === 'Escape') {
      opener.focus();
      show(false);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  made.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget !== null && !(relatedTarget instanceof Node && made.contains(relatedTarget))) show(false);
  });
  document.addEventListener('pointerdown', ({ target }) => {
    if (!menu.hidden && target instanceof Node && !made.contains(target)) show(false);
  });
  menu.hidden = true;
  opener.setAttribute('aria-expanded', 'false');
  return made;
}

function entry({ label, checked }: MenuItem, press: () => void): HTMLElement {
  return element(
    'button',
    {
      class: 'menu-item',
      attributes: {
        type: 'button',
        tabindex: -1,
        role: checked === undefined ? 'menuitem' : 'menuitemcheckbox',
        'aria-checked': checked === undefined ? undefined : String(checked),
      },
      on: { click: press },
    },
    label,
  );
}
