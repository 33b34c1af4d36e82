/** Definitions of all files in one pool: prose left out, what is equal held once, each of some weight with a name of its own. */
import type { Version } from '../../src/standard/operation.ts';
import type { Schema } from '../../src/standard/schema.ts';
import { type Document, type Place, referred } from './document.mts';
import type { Source } from './files.mts';

/** Keywords that are kept as they are. All others are prose, or written below by hand. */
const kept = [
  'type',
  'format',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'minProperties',
] as const;

type Kids = Record<string, Node>;

interface Node {
  readonly id: number;
  readonly own: Record<string, unknown>;
  readonly properties?: Kids;
  readonly items?: Node;
  readonly rest?: Node;
  readonly oneOf?: readonly Node[];
  /** What the files call it, else where it first stood. */
  component?: { name: string; source: Source };
  readonly place: { name: string; source: Source };
  isRoot: boolean;
  name?: string;
}

const sorted = (value: unknown): unknown =>
  Array.isArray(value) ? value.toSorted((a, b) => (String(a) < String(b) ? -1 : 1)) : value;

const pascal = (text: string) =>
  text
    .split(/[^A-Za-z0-9_]+/)
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** One object of the parts of an `allOf`, which none of the files closes. A part without a keyword was a sentence. */
function merged(parts: readonly Place[], document: Document): Place {
  const meaning = parts.filter((part) => Object.keys(part).some((key) => key !== 'description' && key !== 'title'));
  if (meaning.length === 1 && meaning[0]) return meaning[0];
  const whole: Place = { type: 'object', properties: {}, required: [] };
  for (const part of meaning) {
    const component = referred(part);
    let it = component ? (document.components.schemas[component] ?? {}) : part;
    if (it.allOf) it = merged(it.allOf, document);
    if (it.additionalProperties === false) throw new Error('allOf of a closed object');
    for (const [name, place] of Object.entries(it.properties ?? {})) {
      if (whole.properties?.[name]) throw new Error(`allOf says twice what ${name} is`);
      whole.properties = { ...whole.properties, [name]: place };
    }
    whole.required = [...(whole.required ?? []), ...(it.required ?? [])];
  }
  return whole;
}

/** A set of codes that is too long to stand inline. */
const isLong = (own: Readonly<Record<string, unknown>>): boolean =>
  [own.enum, own['x-values']].some((codes) => Array.isArray(codes) && codes.length > 4);

export function createPool(aliases: Readonly<Record<string, string>>) {
  const nodes: Node[] = [];
  const byKey = new Map<string, Node>();

  function intern(
    source: Source,
    place: string,
    component: string | undefined,
    parts: Omit<Node, 'id' | 'place' | 'isRoot'>,
  ) {
    const { own, properties, items, rest, oneOf } = parts;
    // What the files call by different names keeps them, however alike it is: people look for the name that they read there.
    const named = component && (properties || isLong(own)) ? component : '';
    const key = JSON.stringify([
      named,
      Object.entries(own)
        .map(([name, value]) => [name, sorted(value)])
        .toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)),
      properties &&
        Object.entries(properties)
          .map(([name, kid]) => `${name} ${kid.id}`)
          .toSorted(),
      items?.id,
      rest?.id,
      oneOf?.map(({ id }) => id).toSorted((a, b) => a - b),
    ]);
    let node = byKey.get(key);
    if (!node) {
      node = { ...parts, id: nodes.length, place: { name: place, source }, isRoot: false };
      nodes.push(node);
      byKey.set(key, node);
    }
    if (component && !node.component) node.component = { name: component, source };
    return node;
  }

  /** A reader of one document's places. */
  function reader(source: Source, document: Document) {
    const components = new Map<string, Node>();

    function read(place: Place, name: string, component?: string): Node {
      const target = referred(place);
      if (target) {
        const known = components.get(target);
        if (known) return known;
        const schema = document.components.schemas[target];
        if (!schema) throw new Error(`${source.key}: ${target} is no component`);
        const node = read(schema, target, target);
        components.set(target, node);
        return node;
      }
      if (place.allOf) return read(merged(place.allOf, document), name, component);
      const own: Record<string, unknown> = {};
      for (const keyword of kept) if (place[keyword] !== undefined) own[keyword] = place[keyword];
      if (place.enum) own.enum = place.enum;
      if (place['x-namespaced-enum']) own['x-values'] = place['x-namespaced-enum'];
      if (place.required?.length) own.required = [...new Set(place.required)];
      if (typeof place.additionalProperties === 'boolean') own.additionalProperties = place.additionalProperties;
      const called = place['x-copy-of'] ?? component;
      const alias = aliases[name];
      const base = called ?? alias ?? name;
      const properties =
        place.properties &&
        Object.fromEntries(
          Object.entries(place.properties).map(([key, kid]) => [key, read(kid, `${base}${pascal(key)}`)]),
        );
      return intern(source, alias ?? name, called, {
        own,
        ...(properties && { properties }),
        ...(place.items && { items: read(place.items, base) }),
        ...(typeof place.additionalProperties === 'object' && { rest: read(place.additionalProperties, base) }),
        ...(place.oneOf && { oneOf: place.oneOf.map((part, index) => read(part, `${base}${index + 1}`)) }),
      });
    }

    /** Reads a body; the node stands in the pool under a name of its own. */
    return (place: Place, name: string): Node => {
      const node = read(place, name);
      if (node.properties ?? node.items ?? node.oneOf) node.isRoot = true;
      return node;
    };
  }

  const isNamed = ({ isRoot, properties, own }: Node) =>
    isRoot || (properties && Object.keys(properties).length > 0) || isLong(own);

  const suffixes: Record<Version, string> = {
    '3.1.11': '',
    '4.0': 'V4',
    '4.0.1': 'V401',
    '3.3': '',
    '3.4': 'V34',
    '1.0': 'Commercial',
  };

  function giveNames() {
    const taken = new Set<string>();
    const named = nodes.filter(isNamed);
    // What the files have a name for chooses first.
    for (const node of [
      ...named.filter(({ component }) => component),
      ...named.filter(({ component }) => !component),
    ]) {
      const { name, source } = node.component ?? node.place;
      const version = suffixes[source.version];
      const base = pascal(name);
      const wishes = [base, `${base}${version}`, `${base}${pascal(source.api)}${version}`];
      for (let n = 2; n < 9; n++) wishes.push(`${base}${pascal(source.api)}${version}No${n}`);
      node.name = wishes.find((wish) => !taken.has(wish));
      if (!node.name) throw new Error(`no name is left for ${name}`);
      taken.add(node.name);
    }
  }

  const whole = ({ own, properties, items, rest, oneOf }: Node): Schema => ({
    ...own,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, kid]) => [name, place(kid)])),
    }),
    ...(rest && { additionalProperties: place(rest) }),
    ...(items && { items: place(items) }),
    ...(oneOf && { oneOf: oneOf.map(place) }),
  });

  const place = (node: Node): Schema => (node.name ? { $ref: `#/$defs/${node.name}` } : whole(node));

  /** All named definitions, by name. */
  function definitions(): Record<string, Schema> {
    giveNames();
    const named = nodes.filter(({ name }) => name).map((node) => [node.name ?? '', whole(node)] as const);
    return Object.fromEntries(named.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  return { reader, definitions };
}

export type PoolNode = Node;
