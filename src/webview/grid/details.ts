/** The pane beside the grid with all of one row: its fields, what there is to say of it, and the bank's own object as text. */
import { button } from '../kit/controls.ts';
import { type Child, element, fill } from '../kit/element.ts';
import { icon } from '../kit/icons.ts';
import { marked } from '../kit/marked.ts';
import { t } from '../kit/words.ts';

export interface DetailsEvents {
  onClose(): void;
  onOpenRaw(row: number): void;
  onCopy(row: number): void;
  /** The bank's own object is wanted; {@link Details.raw} takes it. */
  onRaw(row: number): void;
}

export type DetailsField = readonly [label: string, value: string | readonly string[], explanation?: string];

/** What is shown of a row. */
export interface Described {
  title: string;
  /** What stands below the title. */
  above?: readonly Child[];
  marks: readonly { label: string; explanation: string }[];
  fields: readonly DetailsField[];
  /** Buttons beside those that every row has. */
  actions?: readonly Child[];
}

export class Details {
  readonly view = element('aside', {
    class: 'details',
    attributes: { 'aria-label': t('Details'), hidden: true },
  });
  readonly #events: DetailsEvents;
  readonly #raw = element('pre', { class: 'raw', attributes: { tabindex: 0, 'aria-label': t('What the bank sent') } });
  readonly #close: HTMLElement;
  #fields = element('dl');
  /** Those that came with the bank's own object. */
  #more: Node[] = [];
  #row = -1;

  constructor(events: DetailsEvents) {
    this.#events = events;
    this.#close = button(t('Close'), () => events.onClose());
    this.view.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      events.onClose();
    });
  }

  get open(): boolean {
    return !this.view.hidden;
  }

  close(): void {
    this.view.hidden = true;
    this.#row = -1;
  }

  focus(): void {
    this.#close.focus();
  }

  /** @param described asked for where the row is not shown already */
  show(row: number, described: () => Described): void {
    this.view.hidden = false;
    if (this.#row === row) return;
    this.#row = row;
    fill(this.#raw, t('Asking…'));
    this.#more = [];
    const { title, above = [], marks, fields, actions = [] } = described();
    const { onOpenRaw, onCopy, onRaw } = this.#events;
    const filled = fields.filter(([, value]) => value !== '');
    this.#fields = element('dl', { class: 'fields' }, ...filled.flatMap(field));
    fill(
      this.view,
      element('div', { class: 'details-head' }, element('h2', {}, marked(title)), this.#close),
      ...above,
      ...marks.map(({ label, explanation }) =>
        element(
          'p',
          { class: 'mark-line' },
          icon('warning'),
          element('span', {}, element('strong', {}, label), ' ', explanation),
        ),
      ),
      this.#fields,
      ...actions,
      element('h3', {}, t('What the bank sent')),
      this.#raw,
      element(
        'div',
        { class: 'actions' },
        button(t('Open in Editor'), () => onOpenRaw(row)),
        button(t('Copy'), () => onCopy(row)),
      ),
    );
    onRaw(row);
  }

  /** What the extension knows of a row besides: the bank's own object, and fields that no column has. */
  raw({ row, json, fields = [] }: { row: number; json: string; fields?: readonly DetailsField[] }): void {
    if (row !== this.#row) return;
    for (const node of this.#more) node.parentNode?.removeChild(node);
    this.#more = fields.flatMap(field);
    this.#fields.append(...this.#more);
    fill(this.#raw, ...json.split('\n').flatMap((text): Child[] => [marked(text), '\n']));
  }
}

function field([label, value, explanation]: DetailsField): Node[] {
  return [
    element('dt', {}, label),
    element(
      'dd',
      {},
      ...(typeof value === 'string'
        ? [marked(value)]
        : [element('ul', { class: 'values' }, ...value.map((each) => element('li', {}, marked(each))))]),
      explanation !== undefined && element('span', { class: 'quiet explanation' }, explanation),
    ),
  ];
}
