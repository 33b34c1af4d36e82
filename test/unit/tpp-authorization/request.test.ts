/** The authorisation request: what stands inside the request object and outside it. */
import { expect, test } from 'vitest';
import { authorisationRequest, previewAuthorisationRequest } from '../../../src/tpp/authorization/request.ts';
import { fail } from '../../../src/tpp/errors.ts';
import { decodeJwt } from '../../../src/tpp/jwt/decode.ts';
import { verifyJwt } from '../../../src/tpp/jwt/verify.ts';
import type { ClaimFinding } from '../../../src/tpp/registration/preflight.ts';
import { clientSecretName } from '../../../src/tpp/workspace/secrets.ts';
import { consentAtStub } from '../tpp-journey/authorised.ts';
import {
  clientId,
  issuer,
  loopbackRedirect,
  ourKey,
  type StubOptions,
  seconds,
  stub,
  webRedirect,
} from '../tpp-journey/stub.ts';

const consent = consentAtStub({ status: 'AwaitingAuthorisation' });
const asking = (options: StubOptions = {}) => stub({ state: { consents: [consent] }, ...options });

test('a request object holds what FAPI and OBIE ask for, signed with our key', async () => {
  const { requestObject, header } = await authorisationRequest(asking().session, 'aac-1');
  const { payload } = await verifyJwt(
    requestObject,
    { keys: [{ ...ourKey.publicJwk, kid: ourKey.kid }] },
    { algorithms: ['PS256'] },
  );
  expect(header).toEqual({ alg: 'PS256', kid: ourKey.kid, typ: 'JWT' });
  expect(decodeJwt(requestObject).header).toEqual(header);
  const intent = { openbanking_intent_id: { value: 'aac-1', essential: true } };
  expect(payload).toEqual({
    iss: clientId,
    aud: issuer,
    nbf: seconds - 10,
    iat: seconds,
    exp: seconds + 290,
    jti: '00000000-0000-4000-8000-000000000002',
    client_id: clientId,
    response_type: 'code id_token',
    redirect_uri: webRedirect,
    scope: 'openid accounts',
    state: 'token-000000000001',
    nonce: 'token-000000000003',
    claims: { userinfo: intent, id_token: intent },
  });
});

test('no customer is asked where the secret is lost that the answer needs, and nothing is remembered', async () => {
  const { session, state } = asking({ client: { tokenEndpointAuthMethod: 'client_secret_basic' } });
  await expect(authorisationRequest(session, 'aac-1')).rejects.toMatchObject({
    code: 'client_secret_missing',
    problem: { remedies: expect.arrayContaining([{ do: 'shareSecrets' }]) },
  });
  expect(state().consents[0]?.pending).toBeUndefined();
});

const secretive = { tokenEndpointAuthMethod: 'client_secret_basic' };

/** A client whose secret a command gives, once it may. */
const commanded = (secretCommand: () => Promise<string>) =>
  asking({
    client: secretive,
    entry: { secretCommand: ['vault'] },
    workspace: { run: async () => Buffer.from(await secretCommand()) },
  });

test.each<[what: string, output: () => Promise<string>, code: string]>([
  [
    'has not been allowed yet',
    async () => fail({ code: 'command_not_allowed', message: 'Not allowed.', try: 'Allow it.' }),
    'command_not_allowed',
  ],
  ['failed', async () => fail({ code: 'command_failed', message: 'Locked.', try: 'Unlock it.' }), 'command_failed'],
  ['prints nothing', async () => '', 'client_secret_missing'],
])('no customer is asked where the command for the secret %s', async (_, output, code) => {
  const { session, state } = commanded(output);
  await expect(authorisationRequest(session, 'aac-1')).rejects.toMatchObject({ code });
  expect(state().consents[0]?.pending).toBeUndefined();
});

test('the command for the secret is asked before the customer is, and what it gave is used', async () => {
  let asked = 0;
  const { session } = commanded(async () => {
    asked += 1;
    return 's';
  });
  expect((await authorisationRequest(session, 'aac-1')).url).toContain('request=');
  expect(asked).toBe(1);
});

