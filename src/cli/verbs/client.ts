/** `obw client …`: the registration read, changed, deleted, or taken over from elsewhere. */
import { type Command, Option } from 'commander';
import type { Remedy } from '../../tpp/remedies.ts';
import { authMethods, usesSecret } from '../../tpp/rules/auth-methods.ts';
import type { Call } from '../call.ts';
import { wrongUsage } from '../errors.ts';
import { standardInput } from '../files.ts';
import { type Start, takesWorkspace, type WorkspaceOptions } from '../options.ts';
import { commandOf, nextStep } from '../remedy-words.ts';
import { openSessionOf } from '../session.ts';
import type { Opened } from '../terminal.ts';
import { choicesIn, type RegistrationOptions, registrationInWords, takesRegistration, warnOf } from './register.ts';

interface ShowOptions extends WorkspaceOptions {
  reveal?: boolean;
}

interface DeleteOptions extends WorkspaceOptions {
  hereOnly?: boolean;
}

interface AdoptOptions extends WorkspaceOptions {
  secretStdin?: boolean;
  authMethod?: string;
}

const secretVariable = 'OBW_CLIENT_SECRET';

export function addClientVerbs(program: Command, start: Start): void {
  const client = program.command('client').description('the client as the bank has it');
  takesWorkspace(client.command('show').description('read the registration at the bank'))
    .option('--reveal', 'show the client secret in full')
    .action((options: ShowOptions) => start(options, (call) => show(call, options)));
  takesRegistration(
    client.command('update').description('send a whole new set of claims; what is not named stays'),
  ).action((options: RegistrationOptions) => start(options, (call) => update(call, options)));
  takesWorkspace(client.command('delete').description('delete the client at the bank, with all its tokens'))
    .option('--here-only', 'forget it here and leave the bank as it is: for a client whose secret is lost')
    .action((options: DeleteOptions) => start(options, (call) => remove(call, options)));
  takesWorkspace(
    client
      .command('share')
      .description('write the client to openbanking.clients.json, which a team commits; no secret'),
  )
    .argument('[id]', 'the client id (default: the client in use)')
    .action((id: string | undefined, options: WorkspaceOptions) => start(options, (call) => share(call, id, options)));
  takesWorkspace(client.command('adopt').description('take over a client that was registered elsewhere'))
    .argument('[id]', 'the client id (default: the client that openbanking.clients.json has of this bank)')
    .option('--secret-stdin', `read the client secret from standard input (or set ${secretVariable})`)
    .addOption(
      new Option('--auth-method <method>', 'how it proves itself (default: client_secret_basic with a secret)').choices(
        authMethods,
      ),
    )
    .action((id: string | undefined, options: AdoptOptions) => start(options, (call) => adopt(call, id, options)));
}

async function show(call: Call, options: ShowOptions): Promise<void> {
  const { tpp, session } = await openSessionOf(call, options);
  const { clientId, registration } = await tpp.readRegistration(session);
  // Few banks say the secret again; what the client is used with is the one that is kept.
  const secret = options.reveal
    ? await session.secrets.get(tpp.clientSecretName(session.bank.name, clientId))
    : undefined;
  const shown = secret === undefined ? registration : { ...registration, client_secret: secret };
  await call.print(shown, () => registrationInWords(call, shown));
}

async function update(call: Call, options: RegistrationOptions): Promise<void> {
  const { tpp, session } = await openSessionOf(call, options);
  const done = await tpp.updateRegistration(session, choicesIn(options));
  warnOf(call, done);
  await call.print(done.registration, () => `Updated.\n\n${registrationInWords(call, done.registration)}`);
}

