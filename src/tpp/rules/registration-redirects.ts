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
const hasUserName = (url: URL | undefined): boolean => `${url?.username ?? ''}${url?.password ?? ''}` !== '';

const isTooLong = (uri: string): boolean => uri.length > 256;
/** Refused whatever the scheme, and told by a rule of its own. */
const isMarred = (uri: string): boolean => uri.includes('#') || hasUserName(parsed(uri)) || isTooLong(uri);

/** True for https to another machine. */
export const isOfServer = (uri: string): boolean => parsed(uri)?.protocol === 'https:' && !isHere(uri);

/** Schemes that a browser runs or opens itself. */
const ofBrowsers = ['javascript:', 'data:', 'file:', 'blob:', 'about:', 'vbscript:', 'ftp:', 'ws:', 'wss:'];

/** What sandboxes take of a native client: loopback over http, or a scheme of an app's own. */
function isOfApp(uri: string): boolean {
  const { protocol = 'https:' } = parsed(uri) ?? {};
  return protocol === 'http:' ? isHere(uri) : protocol !== 'https:' && !ofBrowsers.includes(protocol);
}
/** What sandboxes take of a web client: its own server on a loopback address too, not by the name localhost. */
function isOfWebInSandbox(uri: string): boolean {
  const url = parsed(uri);
  return url?.protocol === 'https:' && url.hostname !== 'localhost';
}
/** What sandboxes take that other banks do not, as far as scheme and host go. */
type Spared = (uri: string, applicationType: unknown) => boolean;
const sparedOfClient: Spared = (uri, type) =>
  type === 'native' || type === 'mobile' ? isOfApp(uri) : isOfWebInSandbox(uri);
const sparedOfAnyClient: Spared = (uri) => isOfApp(uri) || isOfWebInSandbox(uri);

/** True for a redirect URI that every bank can register. */
export const isWebRedirect = (uri: string): boolean => isOfServer(uri) && !isMarred(uri);
/** True for one that a sandbox can register, for a native client alone. */
export const isNativeRedirect = (uri: string): boolean => isOfApp(uri) && !isMarred(uri);

/** Whether a bank can register a redirect URI for a client of this application type; one that is not known counts as a sandbox. */
export function isRegistrable(uri: string, applicationType: unknown, permissive: boolean | undefined): boolean {
  return isWebRedirect(uri) || (permissive !== false && sparedOfClient(uri, applicationType) && !isMarred(uri));
}

/** A rule on those of the URIs that are wrong; the replacement does without them. */
function redirects(
  code: string,
  level: Level,
  wrongIn: (subject: Registration) => (uri: string) => boolean,
  says: (list: string) => readonly [one: string, many: string],
  fix: string | ((wrong: readonly string[], subject: Registration) => string),
  section = model,
): Rule<RegistrationFacts> {
  return registrationRule<readonly string[]>({
    code,
    level,
    member,
    section,
    find: (subject) => some(textsIn(subject.claims.redirect_uris)?.filter(wrongIn(subject))),
    message: (wrong) => agree(wrong, ...says(show(wrong))),
    fix,
    replacement(wrong, subject) {
      if (level === 'sandbox' && subject.facts.permissive !== false) return undefined;
      const value = some(textsIn(subject.claims.redirect_uris)?.filter(isNoneOf(wrong)));
      return value && { value };
    },
  });
}

