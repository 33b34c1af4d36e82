/** The journey as Postman requests: from the client-credentials token to transactions, in the words of Ozone's variables. */
import { operationNamed } from '../../standard/operations.ts';
import { permissions } from '../consents/permissions.ts';

/** What decides how the requests look. */
export interface JourneyChoices {
  authMethod: string;
  /** True where the bank takes an unsecured request object of this client, so that nobody has to sign one. */
  unsecuredRequest: boolean;
  responseType: string;
  /** `aud` of the request object. */
  audience: string;
  registrationContentType: string;
  /** Whether the bank wants `x-fapi-financial-id`. */
  financialId: boolean;
}

export interface JourneyRequest {
  name: string;
  description?: string;
  method: 'GET' | 'POST';
  url: string;
  headers?: Record<string, string>;
  form?: Record<string, string>;
  /** A body as it stands. */
  raw?: string;
  basic?: { username: string; password: string };
  /** Lines that run before the request. */
  before?: string[];
  /** The statuses of success. */
  status: number[];
  /** Lines that run after it, the status being one of success. */
  after?: string[];
}

export interface JourneyFolder {
  name: string;
  description: string;
  requests: JourneyRequest[];
}

/** Operations as the standard names them; method, path, token and statuses are their rows'. */
type JourneyOperation = `POST /${string}` | `GET /${string}`;

const answer = 'const answer = pm.response.json();';
const keep = (variable: string, expression: string): string => `pm.environment.set('${variable}', ${expression});`;
const unless = (variable: string): string => `if (!pm.variables.get('${variable}')) pm.execution.skipRequest();`;
const wanted: readonly string[] = ['Accounts', 'Balances', 'Transactions'];
const asked = permissions
  .filter(({ code, group }) => wanted.includes(group) && code !== 'ReadPAN')
  .map(({ code }) => code);

export function journeyFolders(choices: JourneyChoices): JourneyFolder[] {
  const withId: Record<string, string> = { 'x-fapi-interaction-id': '{{interactionId}}', Accept: 'application/json' };
  const financial: Record<string, string> = choices.financialId ? { 'x-fapi-financial-id': '{{obParticipantId}}' } : {};
  const bearer = (token: string): Record<string, string> => ({
    ...withId,
    ...financial,
    Authorization: `Bearer {{${token}}}`,
  });
  const asClient = bearer('token-from-client-credentials-grant-accounts');
  const asCustomer = bearer('token-from-auth-code-grant-accounts');
  const authenticated = (form: Record<string, string>): Pick<JourneyRequest, 'form' | 'basic'> =>
    authenticate(choices.authMethod, form);
  const calls = (name: string, operation: JourneyOperation, more: Pick<JourneyRequest, 'raw' | 'after'> = {}) => {
    const row = operationNamed(operation);
    if (!row) throw new Error(`The standard has no ${operation}.`);
    return {
      name,
      method: operation.startsWith('POST') ? 'POST' : 'GET',
      url: `{{aisp}}${row.path.replace('{AccountId}', '{{account-id}}')}`,
      headers: {
        ...(row.token === 'client' ? asClient : asCustomer),
        ...(more.raw !== undefined && { 'Content-Type': 'application/json' }),
      },
      status: [...row.ok],
      ...more,
    } satisfies JourneyRequest;
  };
  return [
    {
      name: '1 Registration',
      description: 'Skipped unless signedDcrJwt is set.',
      requests: [
        {
          name: 'Register a client',
          description: 'Dynamic client registration (RFC 7591). The request is a JWT that your signing key signs.',
          method: 'POST',
          url: '{{registrationEndpoint}}',
          headers: { ...withId, 'Content-Type': choices.registrationContentType },
          raw: '{{signedDcrJwt}}',
          before: [unless('signedDcrJwt')],
          status: [200, 201],
          after: [
            answer,
            keep('oidcClient', 'answer.client_id'),
            `if (answer.client_secret) ${keep('clientSecret', 'answer.client_secret')}`,
          ],
        },
      ],
    },
    {
      name: '2 Consent',
      description:
        'The client speaks for itself: a token by client credentials, and a consent that awaits its customer.',
      requests: [
        {
          name: 'Client-credentials token',
          method: 'POST',
          url: '{{tokenEndpoint}}',
          headers: withId,
          ...authenticated({ grant_type: 'client_credentials', scope: 'accounts' }),
          status: [200],
          after: [answer, keep('token-from-client-credentials-grant-accounts', 'answer.access_token')],
        },
        calls('Create an account access consent', 'POST /account-access-consents', {
          raw: JSON.stringify({ Data: { Permissions: asked }, Risk: {} }, undefined, 2),
          after: [
            answer,
            keep('account-access-consent-id', 'answer.Data.ConsentId'),
            // A code of an earlier consent is of no use to this one.
            "for (const old of ['authorizationCode', 'auth-interaction-id', 'authCodeUrl']) pm.environment.unset(old);",
          ],
        }),
      ],
    },
    {
      name: '3 Authorisation',
      description:
        'The customer’s part. At a sandbox with a JSON face the requests log a customer in; elsewhere open {{authCodeUrl}} in a browser, take the code from the address that it ends at into authorizationCode, and go on with folder 4.',
      requests: authorisation(choices),
    },
    {
      name: '4 Accounts and transactions',
      description: 'With a code in authorizationCode.',
      requests: [
        {
          name: 'Exchange the code',
          method: 'POST',
          url: '{{tokenEndpoint}}',
          headers: withId,
          ...authenticated({
            grant_type: 'authorization_code',
            code: '{{authorizationCode}}',
            redirect_uri: '{{redirectUrl}}',
          }),
          before: [
            "if (!pm.variables.get('authorizationCode')) {",
            '  pm.execution.setNextRequest(null);',
            "  throw new Error('The customer has not authorised yet: open authCodeUrl in a browser and put the code into authorizationCode.');",
            '}',
          ],
          status: [200],
          after: [
            answer,
            keep('token-from-auth-code-grant-accounts', 'answer.access_token'),
            "pm.environment.unset('authorizationCode');",
          ],
        },
        calls('Accounts', 'GET /accounts', { after: [answer, keep('account-id', 'answer.Data.Account[0].AccountId')] }),
        calls('One account', 'GET /accounts/{AccountId}'),
        calls('Balances', 'GET /accounts/{AccountId}/balances'),
        calls('Transactions', 'GET /accounts/{AccountId}/transactions', {
          after: [answer, keep('next-page', "(answer.Links && answer.Links.Next) || ''")],
        }),
        {
          ...calls('Next page of transactions', 'GET /accounts/{AccountId}/transactions'),
          url: '{{next-page}}',
          before: [unless('next-page')],
        },
      ],
    },
  ];
}

