/** Registration: what is sent, what is kept of the answer, and what follows a refusal or silence. */
import { expect, test, vi } from 'vitest';
import { OpenBankingError, problemOf } from '../../../src/tpp/errors.ts';
import { verifyJwt } from '../../../src/tpp/jwt/verify.ts';
import { registrationClaims } from '../../../src/tpp/registration/claims.ts';
import { adoptClient, readRegistration, updateRegistration } from '../../../src/tpp/registration/client.ts';
import { deleteRegistration, removeHere } from '../../../src/tpp/registration/client-end.ts';
import { prepareRegistration, register } from '../../../src/tpp/registration/register.ts';
import { notArrived, withBeginning } from '../../../src/tpp/transport/failure.ts';
import {
  clientId,
  discoveryDocument,
  interactionId,
  issuer,
  loopbackRedirect,
  organisation,
  ourKey,
  type Reply,
  resources,
  type StubOptions,
  seconds,
  statementClaims,
  stub,
  webRedirect,
} from '../tpp-journey/stub.ts';

const endpoint = `POST ${resources}/register`;
const answer = {
  client_id: clientId,
  token_endpoint_auth_method: 'private_key_jwt',
  scope: 'openid accounts payments',
};
const newcomer = (reply: Reply = { status: 201, body: answer }, options: StubOptions = {}) =>
  stub({ client: null, routes: { [endpoint]: () => reply }, ...options });

test.each([
  ['invalid_client', [{ do: 'adoptClient' }, { do: 'registerAnother' }]],
  ['invalid_scope', [{ do: 'registerAnother' }]],
])('a registration that cannot be read for %s does not lead to reading it', async (error, remedies) => {
  const { session } = stub({
    routes: { [`POST ${discoveryDocument.token_endpoint}`]: () => ({ status: 400, body: { error } }) },
  });
  const refused = { code: 'token_refused', bank: { error } };
  expect(await readRegistration(session).catch(problemOf)).toMatchObject({ ...refused, remedies });
  expect(await deleteRegistration(session).catch(problemOf)).toMatchObject({
    ...refused,
    remedies: [{ do: 'removeClientHere' }, ...remedies],
  });
});

test('the defaults of a strict bank are FAPI’s', async () => {
  const { claims, header, findings } = await prepareRegistration(newcomer().session);
  expect(findings).toEqual([]);
  expect(header).toEqual({ alg: 'PS256', kid: ourKey.kid, typ: 'JWT' });
  expect(claims).toMatchObject({
    iss: statementClaims.software_id,
    aud: organisation,
    iat: seconds,
    exp: seconds + 300,
    application_type: 'web',
    redirect_uris: [webRedirect],
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'PS256',
    scope: 'openid accounts payments',
    grant_types: ['authorization_code', 'client_credentials', 'refresh_token'],
    response_types: ['code', 'code id_token'],
    request_object_signing_alg: 'PS256',
  });
});

const unregistrable = [
  'https://us:secret@us.example/cb',
  'https://us.example/cb#x',
  'http://us@127.0.0.1/cb',
  'ftp://x/',
];
const choices: [string, StubOptions, Parameters<typeof register>[1], Record<string, unknown>][] = [
  [
    'a permissive sandbox takes the guide’s secret and our loopback',
    { entry: { profile: 'permissive' } },
    {},
    {
      token_endpoint_auth_method: 'client_secret_basic',
      application_type: 'native',
      redirect_uris: [webRedirect, loopbackRedirect],
    },
  ],
  [
    'a web client registers https only',
    { entry: { profile: 'permissive' } },
    { applicationType: 'web' },
    { redirect_uris: [webRedirect] },
  ],
  [
    'the workspace narrows the redirects',
    { redirectUris: [loopbackRedirect] },
    {},
    { application_type: 'native', redirect_uris: [loopbackRedirect] },
  ],
  [
    'what no bank takes is not chosen, and makes no client a native one',
    { entry: { profile: 'permissive' }, statement: { software_redirect_uris: [...unregistrable, webRedirect] } },
    {},
    { application_type: 'web', redirect_uris: [webRedirect] },
  ],
  [
    'nor is it beside our loopback, where the sandbox takes each other one',
    {
      entry: { profile: 'permissive' },
      statement: { software_redirect_uris: [...unregistrable, webRedirect, loopbackRedirect, 'us.app:/cb'] },
    },
    {},
    { application_type: 'native', redirect_uris: [webRedirect, loopbackRedirect, 'us.app:/cb'] },
  ],
  [
    'where no bank takes any, all are judged',
    { statement: { software_redirect_uris: unregistrable } },
    {},
    { application_type: 'web', redirect_uris: unregistrable },
  ],
  [
    'a web client of a sandbox has its own server on this machine',
    { entry: { profile: 'permissive' }, statement: { software_redirect_uris: [webRedirect, 'https://127.0.0.1/cb'] } },
    {},
    { application_type: 'web', redirect_uris: [webRedirect, 'https://127.0.0.1/cb'] },
  ],
  [
    'a native client of a bank that is no sandbox registers https only',
    {},
    { applicationType: 'native' },
    { application_type: 'native', redirect_uris: [webRedirect] },
  ],
  [
    'tls_client_auth names our certificate',
    {},
    { authMethod: 'tls_client_auth' },
    { tls_client_auth_subject_dn: 'CN=00158OurOrganisati,2.5.4.97=PSDGB-OB-Unknown00158OurOrganisati,O=Us,C=GB' },
  ],
  [
    'the entry spells our DN',
    { entry: { client: { tlsClientAuthSubjectDn: 'CN=x' } } },
    { authMethod: 'tls_client_auth' },
    { tls_client_auth_subject_dn: 'CN=x' },
  ],
  [
    'the entry names the audience',
    { entry: { registration: { audience: 'https://issuer' } } },
    {},
    { aud: 'https://issuer' },
  ],
  [
    'without an organisation id the issuer is asked',
    { discovery: { jwks_uri: 'https://auth.bank.example/jwks' } },
    {},
    { aud: 'https://auth.bank.example' },
  ],
  [
    'no refresh token where the bank has none',
    { discovery: { grant_types_supported: ['authorization_code'] } },
    {},
    { grant_types: ['authorization_code', 'client_credentials'] },
  ],
  [
    'a bank that lists only one method gets that',
    { discovery: { token_endpoint_auth_methods_supported: ['none', 'self_signed_tls_client_auth'] } },
    {},
    { token_endpoint_auth_method: 'self_signed_tls_client_auth' },
  ],
  [
    'a secret signs assertions by HMAC',
    { discovery: { token_endpoint_auth_methods_supported: ['client_secret_jwt'] } },
    {},
    { token_endpoint_auth_method: 'client_secret_jwt', token_endpoint_auth_signing_alg: 'HS256' },
  ],
  [
    'scopes the bank does not offer are left out',
    { discovery: { scopes_supported: ['openid', 'accounts'] } },
    {},
    { scope: 'openid accounts' },
  ],
];

