/** What keeps a text in an editor from being the JSON that it is to be, and where. */
import { type ParseError, printParseErrorCode } from 'jsonc-parser';
import type { Span } from '../../tpp/json-pointer.ts';
import { isJsoncTooDeep } from '../../tpp/jsonc.ts';

export interface TextFault extends Span {
  code: 'json_invalid' | 'member_missing';
  /** For `json_invalid` the parser's name of what it expected, for `member_missing` the member. */
  about: string;
}

/** JSON without comments as the parser in hand gives it, or why it is none. */
export function readJson<T>(
  text: string,
  parse: (text: string, errors: ParseError[], options: { disallowComments: true }) => T,
): { json: T } | { faults: TextFault[] } {
  if (isJsoncTooDeep(text)) return { faults: [{ code: 'json_invalid', about: 'NestedTooDeeply', start: 0, end: 1 }] };
  const errors: ParseError[] = [];
  const json = parse(text, errors, { disallowComments: true });
  if (errors.length === 0) return { json };
  return {
    faults: errors.map(({ error, offset, length }) => ({
      code: 'json_invalid',
      about: printParseErrorCode(error),
      start: offset,
      end: offset + Math.max(length, 1),
    })),
  };
}
