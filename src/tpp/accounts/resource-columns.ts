/** What tables, pages and files show of each object of a resource: a text, a time or an amount, wherever 3.1 and 4.0 have it. */
import { type FrequencyRule, ruleOfDebitWord, ruleOfFour, ruleOfThree } from '../../standard/frequency.ts';
import { frequencyWords } from '../../standard/frequency-words.ts';
import { t } from '../../standard/language.ts';
import { accountNumberWritten, codeName } from './account-words.ts';
import type { BankObject } from './pages.ts';
import { bareDigits } from './row-amount.ts';
import { textAt } from './text-at.ts';

/** An amount that goes no way: what is to be paid, what something costs. */
interface PlainAmount {
  /** Undefined where it is none of the standard's. */
  digits: string | undefined;
  /** As the bank wrote it. */
  written: string;
  currency: string;
}

/** `id` is what a file calls the column: the member's name in the standard, where it has several that of 4.0. */
export type ResourceColumn = { readonly id: string; readonly head: string } & (
  | { readonly kind: 'text'; of(object: BankObject): string }
  /** As the bank wrote it. */
  | { readonly kind: 'time'; of(object: BankObject): string }
  | { readonly kind: 'amount'; of(object: BankObject): PlainAmount }
);

type Path = readonly (string | number)[];

/** The text at the first of these paths where there is one: 3.1 and 4.0 have other places. */
function firstAt(object: BankObject, paths: readonly Path[]): string {
  for (const path of paths) {
    const found = textAt(object, ...path);
    if (found !== '') return found;
  }
  return '';
}

const nameOf = (path: Path): string => path.filter((part) => typeof part === 'string').join('.');

const text = (head: string, first: Path, ...others: Path[]): ResourceColumn => ({
  id: nameOf(first),
  head,
  kind: 'text',
  of: (object) => firstAt(object, [first, ...others]),
});

/** A word of the standard, or a code, as people read it. */
const word = (head: string, ...path: string[]): ResourceColumn => ({
  id: nameOf(path),
  head,
  kind: 'text',
  of: (object) => codeName(textAt(object, ...path)),
});

const time = (head: string, first: Path, ...others: Path[]): ResourceColumn => ({
  id: nameOf(first),
  head,
  kind: 'time',
  of: (object) => firstAt(object, [first, ...others]),
});

const amount = (head: string, ...path: Path): ResourceColumn => ({
  id: nameOf(path),
  head,
  kind: 'amount',
  of: (object) => {
    const written = textAt(object, ...path, 'Amount');
    return { digits: bareDigits(written), written, currency: textAt(object, ...path, 'Currency') };
  },
});

/** The rule by which a mandate is paid, of 3.1's word or of 4.0's object; undefined where the bank says none that the standard knows. */
export function frequencyOf(object: BankObject): FrequencyRule | undefined {
  const three = textAt(object, 'Frequency');
  if (three !== '') return ruleOfThree(three) ?? ruleOfDebitWord(three);
  const at = ['MandateRelatedInformation', 'Frequency'];
  const [Type, count, PointInTime] = ['Type', 'CountPerPeriod', 'PointInTime'].map((name) =>
    textAt(object, ...at, name),
  );
  if (!Type) return undefined;
  return ruleOfFour({
    Type,
    ...(count && Number.isSafeInteger(Number(count)) && { CountPerPeriod: Number(count) }),
    ...(PointInTime && { PointInTime }),
  });
}

/** As the bank wrote it: `IntrvlMnthDay:01:31`, `MNTH 31`. */
function frequencyWritten(object: BankObject): string {
  const three = textAt(object, 'Frequency');
  if (three !== '') return three;
  const at = ['MandateRelatedInformation', 'Frequency'];
  const [type = '', count = '', point = ''] = ['Type', 'CountPerPeriod', 'PointInTime'].map((name) =>
    textAt(object, ...at, name),
  );
  return [type, count === '' ? '' : `× ${count}`, point].filter((each) => each !== '').join(' ');
}

const frequency: readonly ResourceColumn[] = [
  {
    id: 'Frequency',
    head: t('How often'),
    kind: 'text',
    of: (object) => {
      const rule = frequencyOf(object);
      return rule === undefined ? '' : frequencyWords(rule);
    },
  },
  { id: 'FrequencyWritten', head: t('Frequency'), kind: 'text', of: frequencyWritten },
];

