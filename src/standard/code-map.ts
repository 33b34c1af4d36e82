/** The words of 3.1 and those of 4.0 for the same thing, where both have one. */
import { consentKinds, consentStatuses } from './consent-kinds.ts';
import type { WordsVersion } from './versions.ts';

/** Both ways, or one: several words of one version are one of the other, which has no way back. */
type Pair = readonly [three: string, four: string] | readonly [three: string, four: string, only: '→' | '←'];

/** What words are about; the same word stands for another thing elsewhere (`CANC`). */
export type Vocabulary = keyof typeof vocabularies;

// biome-ignore format: a vocabulary's pairs are read in a glance
const vocabularies = {
  /** 3.1 AccountSubType, 4.0 AccountTypeCode. CHAR are charges and CPAC is no card: 4.0 has one code for cards, and none for e-money. */
  accountKind: [
    ['CurrentAccount', 'CACC'], ['Savings', 'SVGS'], ['Loan', 'LOAN'], ['Mortgage', 'MORT'], ['CreditCard', 'CARD'], ['Wallet', 'WALT'],
    ['ChargeCard', 'CARD', '→'], ['PrePaidCard', 'CARD', '→'],
    ['CurrentAccount', 'SLRY', '←'], ['CurrentAccount', 'TRAN', '←'], ['Savings', 'LLSV', '←'],
  ],
  /** The three cleared balances have no code and are left out of an answer of 4.0. */
  balance: [
    ['ClosingAvailable', 'CLAV'], ['ClosingBooked', 'CLBD'], ['Expected', 'XPCD'], ['ForwardAvailable', 'FWAV'], ['Information', 'INFO'],
    ['InterimAvailable', 'ITAV'], ['InterimBooked', 'ITBD'], ['OpeningAvailable', 'OPAV'], ['OpeningBooked', 'OPBD'], ['PreviouslyClosedBooked', 'PRCD'],
  ],
  amountSubType: [['BaseCurrency', 'BCUR'], ['LocalCurrency', 'LCUR']],
  /** FUTR and INFO have no word in 3.1. */
  transaction: [['Booked', 'BOOK'], ['Pending', 'PDNG'], ['Rejected', 'RJCT']],
  /** Of direct debits and standing orders. What is not active has one word in 3.1, so that the code of 4.0 is the one to keep. */
  mandate: [['Active', 'ACTV'], ['Inactive', 'CANC', '←'], ['Inactive', 'EXPI', '←'], ['Inactive', 'SUSP', '←']],
  address: [
    ['Business', 'BIZZ'], ['Correspondence', 'CORR'], ['DeliveryTo', 'DLVY'], ['MailTo', 'MLTO'],
    ['POBox', 'PBOX'], ['Postal', 'ADDR'], ['Residential', 'HOME'], ['Statement', 'STAT'],
  ],
  consent: consentPairs(),
  multiAuthorisation: [['Authorised', 'AUTH'], ['AwaitingFurtherAuthorisation', 'AWAF'], ['Rejected', 'RJCT']],
  /** Of payments that go at once, and in the details of any. */
  payment: [
    ['Pending', 'PDNG'], ['Rejected', 'RJCT'], ['Received', 'RCVD'], ['AcceptedTechnicalValidation', 'ACTC'], ['AcceptedCustomerProfile', 'ACCP'],
    ['AcceptedFundsChecked', 'ACFC'], ['AcceptedSettlementInProcess', 'ACSP'], ['AcceptedSettlementCompleted', 'ACSC'], ['AcceptedWithChange', 'ACWC'],
    ['AcceptedWithoutPosting', 'ACWP'], ['AcceptedCreditSettlementCompleted', 'ACCC'], ['PartiallyAcceptedTechnicalCorrect', 'PATC'],
    ['Cancelled', 'CANC'], ['PaymentCancelled', 'CANC', '→'],
  ],
  /** Of orders that make payments later: scheduled ones, standing orders, files. */
  order: [['InitiationPending', 'PDNG'], ['InitiationFailed', 'INFA'], ['InitiationCompleted', 'INCO'], ['Cancelled', 'CANC']],
  /** Of a refusal. */
  refusal: [
    ['UK.OBIE.UnexpectedError', 'U000'], ['UK.OBIE.Field.Expected', 'U001'], ['UK.OBIE.Field.Invalid', 'U002'], ['UK.OBIE.Field.InvalidDate', 'U003'],
    ['UK.OBIE.Field.Missing', 'U004'], ['UK.OBIE.Field.Unexpected', 'U005'], ['UK.OBIE.Header.Invalid', 'U006'], ['UK.OBIE.Header.Missing', 'U007'],
    ['UK.OBIE.Resource.ConsentMismatch', 'U008'], ['UK.OBIE.Resource.InvalidConsentStatus', 'U009'], ['UK.OBIE.Resource.InvalidFormat', 'U010'],
    ['UK.OBIE.Resource.NotFound', 'U011'], ['UK.OBIE.Rules.AfterCutOffDateTime', 'U012'], ['UK.OBIE.Rules.DuplicateReference', 'U013'],
    ['UK.OBIE.Rules.FailsControlParameters', 'U014'], ['UK.OBIE.Signature.Invalid', 'U015'], ['UK.OBIE.Signature.InvalidClaim', 'U016'],
    ['UK.OBIE.Signature.MissingClaim', 'U017'], ['UK.OBIE.Signature.Malformed', 'U018'], ['UK.OBIE.Signature.Missing', 'U019'],
    ['UK.OBIE.Signature.Unexpected', 'U020'], ['UK.OBIE.Unsupported.AccountIdentifier', 'U021'], ['UK.OBIE.Unsupported.AccountSecondaryIdentifier', 'U022'],
    ['UK.OBIE.Unsupported.Currency', 'U023'], ['UK.OBIE.Unsupported.EventType', 'U024'], ['UK.OBIE.Unsupported.Frequency', 'U025'],
    ['UK.OBIE.Unsupported.LocalInstrument', 'U026'], ['UK.OBIE.Unsupported.Scheme', 'U027'], ['UK.OBIE.Reauthenticate', 'U028'],
    ['UK.OBIE.Rules.ResourceAlreadyExists', 'U029'],
  ],
} as const satisfies Record<string, readonly Pair[]>;

