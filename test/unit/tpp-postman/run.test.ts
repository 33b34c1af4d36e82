/** A saved request on its way: what is put in, what is sent, and what keeps it from being sent. */
import { describe, expect, it } from 'vitest';
import { runSavedRequest } from '../../../src/tpp/postman/run.ts';
import type { SavedRequest, StoredCollection } from '../../../src/tpp/postman/saved-request.ts';
import { sessionOn } from './session.ts';

const rs = 'https://rs1.bank.test';
const request = (changes: Partial<SavedRequest> = {}): SavedRequest => ({
  ...{ name: 'R', folder: [], method: 'GET', url: `${rs}/x`, headers: [] },
  ...changes,
});
const collection = (variables: Record<string, string>): StoredCollection => ({
  id: 'flow',
  name: 'Flow',
  variables,
  requests: [],
});

async function run(saved: SavedRequest, given: Record<string, string> = {}, variables: Record<string, string> = {}) {
  const { session, sent } = await sessionOn({}, { registration: { redirect_uris: ['https://a.test/cb'] } });
  await session.secrets.set('client_secret/monese/client-1', 's3cret');
  await session.secrets.set('variable/monese/cs', 'from-the-environment');
  await session.secrets.set('request/flow/r-authorization', 'from-the-collection');
  const answer = runSavedRequest(session, saved, given, { collection: collection(variables) });
  await answer.catch(() => undefined);
  return { answer, sent };
}

describe('a saved request', () => {
  it.each<[what: string, changes: Partial<SavedRequest>, expected: object]>([
    ['with the addresses of the bank', { url: '{{rs}}/a?b={{oidcClient}}' }, { url: `${rs}/a?b=client-1` }],
    ['with its own variables', { url: '{{rs}}/{{page}}' }, { url: `${rs}/7` }],
    [
      'with basic authorisation',
      { auth: { type: 'basic', username: '{{oidcClient}}', password: '{{clientSecret}}' } },
      { headers: { authorization: `Basic ${btoa('client-1:s3cret')}` } },
    ],
    [
      'with Ozone’s basicToken',
      { headers: [{ name: 'Authorization', value: 'Basic {{basicToken}}' }] },
      { headers: { authorization: `Basic ${btoa('client-1:s3cret')}` } },
    ],
    [
      'with a secret of its file',
      { auth: { type: 'bearer', token: '{{r-authorization}}' } },
      { headers: { authorization: 'Bearer from-the-collection' } },
    ],
    [
      'with a secret of the environment',
      { headers: [{ name: 'x-cs', value: '{{cs}}' }] },
      { headers: { 'x-cs': 'from-the-environment' } },
    ],
    [
      'as a form',
      { method: 'POST', body: { form: [{ name: 'a', value: '{{page}} &' }] } },
      { body: 'a=7+%26', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ],
    [
      'as JSON',
      { method: 'POST', body: { text: ['{', '"a": {{page}}', '}'] } },
      { body: '{\n"a": 7\n}', headers: { 'content-type': 'application/json' } },
    ],
    [
      'without headers that are the connection’s',
      {
        headers: [
          { name: 'Host', value: 'evil.test' },
          { name: 'Content-Length', value: '1' },
          { name: 'X', value: 'y' },
        ],
      },
      { headers: { x: 'y' } },
    ],
    [
      'with a header that stands twice',
      {
        headers: [
          { name: 'X', value: 'a' },
          { name: 'x', value: 'b' },
        ],
      },
      { headers: { x: 'a, b' } },
    ],
  ])('is sent %s', async (_, changes, expected) => {
    const { answer, sent } = await run(request(changes), {}, { page: '7' });
    expect((await answer).status).toBe(200);
    expect(sent).toMatchObject([expected]);
    if ('headers' in expected) expect(sent[0]?.headers).toEqual(expected.headers);
  });

  it('without a scheme goes to this machine by http, as Postman sends it', async () => {
    const { sent } = await run(request({ url: '{{page}}/x' }), { page: 'localhost:3000' });
    expect(sent[0]?.url).toBe('http://localhost:3000/x');
  });

  it('takes what it is given before anything else', async () => {
    const { sent } = await run(request({ url: '{{rs}}/{{page}}' }), { page: '8' }, { page: '7' });
    expect(sent[0]?.url).toBe(`${rs}/8`);
  });

  it.each<[what: string, changes: Partial<SavedRequest>, code: string]>([
    ['a variable that nobody knows', { url: '{{rs}}/{{nobody}}' }, 'variable_unresolved'],
    ['a variable that stands for itself', { url: '{{rs}}/{{round}}' }, 'variable_unresolved'],
    ['a secret for another host', { url: 'https://rs1.bank.test.evil.test/?{{clientSecret}}' }, 'secret_for_stranger'],
    [
      'a secret for another port',
      { url: 'https://rs1.bank.test:8443/', headers: [{ name: 'x', value: '{{cs}}' }] },
      'secret_for_stranger',
    ],
    [
      'a secret in its body for another host',
      { method: 'POST', url: 'https://evil.test/', body: { text: ['{{basicToken}}'] } },
      'secret_for_stranger',
    ],
    [
      'a secret for a host by plain http',
      { url: 'http://rs1.bank.test/', auth: { type: 'bearer', token: '{{cs}}' } },
      'secret_for_stranger',
    ],
    ['an address by plain http', { url: 'http://rs1.bank.test/' }, 'saved_request_invalid'],
    ['an address without a scheme', { url: 'rs1.bank.test/' }, 'saved_request_invalid'],
    ['an address without a scheme in a variable', { url: '{{host}}/' }, 'saved_request_invalid'],
    ['a header within a header', { headers: [{ name: 'x', value: 'a{{lines}}' }] }, 'saved_request_invalid'],
    ['a header whose name is none', { headers: [{ name: 'a b', value: 'c' }] }, 'saved_request_invalid'],
  ])('with %s is not sent', async (_, changes, code) => {
    const { answer, sent } = await run(
      request(changes),
      {},
      { round: '{{round}}', lines: '\r\nx-evil: 1', host: 'rs1.bank.test' },
    );
    await expect(answer).rejects.toMatchObject({ code });
    await expect(answer).rejects.not.toMatchObject({ message: expect.stringMatching(/s3cret|from-the/) });
    expect(sent).toEqual([]);
  });
});
