/** Languages and settings, declared once. */

interface LanguageDeclaration {
  id: string;
  name: string;
  /** What colours it. */
  grammar?: { path: string; scope: string };
  editor: Record<string, string | boolean | Record<string, boolean>>;
}

/** The texts of exchanges, as the view Exchanges opens them, and what the standard says of an operation. */
export const languages: readonly LanguageDeclaration[] = [
  {
    id: 'openbanking-exchange',
    name: 'Open Banking Exchange',
    grammar: { path: 'media/exchange.tmLanguage.json', scope: 'text.openbanking.exchange' },
    /** Long headers and bodies on one line are no use to anyone. */
    editor: {
      'editor.wordWrap': 'on',
      'editor.minimap.enabled': false,
      // Ours; whatever else in a bank's words passes for another letter stays framed.
      'editor.unicodeHighlight.allowedCharacters': { '’': true },
    },
  },
  {
    id: 'openbanking-standard',
    name: 'Open Banking Standard',
    /** Guides would be drawn through what goes on in the second column. */
    editor: {
      'editor.guides.indentation': false,
      'editor.minimap.enabled': false,
      'editor.occurrencesHighlight': 'off',
      // Our own text has dots and quotes that a folder without trust would frame.
      'editor.unicodeHighlight.ambiguousCharacters': false,
      'editor.unicodeHighlight.nonBasicASCII': false,
    },
  },
];

export interface SettingDeclaration {
  type: 'string' | 'boolean' | 'number';
  default: string | boolean | number;
  description: string;
  values?: readonly string[];
  /** What each of them means. */
  meanings?: readonly string[];
  minimum?: number;
  /** Greater than this. */
  exclusiveMinimum?: number;
  scope: 'application' | 'machine' | 'window' | 'resource';
}

/** The days of which transactions are read, where no dates are given. */
const namedRanges = ['all', 'last30', 'last90', 'thisYear'] as const;
export type NamedRange = (typeof namedRanges)[number];

export const settings = {
  'openBanking.sandbox.profile': {
    type: 'string',
    default: 'permissive',
    values: ['permissive', 'strict'],
    description:
      'How the sandbox behaves: permissive takes what a bank’s sandbox guide sends, strict is FAPI 1.0 Advanced.',
    scope: 'application',
  },
  'openBanking.authorisation.timeoutMinutes': {
    type: 'number',
    default: 10,
    exclusiveMinimum: 0,
    description: 'Minutes to wait for a customer’s authorisation.',
    scope: 'window',
  },
  'openBanking.openOnStartup': {
    type: 'boolean',
    default: false,
    description: 'Opens the sidebar Open Banking with each window.',
    scope: 'window',
  },
  'openBanking.requests.timeoutSeconds': {
    type: 'number',
    default: 30,
    minimum: 1,
    description: 'Seconds that a request to a bank may take, until its answer is read to the end; a day at most.',
    scope: 'window',
  },
  'openBanking.exchanges.limit': {
    type: 'number',
    default: 10_000,
    minimum: 1,
    description: 'How many exchanges the view *Exchanges* keeps; the oldest go. They never take more than about 32 MB.',
    scope: 'window',
  },
  'openBanking.exchanges.recordBodies': {
    type: 'boolean',
    default: true,
    description:
      'Keeps the bodies of requests and answers with an exchange, without their secrets and in memory alone. Those of a production bank are never kept.',
    scope: 'window',
  },
  'openBanking.transactions.range': {
    type: 'string',
    default: 'ask',
    values: ['ask', ...namedRanges],
    meanings: ['Ask each time.', 'All that the bank gives.', 'The last 30 days.', 'The last 90 days.', 'This year.'],
    description: 'Which transactions are read, in place of the question.',
    scope: 'window',
  },
  'openBanking.jwt.codeLens': {
    type: 'boolean',
    default: true,
    description: 'Shows *Inspect JWT* above every JWT in a text.',
    scope: 'resource',
  },
} as const satisfies Record<string, SettingDeclaration>;
export type SettingName = keyof typeof settings;
