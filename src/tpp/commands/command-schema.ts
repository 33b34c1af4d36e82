/** A command of openbanking.json as it is written: a program with its arguments, in which `{name}` stands for a value. */

import { z } from 'zod';
import { nearestOf } from '../../standard/check-near.ts';
import { t } from '../../standard/language.ts';

/** How {@link commandSchema} calls what it takes. */
export const commandForm = t('a list of a program and its arguments, each a text, such as ["./vault", "get"]');

/**
 * An argument list in which no placeholder is misspelt. What is like none, such as `{print}` or `%{http_code}`, is the program's own.
 *
 * @param placeholders the names that are filled in
 */
export const commandSchema = (placeholders: readonly string[]) =>
  z
    .array(
      z.string().refine((argument) => !argument.includes('\0'), { error: t('must not hold a NUL') }),
      { error: t('must be {0}', commandForm) },
    )
    .min(1, { error: t('must not be empty') })
    .max(100, { error: t('must not have more than 100 parts') })
    .refine(([program]) => program !== '', { error: t('must begin with a program') })
    .superRefine((command, context) => {
      // The program itself is taken as it stands.
      for (const [index, argument] of command.entries()) {
        if (index === 0) continue;
        for (const { name, message } of misspeltIn(argument, placeholders))
          context.addIssue({
            code: 'custom',
            path: [index],
            message: t('has the unknown placeholder {0}; {1}', `{${name}}`, message),
          });
      }
    });

function misspeltIn(argument: string, placeholders: readonly string[]): { name: string; message: string }[] {
  const names = [...argument.matchAll(/(?<![$%@{])\{([A-Za-z]\w{0,39})\}/g)].map(([, name = '']) => name);
  return [...new Set(names)].flatMap((name) => {
    if (placeholders.includes(name)) return [];
    const near = nearestOf(name, placeholders);
    if (near !== undefined) return [{ name, message: t('did you mean {0}?', `{${near}}`) }];
    if (![...secretPlaceholders, ...signingPlaceholders].includes(name)) return [];
    return [{ name, message: t('there are {0}', placeholders.map((each) => `{${each}}`).join(', ')) }];
  });
}

/** What a secret is told by, in the arguments of `secretCommand`. */
export const secretPlaceholders = ['action', 'kind', 'name', 'bank', 'clientId', 'consentId'];
/** What a signature is asked for by, in those of `signing.command`. */
export const signingPlaceholders = ['digest', 'digestBase64', 'digestHex', 'algorithm', 'kid'];
