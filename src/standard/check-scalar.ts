/** What is asked of a single value: one of a list, a pattern, a format, a length, a range. */
import { formats } from './check-formats.ts';
import { type DefinitionCheck, type Demand, lengthOf, tell } from './check-run.ts';
import { lengthInWords, membersInWords, rangeInWords } from './check-wanted.ts';
import { formatPhrase, patternPhrase } from './phrases.ts';
import type { Schema } from './schema.ts';

/** Of several things that are wrong with it the first is told. */
export function scalarCheck(schema: Schema): DefinitionCheck | undefined {
  const tests = [enumTest, patternTest, lengthTest, rangeTest, formatTest, openTest].flatMap(
    (make) => make(schema) ?? [],
  );
  if (tests.length === 0) return undefined;
  return (value, run) => {
    for (const test of tests) {
      const demand = test(value);
      if (demand === undefined) continue;
      tell(run, demand, value);
      return;
    }
  };
}

type Test = (value: unknown) => Demand | undefined;

function enumTest({ enum: values }: Schema): Test | undefined {
  if (!values) return undefined;
  const known = values.map(String);
  const demand: Demand = { rule: 'enum', grade: 'breach', wanted: () => membersInWords(known), known };
  const set: ReadonlySet<unknown> = new Set(values);
  return (value) => (set.has(value) ? undefined : demand);
}

function openTest({ 'x-values': known }: Schema): Test | undefined {
  if (!known) return undefined;
  const demand: Demand = { rule: 'value', grade: 'hint', allowed: true, wanted: () => membersInWords(known), known };
  const set: ReadonlySet<unknown> = new Set(known);
  return (value) => (typeof value !== 'string' || set.has(value) ? undefined : demand);
}

function patternTest({ pattern }: Schema): Test | undefined {
  if (pattern === undefined) return undefined;
  const form = new RegExp(pattern, 'u');
  const demand: Demand = { rule: 'pattern', grade: 'breach', wanted: () => patternPhrase(pattern) };
  return (value) => (typeof value !== 'string' || form.test(value) ? undefined : demand);
}

function formatTest({ format = '' }: Schema): Test | undefined {
  const form = formats.get(format);
  if (!form) return undefined;
  const bad: Demand = { rule: 'format', grade: 'breach', wanted: () => formatPhrase(format) };
  const loose: Demand = { ...bad, grade: 'loose' };
  return (value) => {
    const found = form(value);
    return found === 'good' ? undefined : found === 'loose' ? loose : bad;
  };
}

/** Characters, not units of UTF-16. */
function lengthTest({ minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Schema): Test | undefined {
  if (minLength === 0 && maxLength === Number.POSITIVE_INFINITY) return undefined;
  const wanted = lengthInWords(minLength, maxLength);
  const demand: Demand = { rule: 'length', grade: 'breach', wanted };
  return (value) => {
    if (typeof value !== 'string') return undefined;
    if (value.length <= maxLength && value.length >= minLength * 2) return undefined;
    const length = lengthOf(value);
    return length < minLength || length > maxLength ? demand : undefined;
  };
}

function rangeTest({ minimum, maximum }: Schema): Test | undefined {
  if (minimum === undefined && maximum === undefined) return undefined;
  const demand: Demand = { rule: 'range', grade: 'breach', wanted: () => rangeInWords(minimum, maximum) };
  const [min, max] = [minimum ?? Number.NEGATIVE_INFINITY, maximum ?? Number.POSITIVE_INFINITY];
  return (value) => (typeof value !== 'number' || (value >= min && value <= max) ? undefined : demand);
}
