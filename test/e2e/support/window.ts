/** A window of VS Code as a person sees and handles it. */
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import type { Frame, FrameLocator, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { results } from '../../editor/places.mts';
import type { Settings } from '../../editor/server.mts';

/** Where the pictures go. */
export const pictures = join(results, 'e2e');

export const fileName = (words: string): string => words.replaceAll(/[^\w-]+/g, '-');

/** What each theme is called in the settings, and the class that the workbench then has. */
const themes = {
  dark: { name: 'Default Dark Modern', class: 'vs-dark' },
  light: { name: 'Default Light Modern', class: 'vs' },
  'high contrast': { name: 'Default High Contrast', class: 'hc-black' },
  'high contrast light': { name: 'Default High Contrast Light', class: 'hc-light' },
} as const;
export type Theme = keyof typeof themes;

/** Milliseconds until a window can be used, or follows its settings. */
const timeout = 90_000;
/** Milliseconds to find what is asked for on the screen. */
const look = 40_000;
/** Milliseconds that the palette has to show a row, before it is opened again: it does not take up what is registered meanwhile. */
const glance = 2000;
/** Milliseconds in which VS Code shows three notifications and no more: a fourth is in its list alone. */
const burst = 800;

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const axeResult = z.object({
  violations: z.array(z.object({ id: z.string(), help: z.string(), nodes: z.array(z.object({ html: z.string() })) })),
});

/** What VS Code in a browser has kept of the tabs of each window: its own JSON, as texts. */
const keptTabs = `(async () => {
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const kept = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const text = await done(database.transaction(store).objectStore(store).get('memento/workbench.parts.editor'));
      if (typeof text === 'string') kept.push(text);
    }
    database.close();
  }
  return kept;
})()`;
const kept = z.array(z.string());

export class EditorWindow {
  /** For all that has no verb here. */
  readonly page: Page;
  readonly #configure: (settings: Settings) => Promise<void>;
  /** When a notification was seen last, by `performance.now()`. */
  #notified = -burst;

  constructor(page: Page, configure: (settings: Settings) => Promise<void>) {
    this.page = page;
    this.#configure = configure;
    page.setDefaultTimeout(look);
  }

  /** Waits until the extensions can be used; a window that restores nothing shows it by its status bar. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .statusbar-item').first().waitFor({ timeout });
    await this.page.locator('.statusbar-item[id="status.problems"]').waitFor({ timeout });
  }

  /** Loads the page again, as F5 in a browser does, once VS Code has kept what is open. */
  async reload(): Promise<void> {
    await this.keep();
    await this.page.reload();
    await this.ready();
  }

  /**
   * Waits until VS Code has kept which tabs are open: it does so when nobody looks at the window, and otherwise once a minute. The page that was
   * shown has told it by then what it remembers.
   */
  async keep(): Promise<void> {
    const tabs = await this.page.locator('.part.editor').getByRole('tab').count();
    await expect
      .poll(
        async () => {
          await this.page.evaluate(
            "document.hasFocus = () => false; document.dispatchEvent(new Event('visibilitychange'));",
          );
          await this.page.waitForTimeout(keeping);
          const states = kept.parse(await this.page.evaluate(keptTabs));
          // A window that never had a tab keeps nothing.
          return states.length === 0 ? [0] : states.map(countTabs);
        },
        { timeout: look, message: 'the tabs that VS Code keeps over a reload' },
      )
      .toContain(tabs);
  }

  /** Runs the command with exactly this title, category and all, from the palette; not so soon that its notifications would not be shown. */
  async command(title: string): Promise<void> {
    await this.page.waitForTimeout(Math.max(0, this.#notified + burst - performance.now()));
    const deadline = performance.now() + look;
    for (;;) {
      await this.#openPalette(title);
      const row = this.#row(title);
      const found = await row.waitFor({ timeout: glance }).then(
        () => true,
        () => false,
      );
      if (found) return row.click();
      await this.page.keyboard.press('Escape');
      if (performance.now() > deadline) throw new Error(`The command palette has no "${title}".`);
    }
  }

  /** The titles that the palette offers for some words, in its order. */
  async commandsLike(words: string): Promise<string[]> {
    await this.#openPalette(words);
    const labels = this.page.locator('.quick-input-list .monaco-list-row .label-name');
    const seen = new Set<string>();
    await labels.first().waitFor();
    // The list holds the rows on the screen only.
    for (let before = -1; seen.size > before; ) {
      before = seen.size;
      for (const label of await labels.allTextContents()) seen.add(label.trim());
      await this.page.keyboard.press('PageDown');
      await this.page.waitForTimeout(100);
      for (const label of await labels.allTextContents()) seen.add(label.trim());
    }
    await this.page.keyboard.press('Escape');
    return [...seen];
  }

  /** An editor that opens takes the focus, and the palette is gone: so it is opened until it takes the words. */
  async #openPalette(words: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input').first();
    await expect
      .poll(
        async () => {
          await this.page.keyboard.press('F1');
          return input.fill(`>${words}`, { timeout: glance }).then(
            () => true,
            () => false,
          );
        },
        { timeout: look, message: 'whether the command palette takes words' },
      )
      .toBe(true);
  }

  #row(label: string): Locator {
    const name = this.page.locator('.label-name', { hasText: exactly(label) });
    return this.page.locator('.quick-input-list .monaco-list-row').filter({ has: name }).first();
  }

  /** Chooses the row with exactly this label in the quick pick that is open, or about to be. */
  async quickPick(label: string): Promise<void> {
    await this.#row(label).click();
  }

  /** Ticks the rows with these labels in a quick pick of several, and no others, and accepts. */
  async quickPickSeveral(labels: readonly string[]): Promise<void> {
    const rows = this.page.locator('.quick-input-list .monaco-list-row');
    await rows.first().waitFor();
    for (const row of await rows.all()) {
      const label = (await row.locator('.label-name').first().textContent())?.trim() ?? '';
      const box = row.getByRole('checkbox');
      if ((await box.isChecked()) !== labels.includes(label)) await row.click();
    }
    await this.accept();
  }

  /**
   * Presses Enter in the question that is open, once it has rows: before, Enter chooses nothing. By its field, not by what has the focus: a
   * message that closes may have given it back to the page behind the question.
   */
  async accept(): Promise<void> {
    await this.page.locator('.quick-input-widget:visible .monaco-list-row').first().waitFor();
    await this.page.locator('.quick-input-widget:visible .quick-input-box input').press('Enter');
  }

  /** Takes what each step of a questionnaire has chosen, up to the last of them. */
  async acceptAll(): Promise<void> {
    const title = this.page.locator('.quick-input-widget:visible .quick-input-title');
    for (let step = 1, last = 1; step <= last; step++) {
      const words = await title.filter({ hasText: `(${step}/` }).textContent();
      last = Number(/\(\d+\/(\d+)\)/.exec(words ?? '')?.[1]);
      await this.accept();
    }
  }

  /** Types into the input box that is open, or about to be, and accepts. */
  async inputBox(text: string): Promise<void> {
    const box = this.page.locator('.quick-input-widget:visible .quick-input-box input');
    await box.fill(text);
    await box.press('Enter');
  }

  /** Types a path into the dialog that asks for a file, and accepts. It shows its folder first, over whatever was typed before. */
  async chooseFile(path: string): Promise<void> {
    const box = this.page.locator('.quick-input-widget:visible .quick-input-box input');
    await expect.poll(() => box.inputValue(), { timeout: look, message: 'the folder of the dialog' }).toMatch(/\/$/);
    await box.fill(path);
    await this.#row(basename(path)).waitFor();
    await box.press('Enter');
  }

  /** Types a path into the dialog that asks where to save, and accepts. */
  async saveFile(path: string): Promise<void> {
    const box = this.page.locator('.quick-input-widget:visible .quick-input-box input');
    await expect.poll(() => box.inputValue(), { timeout: look, message: 'the file of the dialog' }).toMatch(/\/./);
    await box.fill(path);
    await box.press('Enter');
  }

  /** Waits for a notification with these words. Its buttons: `getByRole('button', { name })` on what is returned. */
  async notification(words: string | RegExp): Promise<Locator> {
    const found = this.page.locator('.notifications-toasts .notification-list-item').filter({ hasText: words }).first();
    await found.waitFor();
    this.#notified = performance.now();
    return found;
  }

  /** Waits for a notification with these words and takes it off the screen. */
  async dismiss(words: string | RegExp): Promise<void> {
    const found = await this.notification(words);
    await found.hover();
    await found.getByRole('button', { name: /^Clear Notification/ }).click();
    await found.waitFor({ state: 'hidden' });
  }

  /** A dialog in the middle of the window, from which nothing else can be reached. */
  async dialog(words: string | RegExp): Promise<Locator> {
    const found = this.page.locator('.monaco-dialog-box').filter({ hasText: words });
    await found.waitFor();
    return found;
  }

  /** Shows a container of views by its icon's name in the activity bar. */
  async showViews(container: string): Promise<void> {
    const icon = this.page.locator('.activitybar').getByRole('tab', { name: container });
    if ((await icon.getAttribute('aria-selected')) !== 'true') await icon.click();
  }

  /** The tree item with exactly this label; expand and select it by a click. */
  treeItem(label: string): Locator {
    const name = this.page.locator('.label-name', { hasText: exactly(label) });
    return this.page.locator('.part.sidebar').getByRole('treeitem').filter({ has: name }).first();
  }

  /**
   * Opens a tree item until one below it is on the screen. A click closes again what another opened, and a view has the rows on the screen
   * only: so it looks before each click, and scrolls when the item is open and the other not to be seen.
   */
  async expand(label: string, below: string): Promise<void> {
    const [item, wanted] = [this.treeItem(label), this.treeItem(below)];
    await expect
      .poll(
        async () => {
          if (await wanted.isVisible()) return true;
          if ((await item.getAttribute('aria-expanded')) !== 'true') await item.click();
          else {
            await item.hover();
            await this.page.mouse.wheel(0, 44);
          }
          return wanted.waitFor({ timeout: glance }).then(
            () => true,
            () => false,
          );
        },
        { timeout: look, message: `"${below}" below "${label}"` },
      )
      .toBe(true);
  }

  /** Chooses an entry of a context menu. */
  async menu(of: Locator, entry: string): Promise<void> {
    await of.click({ button: 'right' });
    const item = this.page.locator('.monaco-menu').getByRole('menuitem', { name: entry, exact: true });
    await item.waitFor();
    // VS Code takes no click that comes right after a menu opened: it may be the end of the one that opened it.
    for (let tries = 0; tries < 20 && (await item.isVisible()); tries += 1) {
      await this.page.waitForTimeout(150);
      await item.click({ timeout: 1000 }).catch(() => undefined);
      await item.waitFor({ state: 'hidden', timeout: 1000 }).catch(() => undefined);
    }
  }

  /** Puts a text on the clipboard, as a person does in another window. */
  async copy(text: string): Promise<void> {
    await this.page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
  }

  /** The document of the webview that is shown, of several beside each other the newest: VS Code puts it two frames down. */
  webview(which: 'newest' | 'oldest' = 'newest'): FrameLocator {
    const shown = this.page.frameLocator('iframe.webview.ready:visible');
    return (which === 'newest' ? shown.last() : shown.first()).frameLocator('iframe');
  }

  /**
   * What keeps people out of the page that the webview shows, by axe's rules: one line a rule and place, none when all is well.
   * It looks at our document alone, which stands two frames down.
   */
  async barriers(which?: 'newest' | 'oldest'): Promise<string[]> {
    const frame = await this.#frame(which);
    await frame.evaluate(axeSource);
    const { violations } = axeResult.parse(await frame.evaluate('axe.run(document, { resultTypes: ["violations"] })'));
    return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`));
  }

  async #frame(which?: 'newest' | 'oldest'): Promise<Frame> {
    const element = await this.webview(which).locator(':root').elementHandle();
    const frame = await element?.ownerFrame();
    if (!frame) throw new Error('No webview is shown.');
    return frame;
  }

  /** The tab of an editor with exactly this name. */
  tab(name: string): Locator {
    return this.page
      .locator('.part.editor')
      .getByRole('tab')
      .filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /** Closes the tab with exactly this name by its button. */
  async closeTab(name: string): Promise<void> {
    const tab = this.tab(name);
    await tab.hover();
    await tab.getByRole('button', { name: /^Close/ }).click();
    await tab.waitFor({ state: 'detached' });
  }

  /** The page that something opens in the browser, the bank's for one. */
  async opened(by: () => Promise<unknown>): Promise<Page> {
    const [page] = await Promise.all([this.page.waitForEvent('popup'), by()]);
    return page;
  }

  /** Trusts the folder by the banner of Restricted Mode and the page behind it. */
  async trust(): Promise<void> {
    await this.page.locator('.part.banner').getByRole('button', { name: 'Manage' }).click();
    await this.page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
    await this.page.locator('.part.banner').waitFor({ state: 'hidden' });
    await this.page.getByRole('button', { name: 'Close Modal Editor' }).click();
  }

  /** Changes the colours of every window of this VS Code; the next test begins with its own again. */
  async theme(theme: Theme): Promise<void> {
    const themed = this.page.locator(`.monaco-workbench.${themes[theme].class}`);
    await expect
      .poll(
        async () => {
          // A busy server misses a change of a file now and then.
          await this.#configure({ 'workbench.colorTheme': themes[theme].name });
          return themed.waitFor({ timeout: 5 * glance }).then(
            () => true,
            () => false,
          );
        },
        { timeout, message: `the theme ${theme}` },
      )
      .toBe(true);
  }

  /** Keeps a picture in test-results/e2e. @returns its path */
  async screenshot(name: string): Promise<string> {
    const path = join(pictures, `${fileName(name)}.png`);
    await mkdir(pictures, { recursive: true });
    await this.page.screenshot({ path });
    return path;
  }
}

/** Milliseconds that the browser has to write down what a window keeps, before it is looked at. */
const keeping = 2000;

/** How many tabs a window's kept state has: VS Code nests lists of editors in a grid. */
function countTabs(state: string): number {
  let count = 0;
  JSON.parse(state, (name, value) => {
    if (name === 'editors' && Array.isArray(value)) count += value.length;
    return value;
  });
  return count;
}

/** A pattern for the whole of a text. */
function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')}\\s*$`);
}
