/** One remedy of each kind: a new one does not compile before it stands here, and is then tried on every surface. */
import type { Remedy } from '../../src/tpp/remedies.ts';

const each: { [Do in Remedy['do']]: Extract<Remedy, { do: Do }> } = {
  createWorkspaceFile: { do: 'createWorkspaceFile' },
  chooseWorkspaceFolder: { do: 'chooseWorkspaceFolder' },
  chooseBank: { do: 'chooseBank', banks: ['one', 'other'] },
  openFile: { do: 'openFile', file: '/work/openbanking.json', line: 3, column: 5 },
  givePassphrase: { do: 'givePassphrase' },
  allowCommand: { do: 'allowCommand', digest: '0123456789abcdef' },
  listCommands: { do: 'listCommands' },
  restore: { do: 'restore', file: "/home/o'neil/kept.json" },
  startSandbox: { do: 'startSandbox' },
  checkUrls: { do: 'checkUrls' },
  checkPrerequisites: { do: 'checkPrerequisites' },
  register: { do: 'register' },
  registerAnother: { do: 'registerAnother' },
  adoptClient: { do: 'adoptClient', clientId: 'client $1' },
  showClient: { do: 'showClient' },
  updateClient: { do: 'updateClient' },
  deleteClient: { do: 'deleteClient' },
  removeClientHere: { do: 'removeClientHere' },
  removeAtSandbox: { do: 'removeAtSandbox', clientId: 'client $1' },
  downloadEnvironment: { do: 'downloadEnvironment' },
  createConsent: { do: 'createConsent' },
  listConsents: { do: 'listConsents' },
  previewAuthorisation: { do: 'previewAuthorisation', consentId: 'aac-1' },
  authoriseConsent: { do: 'authoriseConsent', consentId: 'aac-1' },
  authoriseAnyway: { do: 'authoriseAnyway', consentId: 'aac-1' },
  copyAuthorisationUrl: { do: 'copyAuthorisationUrl' },
  pasteRedirectUrl: { do: 'pasteRedirectUrl' },
  listAccounts: { do: 'listAccounts' },
  showTokens: { do: 'showTokens' },
  signJwt: { do: 'signJwt' },
  previewRegistration: { do: 'previewRegistration' },
  reportExchange: { do: 'reportExchange', id: 'f00dcafe' },
};

export const everyRemedy: readonly Remedy[] = Object.values(each);
