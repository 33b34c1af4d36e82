/** The page of transactions in a person's hands. */
import type { FrameLocator, Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { preparedFolder } from './support/bank.ts';
import { useEditor } from './support/editor.ts';
import { startLyingBank } from './support/lying-bank.ts';
import type { EditorWindow } from './support/window.ts';

const editor = useEditor();

/** A window with the page, complete. */
async function openPage(): Promise<{ window: EditorWindow; page: FrameLocator; focused: Locator }> {
  const window = await editor.open(await preparedFolder({ dataDay: '2026-01-31' }));
  await window.command('Open Banking: Try Account Information…');
  await window.tab('Transactions of Current').waitFor();
  const page = window.webview();
  await page.getByText('2,138 transactions', { exact: true }).waitFor();
  return { window, page, focused: page.locator('.grid .cell:focus') };
}

test('the page is read, sorted, selected and opened without a mouse', async () => {
  const { window, page, focused } = await openPage();
  const { keyboard } = window.page;
  const row = focused.locator('..');
  // Nothing was clicked: the rows have the focus once they are there, and again by the arrow down from the search.
  await expect.poll(() => focused.count(), poll).toBe(1);
  await keyboard.press('Control+f');
  await expect.poll(() => focused.count(), poll).toBe(0);
  await keyboard.press('ArrowDown');
  await expect.poll(() => focused.count(), poll).toBe(1);

  await keyboard.press('Control+End');
  const count = Number(await page.getByRole('grid').getAttribute('aria-rowcount'));
  await expect.poll(() => row.getAttribute('aria-rowindex'), poll).toBe(String(count));
  await keyboard.press('Control+Home');
  await expect.poll(() => row.getAttribute('aria-rowindex'), poll).toBe('2');
  await keyboard.press('PageDown');
  await expect.poll(async () => Number(await row.getAttribute('aria-rowindex')), poll).toBeGreaterThan(8);

  await keyboard.press('Control+Home');
  await keyboard.press('Shift+ArrowDown');
  await keyboard.press('Shift+ArrowDown');
  await page.getByText('3 of 2,138 selected', { exact: true }).waitFor();
  await keyboard.press('Control+c');
  await page.getByText('3 transactions copied.').waitFor();
  const copied = await window.page.evaluate('navigator.clipboard.readText()');
  expect(String(copied).split('\n')).toHaveLength(3);
  expect(String(copied)).toMatch(/\t-\d+\.\d\d\tGBP\t/);
  await keyboard.press('Control+a');
  await page.getByText('2,138 of 2,138 selected', { exact: true }).waitFor();
  await keyboard.press('Escape');
  await page.getByText('2,138 transactions', { exact: true }).waitFor();

  const amount = page.getByRole('columnheader', { name: /^Amount/ });
  await keyboard.press('Control+Home');
  await keyboard.press('ArrowUp');
  while (!(await amount.evaluate((cell) => cell === cell.ownerDocument.activeElement)))
    await keyboard.press('ArrowRight');
  const before = (await amount.boundingBox())?.width ?? 0;
  await keyboard.press('Shift+ArrowRight');
  await expect.poll(async () => (await amount.boundingBox())?.width ?? 0, poll).toBeGreaterThan(before + 10);
  await keyboard.press('Enter');
  await keyboard.press('Enter');
  await expect.poll(() => amount.getAttribute('aria-sort'), poll).toBe('descending');

  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  const details = page.getByRole('complementary', { name: 'Details' });
  await details.getByText('Credit: money in').waitFor();
  await details.getByText('"CreditDebitIndicator": "Credit"').first().waitFor();
  await details.getByRole('button', { name: 'Open in Editor' }).click();
  await window.page.getByRole('tab', { name: /transaction \d+\.json/ }).waitFor();
});

test('Columns ticks those that are shown, and one that had no room comes when it is ticked', async () => {
  const { window, page } = await openPage();
  const columns = page.getByRole('button', { name: 'Columns' });
  const ticks = page.getByRole('menuitemcheckbox', { checked: true });
  const headings = page.getByRole('columnheader');
  const trimmed = async (these: Locator): Promise<string[]> =>
    (await these.allTextContents()).map((each) => each.trim());
  await columns.click();
  await ticks.first().waitFor();
  const shown = await trimmed(headings);
  expect(await trimmed(ticks)).toEqual(shown);
  await window.screenshot('transactions columns');
  const other = page.getByRole('menuitemcheckbox', { checked: false }).first();
  const name = (await other.textContent())?.trim() ?? '';
  expect(shown).not.toContain(name);
  await other.click();
  await expect.poll(async () => (await trimmed(headings)).sort(), poll).toEqual([...shown, name].sort());
  await expectSameColumns(page);
  // With a scroll bar, as those that were chosen stay.
  await window.page.setViewportSize({ width: 760, height: 800 });
  await expectSameColumns(page);
  const last = page.getByRole('columnheader').last();
  await page.getByRole('grid').evaluate((grid) => grid.scrollTo({ left: grid.scrollWidth }));
  await expectSameColumns(page);
  const [edge, end] = await Promise.all([page.getByRole('grid').boundingBox(), last.boundingBox()]);
  expect((end?.x ?? 0) + (end?.width ?? 0)).toBeLessThan((edge?.x ?? 0) + (edge?.width ?? 0));
});

test('the row that is opened stays in sight where its details take the room of the rows', async () => {
  const { window, page } = await openPage();
  await window.page.setViewportSize({ width: 1000, height: 800 });
  const row = page.locator('[role="row"][aria-rowindex="10"]');
  await row.getByRole('gridcell').nth(1).click();
  await window.page.keyboard.press('Enter');
  await page.getByRole('complementary', { name: 'Details' }).waitFor();
  const bottom = async (of: Locator): Promise<number> => {
    const box = await of.boundingBox();
    return box ? box.y + box.height : Number.POSITIVE_INFINITY;
  };
  await expect.poll(async () => (await bottom(row)) <= (await bottom(page.getByRole('grid'))) + 1, poll).toBe(true);
  await window.screenshot('transactions opened row');
});

test('rows are found, filtered, grouped and counted, and an empty view says why', async () => {
  const { window, page } = await openPage();
  await page.getByRole('textbox', { name: 'Search' }).fill('cash withdrawal');
  const found = page.getByText(/^\d+ of 2,138 transactions$/);
  await found.waitFor();
  await page.getByRole('combobox', { name: 'Money in or out' }).click();
  await page.getByRole('option', { name: 'Money in', exact: true }).click();
  await page.getByText('No transaction matches').waitFor();
  await page.getByRole('button', { name: 'Show All' }).click();
  await page.getByText('2,138 transactions', { exact: true }).waitFor();

  // A day is taken as people type it, written as everywhere on the page, and what is none is told.
  await page.getByRole('button', { name: 'Filters', exact: true }).click();
  const from = page.getByRole('textbox', { name: 'Booked from' });
  await from.fill('1/1/2026');
  await from.press('Enter');
  await found.waitFor();
  expect(await from.inputValue()).toBe('1 Jan 2026');
  await from.fill('someday');
  await from.press('Enter');
  await expect.poll(() => from.getAttribute('aria-invalid'), poll).toBe('true');
  expect(await from.getAttribute('title')).toContain('31 Jan 2026');
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await page.getByText('2,138 transactions', { exact: true }).waitFor();
  expect(await from.inputValue()).toBe('');
  await page.getByRole('button', { name: 'Filters', exact: true }).click();

  await page.getByText(/not booked, not counted$/).waitFor();
  await page.getByRole('checkbox', { name: 'Pending' }).click();
  await page.getByText(/not booked, not counted$/).waitFor({ state: 'detached' });

  await page.getByRole('combobox', { name: 'Group by' }).click();
  await page.getByRole('option', { name: 'By month' }).click();
  const groups = page.getByRole('navigation', { name: 'Groups' });
  await groups.getByRole('button', { name: /^October 2025/ }).click();
  await found.waitFor();

  // This VS Code keeps no secret over a reload, so that the bank cannot be asked again: what was looked at is there, the data is not.
  await window.closeTab('Journey at sandbox');
  await window.reload();
  const again = window.webview();
  await again.getByText(/^There is no access token/).waitFor();
  await again.getByRole('button', { name: 'Authorise Consent…' }).waitFor();
  expect(await again.getByText('its list is empty').count()).toBe(0);
  expect(await again.getByRole('combobox', { name: 'Group by' }).textContent()).toContain('By month');
  expect(await again.getByRole('gridcell').count()).toBe(0);
  expect(await window.barriers()).toEqual([]);
});

test('the page can be read by everybody in every theme, charts by their tables', async () => {
  const { window, page } = await openPage();
  await page.getByRole('button', { name: 'Charts' }).click();
  const balances = page.getByRole('figure').filter({ hasText: 'Balance over time (GBP)' });
  await balances.getByText(/^Run from Interim booked of .*: [\d,.]+ GBP\.$/).waitFor();
  await page.getByRole('gridcell').nth(10).dblclick();
  await page.getByText('"TransactionId"').waitFor();
  // With charts and details there is more than the screen has room for: nothing stands over anything else.
  const rows = await page.locator('.rows').boundingBox();
  const details = await page.locator('.details').boundingBox();
  const totals = await page.locator('.totals').boundingBox();
  const below = Math.max(...[rows, details].map((each) => (each?.y ?? 0) + (each?.height ?? 0)));
  expect(totals?.y).toBeGreaterThanOrEqual(below - 1);
  for (const theme of ['dark', 'light', 'high contrast', 'high contrast light'] as const) {
    await window.theme(theme);
    await window.screenshot(`transactions ${theme}`);
    expect(await window.barriers()).toEqual([]);
  }
  await balances.getByRole('button', { name: 'Table' }).click();
  await balances
    .getByRole('row', { name: /^\d+ \w+ 2025 / })
    .first()
    .waitFor();
  expect(await window.barriers()).toEqual([]);
});

test('what was pending and is booked now under another id is one row, which can be filtered by', async () => {
  const entry = (TransactionId: string, Status: string, TransactionInformation: string, day: number) => ({
    ...{ AccountId: '1', TransactionId, Status, TransactionInformation, CreditDebitIndicator: 'Debit' },
    ...{ Amount: { Amount: `${day}.50`, Currency: 'GBP' }, BookingDateTime: `2026-01-0${day}T10:00:00Z` },
  });
  const list = (...Transaction: object[]) => ({ body: { Data: { Transaction } } });
  const [rent, train] = [entry('1', 'Booked', 'Rent', 3), entry('2', 'Booked', 'Train', 4)];
  const bank = await startLyingBank({ description: '', status: 'Authorised', nickname: 'Bills' }, ['good']);
  bank.answers['/aisp/accounts/1/transactions'] = list(rent, train, entry('p-1', 'Pending', 'Coffee', 5));
  bank.answers['/aisp/accounts/1/balances'] = { body: { Data: { Balance: [] } } };
  const window = await editor.open(bank.folder);
  await window.page.locator('.statusbar-item', { hasText: 'lying · sandbox' }).waitFor({ timeout: 90_000 });
  await window.copy(`${bank.redirectUri}?${new URLSearchParams({ state: 'good', code: 'good' })}`);
  await window.command('Open Banking: Paste Redirect URL…');
  await window.notification('The customer authorised the consent good');
  await window.command('Open Banking: Show Transactions…');
  await window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Bills' }).first().click();
  await window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'All' }).first().click();
  const page = window.webview();
  await page.getByText('3 transactions', { exact: true }).waitFor();

  const transactions = '/aisp/accounts/1/transactions';
  bank.answers[transactions] = list(
    { ...rent, TransactionInformation: 'Rent for January' },
    train,
    entry('b-9', 'Booked', 'Coffee', 5),
    entry('b-10', 'Booked', 'Tea', 6),
  );
  await page.getByRole('button', { name: 'Refresh' }).click();
  await page.getByText('1 was pending and is booked now, under another id.').waitFor();
  await page.getByRole('gridcell', { name: 'Now booked' }).waitFor();
  await page.getByRole('button', { name: 'Filters', exact: true }).click();
  for (const theme of ['dark', 'light', 'high contrast', 'high contrast light'] as const) {
    await window.theme(theme);
    await window.screenshot(`transactions now booked ${theme}`);
    expect(await window.barriers()).toEqual([]);
  }
  await page.getByRole('combobox', { name: 'Change' }).click();
  await page.getByRole('option', { name: 'Now booked' }).click();
  await page.getByText('1 of 4 transactions', { exact: true }).waitFor();
  await page.getByRole('gridcell', { name: 'Coffee' }).waitFor();
  await window.page.setViewportSize({ width: 760, height: 800 });
  await window.screenshot('transactions now booked narrow');
  await expectSameColumns(page);
  const amount = await page.getByRole('columnheader', { name: /^Amount/ }).boundingBox();
  const grid = await page.getByRole('grid').boundingBox();
  expect((amount?.x ?? 0) + (amount?.width ?? 0)).toBeLessThan((grid?.x ?? 0) + (grid?.width ?? 0));
  expect(await window.barriers()).toEqual([]);

  // What cannot be read again stays as it was.
  const { [transactions]: answer } = bank.answers;
  bank.answers[transactions] = { status: 500, body: { Message: 'Not now.' } };
  await page.getByRole('button', { name: 'Refresh' }).click();
  await page.getByText('What was read before stays as it was.').waitFor();
  await page.getByText('1 of 4 transactions', { exact: true }).waitFor();
  await page.getByRole('gridcell', { name: 'Coffee' }).waitFor();
  await window.screenshot('transactions not read again');
  bank.answers[transactions] = answer;
  await page.getByRole('button', { name: 'Refresh' }).click();
  await page.getByText('What was read before stays as it was.').waitFor({ state: 'hidden' });
  await page.getByText('0 of 4 transactions', { exact: true }).waitFor();
});

/** Each heading is as wide as the cells below it, and stands above them. */
async function expectSameColumns(page: FrameLocator): Promise<void> {
  const places = async (of: Locator): Promise<(readonly [left: number, right: number])[]> =>
    Promise.all(
      (await of.all()).map(async (each) => {
        const { x, width } = (await each.boundingBox()) ?? { x: 0, width: 0 };
        return [Math.round(x), Math.round(x + width)] as const;
      }),
    );
  const cells = page.locator('[role="row"][aria-rowindex="2"]').getByRole('gridcell');
  const heads = page.getByRole('columnheader');
  expect(await heads.count()).toBeGreaterThan(2);
  await expect.poll(async () => places(heads), { timeout: 5000 }).toEqual(await places(cells));
}

const poll = { timeout: 30_000 };
