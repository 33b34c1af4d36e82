/** The page's texts in the user's language: the extension's own bundle, which the page was given as data. */
import { textsOf } from './texts.ts';

/** A text in the user's language; `{0}`, `{1}` … are the further arguments. */
export const t = textsOf(document.getElementById('texts')?.textContent || '{}');

/** The user's locale, for dates and numbers; plain English is ours, which is British. */
export const locale = document.documentElement.lang.replace(/^(?:en)?$/, 'en-GB');
