/** What changed between two versions: operations, and definitions once each, however many bodies have them. */
import { counterparts, memberCounterparts } from './code-map.ts';
import { codesAt, describe, isObject, resolved } from './describe.ts';
import type { Bodies, Operation, Version } from './operation.ts';
import { nameOf, operations } from './operations.ts';
import type { Schema } from './schema.ts';
import { definition, plainName, referredName } from './tables.ts';

/** A member that one of the versions has alone. */
export interface LoneMember {
  readonly name: string;
  readonly required: boolean;
  readonly type: string;
  /** What the other version calls it, where that is known. */
  readonly counterpart?: string;
}

/** Codes that came and went, each with the other version's word where there is one. */
export interface CodeChange {
  readonly added: readonly { readonly code: string; readonly counterpart?: string }[];
  readonly removed: readonly { readonly code: string; readonly counterpart?: string }[];
}

/** A member that both have, and what is said of it otherwise. */
export interface ChangedMember {
  readonly name: string;
  readonly required?: { readonly from: boolean; readonly to: boolean };
  readonly type?: { readonly from: string; readonly to: string };
  readonly codes?: CodeChange;
}

export interface ChangedDefinition {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly added: readonly LoneMember[];
  readonly removed: readonly LoneMember[];
  readonly changed: readonly ChangedMember[];
  /** Of a set of codes. */
  readonly codes?: CodeChange;
  /** Whether it takes other members than its own. */
  readonly closed?: { readonly from: boolean; readonly to: boolean };
  /** Operations whose bodies have it. */
  readonly operations: readonly string[];
}

interface ChangedOperation {
  readonly name: string;
  /** Statuses of refusal that came and went. */
  readonly added: readonly number[];
  readonly removed: readonly number[];
}

export interface Difference {
  readonly from: Version;
  readonly to: Version;
  readonly operations: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly changed: readonly ChangedOperation[];
  };
  readonly definitions: readonly ChangedDefinition[];
}

type Meet = (from: string, to: string) => void;

/** Two definitions that stand in the same place of the two versions, compared once. */
interface Pair {
  readonly change: Omit<ChangedDefinition, 'operations'>;
  /** Keys of the pairs inside it. */
  readonly inside: ReadonlySet<string>;
  readonly operations: Set<string>;
}

/** What is compared of a place that is no object, list or code: its keywords. */
const keywords = [
  'type',
  'pattern',
  'format',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
] as const;

const sameText = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function codeChange(from: Schema, to: Schema): CodeChange | undefined {
  const [before, after] = [codesAt(from)?.codes ?? [], codesAt(to)?.codes ?? []];
  const added = after.filter((code) => !before.includes(code));
  const removed = before.filter((code) => !after.includes(code));
  if (added.length + removed.length === 0) return undefined;
  const withWord = (codes: readonly string[], others: readonly string[]) =>
    codes.map((code) => {
      const [other] = counterparts(code, others);
      return { code, ...(other && { counterpart: other.word }) };
    });
  return { added: withWord(added, removed), removed: withWord(removed, added) };
}

/** Compares the definitions of a pair; `meet` is told of each pair inside it. */
function compare(from: string, to: string, meet: Meet): Pair['change'] {
  const [before, after] = [definition(from) ?? {}, definition(to) ?? {}];
  const codes = codeChange(before, after);
  const [old, now] = [before.properties ?? {}, after.properties ?? {}];
  const requires = (schema: Schema, name: string) => schema.required?.includes(name) ?? false;
  const lone = (schema: Schema, name: string, place: Schema, others: Readonly<Record<string, Schema>>): LoneMember => {
    const other = memberCounterparts(name).find(({ word }) => Object.hasOwn(others, word.split('/')[0] ?? word));
    return { name, required: requires(schema, name), type: describe(place), ...(other && { counterpart: other.word }) };
  };
  const changed: ChangedMember[] = [];
  for (const [name, place] of Object.entries(old)) {
    const other = Object.hasOwn(now, name) ? now[name] : undefined;
    if (!other) continue;
    const member = changeAt(place, other, meet);
    const [must, mustNow] = [requires(before, name), requires(after, name)];
    const required = must === mustNow ? undefined : { from: must, to: mustNow };
    if (required || member) changed.push({ name, ...(required && { required }), ...member });
  }
  const closed = { from: before.additionalProperties === false, to: after.additionalProperties === false };
  return {
    name: plainName(from),
    from,
    to,
    added: Object.entries(now)
      .filter(([name]) => !Object.hasOwn(old, name))
      .map(([name, place]) => lone(after, name, place, old)),
    removed: Object.entries(old)
      .filter(([name]) => !Object.hasOwn(now, name))
      .map(([name, place]) => lone(before, name, place, now)),
    changed,
    ...(codes && { codes }),
    ...(isObject(before) && closed.from !== closed.to && { closed }),
  };
}

