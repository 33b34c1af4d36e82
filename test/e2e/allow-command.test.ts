/** A command that openbanking.json names, in a person's hands: never in Restricted Mode, and in a trusted folder once its whole list was read. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { preparedFolder } from './support/bank.ts';
import { useEditor } from './support/editor.ts';

const editor = useEditor({ asksForTrust: true });
const journey = 'Open Banking: Try Account Information…';

test('is neither run nor asked about before the folder is trusted, then asked about, and not run where it is refused', async () => {
  const folder = await preparedFolder();
  const path = join(folder, 'openbanking.json');
  const ran = join(folder, 'ran.log');
  await writeFile(
    join(folder, 'tool.mjs'),
    `import { writeFileSync } from 'node:fs'; writeFileSync('ran.log', 'ran');`,
  );
  const command = [process.execPath, 'tool.mjs', '--key', 'a\u202eb'];
  const file = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(
    path,
    JSON.stringify({ ...file, signing: { command, certificate: 'signing.pem' }, secretCommand: command }, undefined, 2),
  );
  const window = await editor.open(folder);
  const modals = () => window.page.locator('.monaco-dialog-box').count();
  for (const title of [journey, 'Open Banking: Check Prerequisites', 'Open Banking: Register Client…']) {
    await window.command(title);
    // So that the next command is not taken to have said it.
    await window.dismiss('This folder is not trusted: no key of it is read and no bank is called.');
    expect(await modals()).toBe(0);
  }
  expect(await window.page.getByText('There is no openbanking.json').count()).toBe(0);
  await window.showViews('Open Banking');
  await window.page.getByRole('button', { name: 'Manage Workspace Trust' }).first().waitFor();
  expect(existsSync(ran)).toBe(false);
  expect(existsSync(join(folder, '.openbanking'))).toBe(false);

  await window.trust();
  await window.command(journey);
  const asked = await window.dialog('signing.command in openbanking.json wants to run');
  const words = await asked.innerText();
  for (const argument of command.slice(0, 3)) expect(words).toContain(JSON.stringify(argument));
  expect(words).toContain('"a\\u202eb"');
  expect(words).toContain(folder);
  expect(await asked.getByRole('link').count()).toBe(0);
  await window.screenshot('allow command');
  expect(existsSync(ran)).toBe(false);
  await asked.getByRole('button', { name: 'Cancel' }).click();
  // Whoever says no is told nothing more, and asked again the next time.
  await window.command(journey);
  const again = await window.dialog('signing.command in openbanking.json wants to run');
  expect(await window.page.getByText('allowed in this folder').count()).toBe(0);
  await again.getByRole('button', { name: 'Cancel' }).click();
  expect(existsSync(ran)).toBe(false);
});
