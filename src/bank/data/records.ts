/** What the bank keeps of customers, accounts and account access consents. */
import type { ConsentStatus } from '../../standard/consent-kinds.ts';
import type { WordsVersion } from '../../standard/versions.ts';

export interface Customer {
  /** Ozone's user id, 24 digits. */
  customerId: string;
  /** What the customer types: `rora`, `mits`, `ivsa`. */
  login: string;
  /** Accepted with and without the dot at its end. */
  password: string;
  name: string;
}

export interface Account {
  /** 24 digits. */
  accountId: string;
  customerId: string;
  /** Another customer who holds it with that one, and sees the same. */
  jointWith?: string;
  /** OBIE AccountType / AccountSubType, 3.1.11 enumerations. */
  accountType: 'Personal' | 'Business';
  accountSubType: 'CurrentAccount' | 'Savings' | 'CreditCard';
  currency: string;
  nickname: string;
  openingDate: string;
  /** From when it has lain dormant; absent for one that is in use. */
  disabledAt?: string;
  /** Account/Servicer identification as ReadAccountsDetail shows it. */
  identification: { schemeName: string; identification: string; name: string; secondaryIdentification?: string }[];
  servicer: { schemeName: string; identification: string };
  /** Arranged overdraft or credit limit, minor units. */
  creditLimit: number;
}

/** An account access consent. Stored under kind `Consent`, indexed by `grantId`, `nextGrantId`, `clientId` and `customerId`. */
export interface Consent {
  /** `aac-` and a UUID: the intent id. */
  consentId: string;
  clientId: string;
  /** What it is, whatever a version calls it. */
  status: ConsentStatus;
  /** Whose words it was made in: it works in those and in newer ones. */
  version: WordsVersion;
  /** Why it is what it is (OBExternalStatusReason1Code), where there is more to say than its status does. */
  reasons?: { code: string; description: string }[];
  createdAt: number;
  statusUpdatedAt: number;
  permissions: string[];
  /** As the TPP wrote it; the customer is asked with this very text. */
  expirationDateTime?: string;
  expiresAt?: number;
  transactionFromDateTime?: string;
  transactionFrom?: number;
  transactionToDateTime?: string;
  transactionTo?: number;
  /** When the customer was last authenticated for it, business time; those of an old folder lack it. */
  authenticatedAt?: number;
  /** Set when the customer approved. */
  customerId?: string;
  accountIds?: string[];
  /** The provider's grant that the consent's tokens hang on. */
  grantId?: string;
  /** The grant of a customer who approved anew; it takes the other's place when its code is redeemed. */
  nextGrantId?: string;
}

/** That something became of a consent. Stored under kind `ConsentEvent`, indexed by `subject`; delivered to nobody yet. */
export interface ConsentEvent {
  eventId: string;
  /** What follows `urn:uk:org:openbanking:events:`. */
  type: 'account-access-consent-linked-account-update' | 'consent-authorization-revoked' | 'resource-update';
  /** The consent's id. */
  subject: string;
  /** Milliseconds since the epoch, business time. */
  at: number;
}