test.each(choices)('%s', async (_name, options, chosen, expected) => {
  expect((await prepareRegistration(newcomer(undefined, options).session, chosen)).claims).toMatchObject(expected);
});

test('a method that the bank does not list is not sent, and its list is named', async () => {
  const of = newcomer(undefined, {
    discovery: { token_endpoint_auth_methods_supported: ['private_key_jwt', 'self_signed_tls_client_auth'] },
  });
  const refusal = await register(of.session, { authMethod: 'client_secret_post' }).catch(problemOf);
  expect(refusal).toMatchObject({
    code: 'preflight_failed',
    message: expect.stringContaining('does not offer "client_secret_post" as authentication at its token endpoint'),
    try: expect.stringContaining('Choose one that the bank offers: private_key_jwt, self_signed_tls_client_auth.'),
  });
  expect(of.sent.filter(({ method }) => method === 'POST')).toEqual([]);
});

test('those that can be used are to choose from, in the bank’s order', async () => {
  const listed = ['none', 'client_secret_post', 'attest_jwt_client_auth', 'private_key_jwt', 'client_secret_post'];
  const of = newcomer(undefined, { discovery: { token_endpoint_auth_methods_supported: listed } });
  const { decided } = await registrationClaims(of.session);
  expect(decided.authMethodsOffered).toEqual(['client_secret_post', 'private_key_jwt']);
});

test.each([
  ['public where the bank says nothing of it', undefined, { subject_type: 'public' }],
  ['public where the bank offers both', ['pairwise', 'public'], { subject_type: 'public' }],
  ['pairwise where the bank offers that alone', ['pairwise'], { subject_type: 'pairwise' }],
  ['left out where the bank offers neither', ['sector'], {}],
  ['left out where the bank lists none', [], {}],
])('subject_type is %s, and nothing speaks against it', async (_, subject_types_supported, given) => {
  const of = newcomer(undefined, { discovery: { subject_types_supported } });
  const { claims, findings } = await prepareRegistration(of.session);
  expect(Object.fromEntries(Object.entries(claims).filter(([name]) => name === 'subject_type'))).toEqual(given);
  expect(findings).toEqual([]);
});

test('one signed JWT is sent, and the client kept with its secret apart', async () => {
  const reply = {
    status: 201,
    body: { ...answer, client_secret: 's3cret', bearer: 'YTpi', registration_access_token: 'rat' },
  };
  const { session, sent, state, secrets } = newcomer(reply);
  const { registration } = await register(session);
  const post = sent.at(-1);
  expect(post).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/jwt' } });
  const { payload } = await verifyJwt(post?.body ?? '', { keys: [{ ...ourKey.publicJwk, kid: ourKey.kid }] });
  expect(payload.iss).toBe(statementClaims.software_id);
  expect(secrets.get(`client_secret/sandbox/${clientId}`)).toBe('s3cret');
  expect(JSON.stringify([state(), registration])).not.toMatch(/s3cret|YTpi|"rat"/);
  expect(state().clients[0]).toMatchObject({
    clientId,
    softwareId: statementClaims.software_id,
    tokenEndpointAuthMethod: 'private_key_jwt',
  });
});

