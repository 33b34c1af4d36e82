/** The error codes of the Read/Write API, by the name of version 3; those of version 4 (U000 to U029) lead to the same entries. */

import { toThree } from '../../standard/code-map.ts';
import { t } from '../../standard/language.ts';
import { type Meaning, meaningIn } from './meaning.ts';

const prefix = 'UK.OBIE.';
const errorCodes = t('Read/Write API Profile 3.1.11, Error Response Structure, OBErrorResponseErrorCode1');
const signatures = t('Read/Write API Profile 3.1.11, Message Signing');
const askTheField = t('The bank’s Path says which field; correct it and send again.');

const table: Readonly<Record<string, Meaning>> = {
  UnexpectedError: {
    means: t('The bank failed in a way that it has no code for.'),
    cause: t('A fault of the bank’s own; some banks send it with a 400 for a request that differs from its consent.'),
    try: t(
      'Try again later, and give the bank the interaction id; for a payment compare Initiation and Risk with the consent.',
    ),
    rule: errorCodes,
  },
  'Field.Expected': {
    means: t('A field is missing that another field of the request calls for.'),
    cause: t('Fields that belong together were not given together.'),
    try: askTheField,
    rule: errorCodes,
  },
  'Field.Invalid': {
    means: t('A field has a value that the bank does not take.'),
    cause: t('A wrong code, a value too long, or permissions that do not go together.'),
    try: askTheField,
    rule: errorCodes,
  },
  'Field.InvalidDate': {
    means: t('A date has a wrong form, or lies where it may not.'),
    cause: t('A query date with a zone or milliseconds, a range larger than the bank keeps, an expiry in the past.'),
    try: t('Give dates as the API wants them; in a query without zone, e.g. 2026-01-31T00:00:00.'),
    rule: `${errorCodes}; Filtering`,
  },
  'Field.Missing': {
    means: t('A mandatory field is missing.'),
    cause: t('The body is not what this endpoint wants.'),
    try: askTheField,
    rule: errorCodes,
  },
  'Field.Unexpected': {
    means: t('A field was given that may not stand there.'),
    cause: t('Fields that exclude each other, or a field of another version of the API.'),
    try: askTheField,
    rule: errorCodes,
  },
  'Header.Invalid': {
    means: t('A header has a value that the bank does not take.'),
    cause: t(
      'A date in another form than RFC 7231 has, an interaction id that is no UUID, a wrong Accept or Content-Type.',
    ),
    try: t(
      'The bank’s Path names the header; correct it under `headers` of the bank’s entry where it comes from there.',
    ),
    rule: 'Read/Write API Profile 3.1.11, Headers',
  },
  'Header.Missing': {
    means: t('A header that the bank needs was not sent.'),
    cause: t('Some banks still want x-fapi-financial-id, which the standard has dropped.'),
    try: t('The bank wants a header that was not sent; write it into `headers` (or financialId) of its entry.'),
    rule: 'Read/Write API Profile 3.1.11, Headers',
  },
  'Resource.ConsentMismatch': {
    means: t('What was asked for differs from what the consent says.'),
    cause: t('A payment whose Initiation or Risk is not that of its consent, or data that the consent does not cover.'),
    try: t('Ask for what the consent covers, or create a consent that covers it.'),
    rule: errorCodes,
  },
  'Resource.InvalidConsentStatus': {
    means: t('The consent is not in the status that this request needs.'),
    cause: t('The customer has not authorised it yet, has refused it, or it is used up, revoked or expired.'),
    try: t(
      'Only an authorised consent gives data: one that waits can be authorised; in the place of any other, create a new one.',
    ),
    remedies: [{ do: 'createConsent' }, { do: 'listConsents' }],
    rule: 'Account and Transaction API Profile 3.1.11, Consent Status',
  },
  'Resource.InvalidFormat': {
    means: t('The body does not have the shape that this endpoint wants.'),
    cause: t('A body of another endpoint or another version, or JSON that is broken.'),
    try: t('Compare the body with the OpenAPI description of the version that the URL names.'),
    rule: errorCodes,
  },
  'Resource.NotFound': {
    means: t('The bank does not know this id.'),
    cause: t(
      'The id belongs to another client, was deleted, or comes from another environment. Banks answer 400 here, not 404.',
    ),
    try: t('The bank does not know this id for this client. List what there is and use an id from there.'),
    rule: 'Read/Write API Profile 3.1.11, HTTP Status Codes (400 for an unknown id)',
  },
  'Rules.AfterCutOffDateTime': {
    means: t('The payment came after the bank’s cut-off time.'),
    cause: t('The consent’s CutOffDateTime has passed.'),
    try: t('Create a new payment consent for the next working day.'),
    rule: errorCodes,
  },
  'Rules.DuplicateReference': {
    means: t('The reference was used before.'),
    cause: t('Some schemes take a reference once only.'),
    try: t('Choose another reference, and look whether the first payment was made.'),
    rule: errorCodes,
  },
  'Rules.FailsControlParameters': {
    means: t('The payment breaks a limit of its variable recurring payments consent.'),
    cause: t('An amount above the single or periodic maximum, or a date outside the consent.'),
    try: t('Compare amount and date with the consent’s ControlParameters.'),
    rule: 'Variable Recurring Payments API Profile 3.1.11, Control Parameters',
  },
  'Rules.ResourceAlreadyExists': {
    means: t('There is one of these already.'),
    cause: t('The same thing was created before.'),
    try: t('Read what there is and go on with it.'),
    rule: 'Read/Write API Profile 4.0, error code U029',
  },
  'Signature.Invalid': {
    means: t('The message signature does not fit the body.'),
    cause: t(
      'The body was changed after it was signed, another key signed it, or b64 is treated differently on the two sides.',
    ),
    try: t(
      'Sign the very bytes that are sent, with the key whose kid is in the header; banks up to 3.1.3 want messageSigning.b64 false.',
    ),
    rule: signatures,
  },
  'Signature.InvalidClaim': {
    means: t('A claim in the signature’s header is not what the bank wants.'),
    cause: t('iss, tan or iat; iss is `{organisation}/{software}`.'),
    try: t('Set messageSigning.iss and messageSigning.tan of the bank’s entry as the bank’s portal has them.'),
    rule: signatures,
  },
  'Signature.MissingClaim': {
    means: t('A claim is missing in the signature’s header.'),
    cause: t('The header needs alg, kid, iat, iss, tan, and crit naming the last three.'),
    try: t('Decode x-jws-signature and compare its header with the list.'),
    rule: signatures,
  },
  'Signature.Malformed': {
    means: t('The signature cannot be read.'),
    cause: t('It must be detached: header, two dots, signature.'),
    try: t('Decode x-jws-signature: its middle part must be empty.'),
    rule: signatures,
  },
  'Signature.Missing': {
    means: t('The request has no message signature.'),
    cause: t('Payments are signed; x-jws-signature was not sent.'),
    try: t('Send x-jws-signature, made over the very bytes of the body.'),
    rule: signatures,
  },
  'Signature.Unexpected': {
    means: t('The request has a signature where the bank wants none.'),
    cause: t('Account information is not signed.'),
    try: t('Leave x-jws-signature out.'),
    rule: signatures,
  },
  'Unsupported.AccountIdentifier': unsupported(t('this kind of account number'), 'SchemeName'),
  'Unsupported.AccountSecondaryIdentifier': unsupported(t('this secondary identification'), 'SecondaryIdentification'),
  'Unsupported.Currency': unsupported(t('this currency'), 'Currency'),
  'Unsupported.EventType': unsupported(t('this event type'), t('the event type')),
  'Unsupported.Frequency': unsupported(t('this frequency'), 'Frequency'),
  'Unsupported.LocalInstrument': unsupported(t('this local instrument'), 'LocalInstrument'),
  'Unsupported.Scheme': unsupported(t('this scheme'), t('the scheme')),
  Reauthenticate: {
    means: t('The bank wants the customer to authenticate again before it answers this.'),
    cause: t(
      'The last authentication is too long ago for what was asked, for instance for entries older than 90 days.',
    ),
    try: t('The customer has to authenticate again: authorise the same consent once more; no new consent is needed.'),
    remedies: [{ do: 'authoriseConsent' }],
    rule: 'Account and Transaction API Profile 3.1.11, Consent Re-authentication; HTTP Status Codes (403)',
  },
};