test('no customer is asked where the secret that is stored is empty', async () => {
  const { session, state } = asking({ client: secretive });
  await session.secrets.set(clientSecretName('sandbox', clientId), '');
  await expect(authorisationRequest(session, 'aac-1')).rejects.toMatchObject({
    code: 'client_secret_missing',
    message: expect.stringContaining('as an empty text'),
  });
  expect(state().consents[0]?.pending).toBeUndefined();
});

test('where another program takes the answer, and has the secret, the request is made without it', async () => {
  const { session, state } = asking({ client: secretive });
  expect((await authorisationRequest(session, 'aac-1', { answeredElsewhere: true })).url).toContain('request=');
  expect(state().consents[0]?.pending).toBeDefined();
});

test('outside the request object stand four parameters, equal to those inside', async () => {
  const { url, requestObject } = await authorisationRequest(asking().session, 'aac-1');
  expect(url.startsWith(`${issuer}/auth?`)).toBe(true);
  expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
    client_id: clientId,
    response_type: 'code id_token',
    scope: 'openid accounts',
    request: requestObject,
  });
});

test('the entry’s wishes go into the object', async () => {
  const authorizationRequest = {
    maxAge: 300,
    acr: ['urn:openbanking:psd2:sca'],
    audience: 'https://other',
    lifetime: 60,
    responseType: 'code' as const,
    responseMode: 'jwt' as const,
    pkce: true,
    algorithm: 'RS256' as const,
  };
  const { claims, header, codeVerifier } = await previewAuthorisationRequest(
    asking({ entry: { authorizationRequest } }).session,
    'aac-1',
  );
  expect(header.alg).toBe('RS256');
  expect(codeVerifier?.length).toBeGreaterThanOrEqual(32);
  expect(claims).toMatchObject({
    aud: 'https://other',
    exp: seconds + 50,
    max_age: 300,
    response_type: 'code',
    response_mode: 'jwt',
    code_challenge_method: 'S256',
    claims: { id_token: { acr: { essential: true, values: ['urn:openbanking:psd2:sca'] } } },
  });
});

const stopped: [string, StubOptions, string][] = [
  ['code without a signed answer', { entry: { authorizationRequest: { responseType: 'code' } } }, 'code_without_jarm'],
  [
    'a response type of another registration',
    {
      client: { registration: { response_types: ['code'] } },
      entry: { authorizationRequest: { responseType: 'code id_token' } },
    },
    'response_type_not_registered',
  ],
  ['RS256 in strict', { client: { registration: { request_object_signing_alg: 'RS256' } } }, 'alg_not_fapi'],
];

test.each(stopped)(
  'an error of the preflight stops the request, and force sends it and says so: %s',
  async (_name, options, code) => {
    const { session, state } = asking(options);
    await expect(authorisationRequest(session, 'aac-1')).rejects.toMatchObject({
      code: 'preflight_failed',
      problem: { message: expect.stringMatching(/was not sent/), remedies: [{ do: 'authoriseAnyway' }] },
    });
    expect(state().consents[0]).not.toHaveProperty('pending');
    const forced: ClaimFinding[] = [];
    const { url } = await authorisationRequest(session, 'aac-1', {
      force: true,
      onForced: (errors) => forced.push(...errors),
    });
    expect(url).toContain('request=');
    expect(forced.map((finding) => finding.code)).toContain(code);
  },
);

test('what a strict bank would refuse is no error at a permissive one, and nothing is told of it', async () => {
  const options = { entry: { profile: 'permissive', authorizationRequest: { responseType: 'code' } } } as const;
  const { session } = asking({ ...options, client: { registration: { response_types: ['code'] } } });
  const { claims } = await authorisationRequest(session, 'aac-1', {
    onForced: () => {
      throw new Error('nothing was forced');
    },
  });
  expect(claims.response_type).toBe('code');
});

