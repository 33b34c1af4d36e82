/** The consent page over http: what it shows, what it takes, and what it never takes. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Consent } from '../../../src/bank/data/records.ts';
import { accounts, consent, day, mits, noon, type Pages, rora, startPages } from './bank.ts';
import { send, visit } from './browser.ts';

let pages: Pages;
beforeAll(async () => {
  pages = await startPages();
});
afterAll(() => pages.stop());
beforeEach(() => {
  pages.time.now = noon;
  pages.authorisations.calls.length = 0;
});

const [everyday, savings, , , luigi] = accounts.map(({ accountId }) => accountId);
const authorised: Consent = { ...consent, status: 'authorised', customerId: rora, accountIds: [String(savings)] };

async function open(changes: Partial<Consent> = {}, customerId = rora, redirectUri = 'https://tpp.test/callback') {
  const uid = pages.begin({ prompt: 'consent', customerId, redirectUri, consent: { ...consent, ...changes } });
  const url = `${pages.origin}/interaction/${uid}`;
  return { uid, url, shown: await visit(url) };
}

function fieldsOf(decision: string | undefined, ids: readonly (string | undefined)[]): [string, string][] {
  const chosen = ids.map((id): [string, string] => ['accounts', String(id)]);
  return decision === undefined ? chosen : [...chosen, ['decision', decision]];
}

describe('the consent page', () => {
  it('shows the customer’s own accounts, none of them ticked, with their labels', async () => {
    const { page } = (await open()).shown;
    const boxes = page.querySelectorAll('form[data-page="consent"] input[type="checkbox"][name="accounts"]');
    expect(boxes.map((box) => [box.getAttribute('value'), box.hasAttribute('checked')])).toEqual(
      accounts.filter((account) => account.customerId === rora).map(({ accountId }) => [accountId, false]),
    );
    const labels = page.querySelectorAll('label').map((label) => label.textContent.replaceAll(/\s+/g, ' ').trim());
    expect(labels).toEqual([
      'Everyday Personal current account 10-00-01 09010101 GBP',
      'Rainy day Personal savings account 10-00-01 09010102 GBP',
      'Travel card Personal credit card ending 1234 GBP',
      'Holiday euros Personal current account GB29 OBI1 7000 0170 0000 01 EUR',
    ]);
  });

  it('has the buttons Approve and Refuse, and none that the Enter key would press by itself', async () => {
    const { page } = (await open()).shown;
    const buttons = page.querySelectorAll('button');
    expect([buttons[0]?.hasAttribute('hidden'), buttons[0]?.getAttribute('name')]).toEqual([true, undefined]);
    expect(buttons.slice(1).map((b) => [b.getAttribute('name'), b.getAttribute('value')])).toEqual([
      ['decision', 'approve'],
      ['decision', 'refuse'],
    ]);
  });

  it('groups the permissions under headings, each explained', async () => {
    const permissions = [
      ...consent.permissions,
      'ReadStandingOrdersBasic',
      'ReadParty',
      'ReadOffers',
      'ReadStatementsBasic',
      'ReadSomethingNew',
    ];
    const { page } = (await open({ permissions })).shown;
    expect(page.querySelectorAll('h3').map((heading) => heading.textContent)).toEqual([
      'Your account details',
      'Your balances',
      'Your transactions',
      'Your regular payments',
      'Your statements',
      'Your features and benefits',
      'Your contact details',
      'Other information',
    ]);
    expect(page.querySelectorAll('.permission').at(-1)?.textContent).toContain('ReadSomethingNew');
    expect(page.textContent).toContain('Money in and money out: the date and amount of each entry, what it was for');
  });

  it.each<[string, Partial<Consent>, string]>([
    ['no bounds', {}, 'All entries that we hold, and new ones as they come.'],
    ['a start', { transactionFrom: Date.UTC(2026, 0, 1) }, 'Entries booked from 1 January 2026 on, new ones included.'],
    ['an end', { transactionTo: Date.UTC(2026, 11, 31, 23, 59, 59) }, 'Entries booked up to 31 December 2026.'],
    [
      'both, at odd times and in summer',
      { transactionFrom: Date.UTC(2026, 4, 1, 9, 30), transactionTo: Date.UTC(2026, 5, 1) },
      'Entries booked from 1 May 2026, 10:30 to 1 June 2026, 01:00.',
    ],
    ['no end date', {}, 'There is no end date'],
    ['an end date', { expiresAt: noon + 90 * day }, 'Until 29 September 2026, 12:00 (in 90 days).'],
    ['a far end date', { expiresAt: Date.UTC(2027, 6, 1, 22, 59) }, 'Until 1 July 2027 (in about 12 months).'],
    ['an end date beyond the calendar', { expiresAt: 9e15, expirationDateTime: '<9999>' }, 'Until &lt;9999&gt;'],
  ])('says the transaction range and the end in words: %s', async (_, changes, words) => {
    const { page } = (await open(changes)).shown;
    expect(page.querySelector('.terms')?.textContent.replaceAll(/\s+/g, ' ')).toContain(
      words.replaceAll('&lt;', '<').replaceAll('&gt;', '>'),
    );
  });

  it.each([undefined, noon + 90 * day])(
    'leads to where sharing is stopped, in a page of its own (end: %s)',
    async (expiresAt) => {
      const { page } = (await open({ ...(expiresAt !== undefined && { expiresAt }) })).shown;
      expect(page.querySelector('.terms')?.textContent).toContain('on the page Connected applications of this bank');
      expect(page.querySelector('.terms a[target="_blank"]')?.getAttribute('href')).toBe('/connected');
      expect(page.textContent).not.toContain('/connected');
    },
  );

  it.each<[Partial<Consent>, string]>([
    [{ status: 'rejected' }, 'This request was refused before.'],
    [{ expiresAt: noon }, 'The time that this request was for is over.'],
    [{ status: 'authorised', customerId: 'another' }, 'Another customer approved this request before.'],
  ])('asks nothing where nothing can be shared (%o): it says why, and how to go on', async (changes, why) => {
    const { page, alert } = (await open(changes)).shown;
    expect(alert).toContain(why);
    const buttons = page.querySelectorAll('button:not([hidden])').map(({ textContent }) => textContent);
    expect(buttons).toEqual(['Go On Without Sharing']);
    expect(page.querySelectorAll('.permission, .terms, h2, fieldset')).toEqual([]);
  });

  it('says nothing of a transaction range when no transactions are asked for', async () => {
    const { page } = (await open({ permissions: ['ReadAccountsBasic'] })).shown;
    expect(page.textContent).not.toContain('Which transactions');
  });

  it.each(['https://tpp.test/callback', 'http://127.0.0.1:53682/callback', 'vscode://open-banking.workbench/callback'])(
    'leaves for %s with the chosen accounts, each once, in the order of the page',
    async (redirectUri) => {
      const { url, shown } = await open({}, rora, redirectUri);
      const { status, headers } = await send(url, shown, fieldsOf('approve', [savings, everyday, savings]));
      expect([status, headers.get('location')]).toEqual([303, `${redirectUri}#code=good`]);
      expect(pages.authorisations.calls).toEqual([`approved ${everyday} ${savings}`]);
    },
  );

  it('leaves with a refusal, whatever is ticked', async () => {
    const { url, shown } = await open();
    const { status } = await send(url, shown, fieldsOf('refuse', [luigi]));
    expect([status, pages.authorisations.calls]).toEqual([303, ['refused']]);
  });

  it.each<[string, [string, string][], string]>([
    ['nothing ticked', fieldsOf('approve', []), 'Choose at least one account'],
    ['another customer’s account', fieldsOf('approve', [luigi]), 'cannot be shared'],
    ['another customer’s account beside one’s own', fieldsOf('approve', [everyday, luigi]), 'cannot be shared'],
    ['an unknown account', fieldsOf('approve', ['x']), 'cannot be shared'],
    ['an empty account', fieldsOf('approve', ['']), 'cannot be shared'],
    ['no decision', fieldsOf(undefined, [everyday]), 'Approve or Refuse'],
    ['an unknown decision', fieldsOf('perhaps', [everyday]), 'Approve or Refuse'],
    ['two decisions', [...fieldsOf('approve', [everyday]), ['decision', 'refuse']], 'Approve or Refuse'],
  ])('shows the page again for %s', async (_, fields, words) => {
    const { url, shown } = await open();
    const again = await send(url, shown, fields);
    expect(again.status).toBe(400);
    expect(again.alert).toContain(words);
    expect(again.page.querySelector('fieldset')?.getAttribute('aria-describedby')).toBe('alert lead');
    const ticked = again.page.querySelectorAll('input[checked]').map((box) => box.getAttribute('value'));
    expect(ticked).toEqual(fields.some(([, value]) => value === everyday) ? [everyday] : []);
    expect(pages.authorisations.calls).toEqual([]);
  });

  it('says so when there is no account to share, and leaves only the refusal', async () => {
    const { url, shown } = await open({}, '100001000000000000000003');
    expect(shown.alert).toContain('no account');
    expect(shown.page.querySelector('button[value="approve"]')).toBeNull();
    expect((await send(url, shown, fieldsOf('approve', []))).alert).toContain('no account');
  });

  it('approves nothing once the consent’s own time is over', async () => {
    const { url, shown } = await open({ expiresAt: noon + 1000 });
    pages.time.now = noon + 1000;
    const again = await send(url, shown, fieldsOf('approve', [everyday]));
    expect([again.status, again.alert]).toEqual([400, expect.stringContaining('is over')]);
    expect(pages.authorisations.calls).toEqual([]);
  });
});

describe('a consent that was authorised before', () => {
  it('shows the accounts chosen then, ticked and not to be changed', async () => {
    const { page } = (await open(authorised)).shown;
    const boxes = page.querySelectorAll('input[type="checkbox"]');
    expect(boxes.map((b) => [b.getAttribute('value'), b.hasAttribute('checked'), b.hasAttribute('disabled')])).toEqual([
      [savings, true, true],
    ]);
  });

  it.each([
    ['as the browser sends it', []],
    ['with the boxes sent too', [savings]],
  ])('is approved for the same accounts %s', async (_, ids) => {
    const { url, shown } = await open(authorised);
    expect((await send(url, shown, fieldsOf('approve', ids))).status).toBe(303);
    expect(pages.authorisations.calls).toEqual([`approved ${savings}`]);
  });

  it('takes no further account', async () => {
    const { url, shown } = await open(authorised);
    expect((await send(url, shown, fieldsOf('approve', [everyday]))).alert).toContain('cannot be shared');
    expect(pages.authorisations.calls).toEqual([]);
  });

  it('is not for another customer to confirm', async () => {
    const { url, shown } = await open(authorised, mits);
    expect(shown.alert).toContain('Another customer');
    expect(shown.page.querySelector('input[type="checkbox"]')).toBeNull();
    expect((await send(url, shown, fieldsOf('approve', [luigi]))).status).toBe(400);
    expect((await send(url, shown, fieldsOf('refuse', []))).status).toBe(303);
    const why = 'Another customer approved this request before. Only that customer can confirm it.';
    expect(pages.authorisations.calls).toEqual([`refused: ${why}`]);
  });
});

describe('a consent that was withdrawn', () => {
  const withdrawn: Consent = { ...authorised, status: 'revoked' };

  it('is chosen for anew by its customer', async () => {
    const { url, shown } = await open(withdrawn);
    expect((await send(url, shown, fieldsOf('approve', [everyday]))).status).toBe(303);
    expect(pages.authorisations.calls).toEqual([`approved ${everyday}`]);
  });

  it('is not for another customer to approve', async () => {
    const { url, shown } = await open(withdrawn, mits);
    expect(shown.alert).toContain('Another customer');
    expect((await send(url, shown, fieldsOf('approve', [luigi]))).status).toBe(400);
    expect(pages.authorisations.calls).toEqual([]);
  });
});
