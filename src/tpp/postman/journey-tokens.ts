/** The requests of the exported journey to the token endpoint: for the client, for the code, and the renewal. */
import {
  answer,
  expectation,
  type JourneyChoices,
  type JourneyRequest,
  setVariable,
  unless,
} from './journey-request.ts';

/** Where scripts keep what the bank gave; the first two by the names of Ozone's. */
export const tokenVariables = {
  client: 'token-from-client-credentials-grant-accounts',
  customer: 'token-from-auth-code-grant-accounts',
  refresh: 'refresh-token-from-auth-code-grant-accounts',
} as const;

type TokenRequest = Pick<JourneyRequest, 'name' | 'description' | 'before'> & {
  form: Record<string, string>;
  /** Lines that keep what came. */
  after: string[];
};

export function tokenRequests({ authMethod }: Pick<JourneyChoices, 'authMethod'>, headers: Record<string, string>) {
  const asserts = authMethod === 'private_key_jwt' || authMethod === 'client_secret_jwt';
  const asked = ({ form, after, ...rest }: TokenRequest): JourneyRequest => ({
    ...rest,
    method: 'POST',
    url: '{{tokenEndpoint}}',
    headers,
    ...authenticate(authMethod, form),
    status: [200],
    after: [
      answer,
      expectation('has a token', "pm.expect(answer.access_token).to.be.a('string')"),
      ...after,
      // Its jti is good for one use.
      ...(asserts ? ["pm.environment.unset('clientAssertion');"] : []),
    ],
  });
  const renewable = `if (answer.refresh_token) ${setVariable(tokenVariables.refresh, 'answer.refresh_token')}`;
  return {
    client: asked({
      name: 'Client-credentials token',
      form: { grant_type: 'client_credentials', scope: 'accounts' },
      after: [setVariable(tokenVariables.client, 'answer.access_token')],
    }),
    customer: asked({
      name: 'Exchange the code',
      form: { grant_type: 'authorization_code', code: '{{authorizationCode}}', redirect_uri: '{{redirectUrl}}' },
      before: [
        "if (!pm.variables.get('authorizationCode')) {",
        '  pm.execution.setNextRequest(null);',
        "  throw new Error('The customer has not authorised yet: open authCodeUrl in a browser and put the code into authorizationCode.');",
        '}',
      ],
      after: [
        setVariable(tokenVariables.customer, 'answer.access_token'),
        `pm.environment.unset('${tokenVariables.refresh}');`,
        renewable,
        "pm.environment.unset('authorizationCode');",
      ],
    }),
    renewal: asked({
      name: 'Renew the token',
      description: 'Skipped where the bank gave no refresh token.',
      form: { grant_type: 'refresh_token', refresh_token: `{{${tokenVariables.refresh}}}` },
      before: [unless(tokenVariables.refresh), ...(asserts ? [unless('clientAssertion')] : [])],
      after: [setVariable(tokenVariables.customer, 'answer.access_token'), renewable],
    }),
  };
}

/** How a request to the token endpoint says whose it is. */
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
