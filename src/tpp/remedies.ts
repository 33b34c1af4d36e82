/** What leads on from a problem, as data. Each surface words it in what it has itself: the command line in verbs, the editor in its commands. */

export type Remedy =
  // the workspace
  | { do: 'createWorkspaceFile' }
  | { do: 'chooseWorkspaceFolder' }
  | { do: 'chooseBank'; banks: readonly string[] }
  /** At the fault; `file` is absolute, line and column count from 1. */
  | { do: 'openFile'; file: string; line: number; column: number }
  | { do: 'givePassphrase' }
  /** A command that the workspace file names. */
  | { do: 'allowCommand'; digest: string }
  | { do: 'listCommands' }
  /** Puts back what a full disk did not take; `file` is where it was kept. */
  | { do: 'restore'; file: string }
  // the bank
  | { do: 'startSandbox' }
  | { do: 'checkUrls' }
  /** Shows what the bank needs, each fault at its place in the file. */
  | { do: 'checkPrerequisites' }
  // the client
  | { do: 'register' }
  /** Although there is a client. */
  | { do: 'registerAnother' }
  | { do: 'adoptClient'; clientId?: string; secret?: true }
  /** Another program of this machine may keep the secret. */
  | { do: 'shareSecrets' }
  | { do: 'showClient' }
  | { do: 'updateClient' }
  | { do: 'deleteClient' }
  /** Forgets it here and leaves the bank as it is. */
  | { do: 'removeClientHere' }
  /** The sandbox's desk removes a client that cannot ask for it any more. */
  | { do: 'removeAtSandbox'; clientId?: string }
  | { do: 'downloadEnvironment' }
  // the consent
  | { do: 'createConsent' }
  | { do: 'listConsents' }
  | { do: 'previewAuthorisation'; consentId?: string }
  | { do: 'authoriseConsent'; consentId?: string }
  /** The request as it is, although it would be refused. */
  | { do: 'authoriseAnyway'; consentId?: string }
  /** By hand, although an earlier answer was lost. */
  | { do: 'renewTokens'; consentId?: string }
  | { do: 'copyAuthorisationUrl' }
  /** Once the customer confirmed that the TPP may read on. */
  | { do: 'reconfirmConsent'; consentId?: string }
  | { do: 'pasteRedirectUrl' }
  // the data
  | { do: 'listAccounts' }
  // what a request of one's own needs
  | { do: 'showTokens' }
  | { do: 'signJwt' }
  | { do: 'previewRegistration' }
  // what the bank has to mend
  | { do: 'reportExchange'; id: string };

/** What to do about something: in words that name no surface, and what each surface has for it. */
export interface Advice {
  /** One or two sentences. */
  try: string;
  /** The most promising first. */
  remedies?: readonly Remedy[];
}

/** What the advice of a problem or of a meaning is, for a problem of one's own. */
export function adviceOf({ try: words, remedies }: Advice): Advice {
  return { try: words, ...(remedies && { remedies }) };
}

/** The same for a finding. */
export function fixOf({ try: fix, remedies }: Advice): { fix: string; remedies?: readonly Remedy[] } {
  return { fix, ...(remedies && { remedies }) };
}
