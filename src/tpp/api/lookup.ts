/** The standard looked up: its operations by name, and what it says of one as a text. */
import type { Version } from '../../standard/operation.ts';
import { operations } from '../../standard/operations.ts';
import { nameOf, show } from '../../standard/show.ts';
import { shownText } from '../../standard/show-text.ts';
import { fail } from '../errors.ts';

/** Every operation as the standard writes it, each once: `GET /accounts`. */
export function operationNames(): string[] {
  return [...new Set(operations.map(nameOf))];
}

/**
 * What the standard says of an operation, a definition, a code set or a word, in lines of 100 characters.
 * @param version only this one's bodies
 * @throws OpenBankingError `usage` for what the standard does not have
 */
export function standardText(name: string, version?: string): string {
  const shown = show(name, version as Version | undefined);
  if (shown !== undefined) return shownText(shown, 100);
  return fail({
    code: 'usage',
    message: `The standard has nothing called ${JSON.stringify(name.slice(0, 100))}.`,
    try: 'Write an operation as the standard does: GET /accounts/{AccountId}.',
  });
}
