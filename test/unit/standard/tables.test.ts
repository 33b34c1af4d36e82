/** The definitions of the standard: no sentence of its authors, nothing dangling, and of a size that an extension can carry. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { operations } from '../../../src/standard/operations.ts';
import { formatPhrase, patternPhrase, phrased } from '../../../src/standard/phrases.ts';
import type { Schema } from '../../../src/standard/schema.ts';
import { definition, tables } from '../../../src/standard/tables.ts';

const file = join(import.meta.dirname, '../../../src/standard/made/tables.json');

/** Every string of a JSON value, names of members among them. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(strings);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [name, ...strings(member)]);
}

/** A definition and every place inside it. */
function places(schema: Schema): Schema[] {
  const { properties = {}, items, oneOf = [], allOf = [], additionalProperties } = schema;
  const kids = [...Object.values(properties), ...(items ? [items] : []), ...oneOf, ...allOf];
  if (typeof additionalProperties === 'object') kids.push(additionalProperties);
  return [schema, ...kids.flatMap(places)];
}

const everyPlace = () => Object.values(tables().$defs).flatMap(places);

describe('the tables', () => {
  it('hold no prose: of their strings two have a blank, and those are values', () => {
    const withBlank = new Set(strings(JSON.parse(readFileSync(file, 'utf8'))).filter((text) => /\s/.test(text)));
    expect([...withBlank].toSorted()).toEqual(['Half Year', 'code id_token']);
  });

  it('hold keywords of schemas and no others', () => {
    const known =
      'type properties required additionalProperties minProperties items minItems maxItems enum x-values pattern format minLength maxLength minimum maximum oneOf $ref';
    const used = new Set(everyPlace().flatMap((place) => Object.keys(place)));
    expect([...used].filter((keyword) => !known.split(' ').includes(keyword))).toEqual([]);
  });

  it('are at most 60 kB as an archive packs them', () => {
    const packed = JSON.stringify(JSON.parse(readFileSync(file, 'utf8')));
    expect(gzipSync(packed).length).toBeLessThan(60_000);
  });

  it('are read once', () => {
    expect(tables()).toBe(tables());
  });

  it('refer to what they have, and every definition is wanted by an operation, a root or another', () => {
    const { $defs, roots } = tables();
    const referred = everyPlace().flatMap(({ $ref }) => ($ref ? [$ref.slice('#/$defs/'.length)] : []));
    const bodies = operations.flatMap(({ in: versions }) =>
      Object.values(versions).flatMap(({ request, answer, error }) =>
        [request, answer, error].filter((name) => name !== undefined),
      ),
    );
    const wanted = new Set([...referred, ...bodies, ...Object.values(roots).flatMap((names) => Object.values(names))]);
    expect([...wanted].filter((name) => !definition(name))).toEqual([]);
    expect(Object.keys($defs).filter((name) => !wanted.has(name))).toEqual([]);
  });

  it('name no enumeration twice in one set', () => {
    for (const place of everyPlace()) {
      for (const codes of [place.enum, place['x-values'], place.required]) {
        expect(codes?.length ?? 0).toBe(new Set(codes).size);
      }
    }
  });

  it('require members that are there', () => {
    for (const { required = [], properties = {} } of everyPlace()) {
      expect(required.filter((name) => !Object.hasOwn(properties, name))).toEqual([]);
    }
  });

  it('have patterns that all compile and have words, as their formats have', () => {
    const all = everyPlace();
    const patterns = new Set(all.flatMap(({ pattern }) => (pattern ? [pattern] : [])));
    const formats = new Set(all.flatMap(({ format }) => (format ? [format] : [])));
    for (const pattern of patterns) expect(() => new RegExp(pattern, 'u')).not.toThrow();
    expect([...patterns].filter((pattern) => !phrased.patterns.includes(pattern))).toEqual([]);
    expect([...formats].filter((format) => !phrased.formats.includes(format))).toEqual([]);
  });

  it('have anchored patterns only', () => {
    const patterns = new Set(everyPlace().flatMap(({ pattern }) => (pattern ? [pattern] : [])));
    for (const pattern of patterns) expect(pattern).toMatch(/^\^.*\$$/);
  });

  it('have what a permission leaves of a resource, in each version', () => {
    const { roots } = tables();
    const detail = (version: string) => definition(roots[version]?.OBTransaction6Detail ?? '');
    const basic = (version: string) => definition(roots[version]?.OBTransaction6Basic ?? '');
    for (const version of ['3.1.11', '4.0', '4.0.1']) {
      expect(Object.keys(detail(version)?.properties ?? {})).toContain('CreditorAccount');
      expect(Object.keys(basic(version)?.properties ?? {})).not.toContain('CreditorAccount');
    }
    expect(detail('4.0.1')?.properties?.IntermediaryAgent3).toBeDefined();
    expect(detail('4.0')?.properties?.IntermediaryAgent3).toBeUndefined();
    expect(definition(roots['4.0']?.OBEventNotification1 ?? '')?.required).toContain('events');
  });
});

describe('the code sets', () => {
  it('are those of both files, read as CSV: no code with a blank, names without one', () => {
    const { codes } = tables();
    expect(Object.keys(codes).length).toBeGreaterThan(80);
    expect(codes.OBExternalStatusReason1Code?.length).toBe(330);
    expect(codes.OBExternalStatusReason1Code?.find(([code]) => code === 'U001')).toEqual([
      'U001',
      'UK.OBIE.Field.Expected',
      400,
    ]);
    expect(codes.ExternalPurpose1Code?.some(([code]) => code === 'SALA')).toBe(true);
  });
});

describe('words for patterns and formats', () => {
  it('show a pattern or a format that nobody has words for', () => {
    expect(patternPhrase('^x$')).toBe('text that ^x$ matches');
    expect(patternPhrase('constructor')).toBe('text that constructor matches');
    expect(formatPhrase('ipv6')).toBe('of the format ipv6');
    expect(patternPhrase('^[A-Z]{3,3}$')).toBe('a currency: three capital letters');
  });
});
