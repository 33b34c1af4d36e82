/** Rules on a registration request: where the customer may be sent back to. */
import { t } from '../../standard/language.ts';
import { isLoopback } from '../../standard/loopback.ts';
import { agree } from '../number-words.ts';
import { model, type RegistrationFacts, registrationRule } from './registration-facts.ts';
import type { Level, Rule, Subject } from './rule.ts';
import { rfc } from './standards.ts';
import { isNoneOf, show, some, textsIn, when } from './values.ts';

const member = '/claims/redirect_uris';
/** Longer ones are not parsed. */
const maxLength = 4096;

type Registration = Subject<RegistrationFacts>;

const parsed = (uri: string): URL | undefined =>
  uri.length <= maxLength && URL.canParse(uri) ? new URL(uri) : undefined;
const isHere = (uri: string): boolean => isLoopback(parsed(uri)?.hostname ?? '');

/** True for a redirect URI that every bank can register: https and not this machine. */
export const isWebRedirect = (uri: string): boolean => parsed(uri)?.protocol === 'https:' && !isHere(uri);

/** Custom schemes and loopback are a sandbox's kindness to native clients. */
const nativeOnly = (_: unknown, { claims: { application_type: type } }: Registration): Level =>
  type === 'native' || type === 'mobile' ? 'sandbox' : 'must';
const isRightInSandbox = (subject: Registration): boolean =>
  nativeOnly(undefined, subject) === 'sandbox' && subject.facts.permissive !== false;

/** A rule on those of the URIs that are wrong; the replacement does without them. */
function redirects(
  code: string,
  level: Level | typeof nativeOnly,
  wrongIn: (subject: Registration) => (uri: string) => boolean,
  says: (list: string) => readonly [one: string, many: string],
  fix: string | typeof webOnly,
  section = model,
): Rule<RegistrationFacts> {
  return registrationRule({
    code,
    level,
    member,
    section,
    find: (subject) => some(textsIn(subject.claims.redirect_uris)?.filter(wrongIn(subject))),
    message: (wrong) => agree(wrong, ...says(show(wrong))),
    fix,
    replacement(wrong, subject) {
      if (level === nativeOnly && isRightInSandbox(subject)) return undefined;
      const value = some(textsIn(subject.claims.redirect_uris)?.filter(isNoneOf(wrong)));
      return value && { value };
    },
  });
}

const webOnly = (_: unknown, subject: Registration): string =>
  isRightInSandbox(subject)
    ? t('Nothing to do in a sandbox; for a real bank use an https address of a server of yours.')
    : t('Use an https address of a server of yours; only a sandbox takes another, of a native client.');

export const registrationRedirects: readonly Rule<RegistrationFacts>[] = [
  registrationRule({
    code: 'redirect_uris_missing',
    level: 'note',
    member,
    section: model,
    find: ({ claims }) => when(claims.redirect_uris === undefined),
    message: t('redirect_uris is missing.'),
    fix: t('Nothing to do: without them all of the software statement’s are registered.'),
  }),
  registrationRule({
    code: 'redirect_uris_not_a_list',
    level: 'must',
    member,
    section: model,
    find: ({ claims: { redirect_uris: given } }) =>
      given === undefined || textsIn(given)?.length ? undefined : { given },
    message: ({ given }) => t('redirect_uris is {0}, not a list of redirect URIs.', show(given)),
    fix: (_, { facts: { statement } }) =>
      t('Choose from those of the software statement: {0}.', show(statement?.redirectUris ?? [])),
    replacement: ({ given }) => (typeof given === 'string' ? { value: [given] } : undefined),
  }),
  redirects(
    'redirect_not_in_ssa',
    'must',
    ({ facts: { statement } }) => (statement?.redirectUris ? isNoneOf(statement.redirectUris) : () => false),
    (list) => [
      t('The software statement has no redirect URI {0}.', list),
      t('The software statement has no redirect URIs {0}.', list),
    ],
    t(
      'Add it to the software statement at the Directory and get a new assertion, or leave it out. Every letter counts.',
    ),
  ),
  redirects(
    'redirect_invalid',
    'must',
    () => (uri) => parsed(uri) === undefined,
    (list) => [
      t('The redirect URI {0} is no absolute URI.', list),
      t('The redirect URIs {0} are no absolute URIs.', list),
    ],
    t('Write the whole address, such as https://tpp.example/callback.'),
  ),
  redirects(
    'redirect_localhost',
    nativeOnly,
    () => isHere,
    (list) => [
      t('The redirect URI {0} is on this machine, which only sandboxes register.', list),
      t('The redirect URIs {0} are on this machine, which only sandboxes register.', list),
    ],
    webOnly,
  ),
  redirects(
    'redirect_not_https',
    nativeOnly,
    () => (uri) => (parsed(uri)?.protocol ?? 'https:') !== 'https:' && !isHere(uri),
    (list) => [t('The redirect URI {0} is not https.', list), t('The redirect URIs {0} are not https.', list)],
    webOnly,
  ),
  redirects(
    'redirect_fragment',
    'must',
    () => (uri) => parsed(uri) !== undefined && uri.includes('#'),
    (list) => [t('The redirect URI {0} has a fragment.', list), t('The redirect URIs {0} have a fragment.', list)],
    t('Leave out # and what follows.'),
    rfc(6749, '3.1.2'),
  ),
  redirects(
    'redirect_too_long',
    'must',
    () => (uri) => uri.length > 256,
    (list) => [
      t('The redirect URI {0} is longer than 256 characters.', list),
      t('The redirect URIs {0} are longer than 256 characters.', list),
    ],
    t('Shorten it.'),
  ),
];
