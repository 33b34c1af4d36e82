/** `secretCommand` of openbanking.json: the commands that give a team's secrets, and take those that a bank gave. */

import { z } from 'zod';
import { t } from '../../standard/language.ts';
import { commandForm, commandSchema, secretPlaceholders } from '../commands/command-schema.ts';

const command = commandSchema(secretPlaceholders);

const actions = z.strictObject({
  get: command.describe('Prints a secret; nothing where it has none.'),
  store: command.optional().describe('Takes a secret from its standard input; an empty one ends what was stored.'),
});

export const secretCommand = z.union([command, actions], {
  error: t('must be {0}, or an object with such a list as get, and one as store where it stores', commandForm),
});
export type SecretCommand = z.infer<typeof secretCommand>;

export type SecretAction = 'get' | 'store';

/** The argument list for an action; undefined where the file has none. A single list is for both where it holds `{action}`, else it only gives. */
export function commandFor(setting: SecretCommand, action: SecretAction): readonly string[] | undefined {
  if (!Array.isArray(setting)) return setting[action];
  return action === 'get' || setting.some((argument) => argument.includes('{action}')) ? setting : undefined;
}