test('credentials that a bank says again elsewhere are neither kept nor shown', async () => {
  const secret = 'a-secret-of-the-client';
  const body = {
    ...answer,
    client_secret: secret,
    data: { clientSecret: secret, list: [{ registration_access_token: 'another-token' }] },
    note: `Keep ${secret} to yourself.`,
    basic: Buffer.from(`${clientId}:${secret}`).toString('base64'),
    tls_client_certificate_bound_access_tokens: true,
  };
  const { session, state, secrets } = newcomer({ status: 201, body });
  const { registration } = await register(session);
  expect(secrets.get(`client_secret/sandbox/${clientId}`)).toBe(secret);
  const said = { data: { clientSecret: '…' }, note: 'Keep … to yourself.', basic: '…' };
  const whole = { ...said, client_id: clientId, tls_client_certificate_bound_access_tokens: true };
  expect(state().clients[0]?.registration).toMatchObject(whole);
  expect(registration).toMatchObject(whole);
  const all = JSON.stringify([state(), registration]);
  for (const credential of [secret, 'another-token', body.basic]) expect(all).not.toContain(credential);
});

test('a secret of a few characters, which may stand in any word, is looked for by its name alone', async () => {
  const body = { ...answer, client_secret: 'test', data: { client_secret: 'test' }, note: 'A test.' };
  const { session } = newcomer({ status: 201, body });
  expect((await register(session)).registration).toMatchObject({ data: { client_secret: '…' }, note: 'A test.' });
});

test.each([
  ['the client’s own id', clientId],
  ['a part of it', clientId.slice(1)],
])('a secret that is %s is put out of nothing that names the client', async (_what, secret) => {
  const uri = `https://bank.example/register/${clientId}`;
  const body = { ...answer, client_secret: secret, registration_client_uri: uri };
  const { session, state, secrets } = newcomer({ status: 201, body });
  expect((await register(session)).registration).toMatchObject({ client_id: clientId, registration_client_uri: uri });
  expect(state().clients[0]?.registration).toMatchObject({ client_id: clientId, registration_client_uri: uri });
  expect(secrets.get(`client_secret/sandbox/${clientId}`)).toBe(secret);
});

test('a client is known while its secret is still being stored, as we may be ended meanwhile', async () => {
  const { session, state } = newcomer({ status: 201, body: { ...answer, client_secret: 'a-secret-of-the-client' } });
  let goOn = () => {};
  const asked = new Promise<void>((resolve) => {
    const set = () => {
      resolve();
      return new Promise<void>((done) => {
        goOn = done;
      });
    };
    Object.assign(session, { secrets: { ...session.secrets, set } });
  });
  const registered = register(session);
  await asked;
  await vi.waitFor(() => expect(state().clients).toMatchObject([{ clientId }]));
  goOn();
  await registered;
});

test('application/jose is sent where the entry or the developer says so', async () => {
  const { session, sent } = newcomer();
  await register(session, { contentType: 'jose' });
  expect(sent.at(-1)?.headers?.['content-type']).toBe('application/jose');
});

test('an answer in the wild is understood', async () => {
  const body = {
    client_id: clientId,
    scope: 'accounts,openid',
    client_id_issued_at: 1568816110661,
    request_object_signing_alg: ['none', 'PS256'],
  };
  const { session, state } = newcomer({ status: 200, body });
  await register(session);
  expect(state().clients[0]).toMatchObject({
    registeredAt: '2019-09-18T14:15:10.000Z',
    tokenEndpointAuthMethod: 'private_key_jwt',
    registration: { scope: 'accounts openid', client_id_issued_at: 1568816110, redirect_uris: [webRedirect] },
  });
});

const notSent: [string, Parameters<typeof register>[1], StubOptions, string][] = [
  ['a client is there already', {}, { client: {} }, 'client_exists'],
  ['the preflight finds an error', { scope: 'openid fundsconfirmations' }, {}, 'preflight_failed'],
  ['the claims were edited into nonsense', { claims: { scopes: 'openid' } }, {}, 'preflight_failed'],
  ['the bank offers no registration', {}, { discovery: { registration_endpoint: undefined } }, 'discovery_invalid'],
];

test.each(notSent)('nothing is sent when %s', async (_name, chosen, options, code) => {
  const { session, sent } = newcomer(undefined, options);
  await expect(register(session, chosen)).rejects.toMatchObject({ code });
  expect(sent.filter(({ method }) => method === 'POST')).toEqual([]);
});

const refused: [string, Reply, object][] = [
  [
    'already registered',
    {
      status: 400,
      body: { error: 'invalid_client_metadata', error_description: 'Software statement already registered' },
    },
    { bank: { status: 400, error: 'invalid_client_metadata' }, remedies: [{ do: 'adoptClient' }] },
  ],
  [
    'a redirect',
    { status: 400, body: { error: 'invalid_redirect_uri' } },
    { try: expect.stringContaining('to the letter') },
  ],
  [
    'the statement',
    { status: 400, body: { error: 'invalid_software_statement' } },
    { try: expect.stringContaining('new assertion'), about: { claim: '/claims/software_statement' } },
  ],
  [
    'not approved',
    { status: 400, body: { error: 'unapproved_software_statement' } },
    { try: expect.stringContaining('environment') },
  ],
  ['the content type', { status: 415 }, { bank: { status: 415 }, try: expect.stringContaining('application/jose') }],
  [
    'a failure of the bank',
    { status: 503, body: '<html>' },
    { bank: { status: 503, body: '<html>' }, try: expect.stringContaining('may have registered') },
  ],
];

