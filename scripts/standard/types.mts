/** TypeScript types of the definitions: one a line, closed sets as unions, open sets with the way out that keeps completion. */
import type { Operation } from '../../src/standard/operation.ts';
import type { Schema } from '../../src/standard/schema.ts';

const literal = (value: unknown) =>
  typeof value === 'string' ? `'${value.replace(/[\\']/g, '\\$&')}'` : String(value);
const key = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name));

function typeOf(schema: Schema): string {
  if (schema.$ref) return schema.$ref.slice('#/$defs/'.length);
  if (schema.oneOf) return [...new Set(schema.oneOf.map(typeOf))].join(' | ');
  if (schema.enum) return schema.enum.map(literal).join(' | ');
  if (schema['x-values']) return [...schema['x-values'].map(literal), '(string & {})'].join(' | ');
  switch (schema.type) {
    case 'string':
      return 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'array':
      return `readonly (${schema.items ? typeOf(schema.items) : 'unknown'})[]`;
    default:
      return schema.properties || schema.type === 'object' ? objectOf(schema) : 'unknown';
  }
}

function objectOf({ properties = {}, required = [], additionalProperties }: Schema): string {
  const members = Object.entries(properties).map(
    ([name, member]) => `readonly ${key(name)}${required.includes(name) ? '' : '?'}: ${typeOf(member)}`,
  );
  if (typeof additionalProperties === 'object')
    members.push(`readonly [name: string]: ${typeOf(additionalProperties)}`);
  return members.length ? `{ ${members.join('; ')} }` : 'Readonly<Record<string, unknown>>';
}

/** The bodies of an operation in a version by `4.0 POST pis /domestic-payments`. */
function bodiesOf({ api, verb, path, in: versions }: Operation): string[] {
  return Object.entries(versions).map(([version, { request, answer, error }]) => {
    const members = Object.entries({ request, answer, error }).filter(([, name]) => name);
    return `  '${version} ${api} ${verb} ${path}': { ${members.map(([role, name]) => `readonly ${role}: ${name}`).join('; ')} };`;
  });
}

/** The whole file. */
export function typesOf(definitions: Readonly<Record<string, Schema>>, operations: readonly Operation[]): string {
  return [
    '/** Bodies of the standard as types. Made by `npm run standard`; what is wrong here is put right in corrections.ts. */',
    ...Object.entries(definitions).map(([name, schema]) => `export type ${name} = ${typeOf(schema)};`),
    '',
    'export interface StandardBodies {',
    ...operations.flatMap(bodiesOf),
    '}',
    '',
  ].join('\n');
}
