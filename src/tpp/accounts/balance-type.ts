/** The kinds of balance that the standard knows (OBBalanceType1Code of 3.1 and 4.0), and which count what is booked and nothing else. */

export type BookedKind = 'opening' | 'interim' | 'closing' | 'previous';

const booked = new Map<string, BookedKind>([
  ['OpeningBooked', 'opening'],
  ['OPBD', 'opening'],
  ['InterimBooked', 'interim'],
  ['ITBD', 'interim'],
  ['ClosingBooked', 'closing'],
  ['CLBD', 'closing'],
  ['PreviouslyClosedBooked', 'previous'],
  ['PRCD', 'previous'],
]);

const others = new Set([
  'ClosingAvailable',
  'CLAV',
  'ClosingCleared',
  'Expected',
  'XPCD',
  'ForwardAvailable',
  'FWAV',
  'Information',
  'INFO',
  'InterimAvailable',
  'ITAV',
  'InterimCleared',
  'OpeningAvailable',
  'OPAV',
  'OpeningCleared',
]);

/** What kind of booked balance a type is; undefined when it counts more than what is booked, or nobody knows what. */
export function bookedKind(type: string): BookedKind | undefined {
  return booked.get(type);
}

/** Whether the standard has such a type. */
export function isBalanceType(type: string): boolean {
  return booked.has(type) || others.has(type);
}
