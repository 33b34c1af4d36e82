/** Every member of a token in a sentence: what it means in this kind, or that this kind does not have it. */
import { t } from '../../standard/language.ts';
import { rfc } from '../rules/standards.ts';
import { type MemberRow, rowOf, says, type Table, time } from './claims.ts';
import { type ExplainedMember, kindTitles, type TokenKind } from './inspection.ts';
import {
  accessTokenMembers,
  authorisationResponseMembers,
  idTokenMembers,
  registrationTokenMembers,
} from './members-answer.ts';
import { encryptionMembers, headerMembers, messageSignatureMembers } from './members-header.ts';
import { assertionMembers, eventMembers } from './members-message.ts';
import { registrationMembers } from './members-registration.ts';
import { requestMembers } from './members-request.ts';
import { statementMembers } from './members-statement.ts';
import { escapePointer } from './scan.ts';
import { readTime } from './time.ts';

/** What the claims of RFC 7519 mean wherever they stand. */
const registeredClaims: Table = {
  iss: says(rfc(7519, '4.1.1'), t('Who issued the token.')),
  sub: says(rfc(7519, '4.1.2'), t('Whom or what the token is about.')),
  aud: says(rfc(7519, '4.1.3'), t('Whom the token is for.')),
  exp: time(rfc(7519, '4.1.4'), t('Until when the token is good.')),
  nbf: time(rfc(7519, '4.1.5'), t('From when the token is good.')),
  iat: time(rfc(7519, '4.1.6'), t('When the token was issued.')),
  jti: says(rfc(7519, '4.1.7'), t('Identifies this one token.')),
};

export const payloadTables: Readonly<Record<TokenKind, Table>> = {
  'software-statement': statementMembers,
  'registration-request': registrationMembers,
  'request-object': requestMembers,
  'client-assertion': assertionMembers,
  'id-token-front-channel': idTokenMembers,
  'id-token-token-endpoint': idTokenMembers,
  'id-token': idTokenMembers,
  'authorisation-response': authorisationResponseMembers,
  'access-token': accessTokenMembers,
  'registration-token': registrationTokenMembers,
  'security-event': eventMembers,
  'detached-signature': {},
  encrypted: {},
  unknown: registeredClaims,
};

function headerTable(kind: TokenKind): Table {
  if (kind === 'detached-signature') return messageSignatureMembers;
  return kind === 'encrypted' ? encryptionMembers : headerMembers;
}

/** More members than anybody reads; the page shows the rest without a sentence. */
const limit = 2000;

type Members = Readonly<Record<string, unknown>>;

/**
 * Header first, each in the order of the token. A member that the standard opens (`claims`, `cnf`, `events` …) is followed by its own.
 * @returns the first members, and how many more there are
 */
export function explainMembers(
  kind: TokenKind,
  header: Members = {},
  payload: Members = {},
): { members: ExplainedMember[]; unexplained: number } {
  const members: ExplainedMember[] = [];
  let unexplained = 0;
  const walk = (object: Members, pointer: string, table: Table, any?: MemberRow): void => {
    const names = Object.keys(object);
    for (const [index, name] of names.entries()) {
      if (members.length >= limit) {
        unexplained += names.length - index;
        return;
      }
      const value = object[name];
      const row = rowOf(table, name) ?? any;
      const at = `${pointer}/${escapePointer(name)}`;
      members.push(row ? explained(row, value, at) : strange(kind, name, at));
      if (row?.members || row?.any) open(value, at, row);
    }
  };
  const open = (value: unknown, pointer: string, row: MemberRow): void => {
    if (Array.isArray(value)) {
      for (const [index, each] of value.slice(0, limit).entries()) open(each, `${pointer}/${index}`, row);
    } else if (isMembers(value)) walk(value, pointer, row.members ?? {}, row.any);
  };
  walk(header, '/header', headerTable(kind));
  walk(payload, '/payload', payloadTables[kind]);
  return { members, unexplained };
}

function explained(row: MemberRow, value: unknown, pointer: string): ExplainedMember {
  const when = row.time ? readTime(value) : undefined;
  return {
    pointer,
    sentence: typeof row.sentence === 'string' ? row.sentence : row.sentence(value),
    known: true,
    section: row.section,
    ...(when ? { time: when } : {}),
    ...(row.nested ? { nested: row.nested } : {}),
  };
}

/** Where the name belongs elsewhere, that says more than that it does not belong here. */
function strange(kind: TokenKind, name: string, pointer: string): ExplainedMember {
  const title = kindTitles[kind];
  if (kind === 'unknown')
    return { pointer, sentence: t('Nothing says what it means in a token of unknown kind.'), known: false };
  const inHeader = pointer.startsWith('/header/');
  const what = inHeader ? t('Not a header member of {0}.', article(title)) : t('Not a claim of {0}.', article(title));
  const elsewhere = inHeader ? undefined : otherKindWith(name, kind);
  const row = rowOf(registeredClaims, name);
  const meaning = row && typeof row.sentence === 'string' ? t(' In any token: {0}', row.sentence) : '';
  const belongs = elsewhere && !meaning ? t(' It belongs to {0}.', article(kindTitles[elsewhere])) : '';
  return { pointer, sentence: `${what}${meaning}${belongs}`, known: false, ...(row ? { section: row.section } : {}) };
}

function otherKindWith(name: string, kind: TokenKind): TokenKind | undefined {
  const own = payloadTables[kind];
  for (const other of Object.keys(payloadTables).filter(isKind)) {
    if (payloadTables[other] !== own && rowOf(payloadTables[other], name)) return other;
  }
  return undefined;
}

function isKind(text: string): text is TokenKind {
  return Object.hasOwn(payloadTables, text);
}

/** The title with `a` or `an` before it. */
function article(title: string): string {
  return /^[aeiou]/i.test(title) ? t('an {0}', title) : t('a {0}', title);
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
