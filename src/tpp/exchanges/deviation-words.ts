/** What of an exchange is not as the standard has it, in lines for people. */
import { t } from '../../standard/language.ts';
import { isCommercial, isRegistration } from '../../standard/versions.ts';
import type { Deviation, ExchangeRecord } from '../transport/exchange.ts';

/** Sentences that a terminal is told of one exchange as it passes. */
const maxTold = 3;

/** `Read/Write 3.1.11`, `Dynamic Client Registration 3.3`. */
export function standardName(version: string): string {
  if (isRegistration(version)) return t('Dynamic Client Registration {0}', version);
  return isCommercial(version) ? t('Commercial VRP {0}', version) : t('Read/Write {0}', version);
}

/** All of it: a line that says by which file of the standard, then one for each. Empty where there is nothing. */
export function deviationLines({ operation, deviations = [] }: ExchangeRecord): string[] {
  if (operation === undefined || deviations.length === 0) return [];
  return [
    t(
      'Not as {0} has {1}{2}:',
      standardName(operation.version),
      operation.name,
      operation.file ? ` (${operation.file})` : '',
    ),
    ...deviations.map(({ grade, rule, of, says }) => `${grades[grade]} (${rule}), ${of}: ${says}`),
  ];
}

const grades: Record<Deviation['grade'], string> = { breach: t('Breach'), loose: t('Loose'), hint: t('Hint') };

/** What the standard forbids of it; hints are none. */
export function breachesOf({ deviations = [] }: Pick<ExchangeRecord, 'deviations'>): Deviation[] {
  return deviations.filter(({ grade }) => grade === 'breach');
}

/**
 * What is said of an exchange while it passes: the breaches alone, each once for all that `told` has heard of, and no more than
 * three at a time.
 */
export function deviationNotes({ operation, deviations = [] }: ExchangeRecord, told: Set<string>): string[] {
  if (operation === undefined) return [];
  const fresh = deviations.filter((each) => {
    const key = [operation.name, each.of, each.rule, each.path.replace(/\/\d+(?=\/|$)/g, '/*')].join(' ');
    if (each.grade !== 'breach' || told.has(key)) return false;
    told.add(key);
    return true;
  });
  const more = fresh.length - maxTold;
  return [
    ...fresh
      .slice(0, maxTold)
      .map(({ of, says }) => t('the {0} is not as {1} has it: {2}', of, standardName(operation.version), says)),
    ...(more > 0 ? [t('and {0} more of the kind, which the exchange shows.', more)] : []),
  ];
}