test.each(refused)('a refusal keeps the bank’s words and gains advice: %s', async (_name, reply, expected) => {
  const { session, state, sent } = newcomer(reply);
  expect(await register(session).catch(problemOf)).toMatchObject({ code: 'registration_refused', ...expected });
  expect(state().clients).toEqual([]);
  expect(sent.filter(({ method }) => method === 'POST')).toHaveLength(1);
});

test('a POST whose answer was lost is not repeated, and the way on is told', async () => {
  const broken = () => {
    throw new OpenBankingError({
      code: 'timed_out',
      message: 'No answer in 30 s.',
      try: 'Again.',
      interactionId: 'i-1',
    });
  };
  const { session, sent } = newcomer(undefined, { client: null, routes: { [endpoint]: broken } });
  expect(await register(session).catch(problemOf)).toMatchObject({
    code: 'registration_answer_lost',
    interactionId: 'i-1',
    remedies: [{ do: 'adoptClient' }],
  });
  expect(sent.filter(({ method }) => method === 'POST')).toHaveLength(1);
});

test.each<[string, string, string, object]>([
  ['id and secret whole', '{"client_id":"c","client_secret":"s","x":', 'client_secret_basic', { clientId: 'c' }],
  ['a number and its end', '{"client_id":12,"x', 'private_key_jwt', { clientId: '12' }],
  ['a number that may go on', '{"client_id":12', 'private_key_jwt', { code: 'registration_answer_lost' }],
  [
    'half a secret, which has to be given then',
    '{"client_id":"c","client_secret":"s',
    'client_secret_basic',
    { code: 'registration_answer_lost', remedies: [{ do: 'adoptClient', secret: true }] },
  ],
  ['a secret alone', '{"client_secret":"s","client_id":"', 'client_secret_basic', { code: 'answer_invalid' }],
])('of an answer that stalled what came whole is taken: %s', async (_name, body, authMethod, expected) => {
  const broken = () => {
    const error = new OpenBankingError({ code: 'timed_out', message: 'Too slow.', try: 'Again.' });
    throw withBeginning(error, { status: 201, headers: {}, body, interactionId: 'i-1' });
  };
  const { session, secrets } = newcomer(undefined, { client: null, routes: { [endpoint]: broken } });
  expect(await register(session, { authMethod }).catch(problemOf)).toMatchObject(expected);
  expect(secrets.size).toBe(body.includes('"s"') ? 1 : 0);
});

const already = {
  status: 400,
  body: { error: 'invalid_client_metadata', error_description: 'Software statement already registered' },
};
test.each<[string, Reply]>([
  ['says there is', already],
  ['answered a page about', { status: 201, body: '<html>' }],
])('of a client that the bank %s a secret has to be given where its method has one', async (_what, reply) => {
  const remediesFor = async (authMethod: 'client_secret_basic' | 'private_key_jwt') =>
    problemOf(await register(newcomer(reply).session, { authMethod }).catch((thrown: unknown) => thrown)).remedies;
  expect(await remediesFor('client_secret_basic')).toEqual([{ do: 'adoptClient', secret: true }]);
  expect(await remediesFor('private_key_jwt')).toEqual([{ do: 'adoptClient' }]);
});

test.each([
  'Software statement already registered',
  'A client exists for this software_id.',
  'Duplicate software statement',
])('a bank that says “%s” has a client, which can be taken over', async (description) => {
  const refusal = { status: 400, body: { error: 'invalid_client_metadata', error_description: description } };
  expect(await register(newcomer(refusal).session).catch(problemOf)).toMatchObject({
    code: 'registration_refused',
    remedies: [{ do: 'adoptClient' }],
  });
});

test('a POST that never arrived keeps its own error', async () => {
  const broken = () => {
    throw notArrived(new OpenBankingError({ code: 'bank_unreachable', message: 'Nothing listens.', try: 'Start it.' }));
  };
  const { session } = newcomer(undefined, { client: null, routes: { [endpoint]: broken } });
  await expect(register(session)).rejects.toMatchObject({ code: 'bank_unreachable' });
});

test('an accepted registration without a client id says how to find it', async () => {
  const { session } = newcomer({ status: 201, body: {} });
  expect(await register(session).catch(problemOf)).toMatchObject({
    code: 'answer_invalid',
    remedies: [{ do: 'adoptClient' }],
  });
});

