/** Corrections applied to a document of OpenAPI. A row that hits nothing, or finds what it does not expect, fails by name. */
import { isDeepStrictEqual } from 'node:util';
import type { Correction, NewDefinition, PlaceChange, PlaceCorrection } from '../../src/standard/corrections.ts';
import type { Code } from './code-sets.mts';
import { type Document, type Place, reference, referred } from './document.mts';
import type { Source } from './files.mts';

/** Whether a correction speaks of this source. */
export function concerns(correction: Correction, { key, version }: Source): boolean {
  if (correction.since && correction.since !== version) return false;
  if (correction.until && version === '4.0.1') return false;
  return correction.in.some((files) => files === key || (files.endsWith(' *') && key.startsWith(files.slice(0, -1))));
}

/** A copy of the component that a place refers to, in the place of the reference, so that others keep theirs. */
function ownCopy(document: Document, place: Place): Place {
  const component = referred(place);
  if (!component) return place;
  const original = document.components.schemas[component];
  if (!original) throw new Error(`${component} is no component`);
  const copy = structuredClone(original);
  delete place.$ref;
  Object.assign(place, ownCopy(document, copy));
  place['x-copy-of'] ??= component;
  return place;
}

/** Where a member of that name stands, in a place or the parts of its allOf. */
function memberOf(document: Document, place: Place, name: string): Place | undefined {
  const within = ownCopy(document, place);
  if (name === '*') return within.items;
  const member = within.properties && Object.hasOwn(within.properties, name) ? within.properties[name] : undefined;
  if (member) return member;
  for (const part of within.allOf ?? []) {
    const found = memberOf(document, part, name);
    if (found) return found;
  }
  return undefined;
}

const codesOf = (place: Place) => place.enum ?? place['x-namespaced-enum'];

/** Every property of that name in the components, each once, a reference followed to its component. */
function everywhere(document: Document, name: string): Place[] {
  const found = new Set<Place>();
  const walk = (place: Place): void => {
    for (const [key, kid] of Object.entries(place.properties ?? {})) {
      if (key === name) found.add(document.components.schemas[referred(kid) ?? ''] ?? kid);
      walk(kid);
    }
    if (place.items) walk(place.items);
    for (const part of [...(place.oneOf ?? []), ...(place.allOf ?? [])]) walk(part);
  };
  for (const component of Object.values(document.components.schemas)) walk(component);
  return [...found];
}

function placesAt(document: Document, { at, where }: PlaceCorrection): Place[] {
  if (at.startsWith('with ')) {
    const name = at.slice('with '.length);
    return Object.values(document.components.schemas).filter(({ properties }) => Object.hasOwn(properties ?? {}, name));
  }
  if (at.startsWith('**/')) {
    const all = everywhere(document, at.slice(3));
    return where ? all.filter((place) => codesOf(place)?.includes(where)) : all;
  }
  const [component = '', ...members] = at.split('/');
  let place = document.components.schemas[component];
  for (const member of members) place = place && memberOf(document, place, member);
  if (!place) return [];
  if (members.length > 0) return [ownCopy(document, place)];
  return where && !codesOf(place)?.includes(where) ? [] : [place];
}

/** The lists named `required` of an object and of the parts of its allOf. */
function requiring(document: Document, place: Place, name: string): Place[] {
  const within = ownCopy(document, place);
  const own = within.required?.includes(name) ? [within] : [];
  return [...own, ...(within.allOf ?? []).flatMap((part) => requiring(document, part, name))];
}

type CodeSets = ReadonlyMap<string, readonly Code[]>;

