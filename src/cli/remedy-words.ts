/** What a remedy is in a terminal: a verb of `obw` to be copied, or a sentence where there is none. */
import type { Advice, Remedy } from '../tpp/remedies.ts';

/** The arguments of `obw`; capitals stand for what only the reader knows. */
type Words = readonly string[] | string;

/** Which folder and bank the user named, so that what is advised means the same. */
export interface Named {
  workspace?: string;
  bank?: string;
  /** The folder of the sandbox demo, where VS Code made one: what its window shows, where a terminal finds nothing. */
  demo?: string;
}

const idOf = (id: string | undefined): string[] => (id === undefined ? [] : [id]);

const wordsOf: { [Do in Remedy['do']]: (remedy: Extract<Remedy, { do: Do }>, named: Named) => Words } = {
  createWorkspaceFile: () => ['init'],
  chooseWorkspaceFolder: (_, { demo }) =>
    demo === undefined
      ? 'Name the folder with --workspace.'
      : `Name the folder with --workspace; what Try Account Information made in VS Code is in ${quoted(demo)}.`,
  chooseBank: () => 'Name the bank with --bank.',
  openFile: ({ file, line, column }) => `See ${file}:${line}:${column}.`,
  givePassphrase: () =>
    'obw reads it from OBW_SIGNING_PASSPHRASE for the signing key and from OBW_TRANSPORT_PASSPHRASE for the transport key.',
  allowCommand: ({ digest }) => ['command', 'allow', digest],
  listCommands: () => ['command', 'list'],
  restore: ({ file }) => ['restore', file],
  startSandbox: () => ['bank', 'start', '--dir', 'FOLDER'],
  checkUrls: () => ['check', 'urls'],
  checkPrerequisites: () => ['check'],
  register: () => ['register'],
  registerAnother: () => ['register', '--force'],
  adoptClient: ({ clientId = 'ID', secret }) => ['client', 'adopt', clientId, ...(secret ? ['--secret-stdin'] : [])],
  shareSecrets: () => 'Where VS Code has it, Share Secrets with Terminals… there gives it to obw too.',
  showClient: () => ['client', 'show'],
  updateClient: () => ['client', 'update'],
  deleteClient: () => ['client', 'delete'],
  removeClientHere: () => ['client', 'delete', '--here-only'],
  removeAtSandbox: ({ clientId = 'ID' }) => ['bank', 'remove-client', clientId, '--dir', 'FOLDER'],
  downloadEnvironment: () => ['environment', 'download'],
  createConsent: () => ['consent', 'create'],
  listConsents: () => ['consent', 'list'],
  previewAuthorisation: ({ consentId }) => ['consent', 'url', ...idOf(consentId)],
  authoriseConsent: ({ consentId }) => ['consent', 'authorise', ...idOf(consentId)],
  authoriseAnyway: ({ consentId }) => ['consent', 'authorise', ...idOf(consentId), '--force'],
  renewTokens: ({ consentId }) => ['token', 'refresh', ...(consentId === undefined ? [] : ['--consent', consentId])],
  copyAuthorisationUrl: () => ['consent', 'url'],
  reconfirmConsent: ({ consentId }) => ['consent', 'reconfirmed', ...idOf(consentId)],
  pasteRedirectUrl: () => ['consent', 'authorise', '--redirect-url', 'URL'],
  listAccounts: () => ['accounts'],
  showTokens: () => ['token', 'show', '--reveal'],
  signJwt: () => ['jwt', 'sign'],
  previewRegistration: () => ['register', '--dry-run', '--json'],
  reportExchange: ({ id }) => ['exchanges', id, '--report'],
};

/** What has a folder of its own. */
const withoutWorkspace: readonly Remedy['do'][] = ['startSandbox', 'removeAtSandbox', 'createWorkspaceFile'];

/** A remedy as a verb of `obw`, or as a sentence. */
export function remedyWords(remedy: Remedy, named: Named = {}): Words {
  const { workspace, bank } = named;
  // Every entry takes what its name says; no type of TypeScript's says that of a union.
  const words = (wordsOf[remedy.do] as (remedy: Remedy, named: Named) => Words)(remedy, named);
  if (typeof words === 'string' || withoutWorkspace.includes(remedy.do)) return words;
  return [
    ...words,
    ...(workspace === undefined ? [] : ['--workspace', workspace]),
    ...(bank === undefined ? [] : ['--bank', bank]),
  ];
}

/**
 * Advice with the verbs that follow it.
 *
 * @example
 * inTerminalWords({ try: 'Register one.', remedies: [{ do: 'register' }] }) // 'Register one. Command: obw register'
 */
export function inTerminalWords({ try: advice, remedies = [] }: Advice, named?: Named): string {
  const words = remedies.map((remedy) => remedyWords(remedy, named));
  const sentences = words.filter((each) => typeof each === 'string');
  if (remedies.some((remedy) => remedy.do === 'startSandbox')) sentences.push(asItWas);
  const commands = words.flatMap((each) => (typeof each === 'string' ? [] : [inShell(each)]));
  const list = commands.length === 0 ? [] : [`Command${commands.length > 1 ? 's' : ''}: ${commands.join('; ')}`];
  return [advice, ...sentences, ...list].filter((part) => part !== '').join(' ');
}

/** A start has no option that it is not given, whatever the last one had. */
const asItWas = 'A bank that ran with other options needs them again, its --profile among them.';

/** The verb of a remedy as it is typed; empty where there is none. */
export function commandOf(remedy: Remedy, named?: Named): string {
  const words = remedyWords(remedy, named);
  return typeof words === 'string' ? '' : inShell(words);
}

/** What comes next, at the same bank and in the same folder. */
export const nextStep = (remedy: Remedy, named?: Named): string => `Next: ${commandOf(remedy, named)}`;

/** Words of `obw` for a shell, whoever chose them. */
const inShell = (words: readonly string[]): string => ['obw', ...words.map(quoted)].join(' ');

/** A word as a shell takes it for one. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
