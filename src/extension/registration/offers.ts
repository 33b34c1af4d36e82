/** What there is to choose from in a registration, and what is chosen already: out of discovery, software statement and keys. */
import type { RegistrationChoices } from '../../tpp/registration/choices.ts';
import type { PreparedRegistration } from '../../tpp/registration/claims.ts';

/** How the answer that the browser brings to a redirect URI gets here. */
export type Catching = 'loopback' | 'editor' | 'paste';

export interface EditorSurroundings {
  /** `vscode.env.uriScheme`. */
  uriScheme: string;
  /** `publisher.name`, the authority of addresses that this extension gets. */
  extensionId: string;
  /** A window in the browser never sees the editor's own addresses. */
  desktop: boolean;
}

export interface Offers {
  scopes: string[];
  authMethods: string[];
  algorithms: Algorithms[];
  redirectUris: string[];
  /** What Enter, Enter, Enter registers. */
  preselected: Required<Pick<RegistrationChoices, 'scope' | 'authMethod' | 'redirectUris'>> & {
    algorithms: Algorithms;
  };
}

/** Of the signatures, and of request objects where it differs. */
export interface Algorithms {
  algorithm: 'PS256' | 'RS256' | 'ES256';
  requestObject: string;
}

const everyScope = ['accounts', 'payments', 'fundsconfirmations'];

/**
 * @param prepared from `registrationClaims` without choices: the defaults
 * @param discovered what discovery lists, undefined where it does not
 * @param permissive a sandbox that also takes what FAPI forbids
 */
export function offersOf(
  { decided, statement }: Pick<PreparedRegistration, 'decided' | 'statement'>,
  discovered: { scopes?: string[] },
  { permissive, ec }: { permissive: boolean; ec: boolean },
): Offers {
  const scopes = new Set([
    'openid',
    ...decided.scope.split(' '),
    ...everyScope.filter((scope) => (discovered.scopes ?? everyScope).includes(scope)),
  ]);
  const chosen = { algorithm: decided.algorithm, requestObject: decided.requestObjectAlgorithm };
  return {
    scopes: [...scopes].filter(Boolean),
    authMethods: first(decided.authMethod, decided.authMethodsOffered),
    algorithms: firstPair(chosen, algorithmsFor(ec, permissive)),
    redirectUris: [...new Set([...decided.redirectUris, ...statement.redirectUris])],
    preselected: {
      scope: decided.scope,
      authMethod: decided.authMethod,
      redirectUris: decided.redirectUris,
      algorithms: chosen,
    },
  };
}

function algorithmsFor(ec: boolean, permissive: boolean): Algorithms[] {
  if (ec) return [{ algorithm: 'ES256', requestObject: 'ES256' }];
  return [
    { algorithm: 'PS256', requestObject: 'PS256' },
    ...(permissive
      ? ([
          { algorithm: 'PS256', requestObject: 'none' },
          { algorithm: 'RS256', requestObject: 'RS256' },
        ] as const)
      : []),
  ];
}

const first = (chosen: string, all: readonly string[]): string[] => [chosen, ...all.filter((each) => each !== chosen)];

function firstPair(chosen: Algorithms, all: readonly Algorithms[]): Algorithms[] {
  const others = all.filter(
    (each) => each.algorithm !== chosen.algorithm || each.requestObject !== chosen.requestObject,
  );
  return [chosen, ...others];
}

/**
 * How the answer to a redirect URI is caught.
 *
 * @param isCatchable whether a listener on this machine can take it
 */
export function catchingOf(
  uri: string,
  isCatchable: (uri: string) => boolean,
  { uriScheme, extensionId, desktop }: EditorSurroundings,
): Catching {
  if (isCatchable(uri)) return 'loopback';
  const [, scheme, authority] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i.exec(uri) ?? [];
  const ours =
    scheme?.toLowerCase() === uriScheme.toLowerCase() && authority?.toLowerCase() === extensionId.toLowerCase();
  return ours && desktop ? 'editor' : 'paste';
}
