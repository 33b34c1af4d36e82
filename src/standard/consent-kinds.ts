/** The kinds of consent of the Read/Write API, a row each: where it is made, for which scope, the words of its statuses, what may follow. */
import type { Api } from './operation.ts';
import type { WordsVersion } from './versions.ts';

/** What a consent can be, whatever a version calls it. */
export const consentStatuses = [
  'awaitingUpload',
  'awaitingAuthorisation',
  'authorised',
  'consumed',
  'rejected',
  'revoked',
  'expired',
] as const;
export type ConsentStatus = (typeof consentStatuses)[number];

type Words = Readonly<Partial<Record<ConsentStatus, string>>>;
type Moves = Readonly<Partial<Record<ConsentStatus, readonly ConsentStatus[]>>>;

export interface ConsentKind {
  readonly api: Api;
  /** Below the API's base; one consent is at its id below that. */
  readonly path: `/${string}`;
  /** What a token for it has, the client's own and the customer's. */
  readonly scope: 'accounts' | 'payments' | 'fundsconfirmations';
  /** What its id begins with at banks whose ids tell the kind, where that is known. No reader may count on it. */
  readonly prefix?: string;
  /** Whether it lists permissions. */
  readonly permissions: boolean;
  /** The status in which it may be used. */
  readonly usable: ConsentStatus;
  /** Whether the TPP may end it with DELETE. */
  readonly deletable: boolean;
  /** What is made under it, below the API's base; absent where data is only read. */
  readonly order?: `/${string}`;
  readonly words: Readonly<Record<WordsVersion, Words>>;
  /** By status, those that may follow; `authorised` after `authorised` is a customer who is asked again. */
  readonly moves: Readonly<Record<WordsVersion, Moves>>;
}

const asked = { awaitingAuthorisation: ['authorised', 'rejected'] } as const satisfies Moves;

/** Of what stands until somebody ends it, account information and funds confirmation; 4.0 tells what 3.1 leaves `Authorised`. */
const standing = {
  words: {
    '3.1': {
      awaitingAuthorisation: 'AwaitingAuthorisation',
      authorised: 'Authorised',
      rejected: 'Rejected',
      revoked: 'Revoked',
    },
    '4.0': {
      awaitingAuthorisation: 'AWAU',
      authorised: 'AUTH',
      rejected: 'RJCT',
      revoked: 'CANC',
      expired: 'EXPD',
    },
  },
  moves: {
    '3.1': { ...asked, authorised: ['authorised', 'revoked'] },
    '4.0': { ...asked, authorised: ['authorised', 'revoked', 'expired'], revoked: ['authorised', 'expired'] },
  },
} as const satisfies Pick<ConsentKind, 'words' | 'moves'>;

/** Of what is good for one order. */
const single = {
  words: {
    '3.1': {
      awaitingAuthorisation: 'AwaitingAuthorisation',
      authorised: 'Authorised',
      consumed: 'Consumed',
      rejected: 'Rejected',
    },
    '4.0': { awaitingAuthorisation: 'AWAU', authorised: 'AUTH', consumed: 'COND', rejected: 'RJCT' },
  },
  moves: {
    '3.1': { ...asked, authorised: ['consumed'] },
    '4.0': { ...asked, authorised: ['consumed'] },
  },
} as const satisfies Pick<ConsentKind, 'words' | 'moves'>;

const payment = (name: string) =>
  ({
    api: 'pis',
    path: `/${name}-consents`,
    scope: 'payments',
    permissions: false,
    usable: 'authorised',
    deletable: false,
    order: `/${name}s`,
    ...single,
  }) as const satisfies ConsentKind;

const file = payment('file-payment');
const upload = { awaitingUpload: ['awaitingAuthorisation'] } as const satisfies Moves;

const rows = {
  'account-access': {
    api: 'ais',
    path: '/account-access-consents',
    scope: 'accounts',
    prefix: 'aac',
    permissions: true,
    usable: 'authorised',
    deletable: true,
    ...standing,
  },
  'domestic-payment': { ...payment('domestic-payment'), prefix: 'sdp' },
  'domestic-scheduled-payment': payment('domestic-scheduled-payment'),
  'domestic-standing-order': payment('domestic-standing-order'),
  'international-payment': payment('international-payment'),
  'international-scheduled-payment': payment('international-scheduled-payment'),
  'international-standing-order': payment('international-standing-order'),
  'file-payment': {
    ...file,
    words: {
      '3.1': { awaitingUpload: 'AwaitingUpload', ...file.words['3.1'] },
      '4.0': { awaitingUpload: 'AWUP', ...file.words['4.0'] },
    },
    moves: { '3.1': { ...upload, ...file.moves['3.1'] }, '4.0': { ...upload, ...file.moves['4.0'] } },
  },
  'domestic-vrp': {
    api: 'vrp',
    path: '/domestic-vrp-consents',
    scope: 'payments',
    permissions: false,
    usable: 'authorised',
    deletable: true,
    order: '/domestic-vrps',
    words: {
      ...standing.words,
      '3.1': { awaitingAuthorisation: 'AwaitingAuthorisation', authorised: 'Authorised', rejected: 'Rejected' },
    },
    moves: { ...standing.moves, '3.1': { ...asked, authorised: ['authorised'] } },
  },
  'funds-confirmation': {
    api: 'cbpii',
    path: '/funds-confirmation-consents',
    scope: 'fundsconfirmations',
    prefix: 'fcc',
    permissions: false,
    usable: 'authorised',
    deletable: true,
    order: '/funds-confirmations',
    ...standing,
    moves: { ...standing.moves, '4.0': { ...standing.moves['4.0'], revoked: ['expired'] } },
  },
} as const satisfies Record<string, ConsentKind>;

export type ConsentKindName = keyof typeof rows;

export const consentKinds: Readonly<Record<ConsentKindName, ConsentKind>> = rows;

/** The names of the rows. */
export const consentKindNames = Object.keys(consentKinds) as ConsentKindName[];
