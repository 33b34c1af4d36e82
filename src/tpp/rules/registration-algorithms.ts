/** Rules on a registration request: which algorithms it is signed with, and asks for. */
import { t } from '../../standard/language.ts';
import { model, type RegistrationFacts, registrationRule } from './registration-facts.ts';
import type { Rule, Subject } from './rule.ts';
import { fapi } from './standards.ts';
import { isNone, show, when } from './values.ts';

type Part = 'header' | 'claims';
const assertionAlgorithm = 'token_endpoint_auth_signing_alg';
/** What our signing key can sign with and FAPI allows. */
const rightAlgorithm = ({ facts: { keyAlgorithm } }: Subject<RegistrationFacts>): string =>
  keyAlgorithm === 'ES256' ? 'ES256' : 'PS256';

/** DCR 3.3 lists RS256, FAPI 1.0 Advanced §8.6 forbids it: sandboxes take it, banks do not. */
function algorithmRules(part: Part, name: string): Rule<RegistrationFacts>[] {
  const algorithmIn = (subject: Subject<RegistrationFacts>): unknown => subject[part][name];
  const row = {
    member: `/${part}/${name}`,
    section: fapi('8.6'),
    fix: (_: unknown, subject: Subject<RegistrationFacts>) => t('Set {0} to {1}.', name, rightAlgorithm(subject)),
    replacement: (_: unknown, subject: Subject<RegistrationFacts>) => ({ value: rightAlgorithm(subject) }),
  } as const;
  return [
    registrationRule({
      ...row,
      code: `${name}_missing`,
      level: 'must',
      section: model,
      find: (subject) => when(algorithmIn(subject) === undefined && isNeeded(name, subject)),
      message:
        name === assertionAlgorithm
          ? (_, { claims }) => t('{0} needs {1}.', show(claims.token_endpoint_auth_method), name)
          : t('{0} is missing.', name),
      replacement: (_, subject) => ({
        value:
          subject.claims.token_endpoint_auth_method === 'client_secret_jwt' && name === assertionAlgorithm
            ? 'HS256'
            : rightAlgorithm(subject),
      }),
    }),
    registrationRule({
      ...row,
      code: 'rs256',
      level: 'strict',
      find: (subject) => when(algorithmIn(subject) === 'RS256'),
      message: t('{0} is RS256, which FAPI forbids.', name),
    }),
    registrationRule({
      ...row,
      code: 'alg_none',
      level: (_, { facts }) =>
        name === 'request_object_signing_alg' && facts.environment !== 'production' ? 'strict' : 'must',
      find: (subject) => when(isNone(algorithmIn(subject))),
      message: t('{0} is none: nothing would be signed.', name),
    }),
    registrationRule({
      ...row,
      code: 'alg_unknown',
      level: 'must',
      section: model,
      find(subject) {
        const value = algorithmIn(subject);
        if (value === undefined || isNone(value) || ['PS256', 'ES256', 'RS256'].some((each) => each === value))
          return undefined;
        const byHmac = name === assertionAlgorithm && subject.claims.token_endpoint_auth_method === 'client_secret_jwt';
        return byHmac && value === 'HS256' ? undefined : { value };
      },
      message: ({ value }) => t('{0} is {1}, which the standard does not have.', name, show(value)),
    }),
  ];
}

function isNeeded(
  name: string,
  { claims: { token_endpoint_auth_method: method } }: Subject<RegistrationFacts>,
): boolean {
  return name !== assertionAlgorithm || method === 'private_key_jwt' || method === 'client_secret_jwt';
}

/** An RSA key signs PS256 and RS256, a P-256 key ES256, and neither the other's: such a client could never send a signature that counts. */
function fitsKey(part: Part, name: string): Rule<RegistrationFacts> {
  return registrationRule({
    code: 'alg_of_other_key',
    level: 'must',
    member: `/${part}/${name}`,
    section: model,
    find(subject) {
      const { keyAlgorithm } = subject.facts;
      const value = subject[part][name];
      if (keyAlgorithm === undefined || (value !== 'PS256' && value !== 'RS256' && value !== 'ES256')) return undefined;
      const elliptic = keyAlgorithm === 'ES256';
      return elliptic === (value === 'ES256') ? undefined : { value, right: elliptic ? 'ES256' : 'PS256' };
    },
    message: ({ value, right }) =>
      t(
        '{0} is {1}, and the signing key is {2}.',
        name,
        value,
        right === 'ES256' ? t('EC, which signs ES256 only') : t('RSA, which cannot sign that'),
      ),
    fix: ({ right }) => t('Set {0} to {1}.', name, right),
    replacement: ({ right }) => ({ value: right }),
  });
}

export const registrationAlgorithms: readonly Rule<RegistrationFacts>[] = [
  fitsKey('header', 'alg'),
  fitsKey('claims', 'request_object_signing_alg'),
  fitsKey('claims', assertionAlgorithm),
  ...algorithmRules('header', 'alg'),
  ...['id_token_signed_response_alg', 'request_object_signing_alg', assertionAlgorithm].flatMap((name) =>
    algorithmRules('claims', name),
  ),
];
