/** One chart on a canvas in the theme's colours, with the same figures as a table behind it. */
import uPlot from 'uplot';
import { button } from '../../kit/controls.ts';
import { element, fill } from '../../kit/element.ts';
import { marked } from '../../kit/marked.ts';
import { t } from '../../kit/words.ts';
import { type Colours, coloursNow } from './colours.ts';

interface Series {
  name: string;
  /** For drawing alone; null where there is nothing. */
  heights: (number | null)[];
  /** The figures themselves, as they are read. */
  texts: string[];
  colour(colours: Colours): string;
}

export interface Drawing {
  title: string;
  /** What the chart stands on, or why there is none: with a series' number, what that series stands on. */
  notes: { text: string; series?: number }[];
  kind: 'steps' | 'bars';
  /** Places on the axis: seconds since 1970 for steps, 0, 1, 2 … for bars. */
  xs: number[];
  /** What stands below each place, and in the first column of the table. */
  names: string[];
  nameOfNames: string;
  series: Series[];
  /** A figure on the axis. */
  axisText(height: number): string;
  /** A name on the axis, where there is less room than in the table. */
  axisName(x: number): string;
}

const height = 150;
/** Lines are told apart without their colours too. */
const dashes = [
  { line: undefined, border: 'solid' },
  { line: [7, 4], border: 'dashed' },
  { line: [2, 3], border: 'dotted' },
];

export class Plot {
  readonly view = element('figure', { class: 'plot' });
  readonly #canvas = element('div', { class: 'canvas' });
  readonly #table = element('div', { class: 'plot-table' });
  readonly #readout = element('span', { class: 'readout quiet', attributes: { 'aria-hidden': true } });
  readonly #notes = element('ul', { class: 'quiet notes' });
  readonly #toggle: HTMLElement;
  readonly #sizes = new ResizeObserver(() => this.#fit());
  #drawing: Drawing | undefined;
  #plot: uPlot | undefined;
  #asTable = false;

  constructor() {
    this.#toggle = button(t('Table'), () => this.#show(!this.#asTable));
    this.#sizes.observe(this.#canvas);
  }

