/** What the inspector says about a token: its kind, what each member means, and what is wrong with it. */
import { t } from '../../standard/language.ts';
import type { Replacement } from '../json-pointer.ts';
import type { RegistrationFacts } from '../rules/registration-facts.ts';
import type { RequestFacts } from '../rules/request-facts.ts';
import type { Section } from '../rules/standards.ts';

/** How a token is written (RFC 7515 §7.1, RFC 7516 §7.1); `detached` has its payload elsewhere, `unreadable` a part that is none. */
export type TokenForm = 'signed' | 'unsecured' | 'detached' | 'encrypted' | 'unreadable';

/** Each kind of token that Open Banking knows, and how it is called in a sentence. */
export const kindTitles = {
  'software-statement': t('software statement assertion'),
  'registration-request': t('registration request'),
  'request-object': t('request object'),
  'client-assertion': t('client assertion'),
  'id-token-front-channel': t('id_token of the front channel'),
  'id-token-token-endpoint': t('id_token of the token endpoint'),
  'id-token': 'id_token',
  'authorisation-response': t('signed authorisation response (JARM)'),
  'access-token': t('access token'),
  'registration-token': t('registration access token'),
  'security-event': t('security event token'),
  'detached-signature': t('detached message signature'),
  encrypted: t('encrypted token'),
  unknown: t('token of unknown kind'),
} as const;
/** `id-token` is one that does not tell by which channel it came, and nobody else did. */
export type TokenKind = keyof typeof kindTitles;

/** Where a token was found, when that is known: it tells the two id_tokens apart, and names what nothing else does. */
export type TokenOrigin =
  | 'software-statement'
  | 'registration'
  | 'registration-answer'
  | 'authorisation-request'
  | 'client-assertion'
  | 'front-channel'
  | 'token-endpoint'
  | 'access-token'
  | 'message-signature'
  | 'event';

/** What is known of the bank and the client that a token belongs to. What is absent is not checked. */
export interface TokenExpectations {
  issuer?: string;
  tokenEndpoint?: string;
  /** The bank's organisation id at the Directory. */
  organisationId?: string;
  clientId?: string;
  softwareId?: string;
  /** The consent that was to be authorised. */
  consentId?: string;
  /** As sent in the authorisation request. */
  nonce?: string;
  acr?: readonly string[];
  environment?: 'sandbox' | 'production';
}

export interface InspectionContext {
  /** Milliseconds since the epoch. */
  now: number;
  /** Of the bank, which in production is strict (`isPermissive`): only where it is false is what a strict bank refuses an error. */
  permissive?: boolean | undefined;
  /** Of the bank's Read/Write API, e.g. `v3.1.11`. A version that does not settle a question leaves it open. */
  version?: string;
  origin?: TokenOrigin;
  expectations?: TokenExpectations;
  /** What its bank and its workspace know around a registration request. */
  registration?: RegistrationFacts;
  /** The same around an authorisation request. */
  request?: RequestFacts;
  /** Which of several signatures is shown with its header, counted from 0; default: the first. */
  signature?: number;
}

export interface CitedRule extends Section {
  /** Of the document, where the rule changed between versions. */
  version?: string;
}

export interface ExplainedMember {
  /** JSON pointer (RFC 6901) into `{ header, payload }`, e.g. `/payload/claims/id_token`. */
  pointer: string;
  /** What it means in this kind of token. */
  sentence: string;
  /** False where the standard does not have this member in this kind of token. */
  known: boolean;
  section?: Section;
  /** Where the member is a time: its moment, read as milliseconds where it cannot be meant in seconds. */
  time?: { seconds: number; iso: string; unit: 'seconds' | 'milliseconds' };
  /** What stands inside the value and can be opened. */
  nested?: 'token' | 'certificates' | 'thumbprint';
}

export interface TokenFinding {
  /** `error`: a standard says MUST for this kind, version and profile. What depends on the time of looking is a warning, but of a request. */
  severity: 'error' | 'warning' | 'info';
  /** Stable, in snake case. */
  code: string;
  /** What is so, in a sentence. */
  message: string;
  /** What to do about it. */
  try: string;
  rule: CitedRule;
  /** The kind of token that the rule holds for. */
  kind: TokenKind;
  /** `strict` where only FAPI 1.0 Advanced banks must hold to it. */
  profile?: 'strict';
  /** JSON pointer into `{ header, payload }`, or `/signature`; a member that is missing is named as if it were there. */
  pointer: string;
  /** The value that would be right, where there is one. Undefined removes the member. */
  replacement?: Replacement;
}

/** A token taken apart and explained. Nothing is verified. */
export interface Inspection {
  /** The token in compact form, without the white space, the quotes or the `Bearer` that stood around it; its parts in their own alphabet. */
  compact: string;
  /** Of JSON form with several signatures the others, in compact form. */
  otherSignatures?: readonly string[];
  /** How many more it has that cannot be verified: too many, or with no header that is protected. */
  untoldSignatures?: number;
  form: TokenForm;
  kind: TokenKind;
  kindTitle: string;
  /** How the kind was recognised, or why it was not. */
  kindReason: string;
  /** What kept it from being read, when the form is `unreadable`. */
  problem?: { part: 'token' | 'header' | 'payload' | 'signature'; message: string; try: string };
  header?: Record<string, unknown>;
  payload?: Record<string, unknown>;
  /** The JSON to the letter, as it was signed. */
  headerText?: string;
  payloadText?: string;
  /** base64url; empty for an unsecured token. */
  signature: string;
  /** Of header and payload, in their order, a member's own members after it. */
  members: ExplainedMember[];
  /** Members beyond those that are explained, where there are too many to read. */
  unexplained: number;
  /** Worst first. */
  findings: TokenFinding[];
}
