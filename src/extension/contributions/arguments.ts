/**
 * What a command takes after its item. Any extension may call a command, so that what stands for a person's answer is taken in tests only;
 * elsewhere it counts as not given, and the person is asked.
 */
import type { Uri } from 'vscode';
import * as z from 'zod/mini';
import type { CommandName } from './commands.ts';

const text = z.optional(z.string());
const texts = z.optional(z.array(z.string()));
const flag = z.optional(z.boolean());
const record = z.optional(z.record(z.string(), z.unknown()));
const callback = z.custom<(...given: never[]) => unknown>((value) => typeof value === 'function');
/** By its members: the library of the editor is not there in unit tests. */
const uri = z.custom<Uri>(
  (value) => typeof value === 'object' && value !== null && 'scheme' in value && 'fsPath' in value,
);

const confirmation = z.strictObject({ confirmed: flag });
const days = { from: text, to: text };
const registration = z.strictObject({
  authMethod: text,
  scope: text,
  algorithm: z.optional(z.enum(['PS256', 'RS256', 'ES256'])),
  requestObjectAlgorithm: text,
  applicationType: z.optional(z.enum(['web', 'native', 'mobile'])),
  contentType: z.optional(z.enum(['jwt', 'jose'])),
  redirectUris: texts,
  claims: record,
  header: record,
  force: flag,
});
/** Although there is a client. */
const anew = z.strictObject({ anew: z.literal(true) });
const request = z.strictObject({
  header: z.record(z.string(), z.unknown()),
  claims: z.record(z.string(), z.unknown()),
  codeVerifier: text,
  force: flag,
});
/** A file by its address, or dropped with its bytes. */
const file = z.union([
  uri,
  z.strictObject({ name: z.string(), bytes: z.instanceof(Uint8Array), uri: z.optional(uri) }),
]);

type Shapes = Partial<Record<CommandName, z.ZodMiniType>>;

/** What our own views and documents pass on, which answers no question. */
const always: Shapes = {
  compareExchanges: z.array(z.unknown()),
  compareJwts: z.string(),
  createWorkspaceFile: z.strictObject({ files: z.array(file), ask: z.literal(true) }),
  registerClient: anew,
  importFromPostman: z.union([z.string(), z.array(z.string()), z.array(uri)]),
  repeatExchange: z.strictObject({ edited: text }),
};

/** What stands for questions. */
const inTests: Shapes = {
  adoptClient: z.strictObject({ clientId: z.string(), secret: text, authMethod: text }),
  authoriseConsent: z.strictObject({
    as: text,
    accounts: texts,
    refuse: flag,
    browser: z.optional(z.union([z.literal(true), callback])),
    onPhone: flag,
    request: z.optional(request),
  }),
  checkPrerequisites: z.strictObject({ quiet: flag }),
  copyAuthorisationUrl: request,
  compareWithStandard: z.string(),
  copyExchangeAs: z.string(),
  createAccountAccessConsent: z.strictObject({ permissions: texts, expires: text, ...days }),
  createSandboxSoftwareStatement: z.strictObject({
    folder: z.optional(uri),
    certificates: z.optional(
      z.union([z.enum(['issued', 'self-signed']), z.strictObject({ transport: z.string(), signing: z.string() })]),
    ),
    redirectPort: z.optional(z.nullable(z.int())),
    overwrite: flag,
    ignoreKeys: flag,
  }),
  createWorkspaceFile: z.strictObject({
    folder: z.optional(uri),
    discovery: text,
    aisp: text,
    bank: text,
    identity: text,
    files: z.optional(z.array(file)),
    roles: record,
    ignoreKeys: flag,
    change: flag,
    ask: flag,
  }),
  customerPresent: z.string(),
  deleteClient: confirmation,
  removeClientHere: confirmation,
  downloadEnvironmentFile: z.string(),
  exportToPostman: z.strictObject({ folder: text, secrets: flag }),
  exportTransactions: z.strictObject({ uri: z.optional(uri), ...days }),
  filterExchanges: z.strictObject({ bank: text, flow: text, status: text, text }),
  findJwtsInFile: callback,
  copySubjectName: z.number(),
  forgetSecrets: z.strictObject({
    folder: z.optional(uri),
    part: z.optional(z.strictObject({ what: z.enum(['all', 'bank', 'passphrases']), bank: text })),
    confirmed: flag,
  }),
  getClientCredentialsToken: z.string(),
  pasteRedirectUrl: z.string(),
  previewRegistrationRequest: registration,
  reconfirmedWithCustomer: z.strictObject({ at: text }),
  rehearseRenewal: z.strictObject({ as: z.string() }),
  registerClient: z.union([registration, anew]),
  shareSecretsWithTerminals: confirmation,
  resetSandboxData: confirmation,
  revokeConsent: confirmation,
  runSavedRequest: z.string(),
  saveExchangesAsHar: z.string(),
  showAccounts: z.strictObject({ accounts: texts, ...days }),
  showAllTransactions: z.strictObject(days),
  showInBothVersions: z.string(),
  showInStandard: z.string(),
  showResource: z.strictObject({ resource: text }),
  showTransactions: z.strictObject(days),
  skipTlsVerification: z.string(),
  updateClientRegistration: registration,
};

