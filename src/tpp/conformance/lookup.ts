/** The standard looked up: its operations by name, and what it says of one as a text. */

import { t } from '../../standard/language.ts';
import { nameOf, operations } from '../../standard/operations.ts';
import { show } from '../../standard/show.ts';
import { shownText } from '../../standard/show-text.ts';
import { truncate } from '../../standard/truncate.ts';
import { versionNamed, versions } from '../../standard/versions.ts';
import { fail } from '../errors.ts';
import { apiNames } from './base.ts';

/** Every operation as the standard writes it, each once: `GET /accounts`; and the APIs that have it. */
export function operationsByName(): { name: string; apis: string[] }[] {
  const byName = Map.groupBy(operations, nameOf);
  return [...byName].map(([name, rows]) => ({ name, apis: rows.map(({ api }) => apiNames[api]) }));
}

/**
 * What the standard says of an operation, a definition, a code set or a word, in lines of 100 characters.
 * @param version whose bodies are shown; the latest that has them where it is left out
 * @throws OpenBankingError `usage` for what the standard does not have, and for no version of it
 */
export function standardText(name: string, version?: string): string {
  const known = version === undefined ? undefined : versionNamed(version);
  if (version !== undefined && known === undefined) {
    return fail({
      code: 'usage',
      message: t('{0} is no version of the standard.', JSON.stringify(truncate(version, 100))),
      try: t('Write one of {0}.', versions.join(', ')),
    });
  }
  const shown = show(name, known);
  if (shown !== undefined) return shownText(shown, 100);
  return fail({
    code: 'usage',
    message: t('The standard has nothing called {0}.', JSON.stringify(truncate(name, 100))),
    try: t('Write an operation as the standard does: GET /accounts/{AccountId}.'),
  });
}
