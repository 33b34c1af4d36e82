/** The JWT inspector in a person's hands. */
import { expect, test } from 'vitest';
import { useEditor } from './support/editor.ts';

const editor = useEditor();

test('a token in the clipboard is taken apart', async () => {
  const window = await editor.open();
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  await window.copy(`${part({ alg: 'PS256' })}.${part({ iss: 'me' })}.c2ln`);
  await window.command('Open Banking: Inspect JWT…');
  await window
    .webview()
    .getByRole('treeitem', { name: /^iss: me/ })
    .waitFor();
  for (const theme of ['dark', 'light', 'high contrast', 'high contrast light'] as const) {
    await window.theme(theme);
    await window.screenshot(`inspector ${theme}`);
    expect(await window.barriers()).toEqual([]);
  }
});
