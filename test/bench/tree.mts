/** The banks' tree with a consent of ten thousand accounts: what the editor waits for when somebody opens a level of it. */
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { Uri } from 'vscode';
import type * as read from '../../src/extension/accounts/read.ts';
import type * as tree from '../../src/extension/views/banks-tree.ts';
import type { BankOf, Workbench } from '../../src/extension/workbench/workbench.ts';
import type { Session } from '../../src/tpp/session.ts';
import type { ClientRecord, ConsentRecord } from '../../src/tpp/workspace/state.ts';
import { tpp } from './client.mts';
import { folder, root } from './processes.mts';
import { median, type Row, upperBudget } from './report.mts';

const accountCount = 10_000;

/** Just as much of the editor as items are made of. */
const editor = {
  EventEmitter: class {
    event = (): { dispose(): void } => ({ dispose() {} });
    fire(): void {}
  },
  TreeItem: class {
    label: unknown;
    collapsibleState: unknown;
    constructor(label: unknown, collapsibleState: unknown) {
      Object.assign(this, { label, collapsibleState });
    }
  },
  ThemeIcon: class {},
  ThemeColor: class {},
  MarkdownString: class {},
  TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
  Uri: { joinPath: () => ({}) },
  l10n: { t: (text: string) => text },
  env: { language: 'en' },
};

function built(): typeof tree & typeof read {
  const contents = `export * from './src/extension/views/banks-tree.ts'; export * from './src/extension/accounts/read.ts';`;
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: root },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    mainFields: ['module', 'main'],
    write: false,
  });
  const module = { exports: {} };
  const load = createRequire(import.meta.url);
  const code = new Function('module', 'exports', 'require', outputFiles[0]?.text ?? '');
  code(module, module.exports, (name: string) => (name === 'vscode' ? editor : load(name)));
  return module.exports as typeof tree & typeof read;
}

/** A folder whose customer shared that many accounts, as the library opens it; its tokens are in a memory. */
async function shared(accounts: string[]): Promise<{ at: BankOf; consent: ConsentRecord; session: Session }> {
  const { clientsAt, fileStateStore, openSession, openWorkspace } = tpp();
  const path = folder();
  const file = {
    softwareStatement: { assertion: 'ssa.jwt' },
    signing: { key: 'signing.key' },
    transport: { certificate: 'transport.pem', key: 'transport.key' },
    banks: { sandbox: { discovery: 'https://bank.example/.well-known/openid-configuration' } },
  };
  await writeFile(join(path, 'openbanking.json'), JSON.stringify(file));
  const [clientId, time] = ['client', new Date().toISOString()];
  const client: ClientRecord = {
    bank: 'sandbox',
    clientId,
    softwareId: 'software',
    registeredAt: time,
    tokenEndpointAuthMethod: 'private_key_jwt',
    registration: {},
  };
  const consent: ConsentRecord = {
    bank: 'sandbox',
    clientId,
    consentId: 'aac-1',
    kind: 'account-access',
    version: '3.1',
    status: 'authorised',
    permissions: [],
    createdAt: time,
    authorisedAt: time,
    accounts,
  };
  const state = fileStateStore(path);
  await state.update((before) => ({ ...before, clients: [client], consents: [consent] }));
  const tokens = JSON.stringify({ access_token: 'a', expires_at: Date.now() + 300_000, scope: 'accounts' });
  const secrets = { get: async () => tokens, set: async () => undefined, delete: async () => undefined };
  const workspace = await openWorkspace(path);
  const session = openSession({ workspace, state, secrets });
  if ((await clientsAt(session)).length !== 1) throw new Error('the folder has not the one client');
  const uri = { toString: () => `file://${path}`, fsPath: path } as Uri;
  return { at: { place: { folder: uri, name: 'workspace', workspace }, bank: session.bank }, consent, session };
}

export async function treeRows(): Promise<Row[]> {
  const { BanksTree, accountMemoryOf, memoryKey } = built();
  const accounts = Array.from({ length: accountCount }, (_, index) =>
    String(500_000_000_000_000_000_000_000n + BigInt(index)),
  );
  const { at, consent, session } = await shared(accounts);
  const workbench = {
    places: async () => [at.place],
    tpp: async () => tpp(),
    session: async () => session,
    sandbox: { isOf: () => false, wasStopped: () => false },
  } as unknown as Workbench;

  const objects = new Map(
    accounts.map((id) => [
      id,
      { AccountId: id, Nickname: `Account ${id}`, AccountSubType: 'CurrentAccount', Currency: 'GBP' },
    ]),
  );
  const { authorisedAt } = consent;
  accountMemoryOf(workbench).set(memoryKey(at, consent), { accounts: objects, session, authorisedAt });

  const view = new BanksTree(workbench);
  const times: number[] = [];
  const children = async (node?: Parameters<typeof view.getTreeItem>[0]) => {
    const started = performance.now();
    const found = await view.getChildren(node);
    for (const each of found) view.getTreeItem(each);
    times.push(performance.now() - started);
    return found;
  };
  let items = 0;
  const open = async (node?: Parameters<typeof view.getTreeItem>[0]): Promise<void> => {
    const found = await children(node);
    items += found.length;
    for (const each of found) if (each.kind !== 'account') await open(each);
  };
  await open();
  if (items < accountCount) throw new Error(`the tree has ${items} items`);
  return [
    upperBudget(
      `a tree of ${accountCount} accounts, the slowest level`,
      50,
      Math.max(...times),
      'ms',
      `median ${median(times).toFixed(2)} ms`,
    ),
  ];
}
