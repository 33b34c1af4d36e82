/** The same objects as two versions of the standard write them: put side by side, and what became of each member. */
import { counterparts, memberCounterparts, toThree } from '../../standard/code-map.ts';
import { inStandardOrder, knowsMember } from '../../standard/document-order.ts';
import { definition } from '../../standard/tables.ts';
import type { WordsVersion } from '../../standard/versions.ts';
import { operationOf } from '../api/caller.ts';
import type { BankObject } from './page-answer.ts';
import { textAt } from './text-at.ts';

/** What became of a member from 3.1 to 4.0. */
export interface MemberChange {
  /**
   * *renamed*: another name or place, perhaps with another word; *code*: the version's own word for the same; *value*: something else, as where
   * the data changed meanwhile; *only-3.1*, *only-4.0*: nothing in the other answer.
   */
  kind: 'renamed' | 'code' | 'value' | 'only-3.1' | 'only-4.0';
  /** Without places in lists: `Account/SchemeName`. */
  three?: string;
  four?: string;
  /** The words of the first of them, where they are text. */
  words?: { three?: string; four?: string };
  /** Whether the other version has such a member at all: of `only-…` alone. */
  isKnown?: boolean;
  /** In how many objects. */
  count: number;
}

/** A place in one of the two documents, and what is said of it. */
export interface ChangeNote {
  pointer: string;
  change: MemberChange;
  /** The other version's name and word, as far as they differ. */
  other: string;
}

export interface ComparedVersions {
  documents: Record<WordsVersion, unknown>;
  notes: Record<WordsVersion, ChangeNote[]>;
  changes: MemberChange[];
  /** Objects in each answer. */
  counts: Record<WordsVersion, number>;
  /** Objects that are in both. */
  pairs: number;
}

interface Compared {
  /** The list inside `Data`. */
  member: string;
  /** As the standard writes it. */
  operation: string;
  three: readonly BankObject[];
  four: readonly BankObject[];
}

/** Puts the objects of both answers in one order, that of 3.1, and their members in the order of each version. */
export function compareVersions({ member, operation, three, four }: Compared): ComparedVersions {
  const { pairs, arranged } = paired(three, four);
  const { in: versions } = operationOf(operation);
  const schemas = {
    '3.1': definition(versions['3.1.11']?.answer ?? ''),
    '4.0': definition(versions['4.0.1']?.answer ?? ''),
  };
  const notes: ComparedVersions['notes'] = { '3.1': [], '4.0': [] };
  const changes = new Map<string, MemberChange>();
  const knows = (version: WordsVersion, path: readonly string[]): boolean =>
    knowsMember(schemas[version], ['Data', member, '0', ...path]);
  const pointerOf = (index: number, { path }: Leaf): string => `/${['Data', member, index, ...path].join('/')}`;
  for (const { one, index, other, otherIndex } of pairs) {
    for (const found of differences(one, other)) {
      const change = noted(changes, found, knows);
      const { three: here, four: there } = found;
      if (here) notes['3.1'].push({ pointer: pointerOf(index, here), change, other: otherOf(there, here) });
      if (there) notes['4.0'].push({ pointer: pointerOf(otherIndex, there), change, other: otherOf(here, there) });
    }
  }
  return {
    documents: {
      '3.1': inStandardOrder({ Data: { [member]: three } }, schemas['3.1']),
      '4.0': inStandardOrder({ Data: { [member]: arranged } }, schemas['4.0']),
    },
    notes,
    changes: [...changes.values()],
    counts: { '3.1': three.length, '4.0': four.length },
    pairs: pairs.length,
  };
}

interface Pair {
  one: BankObject;
  /** Its place in 3.1's list. */
  index: number;
  other: BankObject;
  /** Its place in 4.0's list, arranged. */
  otherIndex: number;
}

/** Which object of 4.0 is which of 3.1, and 4.0's in the order of 3.1's; those that 3.1 does not have come last. */
function paired(three: readonly BankObject[], four: readonly BankObject[]): { pairs: Pair[]; arranged: BankObject[] } {
  const waiting = new Map<string, BankObject[]>();
  for (const each of four) {
    const key = keyOf(each);
    waiting.set(key, [...(waiting.get(key) ?? []), each]);
  }
  const pairs: Pair[] = [];
  for (const [index, one] of three.entries()) {
    const other = waiting.get(keyOf(one))?.shift();
    if (other) pairs.push({ one, index, other, otherIndex: pairs.length });
  }
  return { pairs, arranged: [...pairs.map(({ other }) => other), ...[...waiting.values()].flat()] };
}

const ownIds = [
  'TransactionId',
  'BeneficiaryId',
  'StandingOrderId',
  'DirectDebitId',
  'ScheduledPaymentId',
  'StatementId',
  'OfferId',
  'PartyId',
  'ProductId',
];

