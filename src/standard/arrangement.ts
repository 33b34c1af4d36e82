/** What direct debits and standing orders say of themselves, in the members of 3.1 and of 4.0, where it has another place in each. */
import { toFour, toThree } from './code-map.ts';
import {
  debitWordOfRule,
  type Frequency4,
  type FrequencyRule,
  fourOfRule,
  ruleOfDebitWord,
  ruleOfFour,
  ruleOfThree,
  threeOfRule,
} from './frequency.ts';
import { fourOfRemittance, type RemittanceOfFour, remittanceOfFour } from './remittance.ts';

export type ArrangementKind = 'DirectDebit' | 'StandingOrder';

export interface Arrangement {
  /** 4.0's code; `Inactive` where only 3.1 was read, which does not say why. */
  readonly status?: string;
  readonly frequency?: FrequencyRule;
  readonly mandate?: string;
  readonly reference?: string;
  readonly first?: string;
  readonly final?: string;
}

export interface ArrangementOfThree {
  readonly DirectDebitStatusCode?: string;
  readonly StandingOrderStatusCode?: string;
  readonly Frequency?: string;
  readonly MandateIdentification?: string;
  readonly Reference?: string;
  readonly FirstPaymentDateTime?: string;
  readonly FinalPaymentDateTime?: string;
}

export interface ArrangementOfFour {
  readonly DirectDebitStatusCode?: string;
  readonly StandingOrderStatusCode?: string;
  readonly MandateRelatedInformation?: {
    readonly MandateIdentification?: string;
    readonly Frequency?: Frequency4;
    readonly FirstPaymentDateTime?: string;
    readonly FinalPaymentDateTime?: string;
  };
  readonly RemittanceInformation?: RemittanceOfFour;
}

/**
 * The members of 3.1. A standing order must have a frequency there, so that one which 3.1 has no string for is not known; a direct debit has
 * neither reference nor first and final dates.
 */
export function threeOfArrangement(kind: ArrangementKind, arrangement: Arrangement): ArrangementOfThree {
  const { status, frequency, mandate, reference, first, final } = arrangement;
  const isDebit = kind === 'DirectDebit';
  const word = frequency && (isDebit ? debitWordOfRule(frequency) : threeOfRule(frequency));
  return given({
    [`${kind}StatusCode`]: status && (toThree('mandate', status) ?? (status === 'Inactive' ? status : undefined)),
    Frequency: word ?? (isDebit ? undefined : 'NotKnown'),
    ...(isDebit
      ? { MandateIdentification: mandate }
      : { Reference: reference, FirstPaymentDateTime: first, FinalPaymentDateTime: final }),
  });
}

export function arrangementOfThree(document: ArrangementOfThree): Arrangement {
  const { Frequency = '' } = document;
  const word = document.DirectDebitStatusCode ?? document.StandingOrderStatusCode;
  return given({
    status: word && (toFour('mandate', word) ?? word),
    frequency: ruleOfThree(Frequency) ?? ruleOfDebitWord(Frequency),
    mandate: document.MandateIdentification,
    reference: document.Reference,
    first: document.FirstPaymentDateTime,
    final: document.FinalPaymentDateTime,
  });
}

/** The members of 4.0, whose object about the mandate must have a frequency once it is there. */
export function fourOfArrangement(
  kind: ArrangementKind,
  arrangement: Arrangement,
  version: '4.0' | '4.0.1',
): ArrangementOfFour {
  const { status, frequency, mandate, reference, first, final } = arrangement;
  const isSaid = [frequency, mandate, first, final].some((each) => each !== undefined);
  return given({
    [`${kind}StatusCode`]: status === 'Inactive' ? undefined : status,
    MandateRelatedInformation: isSaid
      ? given({
          MandateIdentification: mandate,
          Frequency: fourOfRule(frequency ?? { every: 'unknown' }, version),
          FirstPaymentDateTime: first,
          FinalPaymentDateTime: final,
        })
      : undefined,
    RemittanceInformation:
      reference === undefined ? undefined : fourOfRemittance({ texts: [], references: [reference] }),
  });
}

export function arrangementOfFour(document: ArrangementOfFour): Arrangement {
  const { MandateRelatedInformation: about = {}, RemittanceInformation = {} } = document;
  const [reference] = remittanceOfFour(RemittanceInformation).references;
  return given({
    status: document.DirectDebitStatusCode ?? document.StandingOrderStatusCode,
    frequency: about.Frequency && ruleOfFour(about.Frequency),
    mandate: about.MandateIdentification,
    reference,
    first: about.FirstPaymentDateTime,
    final: about.FinalPaymentDateTime,
  });
}

/** Without the members that are undefined. */
function given<T extends object>(members: T): { [Name in keyof T]: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;
}
