/** What the tables say of an operation, a definition, a code set, a code, a permission or a member, as data. */

import { nearestOf } from './check-near.ts';
import { type Elsewhere, elsewhereOf } from './code-map.ts';
import { codesAt, describe } from './describe.ts';
import { t } from './language.ts';
import { itemOf, type Member, membersOf } from './members.ts';
import type { Operation, Version } from './operation.ts';
import { operationAsked } from './operation-asked.ts';
import { nameOf, operations } from './operations.ts';
import type { Schema } from './schema.ts';
import { definition, plainName, referredName, tables } from './tables.ts';
import { readWriteVersions, versions } from './versions.ts';

export interface ShownOperation extends Omit<Operation, 'in'> {
  readonly kind: 'operation';
  readonly name: string;
  readonly versions: readonly {
    readonly version: Version;
    readonly request?: string;
    readonly answer?: string;
    readonly refusals: readonly number[];
  }[];
  /** The version whose bodies follow. */
  readonly version: Version;
  readonly request?: readonly Member[];
  readonly answer?: readonly Member[];
}

export interface ShownDefinition {
  readonly kind: 'definition';
  readonly name: string;
  readonly versions: readonly { readonly version: Version; readonly definition: string }[];
  readonly version: Version;
  readonly codes?: readonly string[];
  /** Whether codes that are not listed are allowed. */
  readonly open?: boolean;
  /** What the published code set of that name calls the codes. */
  readonly called?: Readonly<Record<string, string>>;
  readonly members?: readonly Member[];
}

export interface ShownCodeSet {
  readonly kind: 'codeSet';
  readonly name: string;
  readonly codes: readonly { readonly code: string; readonly name?: string; readonly status?: number }[];
}

/** A word that stands in several places: a code, a permission, a member. */
export interface ShownWord {
  readonly kind: 'permission' | 'code' | 'member';
  readonly name: string;
  /** Where it stands: operations that need the permission, sets that have the code, definitions that have the member. */
  readonly places: readonly { readonly name: string; readonly versions: readonly Version[]; readonly says?: string }[];
  /** What the other version calls a code. */
  readonly elsewhere?: readonly Elsewhere[];
}

export type ShownFact = ShownOperation | ShownDefinition | ShownCodeSet | ShownWord;

const byName = (name: string | undefined) => (name ? definition(name) : undefined);

/** The members of a body; of a list, those of its items. */
const bodyOf = (name: string | undefined): readonly Member[] | undefined => {
  const schema = byName(name);
  return schema && membersOf(itemOf(schema), new Set(name ? [name] : []));
};

/** An operation in the version asked for, else in the latest that has it. */
export function showOperation(operation: Operation, version?: Version): ShownOperation {
  const { in: said, ...row } = operation;
  const known = versions.flatMap((each) => {
    const bodies = said[each];
    return bodies ? [{ version: each, ...bodies }] : [];
  });
  const chosen = known.find((each) => each.version === version) ?? known.at(-1);
  if (!chosen) throw new Error(`${nameOf(operation)} is in no version`);
  const [request, answer] = [bodyOf(chosen.request), bodyOf(chosen.answer)];
  return {
    kind: 'operation',
    name: nameOf(operation),
    ...row,
    versions: known.map(({ error: _, request: sent, answer: got, ...rest }) => ({
      ...rest,
      ...(sent && { request: plainName(sent) }),
      ...(got && { answer: plainName(got) }),
    })),
    version: chosen.version,
    ...(request && { request }),
    ...(answer && { answer }),
  };
}

/** The definitions that the operations and roots of a version lead to. */
function reached(version: Version): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (name: string) => {
    if (names.has(name)) return;
    names.add(name);
    walk(definition(name) ?? {});
  };
  const walk = ({ $ref, properties = {}, items, oneOf = [], additionalProperties }: Schema): void => {
    if ($ref) visit(referredName($ref));
    for (const kid of [...Object.values(properties), ...(items ? [items] : []), ...oneOf]) walk(kid);
    if (typeof additionalProperties === 'object') walk(additionalProperties);
  };
  for (const { in: said } of operations) {
    const { request, answer, error } = said[version] ?? {};
    for (const name of [request, answer, error]) if (name) visit(name);
  }
  for (const name of Object.values(tables().roots[version] ?? {})) visit(name);
  return names;
}

/** By version, the definitions that it has. */
let known: ReadonlyMap<Version, ReadonlySet<string>> | undefined;
const reachedBy = () => {
  known ??= new Map(versions.map((version) => [version, reached(version)]));
  return known;
};

/** The definitions of a name, by version; a name with our ending is that one only. */
function definitionsNamed(name: string): readonly { version: Version; definition: string }[] {
  const isPlain = plainName(name) === name;
  return [...reachedBy()].flatMap(([version, names]) =>
    [...names]
      .filter((each) => (isPlain ? plainName(each) === name : each === name))
      .map((each) => ({ version, definition: each })),
  );
}

/** The latest version of the Read/Write API among these; else the last of them. */
const latestOf = (all: readonly Version[]): Version | undefined =>
  all.findLast((version) => readWriteVersions.some((each) => each === version)) ?? all.at(-1);

function showDefinition(name: string, version?: Version): ShownDefinition | undefined {
  const all = definitionsNamed(name);
  const latest = latestOf(all.map((each) => each.version));
  const chosen = all.find((each) => each.version === version) ?? all.find((each) => each.version === latest);
  const schema = byName(chosen?.definition);
  if (!chosen || !schema) return undefined;
  const codes = codesAt(schema);
  const members = membersOf(itemOf(schema), new Set([chosen.definition]));
  return {
    kind: 'definition',
    name,
    versions: all,
    version: chosen.version,
    ...(codes && { codes: codes.codes, open: codes.open, called: calledIn(plainName(name)) }),
    ...(members.length > 0 && { members }),
  };
}