const account = text(t('Account'), ['AccountId']);

/** Of whoever is paid: name and number, where the consent shows them. */
const payee: readonly ResourceColumn[] = [
  text(t('Payee'), ['CreditorAccount', 'Name']),
  {
    id: 'CreditorAccount.Identification',
    head: t('Number'),
    kind: 'text',
    of: ({ CreditorAccount }) => accountNumberWritten({ Account: CreditorAccount }),
  },
];

const structured = ['RemittanceInformation', 'Structured', 0, 'CreditorReferenceInformation', 'Reference'];
const reference = text(t('Reference'), ['Reference'], structured, ['RemittanceInformation', 'Unstructured']);

export const beneficiaryColumns: readonly ResourceColumn[] = [
  text(t('Beneficiary'), ['BeneficiaryId']),
  account,
  word(t('Type'), 'BeneficiaryType'),
  ...payee,
  reference,
];

export const directDebitColumns: readonly ResourceColumn[] = [
  text(t('Direct debit'), ['DirectDebitId']),
  account,
  text(t('Collected by'), ['Name']),
  word(t('Status'), 'DirectDebitStatusCode'),
  ...frequency,
  amount(t('Last amount'), 'PreviousPaymentAmount'),
  time(t('Last paid'), ['PreviousPaymentDateTime']),
  text(t('Mandate'), ['MandateRelatedInformation', 'MandateIdentification'], ['MandateIdentification']),
];

export const standingOrderColumns: readonly ResourceColumn[] = [
  text(t('Standing order'), ['StandingOrderId']),
  account,
  ...payee,
  word(t('Status'), 'StandingOrderStatusCode'),
  ...frequency,
  amount(t('Next amount'), 'NextPaymentAmount'),
  time(t('Next paid'), ['NextPaymentDateTime']),
  time(t('First paid'), ['MandateRelatedInformation', 'FirstPaymentDateTime'], ['FirstPaymentDateTime']),
  time(t('Ends'), ['MandateRelatedInformation', 'FinalPaymentDateTime'], ['FinalPaymentDateTime']),
  reference,
];

export const scheduledPaymentColumns: readonly ResourceColumn[] = [
  text(t('Scheduled payment'), ['ScheduledPaymentId']),
  account,
  time(t('Paid on'), ['ScheduledPaymentDateTime']),
  word(t('Type'), 'ScheduledType'),
  amount(t('Amount'), 'InstructedAmount'),
  ...payee,
  reference,
];

export const statementColumns: readonly ResourceColumn[] = [
  text(t('Statement'), ['StatementId']),
  account,
  word(t('Type'), 'Type'),
  time(t('From'), ['StartDateTime']),
  time(t('To'), ['EndDateTime']),
  time(t('Made'), ['CreationDateTime']),
  text(t('Reference'), ['StatementReference']),
  text(t('Description'), ['StatementDescription']),
];

export const partyColumns: readonly ResourceColumn[] = [
  text(t('Party'), ['PartyId']),
  text(t('Name'), ['Name']),
  text(t('Full name'), ['FullLegalName']),
  word(t('Type'), 'PartyType'),
  word(t('Legal structure'), 'LegalStructure'),
  word(t('Role'), 'AccountRole'),
  text(t('E-mail'), ['EmailAddress']),
  text(t('Phone'), ['Phone'], ['Mobile']),
];

export const productColumns: readonly ResourceColumn[] = [
  text(t('Product'), ['ProductId']),
  account,
  text(t('Name'), ['ProductName']),
  word(t('Type'), 'ProductType'),
  text(t('Other type'), ['OtherProductType', 'Name']),
];

export const offerColumns: readonly ResourceColumn[] = [
  text(t('Offer'), ['OfferId']),
  account,
  word(t('Type'), 'OfferType'),
  text(t('Description'), ['Description']),
  text(t('Rate'), ['Rate']),
  amount(t('Amount'), 'Amount'),
  amount(t('Fee'), 'Fee'),
  time(t('From'), ['StartDateTime']),
  time(t('To'), ['EndDateTime']),
];
