/** The guide's five steps as a walkthrough, declared once. */
import type { CommandName } from './commands.ts';
import type { contextKeys } from './views.ts';

/** The guide's five steps as a walkthrough, after a look at where they lead. A step is done when its context key is true, whichever command it came by. */
export const walkthrough = {
  id: 'guide',
  title: 'From a Software Statement to Transactions',
  description: 'A bank’s sandbox guide, in five steps, in the editor.',
  steps: [
    {
      id: 'look',
      title: 'See where it leads',
      description:
        'One click starts a bank on this machine, registers a client there, lets a customer consent and opens her transactions. The steps below are the same one by one.',
      actions: [{ title: 'Try Account Information', command: 'runAccountInformationJourney' }],
      done: 'hasTransactions',
      alt: 'A page of transactions with balances, charts, rows, and the details of one.',
      picture: 'media/pictures/transactions.webp',
    },
    {
      id: 'prerequisites',
      title: 'Have a software statement and certificates',
      description:
        'The sandbox has a directory of its own that makes them. Files from a real Directory are recognised in any order.',
      actions: [
        { title: 'Start Sandbox', command: 'startSandbox' },
        { title: 'Create Sandbox Software Statement…', command: 'createSandboxSoftwareStatement' },
        { title: 'Inspect Software Statement', command: 'inspectSoftwareStatement' },
      ],
      done: 'hasWorkspaceFile',
      alt: 'The files of a software statement, named by openbanking.json.',
    },
    {
      id: 'register',
      title: 'Register with the bank',
      description:
        'A registration request signed by your key, looked over before it is sent, with every known trap marked where it stands.',
      actions: [
        { title: 'Preview Registration Request', command: 'previewRegistrationRequest' },
        { title: 'Register Client…', command: 'registerClient' },
      ],
      done: 'hasClient',
      alt: 'A signed request goes to the bank over mutual TLS, a client comes back.',
    },
    {
      id: 'environment',
      title: 'Look at the client and its endpoints',
      description:
        'Client, token and environment file stand in the sidebar; secrets rest in the editor’s secret storage, or where obw keeps them.',
      actions: [
        { title: 'Get Client Credentials Token', command: 'getClientCredentialsToken' },
        { title: 'Download Environment File…', command: 'downloadEnvironmentFile' },
      ],
      done: 'hasClientToken',
      alt: 'A client in the tree, with its token and its environment file.',
    },
    {
      id: 'consent',
      title: 'Let the customer authorise a consent',
      description:
        'On the bank’s own pages, or as rora without a browser. The answer comes back by itself, fragment included.',
      actions: [
        { title: 'Create Account Access Consent…', command: 'createAccountAccessConsent' },
        { title: 'Authorise Consent…', command: 'authoriseConsent' },
      ],
      done: 'hasAuthorisedConsent',
      alt: 'The bank asks its customer which accounts to share.',
    },
    {
      id: 'data',
      title: 'Read accounts and transactions',
      description: 'All pages, with signs and balances, in the editor or in a file.',
      actions: [{ title: 'Show Transactions…', command: 'showTransactions' }],
      done: 'hasTransactions',
      alt: 'A table of transactions.',
    },
  ],
} as const satisfies {
  id: string;
  title: string;
  description: string;
  steps: readonly {
    id: string;
    title: string;
    description: string;
    actions: readonly { title: string; command: CommandName }[];
    done: Exclude<keyof typeof contextKeys, 'told'>;
    alt: string;
    /** In the place of the drawing `media/walkthrough/ID.svg`. */
    picture?: string;
  }[];
};
