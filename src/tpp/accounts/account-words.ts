/** What an account is called and what kind it is, in the shapes of 3.1 and of 4.0: one name and one type, wherever it is shown. */
import { t } from '../../standard/language.ts';
import { balanceWord } from './balance-type.ts';
import type { BankObject } from './pages.ts';
import { textAt } from './text-at.ts';

/** The bank's own name for the account, failing that its holder's, failing that its id. */
export function accountName(account: BankObject | undefined, id = ''): string {
  return accountNickname(account) || firstOf(account, [['Account', 0, 'Name'], ['AccountId']]) || oneLine(id);
}

/** What the account is called by itself, without its holder's name; empty where it has no name. */
export function accountNickname(account: BankObject | undefined): string {
  return firstOf(account, [['Nickname'], ['Description'], ['Account', 0, 'Nickname']]);
}

/** `Personal current account`; empty where the bank does not say. */
export function accountType(account: BankObject | undefined): string {
  const category = textAt(account, 'AccountType') || textAt(account, 'AccountCategory');
  const kind = named(accountKind(account));
  if (category === '' || kind === '') return kind || named(category);
  const inside = isCode(kind) ? kind : kind.toLocaleLowerCase();
  if (category === 'Personal') return t('Personal {0}', inside);
  return category === 'Business' ? t('Business {0}', inside) : `${spaced(category)} ${inside}`;
}

/** The standard's word for the kind of account: `CurrentAccount`. 4.0 has codes, which become words. */
export function accountKind(account: BankObject | undefined): string {
  const kind = textAt(account, 'AccountSubType') || textAt(account, 'AccountTypeCode');
  return kinds.get(kind) ?? kind;
}

export function accountCurrency(account: BankObject | undefined): string {
  return oneLine(textAt(account, 'Currency'));
}

/** Sort code and account number, IBAN or masked card number, where the consent shows them. */
export function accountNumber(account: BankObject | undefined): string {
  return oneLine(textAt(account, 'Account', 0, 'Identification'));
}

/** The number as people write it: `10-00-01 09010101`, an IBAN or a card's number, masked or not, by fours; all else as the bank sent it. */
export function accountNumberWritten(account: BankObject | undefined): string {
  const number = accountNumber(account);
  if (schemeOf(account) === 'SortCodeAccountNumber' && /^\d{14}$/.test(number)) {
    return `${number.slice(0, 2)}-${number.slice(2, 4)}-${number.slice(4, 6)} ${number.slice(6)}`;
  }
  const isByFours =
    (schemeOf(account) === 'IBAN' && /^[A-Z]{2}\d{2}[A-Z0-9]{1,30}$/i.test(number)) ||
    (schemeOf(account) === 'PAN' && /^[\d*x]{12,19}$/i.test(number));
  return isByFours ? (number.match(/.{1,4}/g) ?? []).join(' ') : number;
}

/** Without the prefix that banks write or leave out: `IBAN` of `UK.OBIE.IBAN`. */
function schemeOf(account: BankObject | undefined): string {
  return textAt(account, 'Account', 0, 'SchemeName').replace(/^UK\.OBIE\./, '');
}

/** `Interim available`, for the word of 3.1 and the code of 4.0. */
export function balanceName(type: string): string {
  return named(balanceWord(type));
}

/** A word or code of the standard as people read it: `Sole trader` of `UK.OBIE.SoleTrader`, `Active` of `ACTV`. */
export function codeName(code: string): string {
  const bare = code.replace(/^UK\.OBIE\./, '');
  return named(statusWords.get(bare) ?? bare);
}

/** The statuses of mandates (OBExternalMandateStatus1Code) and of transactions in 4.0; 3.1 has words. */
const statusWords = new Map([
  ['BOOK', t('Booked')],
  ['PDNG', t('Pending')],
  ['RJCT', t('Rejected')],
  ['FUTR', t('Future')],
  ['INFO', t('Information')],
  ['ACTV', t('Active')],
  ['CANC', t('Cancelled')],
  ['EXPI', t('Expired')],
  ['SUSP', t('Suspended')],
]);

