/** Every command, declared once: the manifest's part is made from this, and the code is checked against it. */
import { contextKeys, type ViewId } from './views.ts';

/** A menu of VS Code's own in which a command on files can stand. */
export type FileMenu = 'editor/context' | 'editor/title' | 'explorer/context';

interface CommandDeclaration {
  title: string;
  /** A codicon's name. */
  icon?: string;
  /** Where the command stands in a tree item's menu: on which items, and whether inline. The condition is a test of `viewItem`. */
  menus?: readonly { on: string; group: string }[];
  /** Menus of files and texts. A file from there is the command's first argument. */
  files?: readonly { menu: FileMenu; when: string; group: string }[];
  /** Views whose title bar has it. */
  viewTitle?: readonly { view: ViewId; group: string }[];
  /** False for commands that make sense on a tree item only. */
  palette?: boolean;
  /** `when` clause of the palette entry. */
  when?: string;
  /** The default shortcut: the letter behind {@link chord}, and when it counts. */
  key?: { letter: string; when: string };
  /** Works in a folder that is not trusted: it reads no key, calls no bank and starts no process. The others say that they do not. */
  untrusted?: true;
}

/**
 * How every shortcut begins; Shift and a letter follow. VS Code has Ctrl+K with Shift+N, Shift+O and Shift+Enter, and no extension that we know
 * of has any. Ctrl+Alt, which is AltGr, types characters on many keyboards; Ctrl+Alt+O is VS Code's own, others are REST Client's.
 */
export const chord = { key: 'ctrl+k shift+', mac: 'cmd+k shift+' } as const;

const { sandboxRunning, hasWorkspaceFile } = contextKeys;
const onConsent = 'viewItem =~ /^consent/';
const onClient = 'viewItem =~ /^client/';
const onBank = 'viewItem =~ /^bank/';
const onAccount = 'viewItem =~ /^account/';
const onResource = 'viewItem =~ /^resource/';
const onAddress = 'viewItem == sandboxAddress';
const onCustomer = 'viewItem == customer';
const onStatement = 'viewItem == statement';
/** The names that files with a token or a detached signature go by. */
const tokenFile = 'resourceExtname =~ /^\\.(jwt|jws)$/i';
const otherFile = '!explorerResourceIsFolder && !(resourceExtname =~ /^\\.(jwt|jws)$/i)';
/** What Postman exports. */
const postmanFile = 'resourceFilename =~ /\\.postman_\\w+\\.json$/i';
/** The names that certificates go by, with their keys or without. */
const certificateFile = 'resourceExtname =~ /^\\.(pem|crt|cer|der|p12|pfx)$/i';
/** JSON documents, of a file or not yet saved. */
const jsonFile = 'resourceLangId =~ /^jsonc?$/';
const onExchange = 'viewItem =~ /^exchange/';
/** Two of them are selected. */
const onExchanges = `${onExchange} && listDoubleSelection`;
const inExchanges = 'openBanking.exchanges';

