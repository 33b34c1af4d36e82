/** `obw consent …`: account access consents made, shown, confirmed, withdrawn, and authorised by the customer in one of three ways. */
import type { Command } from 'commander';
import { type ChosenGroup, groupNames } from '../../tpp/consents/permission-groups.ts';
import { shownConsent } from '../../tpp/consents/shape.ts';
import type { Call } from '../call.ts';
import { consentInWords, consentTable, knownConsent, timedConsent } from '../consent-words.ts';
import { authorisedConsentIdOf, consentIdOf } from '../defaults.ts';
import { list, type Start, takesWorkspace, type WorkspaceOptions, zonedTime } from '../options.ts';
import { groupList } from '../permission-groups.ts';
import { nextStep } from '../remedy-words.ts';
import { openSessionOf } from '../session.ts';
import type { Opened } from '../terminal.ts';
import { moment, warning } from '../words.ts';
import { addAuthoriseVerb, forcing } from './authorise.ts';
import { addRehearseVerb } from './rehearse-renewal.ts';

interface CreateOptions extends WorkspaceOptions {
  groups?: ChosenGroup[];
  permissions?: string[];
  expires?: string;
  from?: string;
  to?: string;
}

interface ReconfirmedOptions extends WorkspaceOptions {
  at?: string;
}

interface UrlOptions extends WorkspaceOptions {
  redirectUri?: string;
  force?: boolean;
}

export function addConsentVerbs(program: Command, start: Start): void {
  const consent = program.command('consent').description('account access consents');
  takesWorkspace(consent.command('create').description('create one; it then waits for the customer'))
    .option(
      '--groups <a,b>',
      `what to ask for, in groups: ${groupNames.join(', ')}; transactions:basic is one without its details ("obw standard permissions" says what each shows)`,
      groupList,
    )
    .option('--permissions <a,b>', 'single permissions, alone or beside the groups (default: every permission)', list)
    .option('--expires <time>', 'when it ends by itself', zonedTime)
    .option('--from <time>', 'the earliest transaction that may be seen', zonedTime)
    .option('--to <time>', 'the latest transaction that may be seen', zonedTime)
    .action((options: CreateOptions) => start(options, (call) => create(call, options)));
  takesWorkspace(consent.command('url').description('the URL at which the customer authorises it'))
    .argument('[consent]', 'default: the one created last')
    .option('--redirect-uri <uri>', 'which of the registered redirect URIs takes the answer')
    .option('--force', 'make it although the preflight finds errors in the request, or the secret is not here')
    .action((id: string | undefined, options: UrlOptions) => start(options, (call) => url(call, id, options)));
  addAuthoriseVerb(consent, start);
  takesWorkspace(consent.command('show').description('read one at the bank'))
    .argument('[consent]', 'default: the one created last')
    .action((id: string | undefined, options: WorkspaceOptions) => start(options, (call) => show(call, id, options)));
  takesWorkspace(consent.command('list').description('the consents that this workspace knows')).action(
    (options: WorkspaceOptions) => start(options, (call) => showAll(call, options)),
  );
  takesWorkspace(
    consent
      .command('reconfirmed')
      .description('note that the customer confirmed to you that you may read on, as every 90 days; no bank is called'),
  )
    .argument('[consent]', 'default: the one authorised last')
    .option('--at <time>', 'when it was confirmed (default: now)', zonedTime)
    .action((id: string | undefined, options: ReconfirmedOptions) =>
      start(options, (call) => reconfirmed(call, id, options)),
    );
  addRehearseVerb(consent, start);
  takesWorkspace(consent.command('revoke').description('withdraw one at the bank, for good'))
    .argument('[consent]', 'default: the one created last')
    .action((id: string | undefined, options: WorkspaceOptions) => start(options, (call) => revoke(call, id, options)));
}

async function create(call: Call, options: CreateOptions): Promise<void> {
  const { tpp, session } = await openSessionOf(call, options);
  const { expires, from, to } = options;
  const permissions = permissionsAsked(call, tpp, options);
  const made = await tpp.createConsent(session, { permissions, expires, from, to }, { signal: call.signal });
  await call.print(
    shownConsent(made),
    () =>
      `${consentInWords(call, { consent: made }, session.surroundings.now())}\n${nextStep({ do: 'authoriseConsent' }, options)}`,
  );
}

