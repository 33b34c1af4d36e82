/** A request as text in an editor: written for reading, and read back with whatever a developer made of it. */
import { parse } from 'jsonc-parser';
import { spanOfPointer, withReplacement } from '../../tpp/json-pointer.ts';
import { readJson, type TextFault } from './json-faults.ts';

export interface RequestText {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
}

export function textOf({ header, claims }: RequestText): string {
  return `${JSON.stringify({ header, claims }, undefined, 2)}\n`;
}

/** The request in a text, or what is wrong with the text. */
export function readRequestText(text: string): RequestText | { faults: TextFault[] } {
  const read = readJson<unknown>(text, parse);
  if ('faults' in read) return read;
  const { json } = read;
  const members = isObject(json) ? json : {};
  const { header, claims } = members;
  if (isObject(header) && isObject(claims)) return { header, claims };
  const missing = ['header', 'claims'].filter((name) => !isObject(members[name]));
  return {
    faults: missing.map((about) => ({ code: 'member_missing', about, ...spanOfPointer(text, `/${about}`) })),
  };
}

/** Seconds that a renewed registration is good for. */
const lifetime = 300;

/** The claims of a registration made now: one sent again has to be a new one, because banks remember each `jti`. */
export function momentClaims(): Record<string, unknown> {
  const iat = Math.floor(Date.now() / 1000);
  return { iat, exp: iat + lifetime, jti: crypto.randomUUID() };
}

/** The text with these claims in place of those that it has. */
export function withClaims(text: string, claims: Readonly<Record<string, unknown>>): string {
  return Object.entries(claims).reduce((written, [name, value]) => {
    const pointer = `/claims/${name}`;
    return withReplacement(written, pointer, { pointer, value });
  }, text);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
