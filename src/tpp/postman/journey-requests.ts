/** The journey as Postman requests: from the client-credentials token through all of account information to the deleted consent, in the words of Ozone's variables. */
import { accountFlow, type ReadInFlow } from '../../standard/account-flow.ts';
import { consentKinds } from '../../standard/consent-kinds.ts';
import { operationNamed } from '../../standard/operations.ts';
import { authorisationRequests } from './journey-authorisation.ts';
import {
  answer,
  expectation,
  type JourneyChoices,
  type JourneyFolder,
  type JourneyRequest,
  setVariable,
  unless,
} from './journey-request.ts';
import { tokenRequests, tokenVariables } from './journey-tokens.ts';

/** Operations as the standard names them; method, path, token and statuses are their rows'. */
type JourneyOperation = `${JourneyRequest['method']} /${string}`;
type Calls = (
  name: string,
  operation: JourneyOperation,
  more?: Partial<Omit<JourneyRequest, 'name' | 'method' | 'url'>>,
) => JourneyRequest;

const pathVariables: Readonly<Record<string, string>> = {
  AccountId: '{{account-id}}',
  ConsentId: '{{account-access-consent-id}}',
  StatementId: '{{statement-id}}',
};
/** Of the consent before, and of no use to another. */
const ofConsent = [
  'authorizationCode',
  'auth-interaction-id',
  'authCodeUrl',
  'account-id',
  'statement-id',
  'next-page',
];
const oldTokens = [tokenVariables.customer, tokenVariables.refresh];
const forget = (names: readonly string[]): string =>
  `for (const old of [${names.map((name) => `'${name}'`).join(', ')}]) pm.environment.unset(old);`;

export function journeyFolders(choices: JourneyChoices): JourneyFolder[] {
  const withId: Record<string, string> = { 'x-fapi-interaction-id': '{{interactionId}}', Accept: 'application/json' };
  const calls = callsOf(choices, withId);
  const tokens = tokenRequests(choices, withId);
  const { words } = consentKinds['account-access'];
  const status = (title: string, word: string | undefined): string =>
    expectation(title, `pm.expect(answer.Data.Status).to.equal('${word}')`);
  return [
    {
      name: '1 Registration',
      description: 'Skipped unless signedDcrJwt is set.',
      requests: [registration(choices, withId)],
    },
    {
      name: '2 Consent',
      description:
        'The client speaks for itself: a token by client credentials, and a consent that awaits its customer.',
      requests: [
        tokens.client,
        calls('Create an account access consent', 'POST /account-access-consents', {
          raw: JSON.stringify({ Data: { Permissions: choices.permissions }, Risk: {} }, undefined, 2),
          after: [
            answer,
            status('awaits its customer', words[choices.version].awaitingAuthorisation),
            setVariable('account-access-consent-id', 'answer.Data.ConsentId'),
            forget([...ofConsent, ...oldTokens]),
          ],
        }),
      ],
    },
    {
      name: '3 Authorisation',
      description:
        'The customer’s part. At a sandbox with a JSON face the requests log a customer in; elsewhere open {{authCodeUrl}} in a browser, take the code from the address that it ends at into authorizationCode, and go on with folder 4.',
      requests: authorisationRequests(choices),
    },
    {
      name: '4 Account information',
      description:
        'With a code in authorizationCode. The first account and its first statement stand for all; what the bank does not offer is answered with 404 and is no failure.',
      requests: [
        tokens.customer,
        calls('Account access consent', 'GET /account-access-consents/{ConsentId}', {
          description:
            'With the client-credentials token of folder 2: where that has ended meanwhile, send its request again.',
          after: [answer, status('is authorised', words[choices.version].authorised)],
        }),
        ...accountFlow.filter(({ operation }) => shown(operation, choices)).flatMap((each) => reading(calls, each)),
      ],
    },
    {
      name: '5 Renewal',
      description: 'Skipped where the bank gave no refresh token.',
      requests: [
        tokens.renewal,
        calls('Accounts with the renewed token', 'GET /accounts', {
          before: [unless(tokenVariables.refresh)],
          after: [answer, expectation('has Account', "pm.expect(answer.Data.Account).to.be.an('array')")],
        }),
      ],
    },
    {
      name: '6 End',
      description: 'Ends the consent that folder 2 made, and no other.',
      requests: [
        calls('Delete the consent', 'DELETE /account-access-consents/{ConsentId}', {
          before: [unless('account-access-consent-id')],
          after: [forget([...ofConsent, ...oldTokens, 'account-access-consent-id'])],
        }),
      ],
    },
  ];
}

