/** The page's head: what is listed, and whose it is. */
import type { ToListPage } from '../../messages/list.ts';
import { element, fill } from '../kit/element.ts';
import { marked } from '../kit/marked.ts';

type Start = Extract<ToListPage, { type: 'start' }>;

export class ListHead {
  readonly view = element('header', { class: 'page-head' });

  show({ title, account, source }: Start): void {
    const facts = account ? [account.name, account.number, account.type, account.currency] : [];
    fill(
      this.view,
      element(
        'div',
        { class: 'titles' },
        element('h1', {}, title),
        element(
          'p',
          { class: 'quiet facts' },
          ...[...facts, source.bank]
            .filter((fact) => fact !== '')
            .map((fact) => element('span', { class: 'fact' }, marked(fact))),
        ),
      ),
    );
  }
}