test('a client id that would lead to another resource is neither read nor deleted', async () => {
  const { session, sent } = stub({ client: { clientId: '..' } });
  for (const about of [readRegistration, deleteRegistration]) {
    const problem = { code: 'usage', message: expect.stringContaining('client_id ".."') };
    expect(await about(session).catch(problemOf)).toMatchObject(problem);
  }
  expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([`GET ${issuer}/.well-known/openid-configuration`]);
});

/** Of a bank on this machine with a front door of plain HTTP. */
const sandboxEntry = { discovery: 'https://127.0.0.1:1/x', authorizationEndpoint: 'http://127.0.0.1:2/auth' };
const managed = `${resources}/register/${clientId}`;

const oddAnswers: [string, Reply, { id?: string; at?: string }][] = [
  ['client_id_issued_at as text', { body: { client_id: 'c', client_id_issued_at: '1700000000' } }, {}],
  [
    'client_id_issued_at as text in milliseconds',
    { body: { client_id: 'c', client_id_issued_at: '1700000000123' } },
    {},
  ],
  ['client_id_issued_at in ISO 8601', { body: { client_id: 'c', client_id_issued_at: '2023-11-14T22:13:20Z' } }, {}],
  [
    'client_id_issued_at null',
    { body: { client_id: 'c', client_id_issued_at: null } },
    { at: '2026-03-01T12:00:00.000Z' },
  ],
  [
    'client_id_issued_at an object',
    { body: { client_id: 'c', client_id_issued_at: {} } },
    { at: '2026-03-01T12:00:00.000Z' },
  ],
  [
    'client_id_issued_at beyond all dates',
    { body: { client_id: 'c', client_id_issued_at: 1e300 } },
    { at: '2026-03-01T12:00:00.000Z' },
  ],
  ['client_id as a number', { body: { client_id: 12345, client_id_issued_at: 1700000000 } }, { id: '12345' }],
  [
    'client_id as a number beyond those that are exact',
    { body: '{"client_id": 12345678901234567890, "client_secret": "s", "client_id_issued_at": 1700000000}' },
    { id: '12345678901234567890' },
  ],
  ['clientId', { body: { clientId: 'c', client_id_issued_at: 1700000000 } }, {}],
  [
    'an id in the client’s own address alone',
    {
      body: { client_id: '', registration_client_uri: 'https://b.example/register/c', client_id_issued_at: 1700000000 },
    },
    {},
  ],
  [
    'an id in Location alone',
    { headers: { location: '/register/c' }, body: { client_id: null, client_id_issued_at: 1700000000 } },
    {},
  ],
  [
    'members of other kinds where we need none',
    {
      body: {
        client_id: 'c',
        client_id_issued_at: 1700000000,
        registration_access_token: 5,
        token_endpoint_auth_method: null,
        redirect_uris: null,
        grant_types: 'client_credentials',
        scope: ['openid', null, 'accounts'],
      },
    },
    {},
  ],
];

test.each(oddAnswers)('an answer is understood and its secret kept: %s', async (_name, reply, { id = 'c', at }) => {
  const body = typeof reply.body === 'string' ? reply.body : { client_secret: 's', ...Object(reply.body) };
  const { session, state, secrets } = newcomer({ status: 201, ...reply, body });
  expect(await register(session, { authMethod: 'client_secret_basic' })).toMatchObject({ clientId: id });
  expect(secrets.get(`client_secret/sandbox/${id}`)).toBe('s');
  expect(state().clients[0]).toMatchObject({
    clientId: id,
    registeredAt: at ?? '2023-11-14T22:13:20.000Z',
    tokenEndpointAuthMethod: 'client_secret_basic',
    registration: { redirect_uris: expect.arrayContaining([webRedirect]), scope: expect.stringContaining('accounts') },
  });
});

test.each([null, '', ' '])('a client_secret that is %j is none', async (client_secret) => {
  const { session, secrets } = newcomer({ status: 201, body: { client_id: 'c', client_secret } });
  await register(session);
  expect([...secrets.keys()]).toEqual([]);
});

const waitingName = 'waiting_client_secret/sandbox';
const nameless = {
  client_secret: 's',
  registration_access_token: 'rat',
  token_endpoint_auth_method: 'client_secret_post',
};

test.each<[string, StubOptions, string | undefined]>([
  ['as the person says', {}, 'client_secret_basic'],
  ['as the entry says', { entry: { client: { tokenEndpointAuthMethod: 'client_secret_basic' } } }, undefined],
  [
    'as the bank knows nothing else',
    { discovery: { token_endpoint_auth_methods_supported: ['client_secret_post'] } },
    undefined,
  ],
])('a secret whose client the bank did not name waits for it to be taken over, %s', async (_name, options, method) => {
  const { session, secrets, state } = stub({
    ...options,
    client: null,
    routes: {
      [endpoint]: () => ({ status: 201, body: nameless }),
      [`GET ${managed}`]: () => ({ body: { client_secret: null } }),
    },
  });
  expect(await register(session).catch(problemOf)).toMatchObject({
    code: 'answer_invalid',
    message: expect.stringContaining('Its client_secret is kept.'),
    try: expect.stringContaining('The secret that is kept is used then'),
  });
  expect(JSON.parse(secrets.get(waitingName) ?? '')).toEqual({
    clientSecret: 's',
    authMethod: 'client_secret_post',
    registrationAccessToken: 'rat',
  });
  await adoptClient(session, clientId, undefined, method);
  const tokenEndpointAuthMethod = method ?? 'client_secret_post';
  expect(state().clients[0]).toMatchObject({ clientId, tokenEndpointAuthMethod });
  expect([...secrets.keys()].sort()).toEqual([
    `client_credentials/sandbox/${clientId}/accounts`,
    `client_secret/sandbox/${clientId}`,
  ]);
});

