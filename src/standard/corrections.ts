/** Where the files of the standard are wrong or older than its pages, a line each. `npm run standard` applies them before it reads. */

/** Files of one or more versions: `pis 4.0`, `vrp *`. */
type Files = readonly string[];

interface Common {
  readonly in: Files;
  /** The version from which on it is so; without it the row mends every version of its files. */
  readonly since?: '4.0.1';
  /** The last version that it is so in. */
  readonly until?: '4.0';
  /** Who says so: a page, a changelog, a known issue, or what we found ourselves. */
  readonly by: string;
}

/** What can be said of a place: each asserts that the file says something else. */
export interface PlaceChange {
  readonly codes?: {
    readonly add?: readonly string[];
    readonly drop?: readonly string[];
    /** What the file lists more than once. */
    readonly once?: readonly string[];
  };
  /** An open set of codes that the file leaves out, by its name in the published code sets. */
  readonly codeSet?: string;
  /** New members by name: a component, or a definition. */
  readonly add?: Readonly<Record<string, string | Readonly<Record<string, unknown>>>>;
  readonly drop?: readonly string[];
  /** Keywords set, and what they replace (undefined where there was none). */
  readonly set?: Readonly<Record<string, unknown>>;
  readonly was?: Readonly<Record<string, unknown>>;
  readonly optional?: readonly string[];
  readonly required?: readonly string[];
  /** Refers to a component, instead of to another. */
  readonly refer?: { readonly is: string; readonly was: string };
}

/**
 * A place: `Component/Member/Member`, where `*` is the item of a list. Or a member wherever it stands, written with two asterisks for the
 * way there; or `with Member`, every component that has one of that name.
 */
export interface PlaceCorrection extends Common, PlaceChange {
  readonly at: string;
  /** Only places whose codes have this one. */
  readonly where?: string;
}

/** A component that the files lack. */
export interface NewDefinition extends Common {
  readonly define: string;
  readonly as: Readonly<Record<string, unknown>>;
}

/** What the table of operations says otherwise than the file. */
export interface OperationCorrection extends Common {
  /** `GET /accounts`; or `idempotent`, every one that takes an idempotency key. */
  readonly op: string;
  readonly token?: { readonly is: 'client' | 'customer'; readonly was: 'client' | 'customer' };
  /** A component, and what the file has: another, or what kind of schema stands there inline. */
  readonly request?: { readonly is: string; readonly was: string };
  readonly answer?: { readonly is: string; readonly was: string };
  /** Statuses of refusal that the file lacks. */
  readonly refusals?: readonly number[];
}

export type Correction = PlaceCorrection | NewDefinition | OperationCorrection;

/** An LEI as all files have it. */
const lei = { type: 'string', minLength: 1, maxLength: 20, pattern: '^[A-Z0-9]{18,18}[0-9]{2,2}$' };
const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength });
const component = (name: string) => ({ $ref: `#/components/schemas/${name}` });

const amount = '^\\d{1,13}$|^\\d{1,13}\\.\\d{1,5}$';
const frequencies = ['LWMH', 'LXMH', 'TWYR'];
const documents = ['AROI', 'BOLD', 'CMCN', 'SOAC', 'TSUT', 'USAR', 'VCHR'];
/** Words of 3.x for what a payment is for; 4.0.1 takes them for reading and for payments on a consent of 3.x. */
const contextsOf3 = ['BillPayment', 'EcommerceGoods', 'EcommerceServices', 'Other', 'PartyToParty', 'PispPayee'];
/** ExternalPaymentTransactionStatus1Code of 4.0.1, all sixteen. */
const paymentStatuses = 'RCVD PDNG ACTC PATC ACCP ACFC ACSP ACWC ACSC ACWP ACCC BLCK RJCT CANC INFA INCO'.split(' ');

const phone = {
  in: ['ais *'],
  set: { pattern: '^\\+[0-9]{1,3}-[0-9()+\\-]{1,30}$' },
  was: { pattern: '\\+[0-9]{1,3}-[0-9()+\\-]{1,30}' },
  by: 'own finding',
} as const;
const nameOf350 = { in: ['pis 4.0'], set: { maxLength: 350 }, was: { maxLength: 140 }, by: 'own finding' } as const;

/** What a page says of an agent between two banks; the class is not in the file of 4.0. */
const intermediaryAgent = {
  type: 'object',
  properties: {
    Name: text(140),
    SchemeName: component('OBInternalFinancialInstitutionIdentification4Code'),
    Identification: text(35),
    LEI: lei,
    PostalAddress: component('OBPostalAddress7'),
    ProcessingStatus: { type: 'string', enum: ['PDNG', 'RCVD', 'ACSP', 'ACSC', 'RJCT', 'UNKN', 'CANC'] },
  },
};
const intermediaryAgents = {
  IntermediaryAgent1: 'OBIntermediaryAgent',
  IntermediaryAgent2: 'OBIntermediaryAgent',
  IntermediaryAgent3: 'OBIntermediaryAgent',
};

