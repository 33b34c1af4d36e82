/** The questions of a registration: what there is to choose, what is chosen already, and the way back. */
import { expect, test } from 'vitest';
import { type Question, walk, walkOn } from '../../../src/extension/questions/walk.ts';
import { catchingOf, offersOf } from '../../../src/extension/registration/offers.ts';

const editor = { uriScheme: 'vscode', extensionId: 'Open-Banking.workbench', desktop: true };
const loopback = (uri: string): boolean => uri.startsWith('http://127.0.0.1');
const catchings: [uri: string, desktop: boolean, caught: string][] = [
  ['http://127.0.0.1:53682/callback', true, 'loopback'],
  ['http://127.0.0.1:53682/callback', false, 'loopback'],
  ['vscode://open-banking.workbench/callback', true, 'editor'],
  ['vscode://open-banking.workbench/callback', false, 'paste'],
  ['vscode-insiders://open-banking.workbench/callback', true, 'paste'],
  ['vscode://another.extension/callback', true, 'paste'],
  ['https://app.getpostman.com/oauth2/callback', true, 'paste'],
  ['not a uri', true, 'paste'],
];
test.each(catchings)('%s with desktop %s is caught by %s', (uri, desktop, caught) => {
  expect(catchingOf(uri, loopback, { ...editor, desktop })).toBe(caught);
});

const decided = {
  authMethod: 'client_secret_basic',
  scope: 'openid accounts',
  algorithm: 'PS256' as const,
  requestObjectAlgorithm: 'PS256',
  applicationType: 'native' as const,
  contentType: 'application/jwt' as const,
  redirectUris: ['http://127.0.0.1:53682/callback'],
  responseTypes: [],
  grantTypes: [],
  audience: 'bank',
  authMethodsOffered: ['tls_client_auth', 'client_secret_basic', 'self_signed_tls_client_auth'],
};
const statement = {
  redirectUris: ['https://a.example/cb', 'http://127.0.0.1:53682/callback'],
} as Parameters<typeof offersOf>[0]['statement'];

test('what discovery lists is offered, the default first', () => {
  const offers = offersOf(
    { decided, statement },
    { scopes: ['openid', 'accounts', 'payments'] },
    { permissive: false, ec: false },
  );
  expect(offers.authMethods).toEqual(['client_secret_basic', 'tls_client_auth', 'self_signed_tls_client_auth']);
  expect(offers.scopes).toEqual(['openid', 'accounts', 'payments']);
  expect(offers.redirectUris).toEqual(['http://127.0.0.1:53682/callback', 'https://a.example/cb']);
  expect(offers.algorithms).toEqual([{ algorithm: 'PS256', requestObject: 'PS256' }]);
  expect(offers.preselected.redirectUris).toEqual(['http://127.0.0.1:53682/callback']);
});

test('what FAPI forbids is offered by permissive sandboxes alone', () => {
  const { algorithms } = offersOf({ decided, statement }, {}, { permissive: true, ec: false });
  expect(algorithms.map(({ algorithm, requestObject }) => `${algorithm} ${requestObject}`)).toEqual([
    'PS256 PS256',
    'PS256 none',
    'RS256 RS256',
  ]);
});

test('a registered pair that is not among the usual stays the first', () => {
  const registered = { ...decided, algorithm: 'RS256' as const, requestObjectAlgorithm: 'none' };
  const { algorithms, preselected } = offersOf(
    { decided: registered, statement },
    {},
    { permissive: false, ec: false },
  );
  expect(algorithms[0]).toEqual({ algorithm: 'RS256', requestObject: 'none' });
  expect(preselected.algorithms).toEqual(algorithms[0]);
});

/** Answers each question from a list, and notes where it stood. */
function script(replies: (string | 'back' | undefined)[]): { question: Question<string[]>; asked: string[] } {
  const asked: string[] = [];
  const question: Question<string[]> = async (answers, { step, of, back }) => {
    asked.push(`${step}/${of}${back ? ' back' : ''}`);
    const reply = replies.shift();
    if (reply === undefined) return 'dismissed';
    return reply === 'back' ? 'back' : { answers: [...answers, reply] };
  };
  return { question, asked };
}

test('questions are numbered, and going back asks the one before again', async () => {
  const { question, asked } = script(['a', 'back', 'b', 'c', 'd']);
  expect(await walk([], [question, question, question])).toEqual(['a', 'b', 'c', 'd']);
  expect(asked).toEqual(['1/3', '2/3 back', '1/3', '2/3 back', '3/3 back']);
  const later = script(['a', 'b', 'back', 'c', 'd']);
  await walk([], [later.question, later.question, later.question]);
  expect(later.asked).toEqual(['1/3', '2/3 back', '3/3 back', '2/3 back', '3/3 back']);
});

test('going back from the first question is told to who asked before', async () => {
  const { question, asked } = script(['back']);
  expect(await walkOn([], [question, question], 1)).toBe('back');
  expect(asked).toEqual(['2/3 back']);
});

test('a dismissed question ends the walk', async () => {
  const { question } = script(['a', undefined]);
  expect(await walk([], [question, question])).toBeUndefined();
});

test('an answer may bring further questions, which count from then on', async () => {
  const seen: string[] = [];
  const asks =
    (name: string, ...turns: (string | 'back')[]): Question<string[]> =>
    async (answers, { step, of, back }) => {
      seen.push(`${name} ${step}/${of}${back ? ' ←' : ''}`);
      const turn = turns.shift() ?? 'nothing';
      return turn === 'back' ? turn : { answers: [...answers, turn] };
    };
  const first = asks('first', 'more', 'less');
  const second = asks('second', 'back');
  const answers = await walk<string[]>([], (given) => (given.at(-1) === 'more' ? [first, second] : [first]));
  expect(answers).toEqual(['more', 'less']);
  expect(seen).toEqual(['first 1/1', 'second 2/2 ←', 'first 1/2']);
});
