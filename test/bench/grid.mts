/**
 * The transactions page in a browser: its own bundle, outside VS Code, with a stand-in for the editor's API and a theme's colours. Beside
 * it a bare list of virtual rows and the toolkit's own data grid, on the same machine.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { z } from 'zod';
import { launchChromium, requireChromium } from '../editor/chromium.mts';
import { root } from './processes.mts';
import { median, type Row, upperBudget } from './report.mts';

const sizes = [10_000, 100_000, 1_000_000];
const runs = 3;
const firstBudget = (rows: number): number => (rows > 100_000 ? 150 : 100);
const megabyte = 1e6;

const theme = {
  foreground: '#cccccc',
  descriptionForeground: '#9d9d9d',
  'editor-background': '#1f1f1f',
  'font-family': 'sans-serif',
  'font-size': '13px',
  'charts-green': '#89d185',
  'panel-border': '#2b2b2b',
  'list-hoverBackground': '#2a2d2e',
};

const filled = z.object({ first: z.number(), all: z.number(), bytes: z.number() });
const peer = z.object({ first: z.number() });
const heap = z.object({ usedSize: z.number(), embedderHeapUsedSize: z.number(), backingStorageSize: z.number() });

interface Measured {
  first: number;
  /** Until all rows are in. */
  all: number;
  frame: number;
  /** Megabytes above the data. */
  above: number;
}

export async function gridRows(): Promise<Row[]> {
  const script = await browserScript();
  const browser = await launchChromium(await requireChromium());
  try {
    const rows: Row[] = [];
    for (const size of sizes) {
      const measured: Measured[] = [];
      for (let run = 0; run < runs; run += 1) measured.push(await measureGrid(browser, script, size));
      const bare = await measurePeer(browser, script, 'bare', size);
      const of = (name: keyof Measured): number => median(measured.map((each) => each[name]));
      const what = `transactions page, ${size.toLocaleString('en-GB')} rows`;
      rows.push(
        upperBudget(
          `${what}: first rows`,
          firstBudget(size),
          of('first'),
          'ms',
          `all in after ${Math.round(of('all'))} ms; bare list ${Math.round(bare.first)} ms`,
        ),
        upperBudget(`${what}: frame, p95`, 33, of('frame'), 'ms', `bare list ${Math.round(bare.frame)} ms`),
        upperBudget(`${what}: above the data`, 30, of('above'), 'MB', `bare list ${Math.round(bare.above)} MB`),
      );
    }
    const own = await measurePeer(browser, script, 'toolkit', 10_000);
    const row = rows[0];
    if (row) row.measured += `; the toolkit’s data grid ${Math.round(own.first)} ms and ${Math.round(own.above)} MB`;
    return rows;
  } finally {
    await browser.close();
  }
}

async function browserScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'browser', 'grid.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
  });
  return outputFiles[0]?.text ?? '';
}

async function open(browser: Browser, script: string, withPage: boolean): Promise<{ page: Page; session: CDPSession }> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const variables = Object.entries(theme).map(([name, value]) => `--vscode-${name}:${value}`);
  await page.setContent(
    `<!doctype html><html lang="en" style="${variables.join(';')}"><body class="vscode-dark"></body></html>`,
  );
  await page.evaluate('window.acquireVsCodeApi = () => ({ postMessage() {}, getState() {}, setState() {} })');
  if (withPage) {
    const dist = (name: string): string => readFileSync(join(root, 'dist', 'webview', name), 'utf8');
    await page.addStyleTag({ content: dist('transactions.css') });
    await page.addScriptTag({ content: dist('transactions.js') });
  }
  await page.addScriptTag({ content: script });
  return { page, session: await page.context().newCDPSession(page) };
}

/** Bytes that the page holds, rubbish aside. */
async function held(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, embedderHeapUsedSize, backingStorageSize } = heap.parse(await session.send('Runtime.getHeapUsage'));
  return usedSize + embedderHeapUsedSize + backingStorageSize;
}

async function measureGrid(browser: Browser, script: string, rows: number): Promise<Measured> {
  const { page, session } = await open(browser, script, true);
  const before = await held(session);
  const { first, all, bytes } = filled.parse(await page.evaluate(`bench.fill(${rows})`));
  const frame = z.number().parse(await page.evaluate("bench.scroll('.grid')"));
  const above = (await held(session)) - before - bytes;
  await page.close();
  return { first, all, frame, above: above / megabyte };
}

async function measurePeer(
  browser: Browser,
  script: string,
  name: 'bare' | 'toolkit',
  rows: number,
): Promise<Omit<Measured, 'all'>> {
  const { page, session } = await open(browser, script, false);
  const before = await held(session);
  const { first } = peer.parse(await page.evaluate(`bench.${name}(${rows})`));
  const frame = z.number().parse(await page.evaluate("bench.scroll('.scrolled')"));
  const above = (await held(session)) - before;
  await page.close();
  return { first, frame, above: above / megabyte };
}
