/** A command of openbanking.json as it is written: a program with its arguments, in which `{name}` stands for a value. */
import { z } from 'zod';
import { nearestOf } from '../../standard/check-near.ts';

const form = 'a list of a program and its arguments, each a text, such as ["./vault", "get"]';

/**
 * An argument list whose placeholders are all known. `${HOME}` is no placeholder, nor are braces with anything but a name in them.
 *
 * @param placeholders the names that are filled in
 */
export const commandSchema = (placeholders: readonly string[]) =>
  z
    .array(
      z.string().refine((argument) => !argument.includes('\0'), { error: 'must not hold a NUL' }),
      { error: `must be ${form}` },
    )
    .min(1, { error: 'must not be empty' })
    .max(100, { error: 'must not have more than 100 parts' })
    .refine(([program]) => program !== '', { error: 'must begin with a program' })
    .superRefine((command, context) => {
      // The program itself is taken as it stands.
      for (const [index, argument] of command.entries()) {
        if (index === 0) continue;
        for (const name of unknownIn(argument, placeholders))
          context.addIssue({ code: 'custom', path: [index], message: unknown(name, placeholders) });
      }
    });

function unknownIn(argument: string, placeholders: readonly string[]): string[] {
  const names = [...argument.matchAll(/(?<![${])\{([A-Za-z]\w{0,39})\}/g)].map(([, name = '']) => name);
  return [...new Set(names)].filter((name) => !placeholders.includes(name));
}

function unknown(name: string, placeholders: readonly string[]): string {
  const near = nearestOf(name, placeholders);
  const meant =
    near === undefined ? `there are ${placeholders.map((each) => `{${each}}`).join(', ')}` : `did you mean {${near}}?`;
  return `has the unknown placeholder {${name}}; ${meant}`;
}

/** What a secret is told by, in the arguments of `secretCommand`. */
export const secretPlaceholders = ['action', 'kind', 'name', 'bank', 'clientId', 'consentId'];
/** What a signature is asked for by, in those of `signing.command`. */
export const signingPlaceholders = ['digest', 'digestBase64', 'digestHex', 'algorithm', 'kid'];
/** How {@link commandSchema} calls what it takes. */
export const commandForm = form;
