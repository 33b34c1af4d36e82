/** Card numbers, of which a consent without ReadPAN sees the last four digits, in whatever member of whatever resource they stand. */

/** An account as the bank knows it: by its scheme, a card by its number. */
interface Identified {
  readonly schemeName: string;
  readonly identification: string;
}

export function seesCardNumbers({ permissions }: { readonly permissions: readonly string[] }): boolean {
  return permissions.includes('ReadPAN');
}

/** The identification of an account as it is shown: whole, but for a card's number without ReadPAN. */
export function shownIdentification({ schemeName, identification }: Identified, cardNumbers: boolean): string {
  return schemeName !== 'UK.OBIE.PAN' || cardNumbers ? identification : masked(identification);
}

export function masked(pan: string): string {
  return pan.slice(-4).padStart(pan.length, 'x');
}