/**
 * The further argument of a command, as far as it may be taken.
 *
 * @param given what the command was called with after its item; the menu of a tree's row gives the selected rows there
 * @param testing whether this window runs our tests (`ExtensionMode.Test`)
 * @throws TypeError for what has another shape than the command takes, which is its caller's mistake
 */
export function takenChoices(name: CommandName, given: unknown, testing: boolean): unknown {
  const shape = (testing ? inTests[name] : undefined) ?? always[name];
  if (given === undefined || shape === undefined) return undefined;
  const read = shape.safeParse(given);
  if (read.success) return read.data;
  if (Array.isArray(given) || (!testing && inTests[name]?.safeParse(given).success)) return undefined;
  throw new TypeError(`openBanking.${name} takes another argument: ${z.prettifyError(read.error)}`);
}

const of = z.looseObject({
  place: z.looseObject({ folder: uri }),
  bank: z.looseObject({ name: z.string() }),
});
const consent = z.looseObject({ consentId: z.string() });
const node = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('bank'), of }),
  z.looseObject({ kind: z.literal('client'), of, client: z.looseObject({ clientId: z.string() }) }),
  z.looseObject({ kind: z.literal('consent'), of, consent }),
  z.looseObject({ kind: z.literal('account'), of, consent, accountId: z.string() }),
  z.looseObject({ kind: z.literal('resource'), of, consent, accountId: z.string(), resource: z.string() }),
]);

/** Whether what calls itself an item of the banks' tree has its shape. */
export function hasShapeOfNode(item: unknown): boolean {
  return node.safeParse(item).success;
}

const relativePath = z
  .string()
  .check(z.refine((path) => !path.startsWith('/') && !/^[a-z]:/i.test(path) && !path.split(/[\\/]/).includes('..')));
/** Of the quick fixes of openbanking.json: the folder and what to do in it. */
export const quickFixArguments = z.tuple([
  uri,
  z.strictObject({ kind: z.enum(['ignore', 'untrack', 'chmod']), path: relativePath }),
]);
/** Of the lenses and links of one document: its address. */
export const addressArguments = z.tuple([uri]);
/** Of the row under a consent whose accounts were not read. */
export const unreadArguments = z.tuple([z.looseObject({ consent: z.looseObject({ of, consent }) })]);
/** Of the row of a file: its folder, and the member of openbanking.json that names it. */
export const memberArguments = z.tuple([uri, z.string()]);
/** Of the lens over a token: the text's address, line and character. */
export const placeArguments = z.tuple([z.string(), z.int(), z.int()]);
