#!/usr/bin/env node
/**
 * Stands in for the desktop's `code` where that cannot be had: takes the arguments that `runTests` gives, runs the tests in a VS Code
 * server with a browser in front, and ends with their exit status.
 */
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { format, parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { baselineVariable, installBaseline } from '../editor/baseline.mts';
import { launchChromium, requireChromium } from '../editor/chromium.mts';
import { installServer } from '../editor/installation.mts';
import { results } from '../editor/places.mts';
import { pageOf, startServer } from '../editor/server.mts';
import { asksForTrust } from './windows.mts';

/** Milliseconds for a whole run of one window, which takes a minute on a machine of its own and five on one that it shares. */
const timeout = 900_000;

const argumentsSchema = z.object({
  values: z.object({
    extensionDevelopmentPath: z.string(),
    extensionTestsPath: z.string(),
    'user-data-dir': z.string(),
    'extensions-dir': z.string(),
  }),
  positionals: z.array(z.string()).max(1),
});

/** The VS Code of this run; {@link baselineVariable} is set by `npm run test:baseline`. */
const install = async () =>
  process.env[baselineVariable] ? await installBaseline() : { entry: await installServer() };

async function main(): Promise<number> {
  const given = parseArgs({ strict: false, allowPositionals: true });
  const { values, positionals } = argumentsSchema.parse(given);
  const [vscode, chromium] = await Promise.all([install(), requireChromium()]);
  const [server, browser] = await Promise.all([
    startServer({
      ...vscode,
      dataDir: values['user-data-dir'],
      extensionsDir: values['extensions-dir'],
      takesTests: true,
      asksForTrust: asksForTrust(process.env.OBW_TEST_WINDOW),
    }),
    launchChromium(chromium),
  ]);
  const stop = async (): Promise<void> => void (await Promise.allSettled([browser.close(), server.stop()]));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop().then(() => process.exit(1)));
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const status = exitStatusOf(page);
    const remote = (path: string): string => `vscode-remote://127.0.0.1:${server.port}${path}`;
    await page.goto(
      pageOf(server, positionals[0], [
        ['extensionDevelopmentPath', remote(values.extensionDevelopmentPath)],
        ['extensionTestsPath', remote(values.extensionTestsPath)],
        ['skipWelcome', 'true'],
      ]),
    );
    const code = await Promise.race([
      status,
      server.ended.then(() => 'The VS Code server ended before the tests did.'),
      setTimeout(timeout, `The tests did not end within ${timeout / 1000} s.`, { ref: false }),
    ]);
    if (code === 0) return 0;
    if (typeof code === 'string') console.error(code);
    await page.screenshot({ path: join(results, 'vscode', `${process.env.OBW_TEST_WINDOW}.png`) });
    return 1;
  } finally {
    await stop();
  }
}

/** The status that the workbench ends with, told through the two functions that it looks for in its page. */
function exitStatusOf(page: Page): Promise<number | string> {
  return new Promise((resolve, reject) => {
    page.on('crash', () => resolve('The browser page crashed.'));
    Promise.all([
      page.exposeFunction('codeAutomationExit', (code: number) => resolve(code)),
      page.exposeFunction('codeAutomationLog', (_: string, words: unknown[]) => console.log(format(...words))),
    ]).catch(reject);
  });
}

process.exitCode = await main();
