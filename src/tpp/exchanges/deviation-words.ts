/** What of an exchange is not as the standard has it, in lines for people. */
import { isCommercial, isRegistration } from '../../standard/versions.ts';
import type { Deviation, ExchangeRecord } from '../transport/exchange.ts';

/** Sentences that a terminal is told of one exchange as it passes. */
const mostTold = 3;

/** `Read/Write 3.1.11`, `Dynamic Client Registration 3.3`. */
export function standardName(version: string): string {
  if (isRegistration(version)) return `Dynamic Client Registration ${version}`;
  return isCommercial(version) ? `Commercial VRP ${version}` : `Read/Write ${version}`;
}

/** All of it: a line that says by which file of the standard, then one for each. Empty where there is nothing. */
export function deviationLines({ operation, deviations = [] }: ExchangeRecord): string[] {
  if (operation === undefined || deviations.length === 0) return [];
  return [
    `Not as ${standardName(operation.version)} has ${operation.name}${operation.file ? ` (${operation.file})` : ''}:`,
    ...deviations.map(({ grade, rule, of, says }) => `${grades[grade]} (${rule}), ${of}: ${says}`),
  ];
}

const grades: Record<Deviation['grade'], string> = { breach: 'Breach', loose: 'Loose', hint: 'Hint' };

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
  const more = fresh.length - mostTold;
  return [
    ...fresh
      .slice(0, mostTold)
      .map(({ of, says }) => `the ${of} is not as ${standardName(operation.version)} has it: ${says}`),
    ...(more > 0 ? [`and ${more} more of the kind, which the exchange shows.`] : []),
  ];
}
