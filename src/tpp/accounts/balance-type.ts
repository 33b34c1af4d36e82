/** The kinds of balance that the standard knows (OBBalanceType1Code of 3.1 and 4.0), and which count what is booked and nothing else. */

export type BookedKind = 'opening' | 'interim' | 'closing' | 'previous';

interface BalanceType {
  /** The word of 3.1. */
  word: string;
  /** The code of 4.0, where it has one. */
  code?: string;
  booked?: BookedKind;
}

const types: readonly BalanceType[] = [
  { word: 'OpeningBooked', code: 'OPBD', booked: 'opening' },
  { word: 'InterimBooked', code: 'ITBD', booked: 'interim' },
  { word: 'ClosingBooked', code: 'CLBD', booked: 'closing' },
  { word: 'PreviouslyClosedBooked', code: 'PRCD', booked: 'previous' },
  { word: 'ClosingAvailable', code: 'CLAV' },
  { word: 'ClosingCleared' },
  { word: 'Expected', code: 'XPCD' },
  { word: 'ForwardAvailable', code: 'FWAV' },
  { word: 'Information', code: 'INFO' },
  { word: 'InterimAvailable', code: 'ITAV' },
  { word: 'InterimCleared' },
  { word: 'OpeningAvailable', code: 'OPAV' },
  { word: 'OpeningCleared' },
];

const known = new Map(
  types.flatMap((type) => [type.word, ...(type.code ? [type.code] : [])].map((name) => [name, type] as const)),
);

/** What kind of booked balance a type is; undefined when it counts more than what is booked, or nobody knows what. */
export function bookedKind(type: string): BookedKind | undefined {
  return known.get(type)?.booked;
}

/** Whether the standard has such a type. */
export function isBalanceType(type: string): boolean {
  return known.has(type);
}

/** The word of 3.1 for a type of either version; one that neither has stays as the bank wrote it. */
export function balanceWord(type: string): string {
  return known.get(type)?.word ?? type;
}
