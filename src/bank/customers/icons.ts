/** The line drawings of the customer's pages, inline so that the pages load nothing but their stylesheet. */
import { type Html, html } from './html.ts';

function drawn(path: string): Html {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="${path}"/></svg>`;
}

export const icons = {
  account: drawn(
    'M4.5 6h15A1.5 1.5 0 0 1 21 7.5v9a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 16.5v-9A1.5 1.5 0 0 1 4.5 6zM3 10.5h18M6.5 14.5h4',
  ),
  balance: drawn('M4 20h16M7 16v-4M12 16V5M17 16V9'),
  transactions: drawn('M4 8h14m-4-4 4 4-4 4M20 16H6m4-4-4 4 4 4'),
  regular: drawn(
    'M6.5 5h11A1.5 1.5 0 0 1 19 6.5v12a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 18.5v-12A1.5 1.5 0 0 1 6.5 5zM5 10h14M9 3v4M15 3v4',
  ),
  statements: drawn('M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 16h5'),
  features: drawn('m12 4 2.4 5.1 5.6.7-4.1 3.8 1.1 5.5-5-2.8-5 2.8 1.1-5.5L4 9.8l5.6-.7z'),
  contact: drawn('M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c1-3.4 4-5 7.5-5s6.5 1.6 7.5 5'),
  other: drawn('M12 8v5M12 16.4v.1M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z'),
  alert: drawn('M12 4 2.8 19.5h18.4zM12 10v4.5M12 17v.1'),
  range: drawn('M4 7h16M7 12h10M10 17h4'),
  time: drawn('M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2'),
  done: drawn('M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8 12.2l2.8 2.8L16 9.5'),
  refused: drawn('M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9 9l6 6M15 9l-6 6'),
  back: drawn('m14 6-6 6 6 6'),
  on: drawn('m10 6 6 6-6 6'),
  change: drawn('M4 12a8 8 0 0 1 14-5.3M18 3v4h-4M20 12a8 8 0 0 1-14 5.3M6 21v-4h4'),
  bank: drawn('M4 10 12 4l8 6M5 20h14M7 10v7M12 10v7M17 10v7'),
} satisfies Record<string, Html>;
