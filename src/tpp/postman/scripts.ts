/** Scripts of a collection, for reading: nothing here runs one. */
import { z } from 'zod';
import { mask, redactText } from '../redaction/redact.ts';
import { isReadable } from '../redaction/secret-names.ts';
import type { KnownSecrets } from './known-secrets.ts';
import { withoutPrivateKeys } from './private-keys.ts';
import { isSecretVariable } from './secret-values.ts';

export interface ScriptEvent {
  when: 'before' | 'after';
  text: string;
}

const events = z
  .array(
    z.looseObject({
      listen: z.string().catch(''),
      disabled: z.boolean().optional().catch(undefined),
      script: z
        .union([z.string(), z.looseObject({ exec: z.union([z.string(), z.array(z.unknown())]).catch('') })])
        .catch(''),
    }),
  )
  .catch([]);

/** The scripts of a node's `event`, empty ones left out. */
export function scriptsOf(event: unknown): ScriptEvent[] {
  return events.parse(event ?? []).flatMap(({ listen, script }) => {
    const exec = typeof script === 'string' ? script : script.exec;
    const text = (Array.isArray(exec) ? exec.filter((line) => typeof line === 'string').join('\n') : exec).trim();
    const when = listen === 'prerequest' ? ('before' as const) : ('after' as const);
    return text === '' ? [] : [{ when, text }];
  });
}

/** `set('name', 'value')`, `name = 'value'`, `name: 'value'`; a value of one line. */
const setting = /(["'`]?)([\w.-]{1,80})\1(\s{0,9}[,:=]\s{0,9})(["'`])((?:(?!\4)[^\\\n]|\\.)*)\4/g;
/** What may be a secret that nothing names: `x = '…'`. */
const run = /(["'`]?)([\w+/=~-]{16,})(["'`]?)/g;
/** Characters of a script that are shown. */
const maxLength = 100_000;

/** A script without its secrets: private keys, JWTs, credentials, values of the import's own secrets and of what is named like one, and what looks like chance. */
export function scriptForReading(script: string, known: KnownSecrets): string {
  const text = known
    .replaced(withoutPrivateKeys(script).slice(0, maxLength))
    .replace(setting, (whole, quote: string, name: string, between: string, mark: string, value: string) => {
      const last = name.split('.').at(-1) ?? name;
      const variable = /^\{\{[^{}]*\}\}$/.test(value);
      if (value === '' || variable || !isSecretVariable(last)) return whole;
      return `${quote}${name}${quote}${between}${mark}${mask(value)}${mark}`;
    });
  return redactText(text).replace(run, (whole, before: string, found: string, after: string) =>
    isRandom(found, before + after !== '') ? before + mask(found) + after : whole,
  );
}

/** Letters, digits and capitals that change as often as in no name of a program. */
function isRandom(text: string, quoted: boolean): boolean {
  const changes = text.match(/[a-z](?=[A-Z\d])|[A-Z](?=\d)|\d(?=[A-Za-z])/g)?.length ?? 0;
  const often = !quoted ? 3 : /\d/.test(text) ? 6 : 4;
  return changes * often >= text.length && !isReadable(text);
}
