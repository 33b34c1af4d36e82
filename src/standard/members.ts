/** The members of a definition as a tree, for people who read what the standard asks for. */

import { codesAt, describe, isObject, resolved } from './describe.ts';
import type { Schema } from './schema.ts';
import { referredName } from './tables.ts';

/** A member of a body, with those inside it. */
export interface Member {
  readonly name: string;
  readonly required: boolean;
  /** What belongs there, in words. */
  readonly type: string;
  readonly codes?: readonly string[];
  readonly pattern?: string;
  /** Members of an object, or of each item of a list. */
  readonly members?: readonly Member[];
  /** Set where the same definition stood further up, with its members. */
  readonly above?: true;
}

/** The members of an object, as deep as it goes; what was told once is not told again. */
export function membersOf(schema: Schema, told = new Set<string>()): readonly Member[] {
  const { properties = {}, required = [] } = resolved(schema);
  return Object.entries(properties).map(([name, place]): Member => {
    const inner = itemOf(place);
    const known = codesAt(inner);
    const pattern = resolved(inner).pattern;
    const reference = inner.$ref && isObject(resolved(inner)) ? referredName(inner.$ref) : undefined;
    const above = reference !== undefined && told.has(reference);
    if (reference) told.add(reference);
    const members = reference && !above ? membersOf(inner, told) : undefined;
    return {
      name,
      required: required.includes(name),
      type: describe(place),
      ...(known && { codes: known.codes }),
      ...(pattern && { pattern }),
      ...(above && { above }),
      ...(members && members.length > 0 && { members }),
    };
  });
}

/** What a list, or a list of lists, is of. */
export function itemOf(place: Schema): Schema {
  const { type, items } = resolved(place);
  return type === 'array' && items ? itemOf(items) : place;
}
