/** The strip below the head: how far the reading came, what stopped it, and what became of an export. */
import type { ToTransactionsPage } from '../../messages/transactions.ts';
import { button, progressRing } from '../kit/controls.ts';
import { element, fill } from '../kit/element.ts';
import { icon } from '../kit/icons.ts';
import { marked } from '../kit/marked.ts';
import { t } from '../kit/words.ts';
import { countText } from './model/words.ts';

type Message<Type extends ToTransactionsPage['type']> = Extract<ToTransactionsPage, { type: Type }>;

export interface NewsEvents {
  onCancel(): void;
  onRetry(): void;
  onCure(): void;
}

/** Milliseconds that a notice stands. */
const noticeTime = 8000;

export class News {
  readonly view = element('div', { class: 'news' });
  readonly #state = element('div', { class: 'news-state', attributes: { role: 'status' } });
  readonly #notice = element('div', { class: 'notice', attributes: { role: 'status' } });
  readonly #said = element('span', {});
  readonly #events: NewsEvents;
  #hiding: ReturnType<typeof setTimeout> | undefined;

  constructor(events: NewsEvents) {
    this.#events = events;
    this.view.append(this.#state, this.#notice);
  }

  reading(): void {
    this.#said.textContent = t('Reading…');
    const cancel = button(t('Cancel'), () => this.#events.onCancel());
    this.#show('reading', progressRing(), this.#said, cancel);
  }

  progress({ pages, of, rows }: Message<'progress'>): void {
    if (!this.#said.isConnected) this.reading();
    this.#said.textContent =
      of === undefined
        ? t('Reading… {0} transactions so far, page {1}', countText(rows), countText(pages))
        : t('Reading… {0} transactions so far, page {1} of {2}', countText(rows), countText(pages), countText(of));
  }

  /** @param notes what was odd about the bank's answers; it stays to be read */
  done(notes: readonly string[] = []): void {
    if (notes.length > 0) {
      this.#show('info', icon('info'), said(notes));
      return;
    }
    fill(this.#state);
    this.#state.className = 'news-state';
  }

  cancelled(rows: number, notes: readonly string[] = []): void {
    const text =
      rows === 1
        ? t('Cancelled. What was read stays, but is not complete: 1 transaction.')
        : t('Cancelled. What was read stays, but is not complete: {0} transactions.', countText(rows));
    this.#show('info', icon('info'), said([text, ...notes]), button(t('Retry'), this.#events.onRetry, 'primary'));
  }

  failed({ problem, notes = [], cure, asBefore = false }: Message<'failed'>, rows: number): void {
    const { message, bank = '', try: hint } = problem;
    const kept =
      rows === 1
        ? t('Not complete: 1 transaction was read before it failed.')
        : t('Not complete: {0} transactions were read before it failed.', countText(rows));
    const texts = [
      message,
      asBefore ? t('What was read before stays as it was.') : rows > 0 ? kept : '',
      bank === '' ? '' : t('The bank said: {0}', bank),
      hint ?? '',
      ...notes,
    ];
    const ways = cure === undefined ? [] : [button(cure, this.#events.onCure, 'primary')];
    this.#show('error', icon('error'), said(texts), ...ways);
  }

  /** Something that was looked at before this window was loaded again, to be read on request. */
  waiting(text: string): void {
    this.#show(
      'stopped',
      icon('info'),
      element('p', {}, text),
      button(t('Read Again'), this.#events.onRetry, 'primary'),
    );
  }

  notice(text: string): void {
    clearTimeout(this.#hiding);
    fill(this.#notice, icon('good'), marked(text));
    this.#hiding = setTimeout(() => fill(this.#notice), noticeTime);
  }

  #show(look: string, ...children: Node[]): void {
    this.#state.className = `news-state ${look}`;
    fill(this.#state, ...children);
  }
}

/** Texts of strangers among ours, a paragraph each. */
const said = (texts: readonly string[]): HTMLElement =>
  element(
    'div',
    { class: 'said' },
    ...texts.filter((text) => text !== '').map((text) => element('p', {}, marked(text))),
  );
