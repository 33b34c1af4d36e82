/** The tabs of reports: one for each key, whatever comes back after the window was loaded again. */
import { expect, test, vi } from 'vitest';
import { closeReportTab, openReport } from '../../../src/extension/panels/report.ts';

const made: FakeView[] = [];

type FakeView = ReturnType<typeof view>;

/** As much of a tab as a page uses. */
function view() {
  const closed: (() => void)[] = [];
  const said: unknown[] = [];
  let receive: (message: unknown) => void = () => undefined;
  return {
    said,
    title: 'Journey',
    revealed: 0,
    isOpen: true,
    webview: {
      options: {},
      html: '',
      asWebviewUri: String,
      cspSource: '',
      onDidReceiveMessage(listener: typeof receive) {
        receive = listener;
        return { dispose: () => undefined };
      },
      postMessage: async (message: unknown) => said.push(message),
    },
    onDidDispose: (listener: () => void) => closed.push(listener),
    reveal() {
      this.revealed += 1;
    },
    dispose() {
      this.isOpen = false;
      for (const each of closed) each();
    },
    listens: () => receive({ type: 'ready', width: 800 }),
  };
}

vi.mock('vscode', () => ({
  l10n: { t: (text: string) => text },
  env: { language: 'en' },
  ViewColumn: { Active: -1 },
  Uri: { joinPath: () => '' },
  EventEmitter: class {
    readonly #listeners: (() => void)[] = [];
    readonly event = (listener: () => void) => this.#listeners.push(listener);
    fire = () => {
      for (const each of this.#listeners) each();
    };
    dispose = () => undefined;
  },
  window: {
    createWebviewPanel: () => {
      const tab = view();
      made.push(tab);
      return tab;
    },
  },
}));

const workbench = { context: { extensionUri: '' } } as never;
const page = { key: 'journey', tab: 'Journey', actions: [], leadOf: () => undefined };
const report = (name: string) => ({ shown: name, ways: new Map(), text: name }) as never;

test('a tab that comes back is filled; where the page was opened anew before anybody looked at it, that one stays as it is', () => {
  const first = view();
  openReport(workbench, { ...page, view: first as never, keep: 'how far' }, report('before'));
  first.listens();
  expect(first.said).toEqual([{ type: 'report', report: 'before', keep: 'how far' }]);
  closeReportTab(page.key);

  openReport(workbench, page, report('now'));
  made[0]?.listens();
  const late = view();
  openReport(workbench, { ...page, view: late as never }, report('before'));
  expect([late.isOpen, made.length, made[0]?.revealed]).toEqual([false, 1, 1]);
  expect(made[0]?.said).toEqual([{ type: 'report', report: 'now' }]);
});
