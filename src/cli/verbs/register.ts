/** `obw register`: step 2 of the guide, dynamic client registration with the workspace's software statement. */
import { type Command, Option } from 'commander';
import { bySeverity } from '../../tpp/finding.ts';
import type { RegisterOptions, Registration, RegistrationRequest } from '../../tpp/registration/register.ts';
import { authMethods } from '../../tpp/rules/auth-methods.ts';
import { grantTypeNamed } from '../../tpp/rules/grant-types.ts';
import type { Call } from '../call.ts';
import { harmless } from '../errors.ts';
import { list, type Start, takesWorkspace, type WorkspaceOptions } from '../options.ts';
import { nextStep } from '../remedy-words.ts';
import { worstLast } from '../report.ts';
import { openSessionOf } from '../session.ts';
import { placeOf } from '../token-words.ts';
import { bold, facts, green, moment, warning } from '../words.ts';

export interface RegistrationOptions extends WorkspaceOptions {
  authMethod?: string;
  scope?: string;
  algorithm?: RegisterOptions['algorithm'];
  requestObjectAlgorithm?: string;
  applicationType?: RegisterOptions['applicationType'];
  contentType?: RegisterOptions['contentType'];
  redirectUris?: string[];
  grantTypes?: string[];
  dryRun?: boolean;
  force?: boolean;
  share?: boolean;
}

export function addRegisterVerb(program: Command, start: Start): void {
  takesRegistration(program.command('register').description('register a client with the bank'))
    .option('--dry-run', 'show what would be sent, and what a bank would say against it; send nothing')
    .option(
      '--share',
      'also write it to openbanking.clients.json, for a team; where that file is, it is written anyway, of a bank on this machine only if the file has one of it',
    )
    .option('--no-share', 'leave openbanking.clients.json as it is')
    .option('--force', 'register another although there is one')
    .action((options: RegistrationOptions) => start(options, (call) => register(call, options)));
}

/** What `obw register` and `obw client update` both ask a bank for; what is left out follows from discovery, software statement and openbanking.json. */
export function takesRegistration(command: Command): Command {
  return takesWorkspace(command)
    .addOption(
      new Option(
        '--auth-method <method>',
        'how the client proves itself to the token endpoint, one of those that the bank lists (default: by these and the profile)',
      ).choices(authMethods),
    )
    .option('--scope <scope>', 'e.g. "openid accounts" (default: what the software statement allows)')
    .addOption(new Option('--algorithm <alg>', 'of every signature').choices(['PS256', 'ES256', 'RS256']))
    .addOption(
      new Option('--request-object-algorithm <alg>', 'of the authorisation request, where it differs').choices([
        'PS256',
        'ES256',
        'RS256',
        'none',
      ]),
    )
    .addOption(
      new Option('--application-type <type>', 'web, or native for loopback redirects').choices([
        'web',
        'native',
        'mobile',
      ]),
    )
    .addOption(
      new Option('--content-type <type>', 'of the request: application/jwt or application/jose').choices([
        'jwt',
        'jose',
      ]),
    )
    .option(
      '--redirect-uris <a,b>',
      'which of those in the software statement (default: all that the bank takes)',
      list,
    )
    .option(
      '--grant-types <a,b>',
      'how it may ask for tokens; jwt-bearer and ciba stand for their URNs (default: authorization_code, client_credentials and, where the bank offers it, refresh_token)',
      grantTypeList,
    );
}

const grantTypeList = (text: string): string[] => list(text).map((each) => grantTypeNamed(each));

/** The members that the TPP side knows; absent ones stay absent, so that its defaults hold. */
export function choicesIn(options: RegistrationOptions): RegisterOptions {
  const { authMethod, scope, algorithm, requestObjectAlgorithm, applicationType, contentType } = options;
  const { redirectUris, grantTypes } = options;
  const choices = { authMethod, scope, algorithm, requestObjectAlgorithm, applicationType, contentType };
  return Object.fromEntries(
    Object.entries({ ...choices, redirectUris, grantTypes }).filter(([, value]) => value !== undefined),
  );
}

async function register(call: Call, options: RegistrationOptions): Promise<void> {
  const { tpp, session } = await openSessionOf(call, options);
  if (options.dryRun) {
    await printPrepared(call, await tpp.prepareRegistration(session, choicesIn(options)));
    return;
  }
  call.progress(`Registering with ${session.bank.name} …`);
  const done = await tpp.register(session, {
    ...choicesIn(options),
    force: options.force ?? false,
    share: options.share,
    signal: call.signal,
  });
  warnOf(call, done);
  const { clientId, registration } = done;
  await call.print(
    { clientId, registration },
    () =>
      `${green(call, '✓')} Registered.\n\n${registrationInWords(call, { ...registration, client_id: clientId })}\n${nextStep({ do: 'createConsent' }, options)}`,
  );
}

export function warnOf(call: Call, { findings }: Pick<Registration, 'findings'>): void {
  for (const finding of findings) if (finding.severity !== 'information') call.warn(warning(finding));
}

/** Shows a request that is not sent, with what would be said against it. */
async function printPrepared(call: Call, request: RegistrationRequest): Promise<void> {
  const { endpoint, contentType, header, claims } = request;
  const findings = request.findings.toSorted(bySeverity);
  await call.print({ endpoint, contentType, header, claims, findings }, () =>
    [
      `${bold(call, 'POST')} ${endpoint}  (not sent)`,
      `${bold(call, 'Content-Type')} ${contentType}`,
      `${bold(call, 'Header')} ${harmless(JSON.stringify(header, undefined, 2))}`,
      `${bold(call, 'Claims')} ${harmless(JSON.stringify(claims, shortened, 2))}`,
      ...worstLast(findings).map(
        ({ severity, message, fix, rule }) =>
          `${severity}: ${harmless(`${message} ${fix}`)}${rule ? ` (${placeOf(rule)})` : ''}`,
      ),
      ...(findings.length === 0 ? ['Nothing speaks against it.'] : []),
    ].join('\n'),
  );
}

/** Nobody reads an SSA on a terminal; `--json` has all of it. */
function shortened(name: string, value: unknown): unknown {
  return name === 'software_statement' && typeof value === 'string'
    ? `${value.slice(0, 24)}… (${value.length} characters)`
    : value;
}

/** What matters of a registration to a person; the rest is in the JSON. */
export function registrationInWords(call: Call, registration: Record<string, unknown>): string {
  const text = (name: string) => {
    const value = registration[name];
    const words = [value].flat().filter((each) => typeof each === 'string' || typeof each === 'number');
    return words.length === 0 ? undefined : words.join(', ');
  };
  const issued = Number(registration.client_id_issued_at);
  return facts(call, [
    ['Client id', text('client_id')],
    ['Client secret', { whole: text('client_secret') ?? '' }],
    ['Name', text('software_client_name') ?? text('client_name')],
    ['Authentication', text('token_endpoint_auth_method')],
    ['Scope', text('scope')],
    ['Grant types', text('grant_types')],
    ['Response types', text('response_types')],
    ['Application type', text('application_type')],
    ['id_token algorithm', text('id_token_signed_response_alg')],
    ['Request algorithm', text('request_object_signing_alg')],
    ['Redirect URIs', text('redirect_uris')?.split(', ')],
    ['Registered', issued > 0 ? moment(issued > 1e11 ? issued : issued * 1000) : undefined],
  ]);
}
