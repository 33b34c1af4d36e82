/** The requests of the Postman collection, folder by folder: from the first token through all of account information, in both versions. */
import { consentKinds } from '../../standard/consent-kinds.ts';
import { operations } from '../../standard/operations.ts';
import type { WordsVersion } from '../../standard/versions.ts';

/** One request of the collection. Names in braces are variables of the environment or set by a request before. */
export interface Step {
  name: string;
  /** Verb and path of the standard's operation that it is. */
  operation?: string;
  description?: string;
  method: string;
  url: string;
  headers?: Readonly<Record<string, string>>;
  /** Fields of a form. */
  form?: readonly (readonly [string, string])[];
  json?: object;
  /** A body as it is sent. */
  raw?: string;
  status: number;
  /** Lines of the test script, which run when the status is the expected one. */
  after?: readonly string[];
}

const set = (variable: string, expression: string): string => `pm.environment.set('${variable}', ${expression});`;
const answer = 'const answer = pm.response.json();';
const basic = { Authorization: 'Basic {{basicToken}}' };
const interaction = { 'x-fapi-interaction-id': '{{interactionId}}', Accept: 'application/json' };
const asClient = {
  ...interaction,
  Authorization: 'Bearer {{token-from-client-credentials-grant-accounts}}',
  'x-fapi-financial-id': '{{obParticipantId}}',
};
const asCustomer = {
  ...interaction,
  Authorization: 'Bearer {{token-from-auth-code-grant-accounts}}',
  'x-fapi-financial-id': '{{obParticipantId}}',
};

/** The variables that stand in a path of the standard. */
const pathVariables: Readonly<Record<string, string>> = {
  AccountId: '{{account-id}}',
  ConsentId: '{{account-access-consent-id}}',
  StatementId: '{{statement-id}}',
};

/** The variable of the environment that has the base of a version. */
const bases: Readonly<Record<WordsVersion, string>> = { '3.1': '{{resourceServer}}', '4.0': '{{resourceServerV40}}' };
/** What is added to a name, so that no two requests have the same. */
const suffixes: Readonly<Record<WordsVersion, string>> = { '3.1': '', '4.0': ' (4.0)' };

const rows = operations.filter(({ api }) => api === 'ais');

/** A request for an operation of account information: method, path, token and status are its row's. */
function standardStep(
  key: string,
  { name, ...step }: Pick<Step, 'name' | 'json' | 'after' | 'headers'>,
  version: WordsVersion = '3.1',
): Step {
  const row = rows.find(({ verb, path }) => `${verb} ${path}` === key);
  if (row === undefined) throw new Error(`The standard has no ${key}`);
  const path = row.path.replace(/\{(\w+)\}/g, (_, variable: string) => pathVariables[variable] ?? '');
  return {
    ...step,
    name: name + suffixes[version],
    operation: key,
    method: row.verb,
    url: `${bases[version]}/aisp${path}`,
    headers: { ...(row.token === 'client' ? asClient : asCustomer), ...step.headers },
    status: row.ok[0] ?? 200,
  };
}

/** All that a customer can share. */
const permissions = [...new Set(rows.flatMap((row) => (row.permissions ?? []).flat()))];

/** Lists of an account, and of all, in the order of the standard's paths. */
const lists: readonly (readonly [path: string, name: string])[] = [
  ['beneficiaries', 'Beneficiaries'],
  ['direct-debits', 'Direct debits'],
  ['standing-orders', 'Standing orders'],
  ['scheduled-payments', 'Scheduled payments'],
  ['offers', 'Offers'],
];

/** All that the standard has of account information, of the first account and then of all. */
function resourceSteps(version: WordsVersion): Step[] {
  const step = (path: string, name: string, more: Pick<Step, 'after' | 'headers'> = {}): Step =>
    standardStep(`GET ${path}`, { name, ...more }, version);
  const account = '/accounts/{AccountId}';
  const statement = `${account}/statements/{StatementId}`;
  return [
    step('/account-access-consents/{ConsentId}', 'Account access consent', {
      after: [
        answer,
        `pm.test('is authorised', () => pm.expect(answer.Data.Status).to.equal('${consentKinds['account-access'].words[version].authorised}'));`,
      ],
    }),
    step('/accounts', 'Accounts', { after: [answer, set('account-id', 'answer.Data.Account[0].AccountId')] }),
    step(account, 'Account'),
    step(`${account}/balances`, 'Balances of the account'),
    step('/balances', 'Balances'),
    step(`${account}/transactions`, 'Transactions of the account', {
      after: [
        answer,
        "pm.test('has transactions', () => pm.expect(answer.Data.Transaction).to.not.be.empty);",
        set('last-interaction-id', "pm.response.headers.get('x-fapi-interaction-id')"),
      ],
    }),
    step('/transactions', 'Transactions'),
    ...lists.flatMap(([path, name]) => [step(`${account}/${path}`, `${name} of the account`), step(`/${path}`, name)]),
    step(`${account}/product`, 'Product of the account'),
    step('/products', 'Products'),
    step(`${account}/party`, 'Party of the account'),
    step(`${account}/parties`, 'Parties of the account'),
    step('/party', 'Party'),
    step(`${account}/statements`, 'Statements of the account', {
      after: [
        answer,
        "pm.test('has statements', () => pm.expect(answer.Data.Statement).to.not.be.empty);",
        set('statement-id', 'answer.Data.Statement[0].StatementId'),
      ],
    }),
    step(statement, 'Statement of the account'),
    step(`${statement}/transactions`, 'Transactions of the statement'),
    step(`${statement}/file`, 'File of the statement', { headers: { Accept: '*/*' } }),
    step('/statements', 'Statements'),
  ];
}

