/** Rules on an authorisation request: who asks whom. */
import { t } from '../../standard/language.ts';
import { type RequestFacts, requestRule } from './request-facts.ts';
import type { Rule, Subject } from './rule.ts';
import { fapi, rfc } from './standards.ts';
import { isText, show, when } from './values.ts';

type Request = Subject<RequestFacts>;
const known = (value: unknown) => (value === undefined ? undefined : { value });

/** Whom iss has to name: the client, by what is known of it or by the request itself. */
const clientOf = ({ claims, facts }: Request): string | undefined =>
  facts.clientId ?? (isText(claims.client_id) ? claims.client_id : undefined);

const setTo = (name: string, right: (subject: Request) => unknown) => ({
  fix: (_: unknown, subject: Request) => {
    const id = right(subject);
    return id === undefined
      ? t('Set {0} to the client id.', name)
      : t('Set {0} to the client id, {1}.', name, show(id));
  },
  replacement: (_: unknown, subject: Request) => known(right(subject)),
});
const iss = { member: '/claims/iss', section: rfc(9101, '4'), ...setTo('iss', clientOf) } as const;
const client = {
  member: '/claims/client_id',
  section: fapi('5.2.2-10'),
  ...setTo('client_id', ({ facts }) => facts.clientId),
} as const;
const aud = {
  member: '/claims/aud',
  section: fapi('5.2.2-15'),
  fix: (_: unknown, { facts: { audiences: [bank] = [] } }: Request) =>
    bank === undefined
      ? t('Set aud to the bank’s issuer, as discovery spells it.')
      : t('Set aud to the issuer as discovery spells it, to the letter: {0}.', bank),
  replacement: (_: unknown, { facts: { audiences: [value] = [] } }: Request) => known(value),
} as const;

export const requestParties: readonly Rule<RequestFacts>[] = [
  requestRule({
    ...iss,
    code: 'iss_missing',
    level: 'strict',
    find: ({ claims }) => when(claims.iss === undefined),
    message: t('iss is missing.'),
  }),
  requestRule({
    ...iss,
    code: 'iss_mismatch',
    level: 'must',
    find(subject) {
      const [right, given] = [clientOf(subject), subject.claims.iss];
      return right === undefined || given === undefined || given === right ? undefined : { given, right };
    },
    message: ({ given, right }) => t('iss is {0}, not the client id, {1}.', show(given), show(right)),
  }),
  requestRule({
    ...client,
    code: 'client_id_missing',
    level: 'strict',
    find: ({ claims }) => when(claims.client_id === undefined),
    message: t('client_id is missing.'),
  }),
  requestRule({
    ...client,
    code: 'client_id_mismatch',
    level: 'must',
    find({ claims: { client_id: given }, facts: { clientId: right } }) {
      return right === undefined || given === undefined || given === right ? undefined : { given, right };
    },
    message: ({ given, right }) =>
      t('client_id is {0}, not our client id at this bank, {1}.', show(given), show(right)),
  }),
  requestRule({
    ...aud,
    code: 'aud_missing',
    level: 'must',
    find: ({ claims }) => when(claims.aud === undefined),
    message: t('aud is missing.'),
  }),
  requestRule({
    ...aud,
    code: 'aud_not_the_issuer',
    level: 'must',
    find({ claims: { aud: given }, facts: { audiences } }) {
      if (given === undefined || audiences === undefined) return undefined;
      const named: unknown[] = [given].flat();
      return audiences.some((each) => named.includes(each)) ? undefined : { given };
    },
    message: ({ given }) => t('aud is {0}, not the bank’s issuer.', show(given)),
  }),
  requestRule({
    code: 'sub_in_request',
    level: 'should',
    member: '/claims/sub',
    section: rfc(9101, '10.8'),
    find: ({ claims: { sub, client_id: id } }) => when(sub !== undefined && sub === id),
    message: t('sub is the client id: this request object would pass as a client assertion.'),
    fix: t('Leave sub out.'),
    replacement: () => ({ value: undefined }),
  }),
];
