/** The strip below the head: how far the reading came, what stopped it, and what became of an export. */
import type { Cancelled, Failed } from '../../messages/reading.ts';
import { button, progressRing } from '../kit/controls.ts';
import { element, fill } from '../kit/element.ts';
import { icon } from '../kit/icons.ts';
import { marked } from '../kit/marked.ts';
import { t } from '../kit/words.ts';

/** How a page says how many of its rows there are. */
export interface NewsWords {
  /** How far the reading came; `of` pages, where the bank says. */
  progress(rows: number, pages: number, of: number | undefined): string;
  cancelled(rows: number): string;
  /** What was read before it failed. */
  kept(rows: number): string;
}

export interface NewsEvents {
  onCancel(): void;
  onRetry(): void;
  onCure(): void;
  /** Where the page can read what is left by itself. */
  onGoOn?(): void;
}

interface ReadingProgress {
  pages: number;
  of?: number | undefined;
  rows: number;
  /** What the bank is waited for, in a sentence. */
  waiting?: string | undefined;
}

/** Milliseconds that a notice stands. */
const noticeTime = 8000;

export class News {
  readonly view = element('div', { class: 'news' });
  readonly #state = element('div', { class: 'news-state', attributes: { role: 'status' } });
  readonly #notice = element('div', { class: 'notice', attributes: { role: 'status' } });
  readonly #said = element('span', {});
  readonly #words: NewsWords;
  readonly #events: NewsEvents;
  #hiding: ReturnType<typeof setTimeout> | undefined;

  constructor(words: NewsWords, events: NewsEvents) {
    this.#words = words;
    this.#events = events;
    this.view.append(this.#state, this.#notice);
  }

  reading(): void {
    this.#said.textContent = t('Reading…');
    const cancel = button(t('Cancel'), () => this.#events.onCancel());
    this.#show('reading', progressRing(), this.#said, cancel);
  }

  progress({ pages, of, rows, waiting }: ReadingProgress): void {
    if (!this.#said.isConnected) this.reading();
    this.#said.textContent = waiting ?? this.#words.progress(rows, pages, of);
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

  cancelled(rows: number, { notes = [], goOn = false }: Pick<Cancelled, 'notes' | 'goOn'> = {}): void {
    const further = this.#goOn(goOn);
    this.#show(
      'info',
      icon('info'),
      said([this.#words.cancelled(rows), ...notes]),
      ...further,
      button(t('Retry'), this.#events.onRetry, further.length === 0 ? 'primary' : undefined),
    );
  }

  #goOn(isPossible: boolean): HTMLElement[] {
    const { onGoOn } = this.#events;
    return isPossible && onGoOn ? [button(t('Go On'), () => onGoOn(), 'primary')] : [];
  }

  failed({ problem, notes = [], cure, asBefore = false, goOn = false }: Failed, rows: number): void {
    const { message, bank = '', try: hint } = problem;
    const texts = [
      message,
      asBefore ? t('What was read before stays as it was.') : rows > 0 ? this.#words.kept(rows) : '',
      bank === '' ? '' : t('The bank said: {0}', bank),
      hint ?? '',
      ...notes,
    ];
    const further = this.#goOn(goOn);
    const look = further.length === 0 ? 'primary' : undefined;
    const ways = cure === undefined ? further : [...further, button(cure, this.#events.onCure, look)];
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