function change(document: Document, place: Place, row: PlaceChange, codeSets: CodeSets): void {
  const expect = (holds: unknown, what: string) => {
    if (!holds) throw new Error(what);
  };
  if (row.codes) {
    const codes = codesOf(place);
    if (!codes) throw new Error('it has no codes');
    const { add = [], drop = [], once = [] } = row.codes;
    const isRepeated = (code: unknown) => codes.indexOf(code as string) !== codes.lastIndexOf(code as string);
    for (const code of once) expect(isRepeated(code), `${code} is there once`);
    for (const code of add) expect(!codes.includes(code), `${code} is there already`);
    for (const code of drop) expect(codes.includes(code), `${code} is not there`);
    const left = codes.filter((code) => !drop.includes(String(code)));
    const list = [...(once.length ? new Set(left) : left), ...add];
    if (place.enum) place.enum = list;
    else place['x-namespaced-enum'] = list.map(String);
  }
  if (row.codeSet) {
    expect(!codesOf(place), 'it has codes');
    const codes = codeSets.get(row.codeSet);
    if (!codes) throw new Error(`there is no code set ${row.codeSet}`);
    place['x-namespaced-enum'] = codes.map(([code]) => code);
  }
  if (row.add) {
    for (const [name, what] of Object.entries(row.add)) {
      expect(!Object.hasOwn(place.properties ?? {}, name), `${name} is there already`);
      const added: Place = typeof what === 'string' ? reference(what) : structuredClone(what);
      place.properties = { ...place.properties, [name]: added };
    }
  }
  for (const name of row.drop ?? []) {
    expect(place.properties?.[name], `${name} is not there`);
    delete place.properties?.[name];
    if (place.required) place.required = place.required.filter((other) => other !== name);
  }
  for (const [keyword, value] of Object.entries(row.set ?? {})) {
    const before = row.was?.[keyword];
    expect(
      isDeepStrictEqual(place[keyword], before),
      `${keyword} is ${JSON.stringify(place[keyword])}, not ${JSON.stringify(before)}`,
    );
    if (value === null) delete place[keyword];
    else place[keyword] = structuredClone(value);
  }
  for (const name of row.optional ?? []) {
    const parts = requiring(document, place, name);
    expect(parts.length, `${name} is not required`);
    for (const part of parts) part.required = part.required?.filter((other) => other !== name) ?? [];
  }
  for (const name of row.required ?? []) {
    expect(place.properties?.[name], `${name} is not there`);
    expect(!place.required?.includes(name), `${name} is required already`);
    place.required = [...(place.required ?? []), name];
  }
  if (row.refer) {
    const before = place['x-copy-of'];
    expect(before === row.refer.was, `it refers to ${before}, not to ${row.refer.was}`);
    for (const key of Object.keys(place)) delete place[key];
    place.$ref = reference(row.refer.is).$ref;
  }
}

const called = (row: Correction) =>
  'at' in row ? `at ${row.at}` : 'define' in row ? `define ${row.define}` : `op ${row.op}`;

/** Applies what changes places and definitions; what is about operations, their table applies. Changes the document. */
export function correct(document: Document, source: Source, rows: readonly Correction[], codeSets: CodeSets): void {
  for (const row of rows.filter((each) => concerns(each, source))) {
    try {
      if ('define' in row) define(document, row);
      else if ('at' in row) {
        const places = placesAt(document, row);
        if (places.length === 0) throw new Error('there is no such place');
        for (const place of places) change(document, place, row, codeSets);
      }
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(
        `correction "${called(row)}" (${row.by}) does not fit ${source.key} read as ${source.version}: ${why}`,
      );
    }
  }
}

function define(document: Document, row: NewDefinition) {
  if (document.components.schemas[row.define]) throw new Error('it is there already');
  document.components.schemas[row.define] = structuredClone(row.as);
}

/** Fails where a row names files that are not read. */
export function assertKnownFiles(rows: readonly Correction[], sources: readonly Source[]): void {
  for (const row of rows) {
    for (const files of row.in) {
      const isKnown = sources.some((source) => concerns({ ...row, in: [files] }, source));
      if (!isKnown) throw new Error(`correction "${called(row)}" (${row.by}) names files that are not read: ${files}`);
    }
  }
}
