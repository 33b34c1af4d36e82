/** Definitions as functions: each is made into closures once, at its first use. */

import { type DefinitionCheck, type Demand, newRun, type Run, tell } from './check-run.ts';
import { scalarCheck } from './check-scalar.ts';
import { listInWords, membersInWords, thingInWords, typeInWords } from './check-wanted.ts';
import { t } from './language.ts';
import type { Schema, Tables } from './schema.ts';

/** What a checker reads of the tables. */
export type Definitions = Pick<Tables, '$defs'>;

/** What an object is: JSON's, that is no list and not null. */
type Members = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What makes a definition one of an object, which says by itself what its members are. */
const wholes = ['properties', 'required', 'additionalProperties', 'minProperties', 'allOf'] as const;

/** No body of the standard is nested that deep: beyond, a definition is inside itself. */
const maxDepth = 200;

/** Checks of the definitions of some tables, each made when it is first asked for. */
export function compiler(tables: Definitions): (definition: string) => DefinitionCheck {
  const made = new Map<string, DefinitionCheck>();

  function definitionOf(name: string): Schema {
    const schema = Object.hasOwn(tables.$defs, name) ? tables.$defs[name] : undefined;
    if (schema === undefined) throw new Error(`The tables of the standard have no definition ${name}.`);
    return schema;
  }

  /** @param part whether it is one of several that an object consists of, each of which knows members of its own */
  function named(name: string, part: boolean): DefinitionCheck {
    const key = `${name} ${part}`;
    const ready = made.get(key);
    if (ready) return ready;
    const check = compile(definitionOf(name), part);
    made.set(key, check);
    return check;
  }

  const nameOf = ({ $ref }: Schema): string | undefined => $ref?.slice('#/$defs/'.length);

  function reference(name: string, part: boolean): DefinitionCheck {
    definitionOf(name);
    let check: DefinitionCheck | undefined;
    return (value, run) => {
      check ??= named(name, part);
      if (run.nesting >= maxDepth) {
        run.stopped = true;
        return;
      }
      run.nesting += 1;
      check(value, run);
      run.nesting -= 1;
    };
  }

  /** Every member that a definition knows, wherever it names it. */
  function membersOf(schema: Schema, into = new Set<string>(), seen = new Set<string>()): Set<string> {
    for (const name of Object.keys(schema.properties ?? {})) into.add(name);
    for (const each of [...(schema.allOf ?? []), ...(schema.oneOf ?? [])]) membersOf(each, into, seen);
    const name = nameOf(schema);
    if (name !== undefined && !seen.has(name)) membersOf(definitionOf(name), into, seen.add(name));
    return into;
  }

  function compile(schema: Schema, part = false): DefinitionCheck {
    const name = nameOf(schema);
    const parts: DefinitionCheck[] = [];
    const scalar = scalarCheck(schema);
    if (scalar) parts.push(scalar);
    if (schema.items || schema.minItems !== undefined || schema.maxItems !== undefined) parts.push(listCheck(schema));
    // Where an object consists of parts, each knows members of its own, and what none of them knows is for the whole to say.
    const whole = wholes.some((keyword) => schema[keyword] !== undefined);
    if (whole) parts.push(objectCheck(schema, part));
    if (name !== undefined) parts.push(reference(name, part || whole));
    for (const each of schema.allOf ?? []) parts.push(compile(each, true));
    if (schema.oneOf) parts.push(choiceCheck(schema.oneOf, part || whole));
    return typed(schema, all(parts));
  }

  function listCheck({ items, minItems = 0, maxItems = Number.POSITIVE_INFINITY }: Schema): DefinitionCheck {
    const row = items && compile(items);
    const wanted = listInWords(minItems, maxItems);
    const amount: Demand = { rule: 'items', grade: 'breach', wanted };
    return (value, run) => {
      if (!Array.isArray(value)) return;
      if (value.length < minItems || value.length > maxItems) tell(run, amount, value);
      if (!row) return;
      for (let at = 0; at < value.length && !run.stopped; at += 1) {
        run.path[run.depth] = at;
        run.depth += 1;
        row(value[at], run);
        run.depth -= 1;
      }
    };
  }

  function objectCheck(schema: Schema, part: boolean): DefinitionCheck {
    const { properties = {}, required = [], additionalProperties, minProperties = 0 } = schema;
    const closed = additionalProperties === false;
    const others = typeof additionalProperties === 'object' ? compile(additionalProperties) : undefined;
    const members = new Map(Object.entries(properties).map(([name, each]) => [name, compile(each)]));
    const known = [...(closed ? members.keys() : part ? [] : membersOf(schema))];
    const knownNames = new Set(known);
    // An object of which nothing is said may hold anything; a part of one leaves it to the whole.
    const judges = closed || (known.length > 0 && !others);
    const wanted = () => membersInWords(known);
    const unknown: Demand = { rule: 'unknown', grade: 'hint', wanted, known, ...(!closed && { allowed: true }) };
    const absences = required.map((name): [string, Demand] => {
      const words = (of: Schema | undefined) => () => thingInWords(resolved(of));
      return [name, { rule: 'required', grade: 'breach', wanted: words(properties[name]) }];
    });
    const amount: Demand = {
      rule: 'items',
      grade: 'breach',
      wanted: () =>
        minProperties === 1
          ? t('an object with at least {0} member', minProperties)
          : t('an object with at least {0} members', minProperties),
    };
    return (value, run) => {
      if (!isObject(value)) return;
      const names = Object.keys(value);
      for (const name of names) {
        if (run.stopped) return;
        const member = value[name];
        if (member === undefined) continue;
        const check = members.get(name) ?? others;
        if (check) {
          run.path[run.depth] = name;
          run.depth += 1;
          check(member, run);
          run.depth -= 1;
        } else if (judges && !knownNames.has(name)) tell(run, unknown, value, name);
      }
      for (const [name, absence] of absences) {
        if (!Object.hasOwn(value, name) || value[name] === undefined) tell(run, absence, value, name);
      }
      if (names.length < minProperties) tell(run, amount, value);
    };
  }

  /** A definition without the references that it consists of, for words about it. */
  function resolved(schema: Schema | undefined, seen = new Set<string>()): Schema | undefined {
    const name = schema && nameOf(schema);
    return name === undefined || seen.has(name) ? schema : resolved(definitionOf(name), seen.add(name));
  }

  function choiceCheck(choices: readonly Schema[], part: boolean): DefinitionCheck {
    const checks = choices.map((each) => compile(each, part));
    const wanted = () => t('either {0}', choices.map((each) => thingInWords(resolved(each))).join(', or '));
    const demand: Demand = { rule: 'choice', grade: 'breach', wanted };
    return (value, run) => {
      const fitting = checks.filter((check) => fits(check, value, run));
      const [only, another] = fitting;
      if (only && !another) only(value, run);
      else tell(run, demand, value);
    };
  }

  return (definition) => named(definition, false);
}

/** Whether JSON Schema has nothing against a value, looked at aside from the walk. */
function fits(check: DefinitionCheck, value: unknown, { nesting }: Run): boolean {
  let fit = true;
  const aside = newRun(({ demand }) => {
    if (demand.allowed) return;
    fit = false;
    aside.stopped = true;
  });
  aside.nesting = nesting;
  check(value, aside);
  return fit;
}

function all(checks: readonly DefinitionCheck[]): DefinitionCheck {
  const [first, second] = checks;
  if (first === undefined) return () => undefined;
  if (second === undefined) return first;
  return (value, run) => {
    for (const check of checks) check(value, run);
  };
}

/** A value of another type is told as that, and nothing else is said of it. */
function typed(schema: Schema, rest: DefinitionCheck): DefinitionCheck {
  const { type } = schema;
  if (type === undefined) return rest;
  const demand: Demand = { rule: 'type', grade: 'breach', wanted: () => typeInWords({ type }) };
  const is = types[type];
  return (value, run) => {
    if (is(value)) rest(value, run);
    else tell(run, demand, value);
  };
}

const types: Readonly<Record<NonNullable<Schema['type']>, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  integer: Number.isInteger,
  number: Number.isFinite,
  boolean: (value) => typeof value === 'boolean',
};