const waiting = JSON.stringify({ clientSecret: 'of-another', authMethod: 'client_secret_basic' });

test.each<[string, StubOptions, string | undefined]>([
  ['the person says another method', {}, 'tls_client_auth'],
  ['the entry says another method', { entry: { client: { tokenEndpointAuthMethod: 'private_key_jwt' } } }, undefined],
  ['nobody says a method and the bank knows several', {}, undefined],
])('a waiting secret is not sent in the name of another client where %s', async (_name, options, method) => {
  const { session, sent, secrets } = stub({
    ...options,
    client: null,
    routes: { [`GET ${managed}`]: () => ({ body: answer }) },
  });
  secrets.set(waitingName, waiting);
  await adoptClient(session, clientId, undefined, method);
  expect(secrets.get(waitingName)).toBe(waiting);
  expect(secrets.has(`client_secret/sandbox/${clientId}`)).toBe(false);
  expect(sent.filter(({ headers }) => headers?.authorization?.startsWith('Basic'))).toEqual([]);
});

test('a waiting secret that the bank does not take for this client goes on waiting', async () => {
  const { session, secrets } = stub({ client: null, routes: { [`GET ${managed}`]: () => ({ status: 401 }) } });
  secrets.set(waitingName, waiting);
  await expect(adoptClient(session, clientId, undefined, 'client_secret_basic')).rejects.toThrow();
  expect([...secrets]).toEqual([[waitingName, waiting]]);
});

test.each<[string, Reply]>([
  ['a login page', { headers: { 'content-type': 'text/html' }, body: '<html><title>Login</title></html>' }],
  ['an empty body', {}],
])('reading and adopting take nothing for a registration that is none: %s', async (_name, reply) => {
  const routes = { [`GET ${managed}`]: () => reply };
  const known = stub({ routes });
  const before = known.state();
  await expect(readRegistration(known.session)).rejects.toMatchObject({ code: 'answer_not_json' });
  expect(known.state()).toEqual(before);
  const stranger = stub({ client: null, routes });
  await expect(adoptClient(stranger.session, clientId, 's')).rejects.toMatchObject({ code: 'answer_not_json' });
  expect(stranger.state().clients).toEqual([]);
});

test.each(['', '/', '?a=b'])('a Location that is the registration endpoint itself%s names no client', async (end) => {
  for (const location of [`${resources}/register${end}`, `/dynamic-client-registration/v3.3/register${end}`]) {
    const { session } = newcomer({ status: 201, headers: { location }, body: { client_secret: 's' } });
    expect(await register(session).catch(problemOf)).toMatchObject({ code: 'answer_invalid' });
  }
  const at = 'https://rs.bank.example/clients';
  const { session } = stub({
    client: null,
    discovery: { registration_endpoint: at },
    routes: { [`POST ${at}`]: () => ({ status: 201, headers: { location: `/v1/clients${end}` }, body: {} }) },
  });
  expect(await register(session).catch(problemOf)).toMatchObject({ code: 'answer_invalid' });
});

test.each<[string, Reply, boolean?]>([
  ['an id as a number', { body: { ...answer, client_id: 77, token_endpoint_auth_method: ['client_secret_basic'] } }],
  ['no id', { body: { scope: 'openid accounts' } }],
  ['an empty body', { status: 200 }, true],
  ['a page', { body: '<html>' }, true],
])('reading, updating and adopting take an answer with %s', async (_name, reply, onlyUpdated) => {
  const at = `${resources}/register/77`;
  const routes = { [`GET ${at}`]: () => reply, [`PUT ${at}`]: () => reply };
  const client = { clientId: '77' };
  const known = stub({ client, routes });
  expect(await updateRegistration(known.session, { redirectUris: [webRedirect] })).toMatchObject({ clientId: '77' });
  if (onlyUpdated) return;
  expect(await readRegistration(known.session)).toMatchObject({ clientId: '77' });
  const stranger = stub({ client: null, routes });
  expect(await adoptClient(stranger.session, '77', 's')).toMatchObject({ clientId: '77' });
  expect(stranger.secrets.get('client_secret/sandbox/77')).toBe('s');
});

test.each([[[]], [[null]], [['']]])('a scope of the answer that is %j is the one asked for', async (scope) => {
  const { session, state } = newcomer({ status: 201, body: { client_id: ['c'], client_secret: ['s'], scope } });
  await register(session, { scope: 'openid accounts' });
  expect(state().clients[0]).toMatchObject({ clientId: 'c', registration: { scope: 'openid accounts' } });
});

