/** A VS Code with the package installed, for the tests of one file: a server, a browser, and windows that end with their test. */
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, inject, onTestFinished } from 'vitest';
import { launchChromium } from '../../editor/chromium.mts';
import { startCodeServer } from '../../editor/code-server.mts';
import { logInTo, startHandover } from '../../editor/handover.mts';
import { codeServerEntry } from '../../editor/installation.mts';
import { pageOf, type Server, type Settings, startServer } from '../../editor/server.mts';
import { accentedLanguage, addAccented } from './accented.ts';
import { freePort } from './start.ts';
import { EditorWindow, fileName, pictures } from './window.ts';

export interface EditorOptions {
  /** Whether folders open in Restricted Mode until they are trusted. Default: false, each is trusted. */
  asksForTrust?: boolean;
  settings?: Settings;
  /** As `npm start` has it, which leads to ports of its machine, in place of the bare server, which does not. Trusts every folder. */
  asStarted?: boolean;
  /** In the language in which every letter has an accent. */
  accented?: boolean;
}

export interface Editor {
  /**
   * Opens a window on a folder, a `.code-workspace` file, or nothing, and waits until it can be used. It is closed when the test ends; a
   * test that fails leaves a picture of it. Windows of one test share what a browser keeps, those of two tests nothing.
   */
  open(opened?: string): Promise<EditorWindow>;
}

/** Starts a VS Code before the tests of the file or `describe` that calls it, and ends it after them. */
export function useEditor(options: EditorOptions = {}): Editor {
  let server: Server;
  let browser: Browser;
  let letIn: ((page: Page) => Promise<unknown>) | undefined;
  const undo: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    const dataDir = await temporaryFolder(undo);
    let extensionsDir = inject('extensionsDir');
    if (options.accented) {
      const plain = extensionsDir;
      extensionsDir = join(dataDir, 'extensions');
      await addAccented(plain, extensionsDir);
    }
    if (options.asStarted) {
      const password = randomUUID();
      const port = await freePort();
      const started = { entry: codeServerEntry, dir: dataDir, extensionsDir, port, password, ...options };
      server = await startCodeServer(started);
      const door = await startHandover({ logIn: () => logInTo(server.url, password), window: `${server.url}healthz` });
      undo.unshift(async () => door.close());
      letIn = (page) => page.goto(door.address());
    } else server = await startServer({ entry: inject('server'), extensionsDir, dataDir, ...options });
    undo.unshift(server.stop);
    browser = await launchChromium(inject('chromium'));
    undo.unshift(() => browser.close());
  });
  afterAll(async () => {
    for (const step of undo.splice(0)) await step();
  });

  let context: BrowserContext | undefined;
  const contextOfTest = async (): Promise<BrowserContext> => {
    if (context) return context;
    const made = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await made.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(server.url).origin });
    context = made;
    if (options.accented) await made.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = '${accentedLanguage}'`);
    if (letIn) {
      const page = await made.newPage();
      await letIn(page);
      await page.close();
    }
    onTestFinished(async ({ task }) => {
      context = undefined;
      if (task.result?.state === 'fail') await picture(made, task.name);
      await made.close();
      await server.configure({});
    });
    return made;
  };
  return {
    async open(opened) {
      const page = await (await contextOfTest()).newPage();
      const window = new EditorWindow(page, (settings) => server.configure(settings));
      await page.goto(pageOf(server, opened));
      await window.ready();
      return window;
    },
  };
}

async function picture(context: BrowserContext, test: string): Promise<void> {
  await mkdir(pictures, { recursive: true });
  for (const [index, page] of context.pages().entries()) {
    await page.screenshot({ path: join(pictures, `failed-${fileName(test)}-${index}.png`) });
  }
}

/** An empty folder that is removed when the test ends. */
export async function emptyFolder(): Promise<string> {
  const undo: (() => Promise<unknown>)[] = [];
  const folder = join(await temporaryFolder(undo), 'workspace');
  onTestFinished(async () => {
    for (const step of undo) await step();
  });
  await mkdir(folder);
  return folder;
}

async function temporaryFolder(undo: (() => Promise<unknown>)[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'obw-e2e-'));
  undo.unshift(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}
