/**
 * The requests of the Postman collection: one folder for each version, from the first token through all of account information to the end of
 * the consent, in the order of the model bank's public collection.
 */
import { accountFlow, type ReadInFlow } from '../../standard/account-flow.ts';
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
  version: WordsVersion,
  { name, ...step }: Pick<Step, 'name' | 'json' | 'after' | 'headers'>,
): Step {
  const row = rows.find(({ verb, path }) => `${verb} ${path}` === key);
  if (row === undefined) throw new Error(`The standard has no ${key}`);
  const path = row.path.replace(/\{(\w+)\}/g, (_, variable: string) => pathVariables[variable] ?? '');
  return {
    ...step,
    name,
    operation: key,
    method: row.verb,
    url: `${bases[version]}/aisp${path}`,
    headers: { ...(row.token === 'client' ? asClient : asCustomer), ...step.headers },
    status: row.ok[0] ?? 200,
  };
}

/** All that a customer can share. */
const permissions = [...new Set(rows.flatMap((row) => (row.permissions ?? []).flat()))];

const called = (title: string, expression: string): string => `pm.test('${title}', () => ${expression});`;

/** What else the test script does after an operation, beside looking at the shape of the answer. */
const more: Readonly<Record<string, readonly string[]>> = {
  'GET /accounts': [set('account-id', 'answer.Data.Account[0].AccountId')],
  'GET /accounts/{AccountId}/statements': [
    called('has statements', 'pm.expect(answer.Data.Statement).to.not.be.empty'),
    set('statement-id', 'answer.Data.Statement[0].StatementId'),
  ],
  'GET /accounts/{AccountId}/transactions': [
    called('has transactions', 'pm.expect(answer.Data.Transaction).to.not.be.empty'),
    set('last-interaction-id', "pm.response.headers.get('x-fapi-interaction-id')"),
  ],
};

/** A request that reads account information, of the first account or of all. */
function reading({ operation, name, member, single }: ReadInFlow, version: WordsVersion): Step {
  if (member === undefined) {
    const after = [called('is a PDF', "pm.expect(pm.response.text().slice(0, 5)).to.equal('%PDF-')")];
    return standardStep(operation, version, { name, headers: { Accept: '*/*' }, after });
  }
  const shape = called(`has ${member}`, `pm.expect(answer.Data.${member}).to.be.an('${single ? 'object' : 'array'}')`);
  return standardStep(operation, version, { name, after: [answer, shape, ...(more[operation] ?? [])] });
}

/** The way from a client credentials token to a consent that is deleted again: 35 requests where the bank has all of it. */
function flow(version: WordsVersion): Step[] {
  const { words } = consentKinds['account-access'];
  const status = (title: string, word: string | undefined) =>
    called(title, `pm.expect(answer.Data.Status).to.equal('${word}')`);
  return [
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
    standardStep('POST /account-access-consents', version, {
      name: 'Create account access consent',
      json: { Data: { Permissions: permissions }, Risk: {} },
      after: [
        answer,
        status('awaits its customer', words[version].awaitingAuthorisation),
        set('account-access-consent-id', 'answer.Data.ConsentId'),
        set('intent-id', 'answer.Data.ConsentId'),
        set('request-scope', "'accounts'"),
      ],
    }),
    ...authorisation,
    standardStep('GET /account-access-consents/{ConsentId}', version, {
      name: 'Account access consent',
      after: [answer, status('is authorised', words[version].authorised)],
    }),
    ...accountFlow.map((each) => reading(each, version)),
    standardStep('DELETE /account-access-consents/{ConsentId}', version, { name: 'Delete the account access consent' }),
  ];
}

/** The customer's part, and the code for the token: the same in both versions. */
const authorisation: readonly Step[] = [
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
];

export const folders: readonly { name: string; steps: readonly Step[] }[] = [
  ...(['3.1', '4.0'] as const).map((version) => ({
    name: `Account information ${version}`,
    steps: flow(version).map((step) => ({ ...step, name: step.name + suffixes[version] })),
  })),
  {
    name: 'Ozone helpers',
    steps: [
      {
        name: 'Audit log',
        description: 'What the bank saw of the last transactions of an account that were asked for.',
        method: 'GET',
        url: '{{rs}}/ozone/v1.0/audit-log/{{last-interaction-id}}',
        headers: { ...basic, ...interaction },
        status: 200,
        after: [answer, called('has the request', 'pm.expect(answer.records[0].response.status).to.equal(200)')],
      },
    ],
  },
];
