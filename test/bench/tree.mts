/** The banks' tree with a consent of ten thousand accounts: what the editor waits for when somebody opens a level of it. */
import { createRequire } from 'node:module';
import { buildSync } from 'esbuild';
import type * as read from '../../src/extension/accounts/read.ts';
import type * as tree from '../../src/extension/views/banks-tree.ts';
import type { Workbench } from '../../src/extension/workbench/workbench.ts';
import { root } from './processes.mts';
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

export async function treeRows(): Promise<Row[]> {
  const { BanksTree, accountMemoryOf, memoryKey } = built();
  const accounts = Array.from({ length: accountCount }, (_, index) =>
    String(500_000_000_000_000_000_000_000n + BigInt(index)),
  );
  const time = new Date().toISOString();
  const consent = {
    bank: 'sandbox',
    clientId: 'client',
    consentId: 'aac-1',
    kind: 'account-access',
    version: '3.1',
    status: 'authorised',
    permissions: [],
    createdAt: time,
    accounts,
  };
  const client = {
    bank: 'sandbox',
    clientId: 'client',
    softwareId: 'software',
    registeredAt: time,
    tokenEndpointAuthMethod: 'private_key_jwt',
    registration: {},
  };
  const folder = { toString: () => 'file:///workspace', fsPath: '/workspace' };
  const banks = { sandbox: { discovery: 'https://bank.example/.well-known/openid-configuration' } };
  const session = {};
  const workbench = {
    places: async () => [{ folder, name: 'workspace', workspace: { folder: '/workspace', file: { banks } } }],
    tpp: async () => ({
      clientsAt: async () => [client],
      fileStateStore: () => ({
        read: async () => ({ version: 2, clients: [client], consents: [consent], orders: [], subscriptions: [] }),
      }),
    }),
    session: async () => session,
  } as unknown as Workbench;

  const of = { place: { folder }, bank: { name: 'sandbox' } };
  const objects = new Map(
    accounts.map((id) => [
      id,
      { AccountId: id, Nickname: `Account ${id}`, AccountSubType: 'CurrentAccount', Currency: 'GBP' },
    ]),
  );
  accountMemoryOf(workbench).set(memoryKey(of as never, consent), { accounts: objects, session });

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
