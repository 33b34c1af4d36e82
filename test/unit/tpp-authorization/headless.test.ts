/** A customer without a browser, at pages that keep the bank's contract and at pages that do not. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { authoriseAs, type Customer } from '../../../src/tpp/authorization/headless.ts';
import { problemOf } from '../../../src/tpp/errors.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const redirect = 'https://app.example/callback#code=c&state=s';
const login = (alert = '') =>
  `<form data-page="login" method="post" action="/login">${alert && `<p role="alert">${alert}</p>`}<input type="hidden" name="csrf" value="t1"><input name="loginName"><input name="password"></form>`;
const consent = `<form data-page="consent" method="post" action="consent"><input type="hidden" name="csrf" value="t2">
<input type="checkbox" name="accounts" id="a" value="5001"><label for="a">Mr. Rora 10000109 010101</label>
<label><input type="checkbox" name="accounts" value="5002"> Savings 10000109010102</label>
<button name="decision" value="approve">Approve</button><button name="decision" value="refuse">Refuse</button></form>`;

/** The page when a consent is authorised again: the accounts of the first time, each as a box that cannot be changed and a hidden field. */
const again = `<form data-page="consent" method="post" action="consent"><input type="hidden" name="csrf" value="t2">
<label><input type="checkbox" name="accounts" value="5001" checked disabled> Current 10000109010101</label><input type="hidden" name="accounts" value="5001">
<label><input type="checkbox" name="accounts" value="5002" checked disabled> Savings 10000109010102</label><input type="hidden" name="accounts" value="5002">
<button name="decision" value="approve">Approve</button><button name="decision" value="refuse">Refuse</button></form>`;

interface Seen {
  path: string;
  cookie?: string;
  form: [string, string][];
}

