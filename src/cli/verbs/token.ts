/** `obw token …`: the client's own token, a renewal of the customer's, and what there is; masked unless asked for in the open. */
import type { Command } from 'commander';
import type { TokenSet } from '../../tpp/client/token-set.ts';
import type { Session } from '../../tpp/session.ts';
import type { Call } from '../call.ts';
import { authorisedConsentIdOf } from '../defaults.ts';
import { type Start, takesWorkspace, type WorkspaceOptions } from '../options.ts';
import { openSessionOf } from '../session.ts';
import type { Tpp } from '../terminal.ts';
import { facts, moment } from '../words.ts';

interface TokenOptions extends WorkspaceOptions {
  scope?: string;
  consent?: string;
  reveal?: boolean;
}

/** A token as it is shown; the names are OAuth's. */
interface ShownToken {
  kind: 'client_credentials' | 'consent';
  consentId?: string;
  access_token: string;
  token_type: 'Bearer';
  expires_in: number;
  expires_at: string;
  scope: string;
  refresh_token?: string;
}

/** The scopes of the standard, for which a client may have a token of its own. */
const scopes = ['accounts', 'payments', 'fundsconfirmations'];

export function addTokenVerbs(program: Command, start: Start): void {
  const token = program.command('token').description('access tokens');
  const takesReveal = (command: Command) => takesWorkspace(command).option('--reveal', 'show tokens in full');
  takesReveal(token.command('client-credentials').description("the client's own token"))
    .option('--scope <scope>', scopes.join(', '), 'accounts')
    .action((options: TokenOptions) => start(options, (call) => clientCredentials(call, options)));
  takesReveal(token.command('refresh').description("renew the customer's access token"))
    .option('--consent <id>', 'the consent (default: the one authorised last)')
    .action((options: TokenOptions) => start(options, (call) => refresh(call, options)));
  takesReveal(token.command('show').description('the tokens that are kept here'))
    .option('--consent <id>', 'only those of this consent')
    .action((options: TokenOptions) => start(options, (call) => show(call, options)));
}

async function clientCredentials(call: Call, options: TokenOptions): Promise<void> {
  const { tpp, session } = await openSessionOf(call, options);
  const tokens = await tpp.clientCredentialsToken(session, options.scope);
  const shown = shownToken(tpp, session, tokens, { kind: 'client_credentials' }, options);
  await call.print(shown, () => inWords(call, [shown]));
}

async function refresh(call: Call, options: TokenOptions): Promise<void> {
  const opened = await openSessionOf(call, options);
  const { tpp, session } = opened;
  const consentId = await authorisedConsentIdOf(opened, options.consent);
  const shown = shownToken(
    tpp,
    session,
    await tpp.refreshTokens(session, consentId, { again: true }),
    { kind: 'consent', consentId },
    options,
  );
  await call.print(shown, () => inWords(call, [shown]));
}

async function show(call: Call, options: TokenOptions): Promise<void> {
  const { tpp, session } = await openSessionOf(call, options);
  const tokens: ShownToken[] = [];
  const client = await tpp.currentClient(session);
  if (options.consent === undefined) {
    for (const scope of scopes) {
      const kept = tpp.keptTokens(
        await session.secrets.get(tpp.clientCredentialsName(session.bank.name, client.clientId, scope)),
      );
      if (kept) tokens.push(shownToken(tpp, session, kept, { kind: 'client_credentials' }, options));
    }
  }
  const consents =
    options.consent === undefined ? await tpp.consentsOf(session) : [await tpp.findConsent(session, options.consent)];
  for (const consent of consents) {
    const kept = await tpp.consentTokens(session, consent).catch((thrown: unknown) => {
      if (tpp.problemOf(thrown).code === 'token_missing') return undefined;
      throw thrown;
    });
    if (kept) tokens.push(shownToken(tpp, session, kept, { kind: 'consent', consentId: consent.consentId }, options));
  }
  await call.print({ tokens }, () => (tokens.length > 0 ? inWords(call, tokens) : 'No token is kept for this bank.'));
}

function shownToken(
  tpp: Tpp,
  { surroundings }: Session,
  tokens: TokenSet,
  what: Pick<ShownToken, 'kind' | 'consentId'>,
  { reveal }: TokenOptions,
): ShownToken {
  const seen = (token: string) => (reveal ? token : tpp.mask(token));
  return {
    ...what,
    access_token: seen(tokens.access_token),
    token_type: 'Bearer',
    expires_in: Math.max(0, Math.round((tokens.expires_at - surroundings.now()) / 1000)),
    expires_at: new Date(tokens.expires_at).toISOString(),
    scope: tokens.scope,
    ...(tokens.refresh_token === undefined ? {} : { refresh_token: seen(tokens.refresh_token) }),
  };
}

function inWords(call: Call, tokens: ShownToken[]): string {
  return tokens
    .map((token) =>
      facts(call, [
        ['Token of', token.consentId ? `the customer, consent ${token.consentId}` : 'the client itself'],
        ['Scope', token.scope],
        ['Access token', { whole: token.access_token }],
        ['Refresh token', { whole: token.refresh_token ?? '' }],
        ['Expires', `${moment(token.expires_at)} (${token.expires_in > 0 ? `in ${token.expires_in} s` : 'past'})`],
      ]),
    )
    .join('\n');
}