export const commands = {
  startSandbox: {
    title: 'Start Sandbox',
    icon: 'play',
    viewTitle: [{ view: 'openBanking.sandbox', group: 'navigation@1' }],
    when: `!${sandboxRunning}`,
  },
  stopSandbox: {
    title: 'Stop Sandbox',
    icon: 'debug-stop',
    viewTitle: [{ view: 'openBanking.sandbox', group: 'navigation@1' }],
    when: sandboxRunning,
  },
  resetSandboxData: { title: 'Reset Sandbox Data…', viewTitle: [{ view: 'openBanking.sandbox', group: '2_data@1' }] },
  createWorkspaceFile: {
    title: 'Create openbanking.json…',
    icon: 'new-file',
    viewTitle: [{ view: 'openBanking.banks', group: '2_file@1' }],
  },
  addBank: {
    title: 'Add Bank…',
    icon: 'add',
    viewTitle: [{ view: 'openBanking.banks', group: 'navigation@1' }],
  },
  openInWorkspaceFile: {
    title: 'Open in openbanking.json',
    icon: 'go-to-file',
    palette: false,
    menus: [{ on: onBank, group: '5_file@1' }],
  },
  createSandboxSoftwareStatement: {
    title: 'Create Sandbox Software Statement…',
    icon: 'verified',
    viewTitle: [{ view: 'openBanking.sandbox', group: '1_statement@1' }],
  },
  checkPrerequisites: {
    title: 'Check Prerequisites',
    icon: 'checklist',
    menus: [{ on: onBank, group: '1_before@1' }],
    viewTitle: [{ view: 'openBanking.keys', group: 'navigation@1' }],
  },
  previewRegistrationRequest: {
    title: 'Preview Registration Request',
    icon: 'open-preview',
    menus: [{ on: onBank, group: '2_register@1' }],
  },
  registerClient: {
    title: 'Register Client…',
    icon: 'add',
    key: { letter: 'r', when: hasWorkspaceFile },
    menus: [
      { on: onBank, group: 'inline@1' },
      { on: onBank, group: '2_register@2' },
    ],
  },
  readClientRegistration: {
    title: 'Read Client Registration',
    icon: 'eye',
    menus: [{ on: onClient, group: '1_client@1' }],
  },
  updateClientRegistration: {
    title: 'Update Client Registration…',
    icon: 'edit',
    menus: [{ on: onClient, group: '1_client@2' }],
  },
  deleteClient: { title: 'Delete Client…', icon: 'trash', menus: [{ on: onClient, group: '9_end@1' }] },
  removeClientHere: { title: 'Remove Client Here Only…', menus: [{ on: onClient, group: '9_end@2' }] },
  adoptClient: { title: 'Adopt Client…', icon: 'person-add', menus: [{ on: onBank, group: '2_register@3' }] },
  shareClient: {
    title: 'Share Client',
    icon: 'organization',
    menus: [{ on: onClient, group: '1_client@3' }],
  },
  downloadEnvironmentFile: {
    title: 'Download Environment File…',
    icon: 'cloud-download',
    menus: [{ on: onClient, group: '2_use@3' }],
  },
  getClientCredentialsToken: {
    title: 'Get Client Credentials Token',
    icon: 'key',
    menus: [{ on: onClient, group: '2_use@2' }],
  },
  createAccountAccessConsent: {
    title: 'Create Account Access Consent…',
    icon: 'add',
    menus: [
      { on: onClient, group: 'inline@1' },
      { on: 'viewItem =~ /^consent\\.(expired|rejected|revoked)(\\.elsewhere)?$/', group: 'inline@1' },
      { on: onClient, group: '2_use@1' },
    ],
  },
  previewAuthorisationRequest: {
    title: 'Preview Authorisation Request',
    icon: 'open-preview',
    menus: [{ on: onConsent, group: '1_authorise@2' }],
  },
  authoriseConsent: {
    title: 'Authorise Consent…',
    icon: 'sign-in',
    key: { letter: 'a', when: hasWorkspaceFile },
    menus: [
      { on: 'viewItem =~ /^consent\\.(awaiting|authorised\\.reauthorise)(\\.elsewhere)?$/', group: 'inline@1' },
      { on: onConsent, group: '1_authorise@1' },
    ],
  },
  copyAuthorisationUrl: {
    title: 'Copy Authorisation URL',
    icon: 'link',
    menus: [{ on: onConsent, group: '1_authorise@3' }],
  },
  pasteRedirectUrl: {
    title: 'Paste Redirect URL…',
    icon: 'clippy',
    menus: [{ on: onConsent, group: '1_authorise@4' }],
  },
  refreshConsentStatus: {
    title: 'Refresh Consent Status',
    icon: 'refresh',
    menus: [{ on: onConsent, group: '2_consent@1' }],
  },
  refreshAccessToken: {
    title: 'Refresh Access Token',
    icon: 'sync',
    menus: [
      { on: 'viewItem =~ /^consent\\.authorised\\.refresh(\\.elsewhere)?$/', group: 'inline@1' },
      { on: onConsent, group: '2_consent@2' },
    ],
  },
  showConsentClocks: {
    title: 'Show Clocks of Consent',
    icon: 'watch',
    menus: [{ on: onConsent, group: '2_consent@3' }],
  },
  reconfirmedWithCustomer: {
    title: 'Reconfirmed with Customer',
    icon: 'thumbsup',
    menus: [{ on: 'viewItem =~ /^consent\\.authorised/', group: '2_consent@4' }],
  },
  rehearseRenewal: {
    title: 'Rehearse Renewal…',
    icon: 'debug-rerun',
    menus: [{ on: 'viewItem =~ /^consent\\.authorised(\\.(refresh|reauthorise|recreate))?$/', group: '2_consent@5' }],
  },
  revokeConsent: { title: 'Revoke Consent…', icon: 'circle-slash', menus: [{ on: onConsent, group: '9_end@1' }] },
  showAccounts: {
    title: 'Show Transactions of Accounts…',
    icon: 'list-flat',
    menus: [{ on: onConsent, group: '3_data@1' }],
  },
  showAllTransactions: {
    title: 'Show All Transactions…',
    icon: 'table',
    menus: [{ on: onConsent, group: '3_data@2' }],
  },
  customerPresent: {
    title: 'Customer Present…',
    icon: 'person',
    menus: [{ on: onConsent, group: '3_data@9' }],
  },
  showBalances: { title: 'Show Balances and Last 90 Days', icon: 'law', menus: [{ on: onAccount, group: '1_data@2' }] },
  showTransactions: {
    title: 'Show Transactions…',
    icon: 'table',
    key: { letter: 't', when: hasWorkspaceFile },
    menus: [
      { on: onAccount, group: 'inline@1' },
      { on: onAccount, group: '1_data@1' },
    ],
  },
  showResource: {
    title: 'Show Resource…',
    icon: 'list-unordered',
    menus: [
      { on: onConsent, group: '3_data@3' },
      { on: onAccount, group: '1_data@4' },
    ],
  },
  showInBothVersions: {
    title: 'Show in Both Versions…',
    icon: 'diff',
    menus: [
      { on: onAccount, group: '1_data@5' },
      { on: onResource, group: '1_data@5' },
    ],
  },
  exportTransactions: { title: 'Export Transactions…', icon: 'export', menus: [{ on: onAccount, group: '1_data@3' }] },
  runAccountInformationJourney: {
    title: 'Try Account Information…',
    icon: 'rocket',
    menus: [{ on: onBank, group: '3_journey@1' }],
  },
  copyAccountId: { title: 'Copy Account Id', palette: false, menus: [{ on: onAccount, group: '5_copy@1' }] },
  copyConsentId: { title: 'Copy Consent Id', palette: false, menus: [{ on: onConsent, group: '5_copy@1' }] },
  copyClientId: { title: 'Copy Client Id', palette: false, menus: [{ on: onClient, group: '5_copy@1' }] },
  shareSecretsWithTerminals: {
    title: 'Share Secrets with Terminals…',
    icon: 'terminal',
    viewTitle: [{ view: 'openBanking.keys', group: '8_secrets@1' }],
  },
  forgetSecrets: {
    title: 'Forget Secrets…',
    icon: 'shield',
    viewTitle: [{ view: 'openBanking.keys', group: '9_end@1' }],
  },
  copySandboxAddress: {
    title: 'Copy Address',
    icon: 'copy',
    palette: false,
    menus: [
      { on: onAddress, group: 'inline@1' },
      { on: onAddress, group: '5_copy@1' },
    ],
  },
  copyCustomerPassword: {
    title: 'Copy Password',
    icon: 'copy',
    palette: false,
    menus: [
      { on: onCustomer, group: 'inline@1' },
      { on: onCustomer, group: '5_copy@2' },
    ],
  },
  copyCustomerName: { title: 'Copy User Name', palette: false, menus: [{ on: onCustomer, group: '5_copy@1' }] },
  copySoftwareId: {
    title: 'Copy Software Id',
    icon: 'copy',
    palette: false,
    menus: [
      { on: onStatement, group: 'inline@1' },
      { on: onStatement, group: '5_copy@1' },
    ],
  },
  enterPassphrase: {
    title: 'Enter Passphrase…',
    icon: 'unlock',
    palette: false,
    menus: [{ on: 'viewItem =~ /^key.*encrypted/', group: 'inline@1' }],
  },
  showCertificate: {
    title: 'Show Certificate',
    icon: 'file-text',
    palette: false,
    files: [{ menu: 'explorer/context', when: certificateFile, group: '3_compare@9' }],
  },
  copyKeyId: {
    title: 'Copy Key Id (kid)',
    palette: false,
    menus: [{ on: 'viewItem =~ /^key.*kid/', group: '5_copy@1' }],
  },
  copyCertificateThumbprint: {
    title: 'Copy Thumbprint (x5t#S256)',
    palette: false,
    menus: [{ on: 'viewItem =~ /^key.*thumbprint/', group: '5_copy@2' }],
  },
  copySubjectName: {
    title: 'Copy Subject Name',
    palette: false,
    menus: [{ on: 'viewItem =~ /^key.*subject/', group: '5_copy@3' }],
  },
  inspectJwt: {
    title: 'Inspect JWT…',
    key: { letter: 'j', when: `editorTextFocus || ${hasWorkspaceFile}` },
    untrusted: true,
    icon: 'inspect',
    files: [{ menu: 'editor/context', when: 'editorHasSelection', group: '1_modification@9' }],
  },
  inspectJwtFile: {
    title: 'Inspect JWT',
    untrusted: true,
    icon: 'inspect',
    palette: false,
    files: [
      { menu: 'editor/title', when: `${tokenFile} && resourceScheme != openbanking`, group: 'navigation@1' },
      { menu: 'explorer/context', when: tokenFile, group: '3_compare@9' },
    ],
  },
  findJwtsInFile: {
    title: 'Find JWTs in File…',
    untrusted: true,
    files: [
      {
        menu: 'editor/title',
        when: `resourceScheme == file || resourceScheme == vscode-remote`,
        group: '5_openBanking@1',
      },
      { menu: 'explorer/context', when: otherFile, group: '3_compare@9' },
    ],
  },
  compareJwts: { title: 'Compare Two JWTs…', untrusted: true },
  inspectSoftwareStatement: {
    title: 'Inspect Software Statement',
    icon: 'inspect',
    menus: [{ on: onStatement, group: '1_look@1' }],
  },
  inspectClientToken: {
    title: 'Inspect Client Credentials Token',
    menus: [{ on: onClient, group: '2_use@4' }],
  },
  inspectAccessToken: { title: 'Inspect Access Token', menus: [{ on: onConsent, group: '4_look@1' }] },
  inspectIdToken: { title: 'Inspect id_token', menus: [{ on: onConsent, group: '4_look@2' }] },
  checkUrls: { title: 'Check URLs', icon: 'globe', menus: [{ on: onBank, group: '1_before@2' }] },
  skipTlsVerification: {
    title: 'Skip TLS Verification…',
    icon: 'unlock',
    menus: [{ on: onBank, group: '9_unsafe@1' }],
  },
  verifyTlsAgain: { title: 'Verify TLS Again', icon: 'lock' },
  importFromPostman: {
    title: 'Import from Postman…',
    icon: 'cloud-download',
    files: [{ menu: 'explorer/context', when: postmanFile, group: '3_compare@9' }],
    viewTitle: [{ view: 'openBanking.banks', group: '3_postman@1' }],
  },
  exportToPostman: { title: 'Export to Postman…', icon: 'export', menus: [{ on: onBank, group: '4_postman@1' }] },
  runSavedRequest: { title: 'Run Saved Request…', icon: 'play', menus: [{ on: onBank, group: '4_postman@2' }] },
  showExchanges: {
    title: 'Show Exchanges',
    icon: 'arrow-swap',
    untrusted: true,
    key: { letter: 'e', when: hasWorkspaceFile },
  },
  openExchange: { title: 'Open Exchange…', icon: 'go-to-file', menus: [{ on: onExchange, group: '1_read@1' }] },
  showExchangeSecrets: {
    title: 'Show Secrets of Exchange…',
    icon: 'eye',
    menus: [{ on: onExchange, group: '1_read@2' }],
  },
  showBankSide: { title: 'Show What the Bank Saw…', icon: 'law', menus: [{ on: onExchange, group: '1_read@4' }] },
  copyExchangeAs: {
    title: 'Copy Exchange As…',
    icon: 'copy',
    menus: [
      { on: onExchange, group: 'inline@1' },
      { on: onExchange, group: '2_copy@1' },
    ],
  },
  copyReportForBank: {
    title: 'Copy Report for the Bank…',
    icon: 'report',
    menus: [
      { on: 'viewItem == exchange.failed', group: 'inline@2' },
      { on: onExchange, group: '2_copy@2' },
    ],
  },
  repeatExchange: { title: 'Repeat Exchange…', icon: 'debug-restart', menus: [{ on: onExchange, group: '3_send@1' }] },
  editAndRepeatExchange: {
    title: 'Edit and Repeat Exchange…',
    icon: 'edit',
    menus: [{ on: onExchange, group: '3_send@2' }],
  },
  showInStandard: {
    title: 'Show in Standard…',
    icon: 'book',
    untrusted: true,
    menus: [{ on: onExchange, group: '1_read@5' }],
  },
  compareWithStandard: {
    title: 'Compare with Standard…',
    key: { letter: 'c', when: `editorTextFocus && ${jsonFile}` },
    untrusted: true,
    icon: 'checklist',
    files: [
      { menu: 'editor/context', when: jsonFile, group: '1_modification@9' },
      { menu: 'explorer/context', when: `${jsonFile} && !explorerResourceIsFolder`, group: '3_compare@9' },
    ],
  },
  compareExchanges: { title: 'Compare Exchanges…', icon: 'diff', menus: [{ on: onExchanges, group: '1_read@3' }] },
  saveExchangesAsHar: {
    title: 'Save Exchanges as HAR…',
    icon: 'save',
    viewTitle: [{ view: inExchanges, group: '2_save@1' }],
  },
  filterExchanges: {
    title: 'Filter Exchanges…',
    icon: 'filter',
    viewTitle: [{ view: inExchanges, group: 'navigation@1' }],
  },
  clearExchangeFilter: { title: 'Show All Exchanges', viewTitle: [{ view: inExchanges, group: '1_filter@1' }] },
  clearExchanges: {
    title: 'Clear Exchanges',
    icon: 'clear-all',
    viewTitle: [{ view: inExchanges, group: 'navigation@2' }],
  },
  refreshViews: {
    title: 'Refresh',
    icon: 'refresh',
    untrusted: true,
    palette: false,
    viewTitle: [{ view: 'openBanking.banks', group: 'navigation@9' }],
  },
  showLog: { title: 'Show Log', icon: 'output', untrusted: true },
} as const satisfies Record<string, CommandDeclaration>;

/** A command's name without the prefix `openBanking.`. */
export type CommandName = keyof typeof commands;
export const commandId = (name: CommandName): string => `openBanking.${name}`;
export const commandCategory = 'Open Banking';