function unsupported(what: string, field: string): Meaning {
  return {
    means: t('The bank does not take {0}.', what),
    cause: t('The standard allows it, and this bank does not offer it.'),
    try: t('Choose another value for {0}; the bank’s portal lists those it takes.', field),
    rule: errorCodes,
  };
}

/** The code's name without its prefix, in the spelling of version 3: `Field.InvalidDate` for `UK.OBIE.Field.InvalidDate` and for `U003`. */
export function nameOfCode(code: string): string | undefined {
  const word = toThree('refusal', code) ?? code;
  return word.startsWith(prefix) ? word.slice(prefix.length) : undefined;
}

/** Nothing where the status tells more than the code. */
export function meaningOfCode(code: string, beside: Beside = {}): Meaning | undefined {
  const name = nameOfCode(code);
  return name === 'Resource.NotFound' && !isOfAnId(beside) ? undefined : meaningIn(table, name);
}

/** What a code came with. */
interface Beside {
  status?: number | undefined;
  /** As the standard names it: `GET /accounts/{AccountId}`. */
  operation?: string | undefined;
}

/** A 401 is about the token, a 403 about the consent, a 405 about the method; and of a path without an id it is about the resource. */
function isOfAnId({ status = 0, operation }: Beside): boolean {
  return ![401, 403, 405].includes(status) && operation?.includes('{') !== false;
}
