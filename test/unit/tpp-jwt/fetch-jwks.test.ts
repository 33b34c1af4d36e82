import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type FetchJwksOptions, fetchJwks } from '../../../src/tpp/jwt/fetch-jwks.ts';
import { makeKeys } from '../../support/certificates.ts';
import { pki, startBank } from '../tpp-transport/server.ts';

const jwk = { ...makeKeys('ec').publicKey.export({ format: 'jwk' }), kid: 'k1' };
const body = JSON.stringify({ keys: [jwk] });
const trusting = async (options: FetchJwksOptions = {}): Promise<FetchJwksOptions> => ({
  certificateAuthorities: [(await pki()).root.certificate],
  ...options,
});

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
const answering =
  (status: number, text: string | Buffer, headers: Record<string, string> = {}): Handler =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  };

it('fetches a set over https and sends nothing but the question', async () => {
  const server = await startBank(answering(200, body, { 'set-cookie': 'a=b' }), {
    requestCert: true,
    rejectUnauthorized: false,
  });
  const { url, keys } = await fetchJwks(`${server.url}/jwks?x=1#part`, await trusting());
  expect(url).toBe(`${server.url}/jwks?x=1`);
  expect(keys).toMatchObject([{ kid: 'k1', source: 'url', inSet: true, label: `127.0.0.1:${server.port}, key k1` }]);
  const [request] = server.requests;
  expect(request).toMatchObject({ method: 'GET', url: '/jwks?x=1', body: '' });
  expect(request).not.toHaveProperty('client');
  expect(Object.keys(request?.headers ?? {}).sort()).toEqual([
    'accept',
    'connection',
    'host',
    'user-agent',
    'x-fapi-interaction-id',
  ]);
});

it('does not follow one to http, even on the same port', async () => {
  const server = await startBank((request, response) =>
    answering(302, '', { location: `http://${request.headers.host}/x` })(request, response),
  );
  await expect(fetchJwks(server.url, await trusting())).rejects.toMatchObject({
    code: 'key_set_address_refused',
    message: expect.stringContaining('plain http'),
  });
  expect(server.requests).toHaveLength(1);
});

it('follows a redirect on the same host and port', async () => {
  const server = await startBank((request, response) =>
    request.url === '/old'
      ? answering(301, '', { location: '/new' })(request, response)
      : answering(200, body)(request, response),
  );
  expect((await fetchJwks(`${server.url}/old`, await trusting())).url).toBe(`${server.url}/new`);
});

it('knows the Directory’s sets of revoked keys by their address', async () => {
  const server = await startBank(answering(200, body));
  const { keys } = await fetchJwks(`${server.url}/org/revoked/org.jwks`, await trusting());
  expect(keys[0]?.revoked).toBe(true);
});

describe('an address is refused and nobody called', () => {
  it.each([
    ['plain http', 'http://keystore.test/a.jwks', 'over plain http anyone on the way'],
    ['http of this machine', 'http://127.0.0.1:9/a.jwks', 'over plain http'],
    ['another scheme', 'file:///etc/passwd', 'not an https address'],
    ['no address', 'keystore', 'is not an address'],
    ['a password in it', 'https://user:hidden@keystore.test/', 'user name or password'],
  ])('%s', async (_, url, message) => {
    const thrown = await fetchJwks(url).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: 'key_set_address_refused', message: expect.stringContaining(message) });
    expect(String(thrown)).not.toContain('hidden');
  });
});

describe('an answer is refused', () => {
  it.each<[string, Handler, string, string]>([
    [
      'a redirect to another host',
      answering(302, '', { location: 'https://evil.test/x' }),
      'key_set_address_refused',
      'redirects to https://evil.test,',
    ],
    [
      'a redirect to another port',
      answering(302, '', { location: 'https://127.0.0.1:1/x' }),
      'key_set_address_refused',
      'https://127.0.0.1:1,',
    ],
    [
      'a redirect to http',
      answering(307, '', { location: 'http://127.0.0.1/x' }),
      'key_set_address_refused',
      'redirects to http://127.0.0.1,',
    ],
    [
      'a redirect to nowhere',
      answering(302, '', { location: 'https://' }),
      'key_set_address_refused',
      'redirects to "https://"',
    ],
    ['redirects without end', answering(302, '', { location: '/again' }), 'key_set_address_refused', 'again and again'],
    ['a page', answering(200, '<html>'), 'key_set_invalid', 'is not JSON'],
    ['one key without its set', answering(200, JSON.stringify(jwk)), 'key_set_invalid', 'not a JSON Web Key Set'],
    ['an empty set', answering(200, '{"keys":[]}'), 'key_set_invalid', 'not a JSON Web Key Set'],
    ['keys that are none', answering(200, '{"keys":[1]}'), 'key_set_invalid', 'not a JSON Web Key Set'],
    ['an error', answering(404, body), 'key_set_invalid', 'with 404'],
    ['an answer without end', answering(200, ' '.repeat(5 * 1024 * 1024)), 'key_set_invalid', 'too large'],
    [
      'a small answer that becomes large',
      answering(200, gzipSync(' '.repeat(50 * 1024 * 1024)), { 'content-encoding': 'gzip' }),
      'key_set_invalid',
      'too large',
    ],
    ['no answer in time', () => undefined, 'timed_out', 'did not answer'],
  ])('%s', async (_, handler, code, message) => {
    const server = await startBank(handler);
    const timeout = code === 'timed_out' ? { timeout: 300 } : {};
    await expect(fetchJwks(server.url, await trusting({ timeout: 60_000, ...timeout }))).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  it('of a server that is not trusted', async () => {
    const server = await startBank(answering(200, body));
    await expect(fetchJwks(server.url)).rejects.toMatchObject({ code: 'server_certificate_untrusted' });
    expect(server.requests).toEqual([]);
  });

  it('when the user has had enough', async () => {
    const server = await startBank(() => controller.abort());
    const controller = new AbortController();
    await expect(fetchJwks(server.url, await trusting({ signal: controller.signal }))).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

it('tells no more of a redirect that is no address than fits', async () => {
  const server = await startBank(answering(302, '', { location: `http://[${'x'.repeat(3000)}` }));
  await expect(fetchJwks(server.url, await trusting())).rejects.toMatchObject({
    message: expect.stringMatching(/redirects to "http:\/\/\[x{191}…", which/),
  });
});
