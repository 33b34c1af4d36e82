/** A walk through a body: where it is, and to whom it tells what is odd there. */

import type { Grade, Rule } from './finding.ts';
import { truncate } from './truncate.ts';

/** What is asked of a value at one place of a definition. */
export interface Demand {
  readonly rule: Rule;
  readonly grade: Grade;
  /** What JSON Schema itself has nothing against: a member beside those of an open object, a value beside an open set. */
  readonly allowed?: true;
  /** In words; of the value, as far as that says more. */
  readonly wanted: (value: unknown) => string;
  /** The values, or the names of members, that the demand knows. */
  readonly known?: readonly string[];
}

export interface Oddity {
  readonly demand: Demand;
  /** Of the value, or of the object that lacks a member or has one too many. Only good until the walk goes on. */
  readonly path: readonly (string | number)[];
  /** How many segments of the path count. */
  readonly depth: number;
  readonly value: unknown;
  /** The member that is missing, or unknown: its place is there. */
  readonly member?: string;
}

export interface Run {
  readonly path: (string | number)[];
  depth: number;
  /** Definitions that the walk is inside of. */
  nesting: number;
  stopped: boolean;
  tell: (oddity: Oddity) => void;
}

/** Looks at a value and tells what is odd about it. */
export type DefinitionCheck = (value: unknown, run: Run) => void;

export const newRun = (tell: Run['tell']): Run => ({ path: [], depth: 0, nesting: 0, stopped: false, tell });

export function tell(run: Run, demand: Demand, value: unknown, member?: string): void {
  run.tell({ demand, path: run.path, depth: run.depth, value, ...(member !== undefined && { member }) });
}

/** Longer names are no field's: what is shown of them ends here. */
const maxNameLength = 100;

/** JSON pointer (RFC 6901), with the names of a list's rows left out (`*`) on demand, so that rows of a list count together. */
export function pointerOf({ path, depth, member }: Pick<Oddity, 'path' | 'depth' | 'member'>, row?: '*'): string {
  let pointer = '';
  for (let at = 0; at < depth; at += 1) {
    const segment = path[at] ?? '';
    pointer += typeof segment === 'number' ? `/${row ?? segment}` : `/${escaped(segment)}`;
  }
  return member === undefined ? pointer : `${pointer}/${escaped(member)}`;
}

const escaped = (name: string): string =>
  truncate(name, maxNameLength).replace(/[~/]/g, (one) => (one === '~' ? '~0' : '~1'));

/** Characters, which are not units of UTF-16. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}