function authenticate(method: string, form: Record<string, string>): Pick<JourneyRequest, 'form' | 'basic'> {
  switch (method) {
    case 'client_secret_basic':
      return { form, basic: { username: '{{oidcClient}}', password: '{{clientSecret}}' } };
    case 'client_secret_post':
      return { form: { ...form, client_id: '{{oidcClient}}', client_secret: '{{clientSecret}}' } };
    case 'private_key_jwt':
    case 'client_secret_jwt':
      return {
        form: {
          ...form,
          client_id: '{{oidcClient}}',
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: '{{clientAssertion}}',
        },
      };
    default:
      return { form: { ...form, client_id: '{{oidcClient}}' } };
  }
}

function authorisation({ unsecuredRequest, responseType, audience }: JourneyChoices): JourneyRequest[] {
  const form = { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' };
  return [
    {
      name: 'Begin the authorisation',
      method: 'GET',
      url: `{{authEndpoint}}?client_id={{oidcClient}}&response_type=${encodeURIComponent(responseType)}&scope=openid%20accounts&request={{requestObject}}`,
      headers: { Accept: 'application/json' },
      before: [
        ...(unsecuredRequest ? unsecuredObject(responseType, audience) : []),
        "const value = (name) => encodeURIComponent(pm.variables.get(name) || '');",
        keep(
          'authCodeUrl',
          `pm.variables.get('authEndpoint') + '?client_id=' + value('oidcClient') + '&request=' + value('requestObject') + '&response_type=${encodeURIComponent(responseType)}&scope=openid%20accounts'`,
        ),
      ],
      status: [200, 302, 303],
      after: [
        'const found = /^\\s*\\{/.test(pm.response.text()) ? pm.response.json().interaction : undefined;',
        "if (found) pm.environment.set('auth-interaction-id', found.interactionId);",
        "else console.log('For the customer: ' + pm.variables.get('authCodeUrl'));",
      ],
    },
    {
      name: 'Log the customer in',
      description: 'Skipped where the bank has no JSON face, and without a loginName.',
      method: 'POST',
      url: '{{authEndpoint}}/{{auth-interaction-id}}/doLogin',
      headers: form,
      raw: 'loginName={{loginName}}&password={{password}}',
      before: [unless('auth-interaction-id'), unless('loginName')],
      status: [200],
      after: [
        answer,
        keep('accounts-to-share', "answer.accounts.map((account) => 'accounts=' + account.accountId).join('&')"),
      ],
    },
    {
      name: 'Share the accounts',
      method: 'POST',
      url: '{{authEndpoint}}/{{auth-interaction-id}}/aac/doConfirm',
      headers: form,
      raw: '{{accounts-to-share}}',
      before: [unless('accounts-to-share')],
      status: [200, 302, 303],
      after: [
        "const to = pm.response.headers.get('location') || pm.response.json().redirectUri;",
        keep('authorizationCode', 'decodeURIComponent(/[#?&]code=([^&]*)/.exec(to)[1])'),
        "for (const used of ['auth-interaction-id', 'accounts-to-share']) pm.environment.unset(used);",
      ],
    },
  ];
}

/** A request object with `alg: none`, as a permissive sandbox takes it of a client registered with request_object_signing_alg none. */
function unsecuredObject(responseType: string, audience: string): string[] {
  return [
    "const part = (value) => require('buffer').Buffer.from(JSON.stringify(value)).toString('base64').replace(/[+]/g, '-').replace(/[/]/g, '_').replace(/=+$/, '');",
    "const uuid = () => pm.variables.replaceIn('{{$guid}}');",
    "const id = pm.variables.get('oidcClient');",
    "const intent = { openbanking_intent_id: { value: pm.variables.get('account-access-consent-id'), essential: true } };",
    'const now = Math.floor(Date.now() / 1000);',
    `const claims = { iss: id, aud: ${JSON.stringify(audience)}, client_id: id, response_type: '${responseType}', scope: 'openid accounts', redirect_uri: pm.variables.get('redirectUrl'), state: uuid(), nonce: uuid(), jti: uuid(), iat: now, nbf: now - 10, exp: now + 300, claims: { userinfo: intent, id_token: intent } };`,
    "pm.environment.set('requestObject', part({ alg: 'none' }) + '.' + part(claims) + '.');",
  ];
}