/** What tells an object from the others of its list, in whichever version. */
function keyOf(object: BankObject): string {
  const type = textAt(object, 'Type');
  const ids = ownIds.map((name) => textAt(object, name));
  const isNamed = ids.some((id) => id !== '');
  // Pending entries have no id yet, balances never have one.
  const beside = [
    toThree('balance', type) ?? type,
    textAt(object, 'CreditDebitIndicator'),
    textAt(object, 'TransactionReference'),
    textAt(object, 'BookingDateTime'),
    textAt(object, 'Amount', 'Amount'),
  ];
  return JSON.stringify([textAt(object, 'AccountId'), ...ids, ...(isNamed ? [] : beside)]);
}

interface Leaf {
  path: string[];
  value: unknown;
}

interface Difference {
  three?: Leaf;
  four?: Leaf;
}

/** Every member of one object with its counterpart in the other, where the two are not the same. */
function differences(one: BankObject, other: BankObject): Difference[] {
  const [three, four] = [leavesOf(one), leavesOf(other)];
  const left = new Map(four.map((leaf) => [pathKey(leaf.path), leaf]));
  const found: Difference[] = [];
  const lonely: Leaf[] = [];
  for (const leaf of three) {
    const same = left.get(pathKey(leaf.path));
    if (same === undefined) {
      lonely.push(leaf);
      continue;
    }
    left.delete(pathKey(leaf.path));
    if (same.value !== leaf.value) found.push({ three: leaf, four: same });
  }
  for (const leaf of lonely) {
    const moved = takeMoved(leaf, left);
    found.push(moved === undefined ? { three: leaf } : { three: leaf, four: moved });
  }
  return [...found, ...[...left.values()].map((leaf) => ({ four: leaf }))];
}

const pathKey = (path: readonly string[]): string => path.join('/');

/** The member of 4.0 that one of 3.1 became: by the standard's own table, else the same name with the same value elsewhere. */
function takeMoved({ path, value }: Leaf, left: Map<string, Leaf>): Leaf | undefined {
  const name = path.at(-1) ?? '';
  const parent = path.slice(0, -1);
  const names = memberCounterparts(name).flatMap(({ word, of }) => (of === '3.1' ? [word] : []));
  for (const place of names.map((word) => pathKey([...parent, word]))) {
    // What was one text may be an object of several: `IntrvlMnthDay:01:15` is `MNTH` and `15`.
    const within = [...left].filter(([key]) => key === place || key.startsWith(`${place}/`));
    const [first] = within;
    if (first === undefined) continue;
    for (const [key] of within) left.delete(key);
    if (within.length === 1) return first[1];
    return { path: place.split('/'), value: within.map(([, leaf]) => leaf.value).join(' ') };
  }
  const same = [...left].find(([, leaf]) => leaf.value === value && leaf.path.includes(name));
  if (same) left.delete(same[0]);
  return same?.[1];
}

function leavesOf(value: unknown, path: string[] = []): Leaf[] {
  if (typeof value !== 'object' || value === null) return [{ path, value }];
  const inner = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return inner.flatMap(([name, each]) => leavesOf(each, [...path, String(name)]));
}

const withoutPlaces = (path: readonly string[]): string => path.filter((each) => !/^\d+$/.test(each)).join('/');

/** The change that a difference is one of, counted. */
function noted(
  changes: Map<string, MemberChange>,
  { three, four }: Difference,
  knows: (version: WordsVersion, path: readonly string[]) => boolean,
): MemberChange {
  const [here, there] = [three && withoutPlaces(three.path), four && withoutPlaces(four.path)];
  const key = `${here}→${there}`;
  const known = changes.get(key);
  if (known) {
    known.count += 1;
    return known;
  }
  const words = { ...textOf('three', three), ...textOf('four', four) };
  const change: MemberChange = {
    kind: kindOf(three, four, here === there),
    ...(here !== undefined && { three: here }),
    ...(there !== undefined && { four: there }),
    ...(Object.keys(words).length > 0 && { words }),
    ...(three === undefined && four ? { isKnown: knows('3.1', four.path) } : {}),
    ...(four === undefined && three ? { isKnown: knows('4.0', three.path) } : {}),
    count: 1,
  };
  changes.set(key, change);
  return change;
}

function kindOf(three: Leaf | undefined, four: Leaf | undefined, isSamePlace: boolean): MemberChange['kind'] {
  if (three === undefined) return 'only-4.0';
  if (four === undefined) return 'only-3.1';
  if (!isSamePlace) return 'renamed';
  return counterparts(String(three.value)).some(({ word, of }) => of === '3.1' && word === four.value)
    ? 'code'
    : 'value';
}

function textOf(name: 'three' | 'four', leaf: Leaf | undefined): { three?: string; four?: string } {
  return leaf === undefined || typeof leaf.value === 'object' ? {} : { [name]: String(leaf.value) };
}

function otherOf(other: Leaf | undefined, own: Leaf | undefined): string {
  if (other === undefined) return '';
  const name = withoutPlaces(other.path);
  const isMoved = own === undefined || withoutPlaces(own.path) !== name;
  const isOther = own === undefined || own.value !== other.value;
  return [...(isMoved ? [name] : []), ...(isOther ? [String(other.value)] : [])].join(': ');
}
