/** `{{variables}}` put in their place: nested ones too, cycles refused, Postman's own dynamic ones made. */
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import type { Surroundings } from '../surroundings.ts';

export interface ResolvedVariable {
  value: string;
  secret: boolean;
}

/** Where variables come from; undefined for one that is not known there. */
export type VariableLookup = (name: string) => ResolvedVariable | undefined | Promise<ResolvedVariable | undefined>;

export interface Resolver {
  /**
   * The text with its variables resolved. Unknown ones stay as they stand and are remembered.
   * @throws OpenBankingError `variable_unresolved` for a cycle, and for values that grow beyond a megabyte
   */
  resolve(text: string): Promise<string>;
  /** The names that nobody knew, in the order they were met. */
  readonly unresolved: ReadonlySet<string>;
  /** The names of secrets that went into what was resolved so far. */
  readonly secrets: ReadonlySet<string>;
}

/** Characters of one resolved text. */
const maxLength = 1024 * 1024;

/** Variables within variables. */
const maxDepth = 50;

/** Opening pairs, an odd brace before them belonging to the text, or a closing pair. */
const braces = /\{\{+|\}\}/g;

export function variableResolver(lookup: VariableLookup, surroundings: Surroundings): Resolver {
  const unresolved = new Set<string>();
  const secrets = new Set<string>();
  const known = new Map<string, string>();

  const valueNamed = async (name: string, around: readonly string[]): Promise<string | undefined> => {
    if (name.startsWith('$')) return dynamicValue(name, surroundings);
    if (around.includes(name)) return cycle([...around.slice(around.indexOf(name)), name]);
    const before = known.get(name);
    if (before !== undefined) return before;
    if (around.length > maxDepth) return tooDeep();
    const variable = await lookup(name);
    if (variable === undefined) return undefined;
    if (variable.secret) secrets.add(name);
    const value = await resolveWithin(variable.value, [...around, name]);
    known.set(name, value);
    return value;
  };

  const resolveWithin = async (text: string, around: readonly string[]): Promise<string> => {
    /** What stands before each opening pair that is still open, and after the innermost one. */
    const open = [''];
    let position = 0;
    const add = (more: string) => {
      const whole = `${open.pop() ?? ''}${more}`;
      if (whole.length > maxLength) tooLong();
      open.push(whole);
    };
    for (const { 0: pair, index } of text.matchAll(braces)) {
      const odd = pair.startsWith('{') ? pair.length % 2 : 0;
      add(text.slice(position, index + odd));
      position = index + pair.length;
      if (pair.startsWith('{')) for (let pairs = 1; pairs * 2 <= pair.length; pairs += 1) open.push('');
      else if (open.length === 1) add(pair);
      else {
        const written = open.pop() ?? '';
        const name = written.trim();
        const value = isName(name) ? await valueNamed(name, around) : undefined;
        if (value === undefined && isName(name)) unresolved.add(name);
        add(value ?? `{{${written}}}`);
      }
    }
    add(text.slice(position));
    return open.join('{{');
  };

  return { resolve: (text) => resolveWithin(text, []), unresolved, secrets };
}

/** What stands between braces in JSON by chance is no name. */
function isName(text: string): boolean {
  return text.length > 0 && text.length <= 200 && !/["'\n{}]/.test(text);
}

/** Those of Postman's dynamic variables that an API's requests are made of; inventing people is left to Postman. */
function dynamicValue(name: string, surroundings: Surroundings): string | undefined {
  switch (name) {
    case '$guid':
    case '$randomUUID':
      return surroundings.uuid();
    case '$timestamp':
      return String(Math.floor(surroundings.now() / 1000));
    case '$isoTimestamp':
      return new Date(surroundings.now()).toISOString();
    case '$randomInt':
      return String(Number.parseInt(surroundings.uuid().slice(0, 8), 16) % 1001);
    default:
      return undefined;
  }
}

function cycle(names: readonly string[]): never {
  return fail({
    code: 'variable_unresolved',
    message: t(
      'These variables stand for each other in a circle: {0}.',
      names.map((name) => `{{${name}}}`).join(' → '),
    ),
    try: t('Give one of them a value of its own.'),
  });
}

function tooDeep(): never {
  return fail({
    code: 'variable_unresolved',
    message: t('The variables of this request stand for each other more than {0} times over.', maxDepth),
    try: t('Give one of them a value of its own.'),
  });
}

function tooLong(): never {
  return fail({
    code: 'variable_unresolved',
    message: t('The variables of this request grow beyond a megabyte when they are put in.'),
    try: t('Look for one that stands for several others, again and again.'),
  });
}