test.each([
  ['none of its own', {}, 'The client has no redirect URI.'],
  [
    'one that is asked for',
    { redirectUri: webRedirect },
    `The redirect URI ${webRedirect} is not registered for this client.`,
  ],
])('a client that has no redirect URI, %s, is to be updated with one', async (_name, options, message) => {
  const { session } = asking({ client: { registration: { redirect_uris: [] } } });
  await expect(previewAuthorisationRequest(session, 'aac-1', options)).rejects.toMatchObject({
    code: 'redirect_uri_mismatch',
    message,
    problem: { try: 'Update the client with one: it has none.' },
  });
});

test('a redirect URI that a client does not have leads to those that it has', async () => {
  const redirectUri = 'https://x.example/cb';
  await expect(previewAuthorisationRequest(asking().session, 'aac-1', { redirectUri })).rejects.toMatchObject({
    message: `The redirect URI ${redirectUri} is not registered for this client.`,
    problem: { try: `Use one that is registered (${webRedirect}, ${loopbackRedirect}), or update the client.` },
  });
});

test('PKCE is used where discovery offers it', async () => {
  const { claims } = await authorisationRequest(
    asking({ discovery: { code_challenge_methods_supported: ['S256'] } }).session,
    'aac-1',
  );
  expect(claims).toHaveProperty('code_challenge');
});

test('a client registered for none sends an unsecured object to a permissive bank, and nothing to a strict one', async () => {
  const client = { registration: { request_object_signing_alg: 'none' } };
  const { requestObject } = await authorisationRequest(
    asking({ client, entry: { profile: 'permissive' } }).session,
    'aac-1',
  );
  expect(requestObject).toMatch(/^[\w-]+\.[\w-]+\.$/);
  await expect(authorisationRequest(asking({ client }).session, 'aac-1')).rejects.toMatchObject({
    code: 'preflight_failed',
  });
  const production = { profile: 'permissive', environment: 'production' } as const;
  await expect(authorisationRequest(asking({ client, entry: production }).session, 'aac-1')).rejects.toMatchObject({
    code: 'preflight_failed',
  });
});

test('a plain-HTTP front door is for a loopback host only', async () => {
  const front = asking({ entry: { authorizationEndpoint: 'http://127.0.0.1:4300/auth' } });
  expect(
    (await authorisationRequest(front.session, 'aac-1')).url.startsWith('http://127.0.0.1:4300/auth?client_id='),
  ).toBe(true);
  const open = asking({ entry: { authorizationEndpoint: 'http://bank.example/auth' } });
  await expect(authorisationRequest(open.session, 'aac-1')).rejects.toMatchObject({ code: 'workspace_invalid' });
});

test('what the answer must fit is remembered on the consent; a preview leaves no trace', async () => {
  const { session, state } = asking();
  await previewAuthorisationRequest(session, 'aac-1');
  expect(state().consents[0]).not.toHaveProperty('pending');
  const request = await authorisationRequest(session, 'aac-1', { redirectUri: loopbackRedirect });
  expect(state().consents[0]?.pending).toEqual({
    state: request.state,
    nonce: request.claims.nonce,
    redirectUri: loopbackRedirect,
    responseType: 'code id_token',
    startedAt: '2026-03-01T12:00:00.000Z',
  });
});

test('a redirect URI that is not registered is refused', async () => {
  await expect(
    authorisationRequest(asking().session, 'aac-1', { redirectUri: 'https://x.example' }),
  ).rejects.toMatchObject({
    code: 'redirect_uri_mismatch',
  });
});

test('a pushed request leaves a reference in the URL', async () => {
  const { session, sent } = asking({
    entry: { authorizationRequest: { par: true } },
    discovery: { pushed_authorization_request_endpoint: 'https://as.bank.example/par' },
    routes: {
      'POST https://as.bank.example/par': () => ({ status: 201, body: { request_uri: 'urn:x:1', expires_in: 60 } }),
    },
  });
  const { url } = await authorisationRequest(session, 'aac-1');
  expect(Object.fromEntries(new URL(url).searchParams)).toEqual({ client_id: clientId, request_uri: 'urn:x:1' });
  expect(sent.at(-1)?.body).toContain('request=');
});