const refundAccount = {
  type: 'object',
  required: ['Account'],
  properties: {
    Account: {
      type: 'object',
      required: ['SchemeName', 'Identification', 'Name'],
      properties: {
        SchemeName: component('OBInternalAccountIdentification4Code'),
        Identification: text(256),
        Name: text(350),
        SecondaryIdentification: text(34),
      },
    },
  },
};

/** RFC 6902. */
const jsonPatch = {
  type: 'array',
  items: {
    type: 'object',
    required: ['op', 'path'],
    properties: {
      op: { type: 'string', enum: ['add', 'remove', 'replace', 'move', 'copy', 'test'] },
      path: { type: 'string' },
      from: { type: 'string' },
      value: {},
    },
    additionalProperties: false,
  },
};

const vrpFiles = ['vrp *', 'cvrp *'];
const registrations = ['dcr *'];

// biome-ignore format: a row is a line
export const corrections: readonly Correction[] = [
  // Tokens, bodies and statuses of operations
  { in: vrpFiles, op: 'POST /domestic-vrps', token: { is: 'customer', was: 'client' }, by: 'VRP pages' },
  { in: vrpFiles, op: 'POST /domestic-vrp-consents/{ConsentId}/funds-confirmation', token: { is: 'customer', was: 'client' }, by: 'VRP pages' },
  { in: ['vrp 4.0'], define: 'JsonPatch', as: jsonPatch, by: 'VRP pages of 4.0.1' },
  { in: ['vrp 4.0'], op: 'PATCH /domestic-vrp-consents/{ConsentId}', request: { is: 'JsonPatch', was: 'string' }, by: 'VRP pages of 4.0.1' },
  { in: ['notifications *'], op: 'POST /event-notifications', request: { is: 'OBEventNotification1', was: 'string' }, by: 'event pages' },
  { in: registrations, define: 'OBClientRegistrationResponse1', as: { allOf: [component('OBClientRegistration1'), { required: ['client_id'] }] }, by: 'DCR pages' },
  { in: registrations, at: 'OBClientRegistrationResponse1', optional: ['iss', 'iat', 'exp', 'aud', 'jti'], by: 'DCR pages' },
  { in: registrations, op: 'POST /register', request: { is: 'OBClientRegistration1', was: 'string' }, answer: { is: 'OBClientRegistrationResponse1', was: 'allOf' }, by: 'DCR pages' },
  { in: registrations, op: 'PUT /register/{ClientId}', request: { is: 'OBClientRegistration1', was: 'string' }, answer: { is: 'OBClientRegistrationResponse1', was: 'allOf' }, by: 'DCR pages' },
  { in: registrations, op: 'GET /register/{ClientId}', answer: { is: 'OBClientRegistrationResponse1', was: 'allOf' }, by: 'DCR pages' },
  { in: ['pis 4.0', 'vrp 4.0'], op: 'idempotent', refusals: [422], since: '4.0.1', by: 'changelog of the files of 4.0.1' },

  // What every answer has: mandatory on the pages up to 4.0, conditional since, and never so in these files
  { in: ['ais *', 'pis *', 'cbpii *'], at: 'with Links', required: ['Links', 'Meta'], until: '4.0', by: 'read/write profile' },
  { in: ['vrp 4.0'], at: 'OBDomesticVRPConsentResponse', optional: ['Links', 'Meta'], since: '4.0.1', by: 'changelog of the files of 4.0.1' },
  { in: ['vrp 4.0'], at: 'OBDomesticVRPResponse', optional: ['Links', 'Meta'], since: '4.0.1', by: 'changelog of the files of 4.0.1' },

  // Codes of a refusal
  { in: ['ais 3.1.11', 'pis 3.1.11', 'cbpii 3.1.11', 'events 3.1.11'], at: 'OBError1/ErrorCode', codes: { add: ['UK.OBIE.Rules.FailsControlParameters', 'UK.OBIE.Rules.ResourceAlreadyExists'] }, by: 'read/write profile' },
  { in: ['pis 4.0'], at: 'OBInternalErrorResponseError1Code', codeSet: 'OBExternalStatusReason1Code', by: 'code sets' },
  { in: ['ais 4.0', 'cbpii 4.0', 'vrp 4.0', 'events 4.0', 'cvrp *'], at: 'OBExternalStatusReason1Code', codeSet: 'OBExternalStatusReason1Code', by: 'code sets' },

  // Patterns that match what they should not, or nothing
  { ...phone, at: 'PhoneNumber_0' },
  { ...phone, at: 'PhoneNumber_1' },
  { in: ['ais *'], at: 'OB_CodeMnemonic', set: { pattern: '^\\w{0,4}$' }, was: { pattern: '^\\\\w{0,4}$' }, by: 'KI30' },
  { in: ['pis *'], at: '**/DestinationCountryCode', set: { pattern: '^[A-Z]{2,2}$' }, was: { pattern: '[A-Z]{2,2}' }, by: 'changelog of the files of 4.0.1' },
  { in: ['pis *'], at: '**/NumberOfTransactions', set: { pattern: '^[0-9]{1,15}$' }, was: { pattern: '[0-9]{1,15}' }, by: 'changelog of the files of 4.0.1' },
  { in: ['pis *'], at: 'File', set: { additionalProperties: true }, was: { additionalProperties: false }, by: 'own finding' },

  // A name that its consent may have and its order may not
  { ...nameOf350, at: 'OBWriteInternational3/Data/Initiation/Creditor/Name' },
  { ...nameOf350, at: 'OBWriteInternationalResponse5/Data/Refund/Creditor/Name' },
  { ...nameOf350, at: 'OBWriteInternationalScheduledResponse6/Data/Refund/Creditor/Name' },
  { in: ['pis 3.1.11'], at: 'OBWriteInternationalScheduledConsentResponse6/Data/Initiation/Creditor/Name', set: { maxLength: 140 }, was: { maxLength: 350 }, by: 'own finding' },

  // Account information of 4.0 and 4.0.1
  { in: ['ais 4.0'], at: 'OBStatement2/StatementInterest/*/RateType', refer: { is: 'OBExternalStatementInterestRateType1Code', was: 'OBInternalStatementInterestType1Code' }, by: 'KI48' },
  { in: ['ais 4.0'], at: 'OBStatement2Basic/StatementInterest/*/RateType', refer: { is: 'OBExternalStatementInterestRateType1Code', was: 'OBInternalStatementInterestType1Code' }, by: 'KI48' },
  { in: ['ais 4.0'], at: 'OBStatement2Detail/StatementInterest/*/RateType', refer: { is: 'OBExternalStatementInterestRateType1Code', was: 'OBInternalStatementInterestType1Code' }, by: 'KI48' },
  { in: ['ais 4.0'], define: 'OBIntermediaryAgent', as: intermediaryAgent, since: '4.0.1', by: 'page of transactions' },
  { in: ['ais 4.0'], at: 'OBTransaction6', add: intermediaryAgents, since: '4.0.1', by: 'page of transactions' },
  { in: ['ais 4.0'], at: 'OBTransaction6Detail', add: intermediaryAgents, since: '4.0.1', by: 'page of transactions' },
  { in: ['ais 4.0'], at: 'OBCashAccount6_1', required: ['SchemeName', 'Identification'], since: '4.0.1', by: 'page of transactions' },
  { in: ['ais 4.0'], at: 'OBFrequency2', codes: { add: ['NONE', 'SLCT'] }, since: '4.0.1', by: 'changelog of the files of 4.0.1' },
  { in: ['ais 4.0'], at: 'OBExternalPurpose1Code', codes: { add: ['CRYP'] }, since: '4.0.1', by: 'changelog of the files of 4.0.1' },
  { in: ['ais 4.0'], at: 'ExternalDocumentType1Code', codes: { add: documents }, since: '4.0.1', by: 'changelog of the files of 4.0.1' },
  { in: ['ais 4.0'], at: 'OBInternalStatementFeeType1Code', codes: { add: ['UK.OBIE.InstalmentPlan', 'UK.OBIE.ReturnedPayment'] }, since: '4.0.1', by: 'code sets' },
  { in: ['ais 4.0'], at: 'OBInternalStatementInterestType1Code', codes: { add: ['UK.OBIE.InstalmentPlan', 'UK.OBIE.MoneyTransfer'] }, since: '4.0.1', by: 'code sets' },

  // Frequencies and remittance information of 4.0.1
  { in: ['pis 4.0'], at: 'OBFrequency6Code', codes: { once: ['WEEK'] }, by: 'own finding' },
  { in: ['ais 4.0', 'pis 4.0'], at: 'OBFrequency6Code', codes: { add: frequencies }, since: '4.0.1', by: 'KI45' },
  { in: ['ais 4.0', 'pis 4.0'], at: 'PointInTime', set: { pattern: '^(-[0-9]|[0-9]{1,2})$' }, was: {}, since: '4.0.1', by: 'payment profile' },
  { in: ['ais 4.0', 'pis 4.0', 'vrp 4.0'], at: 'OBRemittanceInformationStructured/ReferredDocumentAmount', set: { type: 'string', format: null, pattern: amount }, was: { type: 'integer', format: 'int32' }, since: '4.0.1', by: 'changelog of the files of 4.0.1' },
  { in: ['ais 4.0', 'pis 4.0', 'vrp 4.0'], at: 'OBReferredDocumentInformation/LineDetails/*', set: { maxLength: 2048 }, was: {}, since: '4.0.1', by: 'changelog of the files of 4.0.1' },

  // Payments of 4.0.1
  { in: ['pis 4.0'], at: '**/AuthorisationType', where: 'Any', codes: { add: ['Multiple'] }, since: '4.0.1', by: 'KI44' },
  { in: ['pis 4.0'], at: 'OBWritePaymentDetails1/Status', codes: { add: ['CANC', 'INFA', 'INCO'] }, since: '4.0.1', by: 'payment profile' },
  { in: ['pis 4.0'], at: 'OBWritePaymentDetails1/StatusDetail/Status', codes: { add: ['RCVD', 'CANC', 'INFA', 'INCO'] }, since: '4.0.1', by: 'payment profile' },
  { in: ['pis 4.0'], at: 'OBWriteDomesticStandingOrderResponse6/Data/Status', codes: { add: ['ACCP', 'ACFC', 'ACSP', 'ACWC', 'ACSC', 'ACWP', 'ACCC', 'BLCK'] }, since: '4.0.1', by: 'changelog of the files of 4.0.1' },
  { in: ['pis 4.0'], at: 'OBWriteInternationalStandingOrderResponse7/Data/Status', codes: { add: ['ACCP', 'ACFC', 'ACSP', 'ACWC', 'ACSC', 'ACWP', 'ACCC', 'BLCK'] }, since: '4.0.1', by: 'changelog of the files of 4.0.1' },
  { in: ['pis 4.0', 'vrp 4.0'], at: 'OBRisk1/PaymentContextCode', codes: { add: contextsOf3 }, since: '4.0.1', by: 'changelog of the files of 4.0.1' },
  { in: ['pis 4.0'], at: 'ExternalPurpose1Code', codes: { add: ['CRYP'] }, since: '4.0.1', by: 'changelog of the files of 4.0.1' },
  { in: ['pis 4.0'], at: 'OBCashAccountDebtor4/Identification', set: { minLength: 1, maxLength: 256 }, was: {}, since: '4.0.1', by: 'page of international payments' },
  { in: ['pis 4.0'], at: 'OBCashAccountDebtor4/Name', set: { minLength: 1, maxLength: 350 }, was: {}, since: '4.0.1', by: 'page of international payments' },
  { in: ['pis 4.0'], at: 'OBCashAccountDebtor4/SecondaryIdentification', set: { minLength: 1, maxLength: 34 }, was: {}, since: '4.0.1', by: 'page of international payments' },
  { in: ['pis 4.0'], at: '**/FileType', set: { maxLength: 40 }, was: {}, since: '4.0.1', by: 'page of file payment consents' },

  // Variable recurring payments of 4.0.1
  { in: ['vrp 4.0'], define: 'OBDomesticRefundAccount1', as: refundAccount, since: '4.0.1', by: 'KI7' },
  { in: ['vrp 4.0'], at: 'OBDomesticVRPResponse/Data/Refund', refer: { is: 'OBDomesticRefundAccount1', was: 'OBCashAccountDebtorWithName' }, since: '4.0.1', by: 'KI7' },
  { in: ['vrp 4.0'], at: 'OBCashAccountDebtorWithName', optional: ['Name'], since: '4.0.1', by: 'changelog of the files of 4.0.1' },
  { in: ['vrp 4.0'], at: 'OBCashAccountDebtorWithName/Name', set: { maxLength: 350 }, was: { maxLength: 70 }, since: '4.0.1', by: 'changelog of the files of 4.0.1' },
  { in: ['vrp 4.0'], at: '**/Status', where: 'ACSP', codes: { drop: ['CANC'] }, since: '4.0.1', by: 'KI41' },
  { in: ['vrp 4.0'], at: 'OBDomesticVRPDetails/Data/PaymentStatus/*/StatusDetail/Status', set: { 'x-namespaced-enum': paymentStatuses }, was: {}, since: '4.0.1', by: 'VRP pages of 4.0.1' },

  // Events
  { in: ['notifications *'], at: 'OBEvent1', optional: ['urn:uk:org:openbanking:events:resource-update'], by: 'event pages' },
  { in: ['notifications *'], at: 'OBEvent1', add: { 'urn:uk:org:openbanking:events:consent-authorization-revoked': { type: 'object' }, 'urn:uk:org:openbanking:events:account-access-consent-linked-account-update': { type: 'object' }, 'urn:uk:org:openbanking:events:domestic-vrp-consent-linked-account-update': { type: 'object' } }, by: 'event pages' },
];
