/** Figures, dates and a bank's texts as the pages with a grid write them. */
import { piecesOf } from '../kit/hidden-characters.ts';
import { locale, t } from '../kit/words.ts';
import { dateWords, timeOfDay } from './days.ts';
import { moneyWords } from './money.ts';

/** The banks are British, and so are the dates of whoever reads plain English. */
const language = locale === 'en' ? 'en-GB' : locale;

export const dates = dateWords(language);

/** Days like 2026-01-31, as `dates` writes and reads them. */
const writeDay = (day: string): string => dates.day(timeOfDay(day) ?? Number.NaN);
export const days = {
  write: writeDay,
  read: dates.read,
  wrong: t('This is no day. Write one like {0}.', writeDay('2026-01-31')),
};

const { money, number } = moneyWords(language);
const minus = (text: string): string => text.replace('-', '−');

/** `−1,012.40 GBP`, with a plus sign where `signed`. */
export const moneyText = (units: bigint, currency: string, signed = false): string =>
  minus(money(units, line(currency), signed));

/** The same without its currency, for a column of figures. */
export const figureText = (units: bigint, currency: string, signed = false): string =>
  minus(number(units, currency, signed));

const counts = new Intl.NumberFormat(language);
export const countText = (count: number): string => counts.format(count);

/** Characters that are all seen and all go one way. */
const plain = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02af\u2010-\u201f\u2026\u20ac]*$/;

/** A bank's text on one line of a cell: cut where no cell is that wide, with what cannot be seen named: `⟨U+202E⟩`. */
export function line(text: string, maxLength = 300): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  if (plain.test(cut)) return cut;
  return piecesOf(cut)
    .map(({ text: piece, mark }) => (mark === undefined ? piece : `⟨${mark}⟩`))
    .join('');
}