/** What makes a request of an operation's row. */
function callsOf({ financialId }: JourneyChoices, withId: Record<string, string>): Calls {
  const financial: Record<string, string> = financialId ? { 'x-fapi-financial-id': '{{obParticipantId}}' } : {};
  return (name, operation, { headers, ...more } = {}) => {
    const row = operationNamed(operation);
    if (!row) throw new Error(`The standard has no ${operation}.`);
    const method = (['POST', 'DELETE'] as const).find((verb) => verb === row.verb) ?? 'GET';
    return {
      name,
      method,
      url: `{{aisp}}${row.path.replace(/\{(\w+)\}/g, (_, each: string) => pathVariables[each] ?? '')}`,
      headers: {
        ...withId,
        ...financial,
        Authorization: `Bearer {{${row.token === 'client' ? tokenVariables.client : tokenVariables.customer}}}`,
        ...(more.raw !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      status: [...row.ok],
      ...(row.duty !== 'must' && { notOffered: 404 }),
      ...more,
    };
  };
}

/** Whether the consent's permissions show what an operation gives. */
function shown(operation: JourneyOperation, { permissions }: JourneyChoices): boolean {
  const wanted = operationNamed(operation)?.permissions ?? [];
  return wanted.every((some) => some.some((each) => permissions.includes(each)));
}

/** What else the test script does after an operation. */
const more: Readonly<Record<string, readonly string[]>> = {
  'GET /accounts': [
    expectation('has an account', 'pm.expect(answer.Data.Account).to.not.be.empty'),
    setVariable('account-id', 'answer.Data.Account[0].AccountId'),
    forget(['statement-id', 'next-page']),
  ],
  'GET /accounts/{AccountId}/statements': [
    `if (answer.Data.Statement.length > 0) ${setVariable('statement-id', 'answer.Data.Statement[0].StatementId')}`,
  ],
  'GET /accounts/{AccountId}/transactions': [setVariable('next-page', "(answer.Links && answer.Links.Next) || ''")],
};

function reading(calls: Calls, { operation, name, member, single }: ReadInFlow): JourneyRequest[] {
  // Nothing has been read before it that could name one.
  const before = operation.includes('{StatementId}') ? { before: [unless('statement-id')] } : {};
  if (member === undefined) {
    const after = [
      expectation('is a file', 'pm.expect(pm.response.responseSize).to.be.above(0)'),
      expectation('is no JSON', "pm.expect(String(pm.response.headers.get('content-type'))).to.not.include('json')"),
    ];
    return [calls(name, operation, { ...before, headers: { Accept: '*/*' }, after })];
  }
  const shape = expectation(
    `has ${member}`,
    `pm.expect(answer.Data.${member}).to.be.an('${single ? 'object' : 'array'}')`,
  );
  const read = calls(name, operation, { ...before, after: [answer, shape, ...(more[operation] ?? [])] });
  if (operation !== 'GET /accounts/{AccountId}/transactions') return [read];
  const next = calls('Next page of transactions', operation, {
    before: [unless('next-page')],
    after: [answer, shape],
  });
  return [read, { ...next, url: '{{next-page}}' }];
}

function registration({ registrationContentType }: JourneyChoices, headers: Record<string, string>): JourneyRequest {
  return {
    name: 'Register a client',
    description: 'Dynamic client registration (RFC 7591). The request is a JWT that your signing key signs.',
    method: 'POST',
    url: '{{registrationEndpoint}}',
    headers: { ...headers, 'Content-Type': registrationContentType },
    raw: '{{signedDcrJwt}}',
    before: [unless('signedDcrJwt')],
    status: [200, 201],
    after: [
      answer,
      setVariable('oidcClient', 'answer.client_id'),
      `if (answer.client_secret) ${setVariable('clientSecret', 'answer.client_secret')}`,
    ],
  };
}
