/** Who signs each kind of token, and so which key set verifies it: nothing is looked for more often in the wrong one. */
import { t } from '../../standard/language.ts';
import type { TokenKind } from './inspection.ts';

const byTheBank = (what: string): string =>
  t('The bank signs {0}: the bank’s key set verifies it (jwks_uri of its discovery document).', what);
const byTheTpp = (what: string): string =>
  t(
    'The TPP signs {0}: its own key verifies it, or the key set of its software at the Directory (software_jwks_endpoint of the software statement).',
    what,
  );

const signers: Readonly<Record<TokenKind, string | undefined>> = {
  'software-statement': t(
    'The Directory signs a software statement assertion: the Directory’s own key set verifies it (openbanking.jwks of its key store), and neither the bank’s nor the TPP’s.',
  ),
  'registration-request': byTheTpp(t('a registration request')),
  'request-object': byTheTpp(t('a request object')),
  'client-assertion': byTheTpp(t('a client assertion')),
  'id-token-front-channel': byTheBank(t('an id_token')),
  'id-token-token-endpoint': byTheBank(t('an id_token')),
  'id-token': byTheBank(t('an id_token')),
  'authorisation-response': byTheBank(t('an authorisation response')),
  'access-token': byTheBank(t('an access token')),
  'registration-token': byTheBank(t('a registration access token')),
  'security-event': byTheBank(t('an event')),
  'detached-signature': t(
    'The sender of a message signs it: the key of the TPP verifies a request, that of the bank an answer (its key set, or its organisation’s at the Directory).',
  ),
  encrypted: undefined,
  unknown: undefined,
};

/** A sentence that says whose keys verify a token of this kind; nothing where that does not show. */
export function signerOf(kind: TokenKind): string | undefined {
  return signers[kind];
}
