/** The library's advice names verbs of the command line; in the editor they are commands of the palette. */
import { type CommandName, commandCategory, commands } from './contributions/commands.ts';

/** The longest first, where one begins like another. */
const commandOf: readonly [verb: string, command: CommandName][] = [
  ['client show', 'readClientRegistration'],
  ['client update', 'updateClientRegistration'],
  ['client adopt', 'adoptClient'],
  ['consent create', 'createAccountAccessConsent'],
  ['consent authorise', 'authoriseConsent'],
  ['consent list', 'refreshConsentStatus'],
  ['consent url', 'copyAuthorisationUrl'],
  ['environment download', 'downloadEnvironmentFile'],
  ['check urls', 'checkUrls'],
  ['register', 'registerClient'],
  ['accounts', 'showAccounts'],
  ['init', 'createWorkspaceFile'],
];

const verbs = commandOf.map(([verb]) => verb).join('|');
const call = new RegExp(`(\`?)obw (${verbs})( ID)?\\1`, 'g');

/** Options of the command line that have no like here. */
const options: readonly [string | RegExp, string][] = [
  // A sandbox that a terminal started is not the editor's own.
  [
    '(obw bank start --dir FOLDER)',
    `(${commandCategory}: ${commands.startSandbox.title}, or where it was started before)`,
  ],
  [', or register another with --force', ''],
  ['put it back (obw restore FILE) or ', ''],
  [/, then put them back \(obw restore FILE\)/, ''],
  ['put it back (obw restore FILE).', 'create or authorise the consent again.'],
  ['send it as it is with --force', 'preview the request and send it anyway'],
  [' and paste the redirect URL (--redirect-url)', `, then ${commands.pasteRedirectUrl.title}`],
  [', name it with --workspace,', ''],
  ['Name one of them with --bank.', 'Call the command from the bank in the tree.'],
];

/**
 * @example
 * inEditorWords('Register one (obw register).') // 'Register one (Open Banking: Register Client…).'
 */
export function inEditorWords(advice: string): string {
  const said = options.reduce((words, [option, instead]) => words.replace(option, instead), advice);
  return said.replace(call, (found, _quote, verb: string) => {
    const [, command] = commandOf.find(([each]) => each === verb) ?? [];
    return command ? `${commandCategory}: ${commands[command].title}` : found;
  });
}