/** Two rules on redirect URIs that no real bank takes: on those that sandboxes spare, and on the others. */
function notOfTheWeb(
  code: string,
  is: (uri: string) => boolean,
  isSpared: Spared,
  says: (list: string) => Record<'spared' | 'others', readonly [one: string, many: string]>,
): Rule<RegistrationFacts>[] {
  const remedy = t(
    'Use an https address of a server of yours; a sandbox also takes http to this machine, or a scheme of your app’s own, of a native client.',
  );
  return [
    redirects(
      code,
      'sandbox',
      ({ claims: { application_type: type } }) =>
        (uri) =>
          is(uri) && isSpared(uri, type) && !isMarred(uri),
      (list) => says(list).spared,
      (_, { facts: { permissive } }) =>
        permissive === false
          ? remedy
          : t('Nothing to do in a sandbox; for a real bank use an https address of a server of yours.'),
    ),
    redirects(
      code,
      'must',
      // In a sandbox nothing but the mar is wrong with one that is spared.
      ({ claims: { application_type: type }, facts: { permissive } }) =>
        (uri) =>
          is(uri) && !(isSpared(uri, type) && (permissive !== false || !isMarred(uri))),
      (list) => says(list).others,
      remedy,
    ),
  ];
}

/** Rules on what a redirect URI is, wherever it stands. */
const inThemselves = (isSpared: Spared): readonly Rule<RegistrationFacts>[] => [
  redirects(
    'redirect_invalid',
    'must',
    () => (uri) => uri.length <= maxLength && parsed(uri) === undefined,
    (list) => [
      t('The redirect URI {0} is no absolute URI.', list),
      t('The redirect URIs {0} are no absolute URIs.', list),
    ],
    t('Write the whole address of a redirect URI, such as https://tpp.example/callback.'),
  ),
  ...notOfTheWeb('redirect_localhost', isHere, isSpared, (list) => ({
    spared: [
      t('The redirect URI {0} is on this machine, which only sandboxes register.', list),
      t('The redirect URIs {0} are on this machine, which only sandboxes register.', list),
    ],
    others: [
      t('The redirect URI {0} is on this machine.', list),
      t('The redirect URIs {0} are on this machine.', list),
    ],
  })),
  ...notOfTheWeb(
    'redirect_not_https',
    (uri) => (parsed(uri)?.protocol ?? 'https:') !== 'https:' && !isHere(uri),
    isSpared,
    (list) => ({
      spared: [
        t('The redirect URI {0} is not https: only sandboxes register it.', list),
        t('The redirect URIs {0} are not https: only sandboxes register them.', list),
      ],
      others: [t('The redirect URI {0} is not https.', list), t('The redirect URIs {0} are not https.', list)],
    }),
  ),
  redirects(
    'redirect_fragment',
    'must',
    () => (uri) => parsed(uri) !== undefined && uri.includes('#'),
    (list) => [t('The redirect URI {0} has a fragment.', list), t('The redirect URIs {0} have a fragment.', list)],
    t('Leave out # and what follows it in a redirect URI.'),
    rfc(6749, '3.1.2'),
  ),
  redirects(
    'redirect_user_name',
    'must',
    () => (uri) => hasUserName(parsed(uri)),
    (list) => [
      t('The redirect URI {0} has a user name or password.', list),
      t('The redirect URIs {0} have a user name or password.', list),
    ],
    t('Leave out what stands between // and @ in a redirect URI, and the @.'),
    rfc(9110, '4.2.4'),
  ),
  redirects(
    'redirect_too_long',
    'must',
    () => isTooLong,
    (list) => [
      t('The redirect URI {0} is longer than 256 characters.', list),
      t('The redirect URIs {0} are longer than 256 characters.', list),
    ],
    t('Shorten the redirect URI.'),
  ),
];

/** On those of a software statement, which says nothing of the client: the `fix` is that of a request. */
export const statementRedirects = inThemselves(sparedOfAnyClient);

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
    ({ claims: { application_type: type }, facts: { statement, permissive } }) => {
      const isOther = isNoneOf(statement?.redirectUris ?? []);
      // What the bank refuses is not to be added anywhere.
      return (uri) => statement?.redirectUris !== undefined && isOther(uri) && isRegistrable(uri, type, permissive);
    },
    (list) => [
      t('The software statement has no redirect URI {0}.', list),
      t('The software statement has no redirect URIs {0}.', list),
    ],
    t(
      'A redirect URI has to be in the software statement, to the letter: add it at the Directory and get a new assertion, or leave it out.',
    ),
  ),
  ...inThemselves(sparedOfClient),
];