const calledIn = (set: string): Readonly<Record<string, string>> =>
  Object.fromEntries((showCodeSet(set)?.codes ?? []).flatMap(({ code, name }) => (name ? [[code, name]] : [])));

function showCodeSet(name: string): ShownCodeSet | undefined {
  const { codes } = tables();
  const set = Object.hasOwn(codes, name) ? codes[name] : undefined;
  return (
    set && {
      kind: 'codeSet',
      name,
      codes: set.map(([code, called, status]) => ({
        code,
        ...(called && { name: called }),
        ...(status && { status }),
      })),
    }
  );
}

const permissionPlaces = (permission: string) =>
  operations
    .filter(({ permissions = [] }) => permissions.flat().includes(permission))
    .map((operation) => ({
      name: nameOf(operation),
      versions: versions.filter((version) => operation.in[version]),
    }));

/** Definitions by plain name, those of all versions together, where something is found in them. */
function placesWhere(find: (schema: Schema) => string | undefined): ShownWord['places'] {
  const places = new Map<string, { name: string; versions: Version[]; says?: string }>();
  for (const [version, names] of reachedBy()) {
    for (const name of names) {
      const says = find(definition(name) ?? {});
      if (says === undefined) continue;
      const key = `${plainName(name)} ${says}`;
      const place = places.get(key) ?? { name: plainName(name), versions: [], ...(says && { says }) };
      if (!place.versions.includes(version)) place.versions.push(version);
      places.set(key, place);
    }
  }
  return [...places.values()];
}

const memberPlaces = (member: string) =>
  placesWhere(({ properties = {}, required = [] }) => {
    const place = Object.hasOwn(properties, member) ? properties[member] : undefined;
    return place && `${describe(place)}${required.includes(member) ? t(', required') : ''}`;
  });

function codePlaces(code: string): ShownWord['places'] {
  const sets = Object.entries(tables().codes).flatMap(([name, codes]) => {
    const [, called] = codes.find(([each]) => each === code) ?? [];
    return called === undefined ? [] : [{ name, ...(called && { says: called }) }];
  });
  const has = (schema: Schema) => codesAt(schema)?.codes.includes(code);
  const placed = placesWhere((schema) => {
    if (has(schema)) return '';
    const member = Object.entries(schema.properties ?? {}).find(
      ([, place]) => !itemOf(place).$ref && has(itemOf(place)),
    );
    return member && t('in {0}', member[0]);
  });
  // A published set is also the definition of its name, which says the versions.
  const isOf =
    ({ name }: { name: string }) =>
    (place: { name: string; says?: string }) =>
      place.name === name && place.says === undefined;
  return [
    ...sets.map((set) => ({ ...set, versions: placed.find(isOf(set))?.versions ?? [] })),
    ...placed.filter((place) => !sets.some((set) => isOf(set)(place))),
  ];
}

const word = (found: ShownWord): ShownWord | undefined => (found.places.length > 0 ? found : undefined);

/**
 * Whatever is called so: an operation (`GET /accounts`, or the path of a request), a definition, a code set, a permission, a code, a member.
 *
 * @param version whose bodies and members are shown; the latest that has them where it is left out
 */
export function show(query: string, version?: Version): ShownFact | undefined {
  const name = query.trim();
  const operation = operationAsked(name);
  if (operation) return showOperation(operation, version);
  return (
    word({ kind: 'permission', name, places: permissionPlaces(name) }) ??
    showDefinition(name, version) ??
    showCodeSet(name) ??
    word({ kind: 'member', name, places: memberPlaces(name) }) ??
    word({ kind: 'code', name, places: codePlaces(name), elsewhere: elsewhereOf(name) })
  );
}

/** What was probably meant by a query that nothing is called by: the nearest names, the nearest first. */
export function meant(query: string): readonly string[] {
  const name = query.trim();
  const spelled = name.replace(/^(\w+)(?= +\/)/, (verb) => verb.toUpperCase());
  const rows = [...new Set(operations.map(nameOf))];
  if (name.includes('/')) {
    const path = spelled.replace(/^\w+ +/, '');
    const other = rows.filter((row) => row.endsWith(` ${path}`));
    if (other.length > 0) return other;
    const near =
      nearestOf(spelled, rows) ??
      nearestOf(
        path,
        operations.map((row) => row.path),
      );
    return near ? rows.filter((row) => row === near || row.endsWith(` ${near}`)) : [];
  }
  const lower = name.toLowerCase();
  const named = rows.filter((row) => lower !== '' && row.toLowerCase().endsWith(`/${lower}`));
  if (named.length > 0) return named.slice(0, 3);
  const names = new Set([...reachedBy().values()].flatMap((each) => [...each].map(plainName)));
  const members = [...names].flatMap((each) => Object.keys(definition(each)?.properties ?? {}));
  const permissions = operations.flatMap((row) => row.permissions?.flat() ?? []);
  const pools = [[...names], Object.keys(tables().codes), permissions, members];
  const near = new Set(pools.flatMap((pool) => nearestOf(name, pool) ?? []));
  const codes = Object.values(tables().codes).flatMap((set) => set.map(([code]) => code));
  const endings = codes.filter((code) => code.toLowerCase().endsWith(`.${lower}`));
  return [...new Set([...endings, ...near])].slice(0, 3);
}
