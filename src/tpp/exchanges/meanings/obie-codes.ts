/** The error codes of the Read/Write API, by the name of version 3; those of version 4 (U000 to U029) lead to the same entries. */
import { toThree } from '../../../standard/code-map.ts';
import { type Meaning, meaningIn } from './meaning.ts';

const prefix = 'UK.OBIE.';
const errorCodes = 'Read/Write API Profile 3.1.11, Error Response Structure, OBErrorResponseErrorCode1';
const signatures = 'Read/Write API Profile 3.1.11, Message Signing';
const askTheField = 'The bank’s Path says which field; correct it and send again.';

const table: Readonly<Record<string, Meaning>> = {
  UnexpectedError: {
    means: 'The bank failed in a way that it has no code for.',
    cause: 'A fault of the bank’s own; some banks send it with a 400 for a request that differs from its consent.',
    try: 'Try again later, and give the bank the interaction id; for a payment compare Initiation and Risk with the consent.',
    rule: errorCodes,
  },
  'Field.Expected': {
    means: 'A field is missing that another field of the request calls for.',
    cause: 'Fields that belong together were not given together.',
    try: askTheField,
    rule: errorCodes,
  },
  'Field.Invalid': {
    means: 'A field has a value that the bank does not take.',
    cause: 'A wrong code, a value too long, or permissions that do not go together.',
    try: askTheField,
    rule: errorCodes,
  },
  'Field.InvalidDate': {
    means: 'A date has a wrong form, or lies where it may not.',
    cause: 'A query date with a zone or milliseconds, a range larger than the bank keeps, an expiry in the past.',
    try: 'Give dates as the API wants them; in a query without zone, e.g. 2026-01-31T00:00:00.',
    rule: `${errorCodes}; Filtering`,
  },
  'Field.Missing': {
    means: 'A mandatory field is missing.',
    cause: 'The body is not what this endpoint wants.',
    try: askTheField,
    rule: errorCodes,
  },
  'Field.Unexpected': {
    means: 'A field was given that may not stand there.',
    cause: 'Fields that exclude each other, or a field of another version of the API.',
    try: askTheField,
    rule: errorCodes,
  },
  'Header.Invalid': {
    means: 'A header has a value that the bank does not take.',
    cause:
      'A date in another form than RFC 7231 has, an interaction id that is no UUID, a wrong Accept or Content-Type.',
    try: 'The bank’s Path names the header; correct it under `headers` of the bank’s entry where it comes from there.',
    rule: 'Read/Write API Profile 3.1.11, Headers',
  },
  'Header.Missing': {
    means: 'A header that the bank needs was not sent.',
    cause: 'Some banks still want x-fapi-financial-id, which the standard has dropped.',
    try: 'The bank wants a header that was not sent; write it into `headers` (or financialId) of its entry.',
    rule: 'Read/Write API Profile 3.1.11, Headers',
  },
  'Resource.ConsentMismatch': {
    means: 'What was asked for differs from what the consent says.',
    cause: 'A payment whose Initiation or Risk is not that of its consent, or data that the consent does not cover.',
    try: 'Ask for what the consent covers, or create a consent that covers it.',
    rule: errorCodes,
  },
  'Resource.InvalidConsentStatus': {
    means: 'The consent is not in the status that this request needs.',
    cause: 'The customer has not authorised it yet, has refused it, or it is used up, revoked or expired.',
    try: 'Only an authorised consent gives data: one that waits can be authorised; in the place of any other, create a new one.',
    remedies: [{ do: 'createConsent' }, { do: 'listConsents' }],
    rule: 'Account and Transaction API Profile 3.1.11, Consent Status',
  },
  'Resource.InvalidFormat': {
    means: 'The body does not have the shape that this endpoint wants.',
    cause: 'A body of another endpoint or another version, or JSON that is broken.',
    try: 'Compare the body with the OpenAPI description of the version that the URL names.',
    rule: errorCodes,
  },
  'Resource.NotFound': {
    means: 'The bank does not know this id.',
    cause:
      'The id belongs to another client, was deleted, or comes from another environment. Banks answer 400 here, not 404.',
    try: 'The bank does not know this id for this client. List what there is and use an id from there.',
    rule: 'Read/Write API Profile 3.1.11, HTTP Status Codes (400 for an unknown id)',
  },
  'Rules.AfterCutOffDateTime': {
    means: 'The payment came after the bank’s cut-off time.',
    cause: 'The consent’s CutOffDateTime has passed.',
    try: 'Create a new payment consent for the next working day.',
    rule: errorCodes,
  },
  'Rules.DuplicateReference': {
    means: 'The reference was used before.',
    cause: 'Some schemes take a reference once only.',
    try: 'Choose another reference, and look whether the first payment was made.',
    rule: errorCodes,
  },
  'Rules.FailsControlParameters': {
    means: 'The payment breaks a limit of its variable recurring payments consent.',
    cause: 'An amount above the single or periodic maximum, or a date outside the consent.',
    try: 'Compare amount and date with the consent’s ControlParameters.',
    rule: 'Variable Recurring Payments API Profile 3.1.11, Control Parameters',
  },
  'Rules.ResourceAlreadyExists': {
    means: 'There is one of these already.',
    cause: 'The same thing was created before.',
    try: 'Read what there is and go on with it.',
    rule: 'Read/Write API Profile 4.0, error code U029',
  },
  'Signature.Invalid': {
    means: 'The message signature does not fit the body.',
    cause:
      'The body was changed after it was signed, another key signed it, or b64 is treated differently on the two sides.',
    try: 'Sign the very bytes that are sent, with the key whose kid is in the header; banks up to 3.1.3 want messageSigning.b64 false.',
    rule: signatures,
  },
  'Signature.InvalidClaim': {
    means: 'A claim in the signature’s header is not what the bank wants.',
    cause: 'iss, tan or iat; iss is `{organisation}/{software}`.',
    try: 'Set messageSigning.iss and messageSigning.tan of the bank’s entry as the bank’s portal has them.',
    rule: signatures,
  },
  'Signature.MissingClaim': {
    means: 'A claim is missing in the signature’s header.',
    cause: 'The header needs alg, kid, iat, iss, tan, and crit naming the last three.',
    try: 'Decode x-jws-signature and compare its header with the list.',
    rule: signatures,
  },
  'Signature.Malformed': {
    means: 'The signature cannot be read.',
    cause: 'It must be detached: header, two dots, signature.',
    try: 'Decode x-jws-signature: its middle part must be empty.',
    rule: signatures,
  },
  'Signature.Missing': {
    means: 'The request has no message signature.',
    cause: 'Payments are signed; x-jws-signature was not sent.',
    try: 'Send x-jws-signature, made over the very bytes of the body.',
    rule: signatures,
  },
  'Signature.Unexpected': {
    means: 'The request has a signature where the bank wants none.',
    cause: 'Account information is not signed.',
    try: 'Leave x-jws-signature out.',
    rule: signatures,
  },
  'Unsupported.AccountIdentifier': unsupported('this kind of account number', 'SchemeName'),
  'Unsupported.AccountSecondaryIdentifier': unsupported('this secondary identification', 'SecondaryIdentification'),
  'Unsupported.Currency': unsupported('this currency', 'Currency'),
  'Unsupported.EventType': unsupported('this event type', 'the event type'),
  'Unsupported.Frequency': unsupported('this frequency', 'Frequency'),
  'Unsupported.LocalInstrument': unsupported('this local instrument', 'LocalInstrument'),
  'Unsupported.Scheme': unsupported('this scheme', 'the scheme'),
  Reauthenticate: {
    means: 'The bank wants the customer to authenticate again before it answers this.',
    cause: 'The last authentication is too long ago for what was asked, for instance for entries older than 90 days.',
    try: 'The customer has to authenticate again: authorise the same consent once more; no new consent is needed.',
    rule: 'Account and Transaction API Profile 3.1.11, Consent Re-authentication; HTTP Status Codes (403)',
  },
};

function unsupported(what: string, field: string): Meaning {
  return {
    means: `The bank does not take ${what}.`,
    cause: 'The standard allows it, and this bank does not offer it.',
    try: `Choose another value for ${field}; the bank’s portal lists those it takes.`,
    rule: errorCodes,
  };
}

/** The code's name without its prefix, in the spelling of version 3: `Field.InvalidDate` for `UK.OBIE.Field.InvalidDate` and for `U003`. */
export function nameOfCode(code: string): string | undefined {
  const word = toThree('refusal', code) ?? code;
  return word.startsWith(prefix) ? word.slice(prefix.length) : undefined;
}

/** @param status what it came with: a 403 for an id is about the consent, whatever code the bank puts beside it */
export function meaningOfCode(code: string, status?: number): Meaning | undefined {
  const name = nameOfCode(code);
  return status === 403 && name === 'Resource.NotFound' ? undefined : meaningIn(table, name);
}
