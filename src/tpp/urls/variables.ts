/** Variables of a Postman environment that nothing resolves, and entries that stand there twice. */
import { t } from '../../standard/language.ts';
import type { Finding } from '../finding.ts';

export interface EnvironmentValue {
  key: string;
  value: unknown;
  enabled?: unknown;
}

/** What is amiss with an environment's own values; the values themselves, which may be secrets, are in no message. */
export function variableFindings(values: readonly EnvironmentValue[], path: string): Finding[] {
  const active = values.filter(({ enabled }) => enabled !== false);
  const byKey = new Map<string, EnvironmentValue[]>();
  for (const each of active) byKey.set(each.key, [...(byKey.get(each.key) ?? []), each]);
  const findings: Finding[] = [];
  for (const [key, entries] of byKey) {
    if (entries.length > 1) findings.push(double(key, entries, path));
  }
  for (const { key, value } of active) {
    for (const name of variablesIn(value)) if (!byKey.has(name)) findings.push(unresolved(name, key, path));
  }
  return findings;
}

/** The names of the `{{variables}}` of a text. */
export function variablesIn(value: unknown): string[] {
  if (typeof value !== 'string') return [];
  const names = [...value.matchAll(/\{\{([^{}]{1,200})\}\}/g)].map(([, name = '']) => name.trim());
  // Postman's own, such as {{$guid}}, resolve themselves.
  return [...new Set(names)].filter((name) => name !== '' && !name.startsWith('$'));
}

function double(key: string, entries: EnvironmentValue[], path: string): Finding {
  const same = entries.every(({ value }) => value === entries[0]?.value);
  return {
    severity: same ? 'information' : 'warning',
    code: 'variable_double',
    message: t(
      'The variable {0} stands in the Postman environment {1} {2} times{3}.',
      key,
      path,
      entries.length,
      same ? t(', each time with the same value') : t(' with different values; Postman takes the last'),
    ),
    fix: t('Remove all but one of them in that file.'),
    path,
  };
}

export function unresolved(name: string, where: string, path: string): Finding {
  return {
    severity: 'error',
    code: 'variable_unresolved',
    message: t('{0} in {1} resolves to nothing.', `{{${name}}}`, where),
    fix: t('Give {0} a value, or put the value in its place.', name),
    path,
  };
}
