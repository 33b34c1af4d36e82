/** The page of transactions in a person's hands. */
import { expect, test } from 'vitest';
import { preparedFolder } from './support/bank.ts';
import { useEditor } from './support/editor.ts';

const editor = useEditor();

test('a page of transactions can be read by everybody', async () => {
  const window = await editor.open(await preparedFolder());
  await window.command('Open Banking: Run Account Information Journey');
  await window.tab('Transactions of Current').waitFor();
  await window
    .webview()
    .getByText(/^1,\d{3} transactions$/)
    .waitFor();
  expect(await window.barriers()).toEqual([]);
});
