/** A place of a definition in a few words, for people who read what the standard asks for. */
import { t } from './language.ts';
import { formatPhrase, patternPhrase } from './phrases.ts';
import type { Schema } from './schema.ts';
import { definition, plainName, referredName } from './tables.ts';

/** A reference followed to what is defined there; anything else as it is. */
export function resolved(schema: Schema): Schema {
  return schema.$ref ? (definition(referredName(schema.$ref)) ?? schema) : schema;
}

export const isObject = ({ type, properties }: Schema): boolean => type === 'object' || properties !== undefined;

/** The codes of a place, and whether others are allowed. */
export function codesAt(schema: Schema): { readonly codes: readonly string[]; readonly open: boolean } | undefined {
  const place = resolved(schema);
  const codes = place.enum ?? place['x-values'];
  return codes && { codes: codes.map(String), open: place.enum === undefined };
}

function between(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum !== undefined && maximum !== undefined)
    return minimum === maximum ? `${maximum}` : t('{0} to {1}', minimum, maximum);
  if (maximum !== undefined) return t('at most {0}', maximum);
  return minimum !== undefined ? t('at least {0}', minimum) : '';
}

/** So many codes are told. */
const limit = 6;

/** `A, B or C`; of many the first ones and how many there are. */
function listed(words: readonly string[]): string {
  if (words.length > limit) return `${words.slice(0, limit - 2).join(', ')} … (${words.length})`;
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : t('{0} or {1}', words.slice(0, -1).join(', '), last);
}

/** The first part of a phrase, without its article: `an amount: 1 to 13 digits …` is an amount. */
const short = (phrase: string) => phrase.replace(/^an? /, '').replace(/: .*/s, '');

/** What belongs at a place: `text, 1 to 40`, `list of OBAccount6`, `Enabled or Disabled`. */
export function describe(schema: Schema): string {
  const place = resolved(schema);
  const named = schema.$ref ? plainName(referredName(schema.$ref)) : undefined;
  if (place.type === 'array') {
    const size = between(place.minItems || undefined, place.maxItems);
    return t('list of {0}{1}', size && `${size}: `, place.items ? describe(place.items) : t('anything'));
  }
  const known = codesAt(place);
  if (known) {
    const codes = `${listed(known.codes)}${known.open ? t(', or another') : ''}`;
    // The name of a set is there to ask for the rest of it.
    return named && known.codes.length > limit ? `${named}: ${codes}` : codes;
  }
  if (place.oneOf) return place.oneOf.map(describe).join(t('; or '));
  if (isObject(place)) {
    const others = place.additionalProperties;
    return typeof others === 'object' ? t('object of {0} by name', describe(others)) : (named ?? t('object'));
  }
  const length = between(place.minLength, place.maxLength);
  if (place.pattern) return short(patternPhrase(place.pattern));
  if (place.format === 'date-time') return t('date and time');
  if (place.format) return short(formatPhrase(place.format));
  switch (place.type) {
    case 'string':
      return length ? t('text, {0}', length) : t('text');
    case 'boolean':
      return t('true or false');
    case 'integer':
    case 'number':
      return [place.type === 'integer' ? t('whole number') : t('number'), between(place.minimum, place.maximum)]
        .filter(Boolean)
        .join(', ');
    default:
      return t('anything');
  }
}