/** OBExternalCashAccountType1Code of 4.0; the words of 3.1 where it has such a kind. */
const kinds = new Map([
  ['CACC', 'CurrentAccount'],
  ['CARD', 'CardAccount'],
  ['CASH', 'CashPayment'],
  ['CHAR', 'Charges'],
  ['CISH', 'CashIncome'],
  ['COMM', 'Commission'],
  ['CPAC', 'ClearingParticipantSettlementAccount'],
  ['LLSV', 'LimitedLiquiditySavingsAccount'],
  ['LOAN', 'Loan'],
  ['MGLD', 'MarginalLending'],
  ['MOMA', 'MoneyMarket'],
  ['MORT', 'Mortgage'],
  ['NFCA', 'NonResidentForeignCurrencyAccount'],
  ['NREX', 'NonResidentExternal'],
  ['ODFT', 'Overdraft'],
  ['ONDP', 'OverNightDeposit'],
  ['OTHR', 'OtherAccount'],
  ['SACC', 'Settlement'],
  ['SLRY', 'Salary'],
  ['SVGS', 'Savings'],
  ['TAXE', 'Tax'],
  ['TRAN', 'TransactingAccount'],
  ['TRAS', 'CashTrading'],
  ['VACC', 'VirtualAccount'],
  ['WALT', 'Wallet'],
]);

/** The words of the standard as people read them, for categories, kinds of account and kinds of balance. */
const names = new Map([
  ['Personal', t('Personal')],
  ['Business', t('Business')],
  ['ChargeCard', t('Charge card')],
  ['CreditCard', t('Credit card')],
  ['CurrentAccount', t('Current account')],
  ['EMoney', t('E-money')],
  ['Loan', t('Loan')],
  ['Mortgage', t('Mortgage')],
  ['PrePaidCard', t('Prepaid card')],
  ['Savings', t('Savings')],
  ['CardAccount', t('Card account')],
  ['CashPayment', t('Cash payment')],
  ['Charges', t('Charges')],
  ['CashIncome', t('Cash income')],
  ['Commission', t('Commission')],
  ['ClearingParticipantSettlementAccount', t('Clearing participant settlement account')],
  ['LimitedLiquiditySavingsAccount', t('Limited liquidity savings account')],
  ['MarginalLending', t('Marginal lending')],
  ['MoneyMarket', t('Money market')],
  ['NonResidentForeignCurrencyAccount', t('Non resident foreign currency account')],
  ['NonResidentExternal', t('Non resident external')],
  ['Overdraft', t('Overdraft')],
  ['OverNightDeposit', t('Overnight deposit')],
  ['OtherAccount', t('Other account')],
  ['Settlement', t('Settlement')],
  ['Salary', t('Salary')],
  ['Tax', t('Tax')],
  ['TransactingAccount', t('Transacting account')],
  ['CashTrading', t('Cash trading')],
  ['VirtualAccount', t('Virtual account')],
  ['Wallet', t('Wallet')],
  ['OpeningBooked', t('Opening booked')],
  ['InterimBooked', t('Interim booked')],
  ['ClosingBooked', t('Closing booked')],
  ['PreviouslyClosedBooked', t('Previously closed booked')],
  ['ClosingAvailable', t('Closing available')],
  ['ClosingCleared', t('Closing cleared')],
  ['Expected', t('Expected')],
  ['ForwardAvailable', t('Forward available')],
  ['Information', t('Information')],
  ['InterimAvailable', t('Interim available')],
  ['InterimCleared', t('Interim cleared')],
  ['OpeningAvailable', t('Opening available')],
  ['OpeningCleared', t('Opening cleared')],
]);

function firstOf(account: BankObject | undefined, paths: readonly (readonly (string | number)[])[]): string {
  for (const path of paths) {
    const text = oneLine(textAt(account, ...path));
    if (text !== '') return text;
  }
  return '';
}

function named(word: string): string {
  return names.get(word) ?? spaced(word);
}

/** `InterimAvailable` → `Interim available`; a code that nobody has a word for stays one. */
function spaced(name: string): string {
  const line = oneLine(name);
  if (isCode(line)) return line;
  const words = line.replace(/([a-z])([A-Z])/g, '$1 $2');
  return words.charAt(0) + words.slice(1).toLowerCase();
}

function isCode(text: string): boolean {
  return /^[A-Z]{2,4}$/.test(text);
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ').trim();
}
