/** What a remedy is in the editor: a command of the palette, a place in a file, or a sentence where it has neither. */
import { t } from '../../standard/language.ts';
import type { Finding } from '../../tpp/finding.ts';
import type { Advice, Remedy } from '../../tpp/remedies.ts';
import { type CommandName, commandCategory } from '../contributions/commands.ts';
import { titleOfCommand } from './command-title.ts';

/** How many buttons a message of the editor has. */
export const maxButtons = 3;

/** `undefined` where the advice itself is all there is to say here. */
type Way = { command: CommandName } | { say: string } | undefined;

const wayOf: { [Do in Remedy['do']]: (remedy: Extract<Remedy, { do: Do }>) => Way } = {
  createWorkspaceFile: () => ({ command: 'createWorkspaceFile' }),
  chooseWorkspaceFolder: () => undefined,
  chooseBank: () => ({ say: t('Call the command from the bank in the tree.') }),
  // Opened by its button, and from its row in the tree.
  openFile: () => undefined,
  givePassphrase: () => ({
    say: t('It is asked for when the key is used; {0} beside the key takes it now.', titleOfCommand('enterPassphrase')),
  }),
  allowCommand: () => ({ say: t('You are asked again when it is needed the next time.') }),
  listCommands: () => ({ say: t('openbanking.json has them, as secretCommand and signing.command.') }),
  restore: ({ file }) => ({ say: t('The command line puts it back: {0}', `obw restore ${JSON.stringify(file)}`) }),
  startSandbox: () => ({ command: 'startSandbox' }),
  checkUrls: () => ({ command: 'checkUrls' }),
  checkPrerequisites: () => ({ command: 'checkPrerequisites' }),
  register: () => ({ command: 'registerClient' }),
  // It says what is registered already, and offers to register anew.
  registerAnother: () => ({ command: 'registerClient' }),
  adoptClient: () => ({ command: 'adoptClient' }),
  // Whatever a terminal keeps is used as it is.
  shareSecrets: () => undefined,
  showClient: () => ({ command: 'readClientRegistration' }),
  updateClient: () => ({ command: 'updateClientRegistration' }),
  deleteClient: () => ({ command: 'deleteClient' }),
  removeClientHere: () => ({ command: 'removeClientHere' }),
  // The window's own sandbox does it by a button; another is the command line's.
  removeAtSandbox: ({ clientId = 'ID' }) => ({
    say: t('The bank’s desk takes a client off its books: {0}', `obw bank remove-client ${clientId} --dir FOLDER`),
  }),
  downloadEnvironment: () => ({ command: 'downloadEnvironmentFile' }),
  createConsent: () => ({ command: 'createAccountAccessConsent' }),
  listConsents: () => ({ say: t('The sidebar shows the consents that are known here.') }),
  previewAuthorisation: () => ({ command: 'previewAuthorisationRequest' }),
  authoriseConsent: () => ({ command: 'authoriseConsent' }),
  authoriseAnyway: () => ({ command: 'previewAuthorisationRequest' }),
  renewTokens: () => ({ command: 'refreshAccessToken' }),
  copyAuthorisationUrl: () => ({ command: 'copyAuthorisationUrl' }),
  reconfirmConsent: () => ({ command: 'reconfirmedWithCustomer' }),
  pasteRedirectUrl: () => ({ command: 'pasteRedirectUrl' }),
  listAccounts: () => ({ command: 'showAccounts' }),
  showTokens: () => ({ command: 'inspectAccessToken' }),
  // A token that is looked at can be edited and signed again.
  signJwt: () => ({ command: 'inspectJwt' }),
  previewRegistration: () => ({ command: 'previewRegistrationRequest' }),
  reportExchange: () => ({ command: 'copyReportForBank' }),
};

function way(remedy: Remedy): Way {
  // Every entry takes what its name says; no type of TypeScript's says that of a union.
  return (wayOf[remedy.do] as (remedy: Remedy) => Way)(remedy);
}

/** The command that does it; undefined where no command does. */
export function commandFor(remedy: Remedy): CommandName | undefined {
  const found = way(remedy);
  return found !== undefined && 'command' in found ? found.command : undefined;
}

/**
 * Advice with the commands that follow it.
 *
 * @param shown the remedies that buttons beside the words do
 * @example
 * inEditorWords({ try: 'Register one.', remedies: [{ do: 'register' }] }) // 'Register one. Command: Open Banking: Register Client…'
 */
export function inEditorWords({ try: advice, remedies = [] }: Advice, ...shown: readonly Remedy[]): string {
  const rest = remedies.filter((remedy) => !shown.includes(remedy));
  const sentences = rest.flatMap((remedy) => {
    const found = way(remedy);
    return found !== undefined && 'say' in found ? [found.say] : [];
  });
  const titles = rest.flatMap((remedy) => {
    const command = commandFor(remedy);
    return command === undefined ? [] : [`${commandCategory}: ${titleOfCommand(command)}`];
  });
  const all = [...new Set(titles)];
  const list = all.length > 1 ? t('Commands: {0}', all.join('; ')) : t('Command: {0}', all.join(''));
  return [advice, ...sentences, all.length > 0 ? list : ''].filter((part) => part !== '').join(' ');
}

/** The same for a finding's. */
export function fixInEditorWords(finding: Pick<Finding, 'fix' | 'remedies'>): string {
  return inEditorWords({ ...finding, try: finding.fix });
}
