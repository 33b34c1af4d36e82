/** What kind of answer a request asks for (RFC 9110 §12.5.1). */
import type { Context } from 'koa';

/** One range of an Accept header: what it covers, and how much it is wanted. */
interface Range {
  type: string;
  quality: number;
}

/** How much a kind of answer is wanted: its quality, how exactly it is named, and where. */
interface Wanted {
  quality: number;
  exactness: number;
  place: number;
}

/** What the header takes, in its order; whatever is no media range in it is left out. */
function rangesIn(accept: string): Range[] {
  return splitAt(accept, ',').flatMap((element) => {
    const [name = '', ...parameters] = splitAt(element, ';');
    const type = name.trim().toLowerCase();
    // Java's own client sends a lone star.
    if (type === '*') return [{ type: '*/*', quality: qualityIn(parameters) }];
    return /^[^\s/]+\/[^\s/]+$/.test(type) ? [{ type, quality: qualityIn(parameters) }] : [];
  });
}

/** 1 where there is no weight, or none that is a number from 0 to 1. */
function qualityIn(parameters: readonly string[]): number {
  for (const parameter of parameters) {
    const equals = parameter.indexOf('=');
    if (parameter.slice(0, equals).trim().toLowerCase() !== 'q') continue;
    const text = parameter.slice(equals + 1).trim();
    const quality = text === '' ? Number.NaN : Number(text);
    return quality >= 0 && quality <= 1 ? quality : 1;
  }
  return 1;
}

/** Splits a list, but not within quoted strings. */
function splitAt(text: string, separator: ',' | ';'): string[] {
  const parts: string[] = [];
  let from = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quoted && character === '\\') at++;
    else if (character === '"') quoted = !quoted;
    else if (character === separator && !quoted) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

/** How much the most exact range that covers a type wants it; undefined when none does. Parameters are not the bank's to fulfil: its JSON is UTF-8. */
function wantedOf(ranges: readonly Range[], type: string): Wanted | undefined {
  const covering = ['*/*', `${type.slice(0, type.indexOf('/'))}/*`, type];
  let best: Wanted | undefined;
  for (const [place, range] of ranges.entries()) {
    const exactness = covering.indexOf(range.type);
    if (exactness < 0) continue;
    const { quality } = range;
    const better =
      best === undefined || exactness > best.exactness || (exactness === best.exactness && quality > best.quality);
    if (better) best = { quality, exactness, place };
  }
  return best;
}

/** Whether a media type may be answered. A header that names no media range at all excludes nothing. */
export function takes(type: string, accept: string): boolean {
  if (accept === '' || accept === '*/*' || accept === type) return true;
  const ranges = rangesIn(accept);
  return ranges.length === 0 || (wantedOf(ranges, type)?.quality ?? 0) > 0;
}

/** Whether JSON is what the sender wants, and no page: a browser, and whoever takes anything, gets the page. */
export function wantsJson(ctx: Pick<Context, 'get'>): boolean {
  return prefersJson(ctx.get('accept'));
}

/** As {@link wantsJson}, of the header. */
export function prefersJson(accept: string): boolean {
  const ranges = rangesIn(accept);
  const json = wantedOf(ranges, 'application/json');
  const page = wantedOf(ranges, 'text/html');
  if (json === undefined || json.quality === 0) return false;
  if (page === undefined || json.quality !== page.quality) return json.quality > (page?.quality ?? 0);
  if (json.exactness !== page.exactness) return json.exactness > page.exactness;
  return json.place < page.place;
}
