/** The definitions and code sets of the standard, read from their file once, by whoever needs them first. */
import { readFileSync } from 'node:fs';
import type { Schema, Tables } from './schema.ts';
import { tablesFile } from './tables-file.ts';

let read: Tables | undefined;

/** The tables. The file is our own, made with the build, and is taken as it is. */
export function tables(): Tables {
  read ??= JSON.parse(readFileSync(tablesFile(), 'utf8')) as Tables;
  return read;
}

/** A definition by its name. */
export function definition(name: string): Schema | undefined {
  const { $defs } = tables();
  return Object.hasOwn($defs, name) ? $defs[name] : undefined;
}

/** Whether a definition says nothing of what it takes: that of a file, which need not even be JSON. */
export function takesAnything(name: string): boolean {
  const { type, properties = {} } = definition(name) ?? {};
  return type === 'object' && Object.keys(properties).length === 0;
}

const ending = /(?:Ais|Pis|Cbpii|Vrp|Events|Notifications|Dcr|Cvrp)?(?:V4|V401|V34|Commercial)?(?:No\d)?$/;

/** What the files call a definition: without the ending that is ours, which tells it from another of the same name. */
export function plainName(name: string): string {
  const plain = name.replace(ending, '');
  return definition(plain) ? plain : name;
}

/** The definition that a reference names. */
export const referredName = (reference: string): string => reference.slice('#/$defs/'.length);