/** A little bank: front page, login, consent; `pages` replaces what a path shows. */
async function bank(pages: Record<string, (response: ServerResponse, form: URLSearchParams) => void> = {}) {
  const seen: Seen[] = [];
  const to = (response: ServerResponse, location: string, cookies: string[] = []) => {
    response.writeHead(303, { location, 'set-cookie': cookies }).end();
  };
  const show = (response: ServerResponse, html: string, status = 200) => response.writeHead(status).end(html);
  const usual: typeof pages = {
    '/auth': (response) =>
      to(response, '/interaction/1', ['_session=a; path=/; httponly', '_interaction=b; path=/interaction']),
    '/interaction/1': (response) => show(response, login()),
    '/login': (response, form) =>
      form.get('password') === 'rora.'
        ? to(response, '/interaction/2', ['_interaction=; expires=Thu, 01 Jan 1970 00:00:00 GMT'])
        : show(response, login('Wrong  password.'), 401),
    '/interaction/2': (response) => show(response, consent),
    '/interaction/consent': (response) => to(response, redirect),
  };
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const form = new URLSearchParams(await text(request));
    seen.push({ path, cookie: request.headers.cookie, form: [...form] });
    const page = pages[path] ?? usual[path];
    if (page) page(response, form);
    else show(response, '<main>Not here</main>', 404);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/auth?request=x`, seen };
}

const tried = async (pages: Parameters<typeof bank>[0], customer: Customer) => {
  const { url } = await bank(pages);
  return authoriseAs(url, customer).catch(problemOf);
};

test('the customer logs in, shares every account and comes back with the answer, which is not opened', async () => {
  const { url, seen } = await bank();
  expect(await authoriseAs(url, { user: 'rora' })).toBe(redirect);
  expect(seen.map(({ path }) => path)).toEqual([
    '/auth',
    '/interaction/1',
    '/login',
    '/interaction/2',
    '/interaction/consent',
  ]);
  expect(seen[2]).toMatchObject({
    cookie: '_session=a; _interaction=b',
    form: [
      ['csrf', 't1'],
      ['loginName', 'rora'],
      ['password', 'rora.'],
    ],
  });
  expect(seen[4]).toMatchObject({
    cookie: '_session=a',
    form: [
      ['csrf', 't2'],
      ['accounts', '5001'],
      ['accounts', '5002'],
      ['decision', 'approve'],
    ],
  });
});

test.each([
  ['by id', ['5002'], ['5002']],
  ['by number', ['10000109010101'], ['5001']],
  ['by sort code and number', ['10-00-01 09010101'], ['5001']],
])('accounts are chosen %s', async (_name, accounts, expected) => {
  const { url, seen } = await bank();
  await authoriseAs(url, { user: 'rora', accounts });
  expect(
    seen
      .at(-1)
      ?.form.filter(([name]) => name === 'accounts')
      .map(([, value]) => value),
  ).toEqual(expected);
});

describe('where the bank keeps the accounts of the first time', () => {
  const pages: Parameters<typeof bank>[0] = { '/interaction/2': (response) => response.end(again) };

  test.each([
    ['without a choice', undefined],
    ['with the same choice', ['5002', '10000109 010101']],
  ])('each is sent once, %s', async (_name, accounts) => {
    const { url, seen } = await bank(pages);
    await authoriseAs(url, { user: 'rora', accounts });
    expect(seen.at(-1)?.form).toEqual([
      ['csrf', 't2'],
      ['accounts', '5001'],
      ['accounts', '5002'],
      ['decision', 'approve'],
    ]);
  });

  test.each([
    ['fewer', ['5002']],
    ['another', ['5001', '5002', '9']],
  ])(
    '%s are refused with those that are kept, each once by its label, and nothing is approved',
    async (_name, accounts) => {
      const { url, seen } = await bank(pages);
      expect(await authoriseAs(url, { user: 'rora', accounts }).catch(problemOf)).toMatchObject({
        code: 'usage',
        message: expect.stringMatching(/: 5001 \(Current 10000109010101\), 5002 \(Savings 10000109010102\)\.$/),
        remedies: [{ do: 'createConsent' }],
      });
      expect(seen.at(-1)?.path).toBe('/interaction/2');
    },
  );
});

test('an account is kept where its hidden field stands before its box as well', async () => {
  const hidden = '<input type="hidden" name="accounts" value="5001">';
  const page = again.replace(hidden, '').replace('<label>', `${hidden}<label>`);
  const { url, seen } = await bank({ '/interaction/2': (response) => response.end(page) });
  expect(await authoriseAs(url, { user: 'rora', accounts: ['5002'] }).catch(problemOf)).toMatchObject({
    code: 'usage',
    message: expect.stringMatching(/: 5001 \(Current 10000109010101\), 5002 /),
    try: expect.stringMatching(/^Name these and no others, /),
  });
  expect(seen.at(-1)?.path).toBe('/interaction/2');
});

test('a refusal shares nothing', async () => {
  const { url, seen } = await bank();
  await authoriseAs(url, { user: 'rora', refuse: true });
  expect(seen.at(-1)?.form).toEqual([
    ['csrf', 't2'],
    ['decision', 'refuse'],
  ]);
});

test('a wrong password is told in the page’s own words, and tried once', async () => {
  const { url, seen } = await bank();
  expect(await authoriseAs(url, { user: 'rora', password: 'x' }).catch(problemOf)).toMatchObject({
    code: 'login_failed',
    message: 'The bank did not let "rora" in: Wrong password.',
  });
  expect(seen.filter(({ path }) => path === '/login')).toHaveLength(1);
});

const stuck: [string, Parameters<typeof bank>[0], Customer, object][] = [
  [
    'an error page',
    {
      '/auth': (response) =>
        response.writeHead(400).end('<main><p role="alert">The request object has expired.</p></main>'),
    },
    { user: 'rora' },
    {
      code: 'authorisation_refused',
      message: expect.stringContaining('The request object has expired.'),
      bank: { status: 400 },
    },
  ],
  [
    'pages in a circle',
    { '/auth': (response) => response.writeHead(302, { location: '/auth' }).end() },
    { user: 'rora' },
    { code: 'authorisation_refused' },
  ],
  [
    'a form that leads elsewhere',
    { '/interaction/1': (response) => response.end(login().replace('/login', 'https://evil.example/login')) },
    { user: 'rora' },
    { code: 'redirect_unexpected' },
  ],
  [
    'nothing to approve',
    {
      '/interaction/2': (response) =>
        response.end('<form data-page="consent"><p role="alert">The consent has expired.</p></form>'),
    },
    { user: 'rora' },
    { code: 'authorisation_refused', message: expect.stringContaining('expired') },
  ],
  [
    'nothing to approve, whatever account is named',
    {
      '/interaction/2': (response) =>
        response.end('<form data-page="consent"><p role="alert">Another customer approved it.</p></form>'),
    },
    { user: 'rora', accounts: ['5001'] },
    { code: 'authorisation_refused', message: expect.stringContaining('Another customer approved it.') },
  ],
  [
    'an account that is not offered',
    {},
    { user: 'rora', accounts: ['9'] },
    { code: 'usage', try: expect.stringContaining('5001') },
  ],
  [
    'an account that is not offered beside one that has no label',
    { '/interaction/2': (response) => response.end(consent.replace(/<label for="a">.*<\/label>/, '')) },
    { user: 'rora', accounts: ['9'] },
    { code: 'usage', try: 'Choose from those that the bank offers: 5001, 5002 (Savings 10000109010102).' },
  ],
  [
    'an account where none is offered',
    { '/interaction/2': (response) => response.end(consent.replace(/<input type="checkbox"[^>]*>/g, '')) },
    { user: 'rora', accounts: ['9'] },
    { code: 'usage', try: 'The bank offers no account of this customer; log in as another.' },
  ],
];

test.each(stuck)('it ends with a reason: %s', async (_name, pages, customer, expected) => {
  expect(await tried(pages, customer)).toMatchObject(expected);
});

test.each([
  ['https://127.0.0.1:1/auth', /^For that bank, let authorizationEndpoint of its entry/],
  ['http://bank.example/auth', /^Open the authorisation URL in a browser/],
])('only the embedded bank’s front door is opened: %s', async (url, words) => {
  const problem = await authoriseAs(url, { user: 'rora' }).catch(problemOf);
  expect(problem).toMatchObject({ code: 'usage', try: expect.stringMatching(words) });
});

test('a bank that is not there is unreachable', async () => {
  await expect(authoriseAs('http://127.0.0.1:9/auth', { user: 'rora' })).rejects.toMatchObject({
    code: 'bank_unreachable',
  });
});

test('of a page that leads nowhere no more is told than fits, and no half of a character', async () => {
  const problem = await tried(
    { '/interaction/1': (response) => response.writeHead(200).end(`<main>x${'😀'.repeat(2000)}</main>`) },
    { user: 'rora' },
  );
  expect(problem).toMatchObject({ message: expect.stringMatching(/: x(?:😀){149}…$/u) });
});