async function remove(call: Call, options: DeleteOptions): Promise<void> {
  const opened = await openSessionOf(call, options);
  const { tpp, session } = opened;
  if (options.hereOnly) {
    const { clientId, remedies } = await tpp.removeHere(session);
    const next = await afterwards(opened, clientId, options, remedies);
    await call.print(
      { clientId, deleted: false },
      () =>
        `The client ${clientId} is forgotten here, with its consents and secrets; ${session.bank.name} still has it.\n\n${next}`,
    );
    return;
  }
  const { clientId } = await tpp.deleteRegistration(session);
  const next = await afterwards(opened, clientId, options);
  await call.print(
    { clientId, deleted: true },
    () => `The client ${clientId} is deleted at ${session.bank.name}; its tokens and consents are gone.\n\n${next}`,
  );
}

/**
 * One that stands here still is used from now on, and keeps a registration from being sent: another, or the same as the team has it.
 * @param remedies what to do about a client that the bank still has
 */
async function afterwards(
  { tpp, session }: Opened,
  gone: string,
  options: WorkspaceOptions,
  remedies?: readonly Remedy[],
): Promise<string> {
  const other = (await tpp.clientsAt(session)).at(-1);
  if (other === undefined) return remedies ? againOrAnew(remedies, options) : nextStep({ do: 'register' }, options);
  const used =
    other.clientId === gone
      ? 'It stands in openbanking.clients.json still, and is used from there.'
      : `The client ${other.clientId} is used now.`;
  return `${used} ${nextStep({ do: 'showClient' }, options)}`;
}

/** A bank that takes one client for a software statement refuses another as long as it has that one. */
function againOrAnew(remedies: readonly Remedy[], options: WorkspaceOptions): string {
  const commands = remedies.map((remedy) => commandOf(remedy, options)).join('; ');
  return `Register anew, for which its desk has to remove it, unless the bank takes several; or take it over again.\nNext: ${commands}`;
}

async function share(call: Call, id: string | undefined, options: WorkspaceOptions): Promise<void> {
  const { tpp, session } = await openSessionOf(call, options);
  const shared = await tpp.shareClient(session, id);
  const client = await tpp.findSharedClient(session);
  const isKnown = client !== undefined && (await tpp.isSecretKnown(session, client));
  const secret = isKnown
    ? `its secret, which \`${commandOf({ do: 'showClient' }, options)} --reveal\` shows here`
    : 'its secret, which is not kept here,';
  const use = usesSecret(client?.tokenEndpointAuthMethod)
    ? `Colleagues need ${secret}: they take the client over with it (\`obw client adopt --secret-stdin\`), or a secretCommand gives it to them.`
    : 'Colleagues use the client as it is, or take it over with `obw client adopt`.';
  const done = `The client ${shared.clientId} stands in ${shared.file} now, with no secret in it.`;
  await call.print(shared, () => (shared.onThisMachine ? done : `${done} Commit that file. ${use}`));
}

async function adopt(call: Call, given: string | undefined, options: AdoptOptions): Promise<void> {
  // As a shell gives it for a variable that is not set.
  if (given?.trim() === '') wrongUsage('The client id is empty.', 'Name the client id that the bank gave.');
  const secret = options.secretStdin
    ? (await standardInput(call, 'the client secret', `Pipe it in, or set ${secretVariable}.`)).trim()
    : call.environment[secretVariable] || undefined;
  const { tpp, session } = await openSessionOf(call, options);
  const id = given ?? (await tpp.findSharedClient(session))?.clientId;
  if (id === undefined) {
    return wrongUsage(
      `Which client? openbanking.clients.json has none of the bank "${session.bank.name}".`,
      'Name the client id that the bank gave.',
    );
  }
  const needsSecret = secret === undefined && usesSecret(options.authMethod);
  if (needsSecret && (await tpp.findWaitingSecret(session)) === undefined) {
    wrongUsage(
      `${options.authMethod} needs the client secret.`,
      `Pipe it in with --secret-stdin, or set ${secretVariable}.`,
    );
  }
  const { registration } = await tpp.adoptClient(session, id, secret, options.authMethod);
  await call.print(
    registration,
    () => `Taken over.\n\n${registrationInWords(call, registration)}\n${nextStep({ do: 'createConsent' }, options)}`,
  );
}