export const folders: readonly { name: string; steps: readonly Step[] }[] = [
  {
    name: 'Set up the account request',
    steps: [
      {
        name: 'Token from client credentials grant',
        method: 'POST',
        url: '{{tokenEndpoint}}',
        headers: { ...basic, ...interaction },
        form: [
          ['grant_type', 'client_credentials'],
          ['scope', 'accounts'],
        ],
        status: 200,
        after: [answer, set('token-from-client-credentials-grant-accounts', 'answer.access_token')],
      },
      standardStep('POST /account-access-consents', {
        name: 'Create account access consent',
        json: { Data: { Permissions: permissions }, Risk: {} },
        after: [
          answer,
          "pm.test('awaits its customer', () => pm.expect(answer.Data.Status).to.equal('AwaitingAuthorisation'));",
          set('account-access-consent-id', 'answer.Data.ConsentId'),
          set('intent-id', 'answer.Data.ConsentId'),
          set('request-scope', "'accounts'"),
        ],
      }),
    ],
  },
  {
    name: 'Authorise',
    steps: [
      {
        name: 'Authorisation code URL',
        description:
          'The bank makes the URL, with an unsecured request object: the client has to be registered with request_object_signing_alg none. To authorise by hand, open it in a browser and take the code from where it sends you.',
        method: 'GET',
        url: '{{rs}}/o3/v1.0/auth-code-url/{{intent-id}}?scope={{request-scope}}&alg=none',
        headers: { ...basic, 'x-fapi-interaction-id': '{{interactionId}}' },
        status: 200,
        after: [set('authCodeUrl', 'pm.response.text()')],
      },
      {
        name: 'Begin the authorisation',
        description: 'The URL, with Accept: application/json: an interaction in the place of a page.',
        method: 'GET',
        url: '{{authCodeUrl}}',
        headers: interaction,
        status: 200,
        after: [answer, set('auth-interaction-id', 'answer.interaction.interactionId')],
      },
      {
        name: 'Log the customer in',
        method: 'POST',
        url: '{{authEndpoint}}/{{auth-interaction-id}}/doLogin',
        headers: interaction,
        form: [
          ['loginName', '{{loginName}}'],
          ['password', '{{password}}'],
        ],
        status: 200,
        after: [
          answer,
          "pm.test('has accounts to share', () => pm.expect(answer.accounts).to.not.be.empty);",
          set('accounts-to-share', "answer.accounts.map((account) => 'accounts=' + account.accountId).join('&')"),
        ],
      },
      {
        name: 'Confirm the accounts',
        method: 'POST',
        url: '{{authEndpoint}}/{{auth-interaction-id}}/aac/doConfirm',
        headers: { ...interaction, 'Content-Type': 'application/x-www-form-urlencoded' },
        // One field for each account, and how many there are is known only now: no form of Postman's can have that.
        raw: '{{accounts-to-share}}',
        status: 200,
        after: [
          answer,
          'const code = /[#?&]code=([^&]*)/.exec(answer.redirectUri);',
          "pm.test('comes back with a code', () => pm.expect(code).to.not.equal(null));",
          set('authorizationCode', 'decodeURIComponent(code[1])'),
        ],
      },
      {
        name: 'Token from auth code grant',
        method: 'POST',
        url: '{{tokenEndpoint}}',
        headers: { ...basic, ...interaction },
        form: [
          ['grant_type', 'authorization_code'],
          ['code', '{{authorizationCode}}'],
          ['redirect_uri', '{{redirectUrl}}'],
        ],
        status: 200,
        after: [answer, set('token-from-auth-code-grant-accounts', 'answer.access_token')],
      },
    ],
  },
  { name: 'Account information', steps: resourceSteps('3.1') },
  { name: 'Account information in 4.0', steps: resourceSteps('4.0') },
  {
    name: 'Ozone helpers',
    steps: [
      {
        name: 'Audit log',
        description: 'What the bank saw of the request before.',
        method: 'GET',
        url: '{{rs}}/ozone/v1.0/audit-log/{{last-interaction-id}}',
        headers: { ...basic, ...interaction },
        status: 200,
        after: [
          answer,
          "pm.test('has the request', () => pm.expect(answer.records[0].response.status).to.equal(200));",
        ],
      },
    ],
  },
  {
    name: 'End',
    steps: [standardStep('DELETE /account-access-consents/{ConsentId}', { name: 'Delete the account access consent' })],
  },
];
