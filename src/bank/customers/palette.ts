/** The colours of the customer's pages, light and dark; the tests hold every pair of text and ground to WCAG AA. */

export interface Palette {
  page: string;
  surface: string;
  ink: string;
  muted: string;
  /** Hairlines, for the eye only. */
  line: string;
  /** Borders of controls, which must be seen. */
  edge: string;
  accent: string;
  accentStrong: string;
  onAccent: string;
  accentSoft: string;
  danger: string;
  dangerSoft: string;
  sandbox: string;
  sandboxSoft: string;
}

export const light: Palette = {
  page: '#f3f5f4',
  surface: '#ffffff',
  ink: '#12211c',
  muted: '#4f5f59',
  line: '#dde4e1',
  edge: '#74857e',
  accent: '#0a6650',
  accentStrong: '#074c3b',
  onAccent: '#ffffff',
  accentSoft: '#eaf4f0',
  danger: '#a3261b',
  dangerSoft: '#fdeeec',
  sandbox: '#6b4a00',
  sandboxSoft: '#fff4d6',
};

export const dark: Palette = {
  page: '#0e1513',
  surface: '#17201d',
  ink: '#e9f0ed',
  muted: '#a5b5af',
  line: '#2b3733',
  edge: '#75877f',
  accent: '#66d3b2',
  accentStrong: '#8be4c8',
  onAccent: '#05231a',
  accentSoft: '#143028',
  danger: '#ffa096',
  dangerSoft: '#3a1d1a',
  sandbox: '#ffd580',
  sandboxSoft: '#332a10',
};
