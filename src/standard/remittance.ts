/** What a payment says to who is paid: a text and a reference in 3.1, lists of both in 4.0. */

/** As many of each as 4.0 takes. */
export interface Remittance {
  readonly texts: readonly string[];
  readonly references: readonly string[];
}

export interface RemittanceOfThree {
  readonly Unstructured?: string;
  readonly Reference?: string;
}

export interface RemittanceOfFour {
  readonly Unstructured?: readonly string[];
  readonly Structured?: readonly { readonly CreditorReferenceInformation?: { readonly Reference?: string } }[];
}

/** In 3.1 the first of each: several texts do not fit into one. */
export function threeOfRemittance({ texts: [text], references: [reference] }: Remittance): RemittanceOfThree {
  return {
    ...(text === undefined ? {} : { Unstructured: text }),
    ...(reference === undefined ? {} : { Reference: reference }),
  };
}

export function remittanceOfThree({ Unstructured, Reference }: RemittanceOfThree): Remittance {
  return {
    texts: Unstructured === undefined ? [] : [Unstructured],
    references: Reference === undefined ? [] : [Reference],
  };
}

export function fourOfRemittance({ texts, references }: Remittance): RemittanceOfFour {
  return {
    ...(texts.length === 0 ? {} : { Unstructured: texts }),
    ...(references.length === 0
      ? {}
      : { Structured: references.map((Reference) => ({ CreditorReferenceInformation: { Reference } })) }),
  };
}

export function remittanceOfFour({ Unstructured = [], Structured = [] }: RemittanceOfFour): Remittance {
  const references = Structured.map(({ CreditorReferenceInformation }) => CreditorReferenceInformation?.Reference);
  return { texts: Unstructured, references: references.filter((reference) => reference !== undefined) };
}
