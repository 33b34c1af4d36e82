/** What may be known around a registration request, by the workspace, the bank's discovery, the software statement and the clock. */
import { t } from '../../standard/language.ts';
import type { Certificate } from '../keys/certificate.ts';
import { type Around, rulesOn } from './rule.ts';
import { dcr } from './standards.ts';

/** What the rules ask of a software statement. */
export interface StatementFacts {
  /** The JWT itself, where another one would be odd. */
  assertion?: string | undefined;
  issuer?: unknown;
  softwareId?: string | undefined;
  organisationId?: string | undefined;
  /** Of the software. */
  roles?: readonly string[] | undefined;
  /** That the competent authority grants; absent where the directory does not say. */
  authorityRoles?: readonly string[] | undefined;
  organisationStatus?: unknown;
  authorityStatus?: unknown;
  redirectUris?: readonly string[] | undefined;
  environment?: string | undefined;
  /** Seconds since the epoch. */
  issuedAt?: number | undefined;
  kind?: 'open-banking-directory' | 'other-directory' | 'unsigned' | undefined;
}

export interface RegistrationFacts extends Around {
  /** The workspace's; else the one in the request. */
  statement?: StatementFacts | undefined;
  /** Why what stands in the request for a software statement cannot be read. */
  statementProblem?: string | undefined;
  /** Ours, of the signing key. */
  kid?: string | undefined;
  /** What our signing key signs with. */
  keyAlgorithm?: 'PS256' | 'RS256' | 'ES256' | undefined;
  signingCertificate?: Certificate | undefined;
  /** Absent where a proxy has it and the workspace names no file. */
  transportCertificate?: Certificate | undefined;
  /** `aud` values that mean this bank: its organisation id, or what the entry names. */
  audiences?: readonly string[] | undefined;
  /** False when nothing says what the bank's organisation id is, and `audiences` is a guess. */
  audienceKnown?: boolean | undefined;
  /** The bank's, which some banks take for `aud`. */
  issuer?: string | undefined;
  environment?: 'sandbox' | 'production' | undefined;
  /** Seconds, where the bank judges the age of an SSA. */
  ssaMaxAge?: number | undefined;
  authMethodsOffered?: readonly string[] | undefined;
  responseTypesOffered?: readonly string[] | undefined;
  scopesOffered?: readonly string[] | undefined;
  subjectTypesOffered?: readonly string[] | undefined;
}

export const registrationRule = rulesOn<RegistrationFacts>();
/** Where the registration standard describes the claims. */
export const model = dcr('OBClientRegistrationRequest1');

/** What to do about something that the bank does not offer. */
export const chooseFrom = (offered: readonly string[]): string =>
  offered.length === 0
    ? t('Ask the bank what it takes: it lists none.')
    : t('Choose from those that the bank offers: {0}.', offered.join(', '));

/** The issuer of the UK Directory's statements: its ids are the standard's. */
const uk = 'OpenBanking Ltd';
/** The standard's words on ids hold for the UK Directory's statements; other directories may name a TPP in another way. */
export const isOfUkDirectory = ({ statement }: RegistrationFacts): boolean => (statement?.issuer ?? uk) === uk;
