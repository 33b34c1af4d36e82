/** A secret on its way from a file to the secret store: whatever prints the value around it prints a mask. */
import { inspect } from 'node:util';
import { mask } from '../redaction/redact.ts';

export interface Concealed {
  /** The secret itself, for the secret store alone. */
  reveal(): string;
  /** The mask, for people and for JSON. */
  toJSON(): string;
  toString(): string;
}

/** @example JSON.stringify({ secret: conceal('rather long to be guessed') }) // {"secret":"rath…"} */
export function conceal(secret: string): Concealed {
  const shown = () => mask(secret);
  const concealed = { reveal: () => secret, toJSON: shown, toString: shown };
  Object.defineProperty(concealed, inspect.custom, { value: shown });
  return concealed;
}
