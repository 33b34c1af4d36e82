/** The requests of the exported journey that ask the customer: at a bank with a JSON face they log one in, elsewhere a browser does. */
import { answer, type JourneyChoices, type JourneyRequest, setVariable, unless } from './journey-request.ts';

/** The customer's part, from the authorisation request to the code. */
export function authorisationRequests({ unsecuredRequest, responseType, audience }: JourneyChoices): JourneyRequest[] {
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
        setVariable(
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
        setVariable('accounts-to-share', "answer.accounts.map((account) => 'accounts=' + account.accountId).join('&')"),
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
        setVariable('authorizationCode', 'decodeURIComponent(/[#?&]code=([^&]*)/.exec(to)[1])'),
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
