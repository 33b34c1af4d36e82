/** `{{variables}}` of one environment in each other's values, without a bank or a store: what an import can know. */

import { t } from '../../standard/language.ts';
import { truncate } from '../../standard/truncate.ts';
import type { PostmanVariable } from './variables.ts';

/** Steps of one value: more than that is a circle. */
const limit = 20;
/** Characters; what goes into a bank's entry is an address or a name. */
const maxLength = 4096;
const innermost = /\{\{([^{}]*)\}\}/g;

/** Gives the value with its references put in, or why that cannot be done. */
export function plainResolver(
  variables: ReadonlyMap<string, PostmanVariable>,
): (value: string) => { value: string } | { unresolved: string } {
  return (value) => {
    let text = value;
    if (text.length > maxLength) return { unresolved: t('It is too long for what it should be.') };
    for (let step = 0; step < limit; step += 1) {
      const missing: string[] = [];
      let changed = false;
      text = text.replace(innermost, (whole, written: string) => {
        const name = written.trim();
        const found = variables.get(name);
        if (found === undefined || found.value.length > maxLength) missing.push(name);
        else changed = true;
        return found?.value ?? whole;
      });
      if (missing[0] !== undefined)
        return { unresolved: t('{0} in it has no value.', `{{${truncate(missing[0], 100)}}}`) };
      if (!changed) return { value: text };
      if (text.length > maxLength) return { unresolved: t('With its variables put in it is too long.') };
    }
    return { unresolved: t('The variables in it stand for each other in a circle.') };
  };
}
