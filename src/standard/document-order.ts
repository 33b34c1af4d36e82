/** A body with its members in the order of the standard: what a definition does not name comes behind, as it came. */
import { resolved } from './describe.ts';
import type { Schema } from './schema.ts';

/** The same value; its objects have their members in the order in which the definition names them. */
export function inStandardOrder(value: unknown, schema: Schema | undefined): unknown {
  const place = schema && resolved(schema);
  if (Array.isArray(value)) return value.map((each) => inStandardOrder(each, place?.items));
  if (typeof value !== 'object' || value === null) return value;
  const known = propertiesOf(place);
  const own = Object.entries(value);
  const rank = (name: string): number => {
    const index = known.findIndex(([each]) => each === name);
    return index < 0 ? known.length : index;
  };
  const sorted = own.toSorted(([one], [other]) => rank(one) - rank(other));
  return Object.fromEntries(
    sorted.map(([name, each]) => [name, inStandardOrder(each, known.find(([own]) => own === name)?.[1])]),
  );
}

function propertiesOf(place: Schema | undefined): [string, Schema][] {
  if (!place) return [];
  const { properties = {}, allOf = [], oneOf = [] } = place;
  return [...Object.entries(properties), ...[...allOf, ...oneOf].flatMap((each) => propertiesOf(resolved(each)))];
}

/** Whether a definition knows a member at a path of names; items of a list count as the list. */
export function knowsMember(schema: Schema | undefined, path: readonly string[]): boolean {
  const place = schema && resolved(schema);
  if (!place) return false;
  if (place.items) return knowsMember(place.items, /^\d+$/.test(path[0] ?? '') ? path.slice(1) : path);
  const [name, ...rest] = path;
  if (name === undefined) return true;
  return propertiesOf(place).some(([own, each]) => own === name && knowsMember(each, rest));
}
