/** The bank's own words, in whatever shape it or its gateway says them. */
import { expect, test } from 'vitest';
import { type BankWords, bankWords } from '../../../src/tpp/meanings/bank-words.ts';

const cases: [string, unknown, Partial<BankWords>][] = [
  ['OAuth', { error: 'invalid_client', error_description: 'No.' }, { error: 'invalid_client', description: 'No.' }],
  ['OAuth with a null description', { error: 'invalid_client', error_description: null }, { error: 'invalid_client' }],
  [
    'a fault of Apigee’s',
    { fault: { faultstring: 'Who is that?', detail: { errorcode: 'oauth.v2.Unknown' } } },
    { error: 'oauth.v2.Unknown', description: 'Who is that?' },
  ],
  ['a nested error', { error: { code: 401, message: 'Not you' } }, { error: '401', description: 'Not you' }],
  [
    'an error nested with a description beside it',
    { error: { code: 'x' }, error_description: 'y' },
    { error: 'x', description: 'y' },
  ],
  ['RFC 9457', { title: 'Forbidden', detail: 'Not from there', status: 403 }, { description: 'Not from there' }],
  [
    'IBM’s gateway',
    { httpCode: '401', httpMessage: 'Unauthorized', moreInformation: 'Client id not registered' },
    { description: 'Client id not registered' },
  ],
  [
    'a fault with what happened and what that means',
    { fault: { code: 900901, message: 'Invalid Credentials', description: 'Access failure' } },
    { error: '900901', description: 'Invalid Credentials: Access failure' },
  ],
  [
    'a description that repeats the message',
    { fault: { code: 1, message: 'Denied', description: 'Denied by policy' } },
    { error: '1', description: 'Denied by policy' },
  ],
  ['a list of errors', { errors: [null, { code: 'E1', message: 'One' }] }, { error: 'E1', description: 'One' }],
  ['a message alone', { message: 'Nobody home' }, { description: 'Nobody home' }],
  ['a list at the top', [{ error: 'invalid_scope' }], { error: 'invalid_scope' }],
  [
    'null and a text among OBIE’s errors',
    {
      Code: '400',
      Message: 'Bad',
      Errors: [null, 'x', { ErrorCode: 'U001', Message: 'This' }, { ErrorCode: null, Message: ' ' }],
    },
    { codes: ['U001'], messages: ['This'] },
  ],
  ['OBIE’s message without errors', { Code: '400', Message: 'Bad', Errors: null }, { messages: ['Bad'] }],
  ['blanks', { error: ' ', error_description: '', Message: ' ' }, {}],
  ['a number', 5, {}],
];

test.each(cases)('%s', (_name, body, words) => {
  expect(bankWords(JSON.stringify(body))).toEqual({ codes: [], messages: [], ...words });
});
