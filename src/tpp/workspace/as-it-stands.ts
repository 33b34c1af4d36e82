/** openbanking.json as it stands, valid or not: whatever value can be made of the text. */

import { parse } from 'jsonc-parser';
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import { maxDepth } from '../json.ts';
import { isJsoncTooDeep } from '../jsonc.ts';

/** @throws OpenBankingError `workspace_invalid` for what is nested too deeply to be walked */
export function readAsItStands(text: string): unknown {
  if (!isJsoncTooDeep(text)) return parse(text, [], { allowTrailingComma: true });
  return fail({
    code: 'workspace_invalid',
    message: t('openbanking.json is nested more than {0} levels deep.', maxDepth),
    try: t('Correct the JSON: no member of the file goes deeper than six.'),
  });
}
