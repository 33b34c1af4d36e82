/** Text of a bank or a token with the characters made visible that show nothing, or that turn the order of what is read. */
import { type Child, element } from './element.ts';
import { piecesOf } from './hidden-characters.ts';
import { t } from './words.ts';

/** The pieces as elements; the reading direction of a text ends with it. */
export function marked(text: string): HTMLElement {
  const children = piecesOf(text).map(
    ({ text: plain, mark }): Child =>
      mark === undefined
        ? plain
        : element('span', { class: 'mark', attributes: { title: t('A character that cannot be seen') } }, mark),
  );
  return element('bdi', {}, ...children);
}
