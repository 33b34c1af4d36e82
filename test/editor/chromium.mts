/** The browser that shows VS Code: one the system has, or one that is installed for it; it speaks to loopback and to nobody else. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { requirePackages } from '../bank/support/packages.ts';

const packages = ['chromium', 'fonts-liberation'];

/** Milliseconds for a download by Playwright. */
const timeout = 180_000;

/** Looked for in this order; the last is where Playwright would put its own. */
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const found = (): string | undefined => [...places, chromium.executablePath()].find((path) => existsSync(path));

/**
 * Makes sure of a Chromium: by Debian's package where that may be installed, else by Playwright's own download.
 *
 * @returns the path of its program
 * @throws Error that says how to get one
 */
export async function requireChromium(): Promise<string> {
  const there = found();
  if (there) return there;
  const refusals: string[] = [];
  for (const install of [installPackage, installByPlaywright]) {
    try {
      await install();
      const now = found();
      if (now) return now;
    } catch (error) {
      refusals.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(
    `A Chromium is missing, in which the tests open VS Code. Install the package "chromium" or run "npx playwright-core install chromium". Tried here:\n${refusals.join('\n')}`,
  );
}

function installPackage(): Promise<void> {
  return requirePackages(packages, 'Chromium', async () => found() !== undefined);
}

async function installByPlaywright(): Promise<void> {
  const command = join(createRequire(import.meta.url).resolve('playwright-core/package.json'), '..', 'cli.js');
  await promisify(execFile)(process.execPath, [command, 'install', 'chromium'], { timeout });
}

// As root there is no sandbox, and whatever is shown here is ours.
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** Starts it without a window. */
export async function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args });
}

/** Starts it without a window, with a profile that it keeps in `folder`. */
export async function launchProfile(executablePath: string, folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, { executablePath, args, viewport: { width: 1280, height: 800 } });
}