test('reading uses the client’s own token and keeps what the bank says now', async () => {
  const { session, sent, state } = stub({
    routes: { [`GET ${managed}`]: () => ({ body: { ...answer, scope: 'openid accounts' } }) },
  });
  await readRegistration(session);
  expect(sent.at(-1)?.headers?.authorization).toBe('Bearer a-token');
  expect(state().clients).toHaveLength(1);
  expect(state().clients[0]?.registration.scope).toBe('openid accounts');
});

test('an update sends the full claim set with what was registered, changed as chosen', async () => {
  const { session, sent } = stub({ routes: { [`PUT ${managed}`]: () => ({ body: answer }) } });
  await updateRegistration(session, { scope: 'openid accounts payments', redirectUris: [webRedirect] });
  const { payload } = await verifyJwt(sent.at(-1)?.body ?? '', { keys: [{ ...ourKey.publicJwk, kid: ourKey.kid }] });
  expect(payload).toMatchObject({
    scope: 'openid accounts payments',
    token_endpoint_auth_method: 'tls_client_auth',
    redirect_uris: [webRedirect],
  });
});

test('an update away from a secret leaves none behind', async () => {
  const { session, secrets } = stub({ routes: { [`PUT ${managed}`]: () => ({ body: answer }) } });
  secrets.set(`client_secret/sandbox/${clientId}`, 's');
  await updateRegistration(session, { redirectUris: [webRedirect] });
  expect([...secrets.keys()]).not.toContain(`client_secret/sandbox/${clientId}`);
});

test('a deleted client is gone with its consents and secrets', async () => {
  const { session, state, secrets } = stub({ routes: { [`DELETE ${managed}`]: () => ({ status: 204 }) } });
  secrets.set(`client_secret/sandbox/${clientId}`, 's');
  expect(await deleteRegistration(session)).toEqual({ clientId });
  expect(state()).toMatchObject({ clients: [], consents: [] });
  expect([...secrets]).toEqual([]);
});

test.each([
  ['does not answer', { status: 502 }, 'registration_refused'],
  ['does not offer it', { status: 405 }, 'registration_refused'],
])('a client whose bank %s can be forgotten here, and is not yet', async (_name, reply, code) => {
  const { session, state } = stub({ routes: { [`DELETE ${managed}`]: () => reply } });
  const problem = await deleteRegistration(session).catch(problemOf);
  expect(problem).toMatchObject({ code, remedies: expect.arrayContaining([{ do: 'removeClientHere' }]) });
  expect(state().clients).toHaveLength(1);
});

test('a client of a bank that is not running leads to its start before it is given up here', async () => {
  const refused = new OpenBankingError({
    code: 'bank_unreachable',
    message: 'Nobody listens.',
    try: 'Start it.',
    remedies: [{ do: 'checkUrls' }, { do: 'startSandbox' }],
  });
  const { session } = stub({ routes: { [`DELETE ${managed}`]: () => Promise.reject(refused) } });
  expect(await deleteRegistration(session).catch(problemOf)).toMatchObject({
    remedies: [{ do: 'startSandbox' }, { do: 'removeClientHere' }, { do: 'checkUrls' }],
  });
});

test('a client whose secret is lost is forgotten here without a word to the bank', async () => {
  const { session, state, secrets, sent } = stub({ client: { tokenEndpointAuthMethod: 'client_secret_basic' } });
  const problem = await deleteRegistration(session).catch(problemOf);
  expect(problem).toMatchObject({
    code: 'client_secret_missing',
    remedies: [
      { do: 'removeClientHere' },
      { do: 'adoptClient', clientId, secret: true },
      { do: 'registerAnother' },
      { do: 'shareSecrets' },
    ],
  });
  const before = sent.length;
  secrets.set(`client_secret/sandbox/${clientId}`, 's');
  expect(await removeHere(session)).toEqual({
    clientId,
    remedies: [{ do: 'register' }, { do: 'adoptClient', clientId, secret: true }],
  });
  expect(state()).toMatchObject({ clients: [], consents: [] });
  expect([...secrets]).toEqual([]);
  expect(sent).toHaveLength(before);
});

test('a client of the sandbox that is forgotten here leads to its desk before another registration, or to it again', async () => {
  const { session } = stub({ entry: sandboxEntry });
  expect((await removeHere(session)).remedies).toEqual([
    { do: 'removeAtSandbox', clientId },
    { do: 'register' },
    { do: 'adoptClient', clientId },
  ]);
});

test('a client that is registered already, and whose secret is lost, is told with the ways out', async () => {
  const { session } = stub({ client: { tokenEndpointAuthMethod: 'client_secret_basic' } });
  expect(await register(session).catch(problemOf)).toMatchObject({
    code: 'client_exists',
    message: expect.stringContaining('its secret is not here'),
    remedies: [{ do: 'adoptClient', clientId, secret: true }, { do: 'registerAnother' }, { do: 'removeClientHere' }],
  });
});

