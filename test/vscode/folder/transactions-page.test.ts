/** The page of transactions in a tab that was open when the window was loaded. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { EventEmitter, type WebviewPanel } from 'vscode';
import { restoreTransactions, type TransactionsTools } from '../../../src/extension/panels/transactions.ts';
import type { Problem } from '../../../src/tpp/errors.ts';
import { eventually } from '../support/eventually.ts';
import { dist, extension } from '../support/extension.ts';

/** A tab whose page is as slow as a test wants: what is posted before the page listens is lost, as in a frame that still loads its script. */
function slowPage(): { view: WebviewPanel; heard: unknown[]; listen(): void } {
  const received = new EventEmitter<unknown>();
  const heard: unknown[] = [];
  let listens = false;
  const webview = {
    cspSource: '',
    asWebviewUri: (uri: unknown) => uri,
    onDidReceiveMessage: received.event,
    postMessage: async (message: unknown) => {
      if (listens) heard.push(message);
      return true;
    },
  };
  const view: unknown = { title: 'Transactions', webview, onDidDispose: new EventEmitter<void>().event };
  return {
    view: view as WebviewPanel,
    heard,
    listen() {
      listens = true;
      received.fire({ type: 'ready' });
    },
  };
}

describe('A page of transactions that a window opens again', () => {
  it('says why it could not read, however late it begins to listen', async () => {
    const { view, heard, listen } = slowPage();
    const logged: string[] = [];
    const workbench: unknown = {
      context: { extensionUri: extension().extensionUri },
      tpp: async () => createRequire(join(dist(), 'tpp.js'))('./tpp.js'),
      banks: async () => [],
      logProblem: ({ code }: Problem) => logged.push(code),
    };
    const source = { folder: 'file:///nowhere', bank: 'gone', consent: 'c', accounts: ['1'], period: {} };
    const tools: TransactionsTools = {
      workbench: workbench as TransactionsTools['workbench'],
      openText: async () => {},
    };
    await restoreTransactions(tools, view, { source });
    await eventually(() => assert.match(logged[0] ?? '', /^bank_not_named/));
    listen();
    await eventually(() => {
      const [told] = heard;
      assert(typeof told === 'object' && told !== null && 'problem' in told);
      assert.match(JSON.stringify(told.problem), /bank_not_named.*gone/);
    }, 5000);
  });

  it('has the way on as a button, and does not name that command beside it again', async () => {
    const { view, heard, listen } = slowPage();
    const folder = { toString: () => 'file:///here' };
    const workbench: unknown = {
      context: { extensionUri: extension().extensionUri },
      tpp: async () => createRequire(join(dist(), 'tpp.js'))('./tpp.js'),
      banks: async () => [{ place: { folder }, bank: { name: 'here', entry: {} } }],
      sandbox: { wake: async () => true },
      session: async () => ({
        bank: { name: 'here' },
        state: { read: async () => ({ clients: [{ bank: 'here', clientId: 'c1' }], consents: [] }) },
        workspace: { sharedClients: { find: async () => undefined } },
      }),
      logProblem: () => {},
    };
    const source = { folder: 'file:///here', bank: 'here', consent: 'c', accounts: ['1'], period: {} };
    const tools: TransactionsTools = {
      workbench: workbench as TransactionsTools['workbench'],
      openText: async () => {},
    };
    await restoreTransactions(tools, view, { source });
    listen();
    await eventually(() => {
      const told = JSON.stringify(heard);
      assert.match(told, /consent_not_found.*"cure":"Create Account Access Consent…"/);
      assert.doesNotMatch(told, /Commands?:/);
    }, 5000);
  });
});
