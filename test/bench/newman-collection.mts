/** The guide's steps as a Postman collection, for newman to be measured with: the same requests as the journey's, in the same order. */

interface Step {
  name: string;
  method: 'GET' | 'POST';
  url: string;
  headers?: Record<string, string>;
  body?: string | Record<string, string>;
  /** Runs before the request. */
  before?: string[];
  /** Runs on the answer; the expected status is asserted first. */
  after?: string[];
  status: number;
}

const json = 'const answer = pm.response.json();';
const page = [
  'const form = /<form[^>]*data-page[^>]*>[^]*?<\\/form>/.exec(pm.response.text())[0];',
  'pm.variables.set(\'csrf\', /name="csrf" value="([^"]*)"/.exec(form)[1]);',
  'pm.variables.set(\'action\', /action="([^"]*)"/.exec(form)[1]);',
  "pm.variables.set('accountFields', [...form.matchAll(/name=\"accounts\" value=\"([^\"]*)\"/g)].map((match) => 'accounts=' + match[1]).join('&'));",
];
const location = (variable: string): string =>
  `const to = pm.response.headers.get('location'); pm.variables.set('${variable}', to.startsWith('/') ? pm.variables.get('front') + to : to);`;

const steps: Step[] = [
  {
    name: 'register',
    method: 'POST',
    url: '{{registrationEndpoint}}',
    headers: { 'content-type': 'application/jwt' },
    body: '{{signedDcrJwt}}',
    after: [
      json,
      "pm.variables.set('clientId', answer.client_id);",
      "pm.variables.set('basic', btoa(answer.client_id + ':' + answer.client_secret));",
    ],
    status: 201,
  },
  {
    name: 'environment',
    method: 'GET',
    url: '{{environmentUrl}}',
    headers: { authorization: 'Basic {{basic}}' },
    status: 200,
  },
  {
    name: 'client credentials',
    method: 'POST',
    url: '{{tokenEndpoint}}',
    headers: { authorization: 'Basic {{basic}}', 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials&scope=accounts',
    after: [json, "pm.variables.set('clientToken', answer.access_token);"],
    status: 200,
  },
  {
    name: 'consent',
    method: 'POST',
    url: '{{aisp}}/account-access-consents',
    headers: { authorization: 'Bearer {{clientToken}}', 'content-type': 'application/json' },
    body: '{"Data":{"Permissions":["ReadAccountsBasic","ReadAccountsDetail","ReadBalances","ReadTransactionsBasic","ReadTransactionsDetail","ReadTransactionsCredits","ReadTransactionsDebits"]},"Risk":{}}',
    after: [json, "pm.variables.set('consentId', answer.Data.ConsentId);"],
    status: 201,
  },
  {
    name: 'authorisation request',
    method: 'GET',
    url: '{{frontChannel}}?client_id={{clientId}}&response_type=code%20id_token&scope=openid%20accounts&request={{request}}',
    before: [
      "const part = (value) => btoa(JSON.stringify(value)).replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=+$/, '');",
      "const intent = { openbanking_intent_id: { value: pm.variables.get('consentId'), essential: true } };",
      "const claims = { client_id: pm.variables.get('clientId'), response_type: 'code id_token', scope: 'openid accounts', state: 's', nonce: 'n', redirect_uri: 'https://app.getpostman.com/oauth2/callback', claims: { userinfo: intent, id_token: intent } };",
      "pm.variables.set('request', part({ alg: 'none' }) + '.' + part(claims) + '.');",
    ],
    after: [location('interaction')],
    status: 303,
  },
  { name: 'login page', method: 'GET', url: '{{interaction}}', after: page, status: 200 },
  {
    name: 'login',
    method: 'POST',
    url: '{{front}}{{action}}',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'csrf={{csrf}}&loginName=rora&password=rora.',
    after: [location('interaction')],
    status: 303,
  },
  { name: 'consent page', method: 'GET', url: '{{interaction}}', after: page, status: 200 },
  {
    name: 'approve',
    method: 'POST',
    url: '{{front}}{{action}}',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'csrf={{csrf}}&{{accountFields}}&decision=approve',
    after: [location('resume')],
    status: 303,
  },
  {
    name: 'redirect',
    method: 'GET',
    url: '{{resume}}',
    after: ["pm.variables.set('code', /[#&?]code=([^&]*)/.exec(pm.response.headers.get('location'))[1]);"],
    status: 303,
  },
  {
    name: 'token',
    method: 'POST',
    url: '{{tokenEndpoint}}',
    headers: { authorization: 'Basic {{basic}}', 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=authorization_code&code={{code}}&redirect_uri=https%3A%2F%2Fapp.getpostman.com%2Foauth2%2Fcallback',
    after: [json, "pm.variables.set('token', answer.access_token);"],
    status: 200,
  },
  {
    name: 'accounts',
    method: 'GET',
    url: '{{aisp}}/accounts',
    headers: { authorization: 'Bearer {{token}}' },
    after: [json, "pm.variables.set('accountId', answer.Data.Account[0].AccountId);"],
    status: 200,
  },
  {
    name: 'balances',
    method: 'GET',
    url: '{{aisp}}/accounts/{{accountId}}/balances',
    headers: { authorization: 'Bearer {{token}}' },
    status: 200,
  },
  {
    name: 'transactions',
    method: 'GET',
    url: '{{aisp}}/accounts/{{accountId}}/transactions',
    headers: { authorization: 'Bearer {{token}}' },
    after: [
      json,
      "pm.variables.set('next', answer.Links.Next || '');",
      "if (answer.Links.Next) pm.execution.setNextRequest('more transactions'); else pm.execution.setNextRequest(null);",
    ],
    status: 200,
  },
  {
    name: 'more transactions',
    method: 'GET',
    url: '{{next}}',
    headers: { authorization: 'Bearer {{token}}' },
    after: [
      json,
      "pm.variables.set('next', answer.Links.Next || '');",
      "pm.execution.setNextRequest(answer.Links.Next ? 'more transactions' : null);",
    ],
    status: 200,
  },
];

const script = (listen: string, lines: string[]) => ({ listen, script: { type: 'text/javascript', exec: lines } });

/** The collection, v2.1. No request follows a redirect, so that nothing beyond the bank is called. */
export function collection(): unknown {
  return {
    info: {
      name: 'The guide, step by step',
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    item: steps.map((step) => ({
      name: step.name,
      protocolProfileBehavior: { followRedirects: false },
      event: [
        ...(step.before ? [script('prerequest', step.before)] : []),
        script('test', [
          `pm.test('${step.status}', () => pm.response.to.have.status(${step.status}));`,
          ...(step.after ?? []),
        ]),
      ],
      request: {
        method: step.method,
        url: step.url,
        header: Object.entries(step.headers ?? {}).map(([key, value]) => ({ key, value })),
        ...(typeof step.body === 'string' && { body: { mode: 'raw', raw: step.body } }),
      },
    })),
  };
}

/** A newman environment out of names and values. */
export function environment(values: Record<string, string>): unknown {
  return { name: 'bench', values: Object.entries(values).map(([key, value]) => ({ key, value, enabled: true })) };
}