test.each([
  ['a bank', {}],
  ['the sandbox, whose user may have it take several', sandboxEntry],
])('a client that is registered already with %s is told with another as the last way', async (_where, entry) => {
  const { session } = stub({ entry });
  expect(await register(session).catch(problemOf)).toMatchObject({
    code: 'client_exists',
    try: expect.stringContaining('or register another, if the bank takes several.'),
    remedies: [{ do: 'showClient' }, { do: 'updateClient' }, { do: 'deleteClient' }, { do: 'registerAnother' }],
  });
});

test('a registration is asked for again with a fresh token after a 401, and that is told to be a retry', async () => {
  const replies = [{ status: 401 }, { status: 204 }];
  const { session, sent } = stub({ routes: { [`DELETE ${managed}`]: () => replies.shift() ?? { status: 500 } } });
  await deleteRegistration(session);
  expect(sent.filter(({ url }) => url === managed).map(({ retryOf }) => retryOf)).toEqual([undefined, interactionId]);
});

test('a client whose secret the team’s command gives is not said to have lost it', async () => {
  const { session } = stub({
    client: { tokenEndpointAuthMethod: 'client_secret_basic' },
    entry: { secretCommand: ['vault'] },
  });
  const problem = await register(session).catch(problemOf);
  expect(problem).toMatchObject({ code: 'client_exists', remedies: expect.arrayContaining([{ do: 'showClient' }]) });
});

const said =
  'software_statement is already registered: software_id s is the client 0b3f9c5e-1111-4222-8333-444455556666';
const ofSandbox = {
  discovery: 'https://127.0.0.1:2/.well-known/openid-configuration',
  authorizationEndpoint: 'http://127.0.0.1:1/auth',
};
test.each([
  [
    'the sandbox has',
    ofSandbox,
    [
      { do: 'adoptClient', clientId: '0b3f9c5e-1111-4222-8333-444455556666' },
      { do: 'removeAtSandbox', clientId: '0b3f9c5e-1111-4222-8333-444455556666' },
    ],
  ],
  ['another bank has', {}, [{ do: 'adoptClient', clientId: '0b3f9c5e-1111-4222-8333-444455556666' }]],
])('a client that %s already leads to what can be done about it', async (_name, entry, remedies) => {
  const refusal = { status: 400, body: { error: 'invalid_client_metadata', error_description: said } };
  const routes = { [endpoint]: () => refusal, [`GET ${ofSandbox.discovery}`]: () => ({ body: discoveryDocument }) };
  const { session } = newcomer(refusal, { entry: { issuer: discoveryDocument.issuer, ...entry }, routes });
  expect(await register(session).catch(problemOf)).toMatchObject({ code: 'registration_refused', remedies });
});

test('a sandbox that failed is not said to have a client that is to be removed', async () => {
  const failed = { status: 503, body: { error: 'temporarily_unavailable' } };
  const routes = { [endpoint]: () => failed, [`GET ${ofSandbox.discovery}`]: () => ({ body: discoveryDocument }) };
  const { session } = newcomer(failed, { entry: { issuer: discoveryDocument.issuer, ...ofSandbox }, routes });
  expect(await register(session).catch(problemOf)).toMatchObject({ remedies: [{ do: 'adoptClient' }] });
});

test('a client is adopted when the bank confirms it', async () => {
  const { session, state, secrets } = stub({
    client: null,
    routes: { [`GET ${managed}`]: () => ({ body: { ...answer, token_endpoint_auth_method: 'client_secret_basic' } }) },
  });
  await adoptClient(session, clientId, 's');
  expect(state().clients[0]).toMatchObject({ clientId, tokenEndpointAuthMethod: 'client_secret_basic' });
  expect(secrets.get(`client_secret/sandbox/${clientId}`)).toBe('s');
});

test('a client that the bank does not confirm leaves no trace', async () => {
  const { session, state, secrets } = stub({ client: null, routes: { [`GET ${managed}`]: () => ({ status: 401 }) } });
  await expect(adoptClient(session, clientId, 's')).rejects.toMatchObject({ code: 'registration_refused' });
  expect(state().clients).toEqual([]);
  expect([...secrets]).toEqual([]);
});

test('a failed adoption leaves the client that was there as it was', async () => {
  const { session, state, secrets } = stub({ routes: { [`GET ${managed}`]: () => ({ status: 403 }) } });
  const before = structuredClone(state().clients);
  secrets.set(`client_secret/sandbox/${clientId}`, 'old');
  await expect(adoptClient(session, clientId, 'new')).rejects.toMatchObject({ code: 'registration_refused' });
  expect(state().clients).toEqual(before);
  expect(secrets.get(`client_secret/sandbox/${clientId}`)).toBe('old');
});

test('a client of a bank that has no reading is adopted on the strength of its token', async () => {
  const { session, state } = stub({ client: null, routes: { [`GET ${managed}`]: () => ({ status: 405 }) } });
  await adoptClient(session, clientId, undefined, 'tls_client_auth');
  expect(state().clients[0]).toMatchObject({
    clientId,
    tokenEndpointAuthMethod: 'tls_client_auth',
    registration: { redirect_uris: [webRedirect] },
  });
});