  draw(drawing: Drawing): void {
    this.#drawing = drawing;
    const { title, notes, xs } = drawing;
    const caption = element('figcaption', {}, element('h2', {}, title), this.#readout, xs.length > 0 && this.#toggle);
    const note = notes.map(({ text }) => text).join(' ');
    fill(this.view, caption, xs.length > 0 && this.#canvas, xs.length > 0 && this.#table, this.#notes);
    this.#readout.textContent = '';
    this.#canvas.setAttribute('role', 'img');
    this.#canvas.setAttribute('aria-label', `${title}. ${note} ${t('The table has the figures.')}`);
    this.#fillTable(drawing);
    this.#show(this.#asTable);
    this.redraw();
  }

  /** Draws anew, in the colours of now. */
  redraw(): void {
    this.#plot?.destroy();
    this.#plot = undefined;
    this.#fit();
    this.#note();
  }

  destroy(): void {
    this.#plot?.destroy();
    this.#sizes.disconnect();
  }

  #show(asTable: boolean): void {
    this.#asTable = asTable;
    this.#toggle.textContent = asTable ? t('Chart') : t('Table');
    this.#canvas.hidden = asTable;
    this.#table.classList.toggle('hidden-visually', !asTable);
    if (asTable) this.#table.tabIndex = 0;
    else this.#table.removeAttribute('tabindex');
  }

  #fit(): void {
    const drawing = this.#drawing;
    const width = Math.floor(this.#canvas.clientWidth);
    if (!drawing || width < 50 || drawing.xs.length === 0) return;
    if (this.#plot) this.#plot.setSize({ width, height });
    else {
      const data: uPlot.AlignedData = [drawing.xs, ...drawing.series.map(({ heights }) => heights)];
      this.#plot = new uPlot(this.#options(drawing, width), data, this.#canvas);
    }
  }

  #options(drawing: Drawing, width: number): uPlot.Options {
    const colours = coloursNow();
    const { axisName, axisText, kind, series } = drawing;
    const axis = { stroke: colours.text, font: colours.font, ticks: { show: false } };
    const bars = uPlot.paths.bars?.({ size: [0.6, 28], radius: 0.15 });
    const steps = uPlot.paths.stepped?.({ align: 1 });
    return {
      width,
      height,
      padding: [8, 12, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { show: kind === 'steps' }, drag: { x: false, y: false } },
      hooks: { setCursor: [({ cursor: { idx } }) => this.#point(idx ?? undefined)] },
      scales: { x: { time: false, range: this.#range }, y: { range: withZero } },
      axes: [
        {
          ...axis,
          grid: { show: false },
          size: 24,
          space: 70,
          ...(kind === 'steps' && { splits: monthStarts }),
          values: (_, places) => places.map((place) => axisName(place)),
          ...(kind === 'bars' && { incrs: [1, 2, 3, 6, 12, 24] }),
        },
        {
          ...axis,
          size: (_, values) => Math.max(40, ...(values ?? []).map((text) => text.length * 6.6 + 14)),
          grid: { stroke: colours.grid, width: 1 },
          values: (_, heights) => heights.map(axisText),
        },
      ],
      series: [
        {},
        ...series.map(({ colour }, place): uPlot.Series => {
          const stroke = colour(colours);
          return {
            stroke,
            width: colours.contrast ? 2 : 1.5,
            paths: kind === 'bars' ? bars : steps,
            dash: kind === 'bars' ? undefined : dashes[place % dashes.length]?.line,
            points: { show: false },
            fill: kind === 'bars' ? stroke : series.length === 1 && !colours.contrast ? faint(stroke) : undefined,
          };
        }),
      ],
    };
  }

  /** The notes, each behind its line as it is drawn where there are several. */
  #note(): void {
    const { notes = [], series = [] } = this.#drawing ?? {};
    const colours = coloursNow();
    const lines = notes.map(({ text, series: place }) => {
      const drawn = place === undefined ? undefined : series[place];
      if (!drawn || series.length < 2) return element('li', {}, text);
      const swatch = element('span', { class: 'swatch', attributes: { 'aria-hidden': true } });
      swatch.style.borderTopColor = drawn.colour(colours);
      swatch.style.borderTopStyle = dashes[(place ?? 0) % dashes.length]?.border ?? 'solid';
      return element('li', {}, swatch, text);
    });
    fill(this.#notes, ...lines);
  }

  readonly #range = (_: uPlot, min: number, max: number): [number, number] =>
    this.#drawing?.kind === 'bars' ? [min - 0.6, max + 0.6] : [min, Math.max(max, min + 1)];

  /** Says the figures of the place that the pointer is at. */
  #point(place: number | undefined): void {
    const drawing = this.#drawing;
    const name = place === undefined ? undefined : drawing?.names[place];
    if (!drawing || place === undefined || name === undefined) {
      this.#readout.textContent = '';
      return;
    }
    const figures = drawing.series
      .filter(({ heights }) => heights[place] !== null)
      .map(({ name: of, texts }) => (drawing.series.length > 1 ? `${of} ${texts[place] ?? ''}` : (texts[place] ?? '')));
    this.#readout.textContent = [name, ...figures].join(' · ');
  }

  #fillTable({ title, nameOfNames, names, series }: Drawing): void {
    fill(
      this.#table,
      element(
        'table',
        {},
        element('caption', { class: 'hidden-visually' }, title),
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            ...[nameOfNames, ...series.map(({ name }) => name)].map((name) =>
              element('th', { attributes: { scope: 'col' } }, marked(name)),
            ),
          ),
        ),
        element(
          'tbody',
          {},
          ...names.map((name, place) =>
            element(
              'tr',
              {},
              element('th', { attributes: { scope: 'row' } }, name),
              ...series.map(({ texts }) => element('td', {}, texts[place] ?? '')),
            ),
          ),
        ),
      ),
    );
  }
}

/** The first days of months, as many as there is room for. */
function monthStarts(plot: uPlot, _: number, min: number, max: number): number[] {
  const [from, to] = [new Date(min * 1000), new Date(max * 1000)];
  const first = from.getUTCFullYear() * 12 + from.getUTCMonth();
  const last = to.getUTCFullYear() * 12 + to.getUTCMonth();
  const room = Math.max(1, Math.floor(plot.bbox.width / devicePixelRatio / 70));
  const stride = [1, 2, 3, 6, 12, 24, 60, 120].find((months) => (last - first) / months <= room) ?? 1200;
  const starts: number[] = [];
  for (let month = Math.ceil(first / stride) * stride; month <= last; month += stride) {
    const at = Date.UTC(Math.floor(month / 12), month % 12) / 1000;
    if (at >= min) starts.push(at);
  }
  return starts;
}

/** The axis begins at nought unless all is below it. */
function withZero(_: uPlot, min: number | null, max: number | null): [number, number] {
  const [low, high] = [Math.min(0, min ?? 0), Math.max(0, max ?? 0)];
  const room = (high - low || 1) * 0.06;
  return [low < 0 ? low - room : 0, high > 0 ? high + room : 0];
}

/** A colour, almost transparent. */
function faint(colour: string): string {
  return `color-mix(in srgb, ${colour} 14%, transparent)`;
}
