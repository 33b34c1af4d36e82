/**
 * The one way to a text that people read: as it stands in the code, or in the language that the surface set before it loaded whoever speaks.
 * A text is its own key, so that a translator gets whole sentences (`npm run l10n`); what varies in it is data.
 */

/** A text in the user's language; `{0}`, `{1}` … are the further arguments, whatever a template of JavaScript takes. */
export type Translate = (text: string, ...given: (string | number | undefined)[]) => string;

/** The texts as they stand in the code. */
export const inEnglish: Translate = (text, ...given) =>
  text.replace(/\{(\d+)\}/g, (whole, index: string) =>
    Number(index) < given.length ? String(given[Number(index)]) : whole,
  );

let language: Translate = inEnglish;

/** Before anything else of a bundle is loaded: tables hold their texts from then on. */
export function speak(translate: Translate): void {
  language = translate;
}

export const t: Translate = (text, ...given) => language(text, ...given);