/** Members that have another name, or another place, in the other version: by object, what 3.1 and 4.0 call them. */
const members: readonly (readonly [three: string, four: string])[] = [
  ['AccountType', 'AccountCategory'],
  ['AccountSubType', 'AccountTypeCode'],
  ['ContractPresentInidicator', 'ContractPresentIndicator'],
  ['MandateIdentification', 'MandateRelatedInformation/MandateIdentification'],
  ['Frequency', 'MandateRelatedInformation/Frequency'],
  ['FirstPaymentDateTime', 'MandateRelatedInformation/FirstPaymentDateTime'],
  ['FinalPaymentDateTime', 'MandateRelatedInformation/FinalPaymentDateTime'],
  ['Reference', 'RemittanceInformation/Structured/0/CreditorReferenceInformation/Reference'],
];

/** Of the statuses that both versions have a word for; 4.0 tells what 3.1 leaves `Authorised`. */
function consentPairs(): readonly Pair[] {
  return consentStatuses.flatMap((status): Pair[] => {
    const [three, four] = (['3.1', '4.0'] as const).map((version) =>
      Object.values(consentKinds)
        .map(({ words }) => words[version][status])
        .find((word) => word !== undefined),
    );
    return three === undefined || four === undefined ? [] : [[three, four]];
  });
}

const all: Readonly<Record<string, readonly Pair[]>> = vocabularies;
export const vocabularyNames = Object.keys(all) as Vocabulary[];

/** The pairs of a vocabulary that hold both ways. */
export function pairsOf(vocabulary: Vocabulary): readonly (readonly [three: string, four: string])[] {
  return vocabularies[vocabulary].flatMap((pair: Pair) => (pair[2] ? [] : [[pair[0], pair[1]] as const]));
}

/** 4.0's code for a word of 3.1; undefined where it has none. */
export function toFour(vocabulary: Vocabulary, word: string): string | undefined {
  return all[vocabulary]?.find(([three, , only]) => three === word && only !== '←')?.[1];
}

/** 3.1's word for a code of 4.0; undefined where it has none. */
export function toThree(vocabulary: Vocabulary, code: string): string | undefined {
  return all[vocabulary]?.find(([, four, only]) => four === code && only !== '→')?.[0];
}

/** A word of the other version, and which version that is. */
export interface Counterpart {
  readonly word: string;
  /** Whose word the given one is. */
  readonly of: WordsVersion;
}

const every = Object.values(all).flat();

/** What the other version may call it, whatever it is about: one of `known` where that is given. */
export function counterparts(word: string, known?: readonly string[]): readonly Counterpart[] {
  const found = every.flatMap(([three, four]): Counterpart[] => [
    ...(three === word ? [{ word: four, of: '3.1' } as const] : []),
    ...(four === word ? [{ word: three, of: '4.0' } as const] : []),
  ]);
  const once = found.filter((one, index) => found.findIndex((other) => other.word === one.word) === index);
  return known ? once.filter((one) => known.includes(one.word)) : once;
}

/** What a version calls what the other has another word for. */
export interface Elsewhere {
  readonly version: WordsVersion;
  readonly words: readonly string[];
}

/** The words of a code in each version that calls it otherwise. */
export function elsewhereOf(code: string): readonly Elsewhere[] {
  const others = counterparts(code);
  return (['3.1', '4.0'] as const).flatMap((version) => {
    const words = others.filter(({ of }) => of !== version).map(({ word }) => word);
    return words.length > 0 ? [{ version, words }] : [];
  });
}

/** What the other version may call a member, as a path from the same object. */
export function memberCounterparts(name: string): readonly Counterpart[] {
  return members.flatMap(([three, four]): Counterpart[] => {
    if (three === name) return [{ word: four, of: '3.1' }];
    return four === name ? [{ word: three, of: '4.0' }] : [];
  });
}
