/** The account flow as a Postman collection: the order and the variables of Ozone's own, for the environment that the bank gives. */

import { operations } from '../../standard/operations.ts';
import type { Profile } from '../profile/profile.ts';

/** One request of the collection. Names in braces are variables of the environment or set by a request before. */
interface Step {
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
};

/** A request for an operation of account information: method, path, token and status are its row's. */
function standardStep(key: string, step: Pick<Step, 'name' | 'json' | 'after'>): Step {
  const row = operations.find(({ api, verb, path }) => api === 'ais' && `${verb} ${path}` === key);
  if (row === undefined) throw new Error(`The standard has no ${key}`);
  const path = row.path.replace(/\{(\w+)\}/g, (_, name: string) => pathVariables[name] ?? '');
  return {
    ...step,
    operation: key,
    method: row.verb,
    url: `{{resourceServer}}/aisp${path}`,
    headers: row.token === 'client' ? asClient : asCustomer,
    status: row.ok[0] ?? 200,
  };
}

const permissions = [
  'ReadAccountsBasic',
  'ReadAccountsDetail',
  'ReadBalances',
  'ReadTransactionsBasic',
  'ReadTransactionsDetail',
  'ReadTransactionsCredits',
  'ReadTransactionsDebits',
];

const folders: readonly { name: string; steps: readonly Step[] }[] = [
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
  {
    name: 'Account information',
    steps: [
      standardStep('GET /account-access-consents/{ConsentId}', {
        name: 'Account access consent',
        after: [answer, "pm.test('is authorised', () => pm.expect(answer.Data.Status).to.equal('Authorised'));"],
      }),
      standardStep('GET /accounts', {
        name: 'Accounts',
        after: [answer, set('account-id', 'answer.Data.Account[0].AccountId')],
      }),
      standardStep('GET /accounts/{AccountId}', { name: 'Account' }),
      standardStep('GET /accounts/{AccountId}/balances', { name: 'Balances of the account' }),
      standardStep('GET /balances', { name: 'Balances' }),
      standardStep('GET /accounts/{AccountId}/transactions', {
        name: 'Transactions of the account',
        after: [
          answer,
          "pm.test('has transactions', () => pm.expect(answer.Data.Transaction).to.not.be.empty);",
          set('last-interaction-id', "pm.response.headers.get('x-fapi-interaction-id')"),
        ],
      }),
    ],
  },
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
];

const script = (listen: 'prerequest' | 'test', exec: readonly string[]) => ({
  listen,
  script: { type: 'text/javascript', exec },
});

function bodyOf({ form, json, raw }: Step): object {
  if (json !== undefined) {
    const text = JSON.stringify(json, undefined, 2);
    return { body: { mode: 'raw', raw: text, options: { raw: { language: 'json' } } } };
  }
  if (form !== undefined)
    return { body: { mode: 'urlencoded', urlencoded: form.map(([key, value]) => ({ key, value })) } };
  return raw === undefined ? {} : { body: { mode: 'raw', raw } };
}

function itemOf(step: Step): object {
  const { name, method, url, headers = {}, json, status, after = [], description } = step;
  const given = { ...headers, ...(json !== undefined && { 'Content-Type': 'application/json' }) };
  return {
    name,
    // The redirect URI is the client's: nothing beyond the bank is called.
    protocolProfileBehavior: { followRedirects: false },
    event: [script('test', [`pm.test('${status}', () => pm.response.to.have.status(${status}));`, ...after])],
    request: {
      method,
      url,
      header: Object.entries(given).map(([key, value]) => ({ key, value })),
      ...bodyOf(step),
      ...(description !== undefined && { description }),
    },
  };
}

/**
 * The collection (Postman v2.1) for what the bank has. It names no bank and holds no secret: all of that stands in the environment. Its customer is
 * `rora`, a variable of the collection.
 */
export function accountCollection({ offers }: Pick<Profile, 'offers'>): object {
  const offered = ({ operation }: Step) => operation === undefined || !offers.without.includes(operation);
  return {
    info: {
      name: 'Workbench Bank: account information',
      description:
        'From a client credentials token to transactions. Import the environment that the bank gives to your client, add your transport certificate for the host of {{rs}}, and send the requests in their order. The client is one with a secret (client_secret_basic) and unsecured request objects (request_object_signing_alg none).',
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    variable: [
      { key: 'loginName', value: 'rora' },
      { key: 'password', value: 'rora.' },
    ],
    event: [
      script('prerequest', [
        "pm.environment.set('interactionId', pm.variables.replaceIn('{{$guid}}'));",
        "pm.environment.set('now', new Date().toUTCString());",
      ]),
    ],
    item: folders.map(({ name, steps }) => ({ name, item: steps.filter(offered).map(itemOf) })),
  };
}
