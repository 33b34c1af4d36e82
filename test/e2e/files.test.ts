/** Files in a person's hands: what the Explorer's menus and the texts themselves offer. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'vitest';
import { preparedFolder } from './support/bank.ts';
import { useEditor } from './support/editor.ts';

const editor = useEditor();
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

test('the Explorer shows certificates and imports from Postman, and a text has dates and lenses', async () => {
  const folder = await preparedFolder();
  const token = `${part({ alg: 'PS256' })}.${part({ iss: 'https://bank.example' })}.c2ln`;
  const claims = { iat: 1_700_000_000, exp: 1_700_000_300, token, cut: `${token.slice(0, -9)}…` };
  await writeFile(join(folder, 'claims.json'), JSON.stringify(claims, undefined, 2));
  const values = [{ key: 'clientId', value: 'one', enabled: true }];
  await writeFile(
    join(folder, 'live.postman_environment.json'),
    JSON.stringify({ name: 'live', values, _postman_variable_scope: 'environment' }),
  );
  const window = await editor.open(folder);
  await window.showViews('Explorer');
  await window.treeItem('claims.json').dblclick();
  await window.tab('claims.json').waitFor();
  const text = window.page.locator('.part.editor .monaco-editor').first();
  await text.getByText('2023-11-14T22:13:20Z').waitFor();
  await text.getByText('2023-11-14T22:18:20Z').waitFor();
  const lens = text.locator('.codelens-decoration').filter({ hasText: 'Inspect JWT' });
  await lens.waitFor();
  await text.locator('.codelens-decoration').filter({ hasText: 'JWT cut short: what is missing?' }).waitFor();
  await window.screenshot('files dates and lenses');
  await text.locator('.codelens-decoration a').filter({ hasText: 'JWT cut short' }).click();
  await window.webview().getByText('The token has 2 parts between its dots instead of three.').waitFor();
  await window.screenshot('files cut token');

  await window.menu(window.treeItem('transport.pem'), 'Show Certificate');
  await window.tab('Certificates of transport.pem.txt').waitFor();
  await window.page.locator('.part.editor').getByText('Thumbprint (x5t#S256)').first().waitFor();
  await window.screenshot('files certificate');
  await window.menu(window.treeItem('live.postman_environment.json'), 'Import from Postman…');
  await window.tab('Import from Postman').waitFor();
  await window.webview().getByText('live').first().waitFor();
  await window.screenshot('files import');
});
