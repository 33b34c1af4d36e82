/** A file of saved requests, read; what is wrong in one that was edited is told with its place. */
import { expect, test } from 'vitest';
import { collectionText, parseCollection } from '../../../src/tpp/postman/saved-request.ts';

const request = { name: 'One', folder: [], method: 'GET', url: 'https://rs1.bank.test/', headers: [] };
const collection = { name: 'Requests', variables: {}, requests: [request] };
const read = (value: unknown) => parseCollection(JSON.stringify(value), 'requests/one.json');

test('a collection as it is written is read again', () => {
  const once = read(collection);
  expect(parseCollection(collectionText(once), 'requests/one.json')).toEqual(once);
});

test.each<[what: string, value: unknown, why: string]>([
  ['no object', [], 'the file must be of type object'],
  ['no requests', { ...collection, requests: undefined }, 'requests is missing'],
  [
    'a request without headers',
    { ...collection, requests: [{ ...request, headers: null }] },
    'requests[0].headers must be of type array',
  ],
  [
    'a method that is none',
    { ...collection, requests: [{ ...request, method: 'LOOK' }] },
    'requests[0].method must be one of GET, POST, PUT, PATCH, DELETE',
  ],
  [
    'a body of both kinds',
    { ...collection, requests: [{ ...request, body: 'text' }] },
    'requests[0].body must be of type object',
  ],
  [
    'a variable that is no text, under a name without an end',
    { ...collection, variables: { ['x'.repeat(10_000)]: 1 } },
    `variables.${'x'.repeat(189)}… must be of type string`,
  ],
  [
    'an authorisation of another kind',
    { ...collection, requests: [{ ...request, auth: { type: 'digest' } }] },
    'requests[0].auth.type must be one of basic, bearer',
  ],
])('a file with %s is refused with the place of its fault', (_, value, why) => {
  expect(() => read(value)).toThrow(`requests/one.json holds no saved requests that can be understood (${why}`);
});