/** With groups, what else they need is asked for too and told; single permissions alone are taken as they stand. */
function permissionsAsked(
  call: Call,
  { permissionsOfGroups, withNeeded }: Opened['tpp'],
  { groups, permissions }: CreateOptions,
): readonly string[] | undefined {
  if (groups === undefined) return permissions;
  const completed = withNeeded([...permissionsOfGroups(groups), ...(permissions ?? [])]);
  for (const { why } of completed.added) call.warn(why);
  return completed.permissions;
}

async function url(call: Call, id: string | undefined, options: UrlOptions): Promise<void> {
  const opened = await openSessionOf(call, options);
  const { tpp, session } = opened;
  const asked = { redirectUri: options.redirectUri, answeredElsewhere: options.force, ...forcing(call, options) };
  const request = await tpp
    .authorisationRequest(session, await consentIdOf(opened, id), asked)
    .catch((thrown: unknown) => failForSecret(tpp, thrown));
  if (options.force) await warnOfSecret(call, opened);
  const { consentId, state, redirectUri } = request;
  await call.print({ url: request.url, consentId, state, redirectUri }, () => request.url);
}

/** What the secret is wanted for is the answer, which another program may take. */
function failForSecret({ problemOf, OpenBankingError }: Opened['tpp'], thrown: unknown): never {
  const problem = problemOf(thrown);
  if (!secretTroubles.includes(problem.code)) throw thrown;
  const advice = `${problem.try} Where another program takes the answer, and has the secret, add --force.`;
  throw new OpenBankingError({ ...problem, try: advice }, { cause: thrown });
}

const secretTroubles: readonly string[] = ['client_secret_missing', 'command_not_allowed', 'command_failed'];

/** With `--force`: whoever takes the answer here needs it here. */
async function warnOfSecret(call: Call, { tpp, session }: Opened): Promise<void> {
  const client = await tpp.findClient(session);
  if (!client || !(await tpp.isSecretLost(session, client))) return;
  const { clientId } = client;
  call.warn(
    warning({
      message: `The secret of client ${clientId} is not here, so the bank’s answer can be exchanged only where it is.`,
      fix: 'To take the answer here, take the client over with its secret first.',
      remedies: [{ do: 'adoptClient', clientId, secret: true }],
    }),
  );
}

async function show(call: Call, id: string | undefined, options: WorkspaceOptions): Promise<void> {
  const opened = await openSessionOf(call, options);
  const read = await opened.tpp.readConsent(opened.session, await consentIdOf(opened, id), { signal: call.signal });
  const known = await knownConsent(opened, read);
  const now = opened.session.surroundings.now();
  await call.print(timedConsent(known, now), () => consentInWords(call, known, now, options));
}

async function showAll(call: Call, options: WorkspaceOptions): Promise<void> {
  const { tpp, session } = await openSessionOf(call, options);
  const [consents, client] = await Promise.all([tpp.consentsOf(session), tpp.findClient(session)]);
  const known = await Promise.all(consents.map((each) => knownConsent({ tpp, session }, each)));
  const now = session.surroundings.now();
  await call.print({ consents: known.map((each) => timedConsent(each, now)) }, () => {
    if (consents.length === 0) {
      const next = nextStep({ do: client === undefined ? 'register' : 'createConsent' }, options);
      return `No consent at ${session.bank.name} yet. ${next}`;
    }
    return consentTable(call, known, now, options);
  });
}

async function reconfirmed(call: Call, id: string | undefined, options: ReconfirmedOptions): Promise<void> {
  const opened = await openSessionOf(call, options);
  const { tpp, session } = opened;
  const at = options.at === undefined ? undefined : Date.parse(options.at);
  const noted = await tpp.noteReconfirmation(session, await authorisedConsentIdOf(opened, id), at);
  const known = await knownConsent(opened, noted);
  const shown = timedConsent(known, session.surroundings.now());
  const next = shown.clocks.find(({ clock }) => clock === 'reconfirmation');
  await call.print(
    shown,
    () =>
      `Noted: the customer confirmed the consent ${noted.consentId} at ${moment(noted.reconfirmedAt)}. Ask again by ${moment(next?.at)}.`,
  );
}

async function revoke(call: Call, id: string | undefined, options: WorkspaceOptions): Promise<void> {
  const opened = await openSessionOf(call, options);
  const revoked = await opened.tpp.revokeConsent(opened.session, await consentIdOf(opened, id), {
    signal: call.signal,
  });
  await call.print(shownConsent(revoked), () => `The consent ${revoked.consentId} is withdrawn; its tokens are gone.`);
}