/** What is said otherwise of a place that is in both; undefined where nothing is, or where definitions tell it that were met. */
function changeAt(from: Schema, to: Schema, meet: Meet): Omit<ChangedMember, 'name'> | undefined {
  if (from.$ref && to.$ref && isAlike(resolved(from), resolved(to))) {
    meet(referredName(from.$ref), referredName(to.$ref));
    return undefined;
  }
  const [before, after] = [resolved(from), resolved(to)];
  const words = () => {
    const [was, is] = [describe(from), describe(to)];
    return { type: { from: was, to: is } };
  };
  if (before.items && after.items) {
    const inner = changeAt(before.items, after.items, meet);
    const size = before.minItems !== after.minItems || before.maxItems !== after.maxItems;
    return size ? { ...words(), ...(inner?.codes && { codes: inner.codes }) } : inner;
  }
  if (codesAt(before) && codesAt(after)) {
    const codes = codeChange(before, after);
    return codes && { codes };
  }
  if (isObject(before) && isObject(after)) return undefined;
  if (before.oneOf && after.oneOf && before.oneOf.length === after.oneOf.length) {
    const parts = before.oneOf.map((part, index) => changeAt(part, after.oneOf?.[index] ?? {}, meet));
    return parts.find((part) => part);
  }
  const same =
    !before.oneOf &&
    !after.oneOf &&
    !codesAt(before) &&
    !codesAt(after) &&
    keywords.every((word) => sameText(before[word], after[word]));
  return same ? undefined : words();
}

/** Two objects, or two sets of codes: what changed inside is told by themselves. */
const isAlike = (one: Schema, other: Schema) =>
  (isObject(one) && isObject(other)) || (codesAt(one) !== undefined && codesAt(other) !== undefined && !isObject(one));

const isChange = ({ added, removed, changed, codes, closed }: Pair['change']) =>
  added.length + removed.length + changed.length > 0 || codes !== undefined || closed !== undefined;

/**
 * What changed from one version to another.
 *
 * @param only this operation's bodies; all of those that both versions have where it is left out
 */
export function diff(from: Version, to: Version, only?: Operation): Difference {
  const rows = operations.filter((row) => (only ? row === only : true) && (row.in[from] ?? row.in[to]));
  const pairs = new Map<string, Pair>();
  const pairOf = (before: string, after: string): string => {
    const key = `${before} ${after}`;
    if (pairs.has(key)) return key;
    const met: (readonly [string, string])[] = [];
    const change = compare(before, after, (one, other) => met.push([one, other]));
    const inside = new Set<string>();
    pairs.set(key, { change, inside, operations: new Set() });
    for (const [one, other] of met) inside.add(pairOf(one, other));
    return key;
  };
  const use = (key: string, name: string): void => {
    const pair = pairs.get(key);
    if (!pair || pair.operations.has(name)) return;
    pair.operations.add(name);
    for (const each of pair.inside) use(each, name);
  };
  const changed: ChangedOperation[] = [];
  for (const row of rows) {
    const [before, after] = [row.in[from], row.in[to]];
    if (!before || !after) continue;
    const name = nameOf(row);
    for (const role of ['request', 'answer', 'error'] as const) {
      const [was, is] = [before[role], after[role]];
      if (was && is) use(pairOf(was, is), name);
    }
    const statuses = statusChange(before, after);
    if (statuses) changed.push({ name, ...statuses });
  }
  const definitions = [...pairs.values()]
    .filter(({ change }) => isChange(change))
    .map(({ change, operations: users }): ChangedDefinition => ({ ...change, operations: [...users] }));
  return {
    from,
    to,
    operations: {
      added: rows.filter((row) => !row.in[from]).map(nameOf),
      removed: rows.filter((row) => !row.in[to]).map(nameOf),
      changed,
    },
    definitions: definitions.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
  };
}

function statusChange({ refusals: before }: Bodies, { refusals: after }: Bodies) {
  const added = after.filter((status) => !before.includes(status));
  const removed = before.filter((status) => !after.includes(status));
  return added.length + removed.length > 0 ? { added, removed } : undefined;
}
