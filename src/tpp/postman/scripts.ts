/** Scripts of a collection, for reading: nothing here runs one. */
import { z } from 'zod';
import { mask, redactText } from '../transport/redact.ts';
import type { KnownSecrets } from './known-secrets.ts';
import { withoutPrivateKeys } from './private-keys.ts';
import { isSecretName } from './secret-values.ts';

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
/** Characters of a script that are shown. */
const longest = 100_000;

/** A script without its secrets: private keys, JWTs, credentials, values of the import's own secrets and of what is named like one. */
export function scriptForReading(script: string, known: KnownSecrets): string {
  const text = known
    .replaced(withoutPrivateKeys(script).slice(0, longest))
    .replace(setting, (whole, quote: string, name: string, between: string, mark: string, value: string) => {
      const last = name.split('.').at(-1) ?? name;
      const variable = /^\{\{[^{}]*\}\}$/.test(value);
      if (value === '' || variable || !isSecretName(last)) return whole;
      return `${quote}${name}${quote}${between}${mark}${mask(value)}${mark}`;
    });
  return redactText(text);
}
