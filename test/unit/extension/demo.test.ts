/** The demo workspace made anew while views look: nothing goes on with the keys that were there before. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { Workbench } from '../../../src/extension/workbench/workbench.ts';
import { ensureDemo } from '../../../src/extension/workspace-file/demo.ts';
import { emptyFolder } from '../tpp-workspace/folder.ts';

vi.mock('vscode', () => ({
  l10n: { t: (text: string) => text },
  workspace: { fs: { delete: async () => {} } },
}));

/** A window that has a view look whenever something is different, which begins a session with what it had read last. */
function windowOf(folder: string, demoFolder: { fsPath: string }) {
  let keys = 'old';
  let session: string | undefined;
  const look = (): void => {
    session ??= keys;
  };
  const workbench = {
    demoFolder,
    demoName: 'demo',
    sandbox: {
      start: async () => ({ ready: { discovery: 'https://127.0.0.1:1', profile: 'strict', ca: `${folder}/ca.pem` } }),
      async issue() {
        look();
      },
    },
    run: (_: string, work: (task: object) => Promise<unknown>) => work({ signal: {}, report: () => {} }),
    showDemo: async () => look(),
    changed: look,
    async forgetSessions() {
      session = undefined;
    },
    async tpp() {
      look();
      return {
        fileStateStore: () => ({ read: async () => ({ clients: [] }) }),
        clientSecretName: () => 'secret',
        async openWorkspace() {
          keys = 'new';
          return { bank: () => ({ name: 'sandbox' }) };
        },
      };
    },
  };
  const sessionNow = (): string | undefined => {
    look();
    return session;
  };
  return { workbench: workbench as unknown as Workbench, sessionNow };
}

it('the session that a journey goes on with has the keys that were just made, whatever looked in between', async () => {
  const folder = emptyFolder();
  const { workbench, sessionNow } = windowOf(folder, { fsPath: folder });
  expect(await ensureDemo(workbench)).toMatchObject({ bank: { name: 'sandbox' } });
  expect(sessionNow()).toBe('new');
});

it.each([
  ['of this sandbox stays', { banks: { sandbox: { discovery: 'https://127.0.0.1:1', profile: 'strict' } } }, 0],
  [
    'of another sandbox is made anew',
    { banks: { sandbox: { discovery: 'https://127.0.0.1:2', profile: 'strict' } } },
    1,
  ],
  ['without a sandbox is made anew', { banks: {} }, 1],
  ['that is no object is made anew', null, 1],
])('a demo workspace %s', async (_, file, times) => {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'ca.pem'), 'CA');
  writeFileSync(join(folder, 'openbanking.json'), JSON.stringify(file));
  const { workbench } = windowOf(folder, { fsPath: folder });
  const issue = vi.spyOn(workbench.sandbox, 'issue');
  await ensureDemo(workbench);
  expect(issue).toHaveBeenCalledTimes(times);
});
