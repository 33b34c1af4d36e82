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
