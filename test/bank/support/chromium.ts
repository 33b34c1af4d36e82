/** A real Chromium, the system's own, that speaks to loopback and to nobody else. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { withoutClock } from '../../support/system-time.ts';
import { requirePackages } from './packages.ts';

const executablePath = '/usr/bin/chromium';
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Installs Chromium where it is lacking and may be installed, and starts it. @throws Error that says how to get it */
export async function launchChromium(): Promise<Browser> {
  await requirePackages(['chromium', 'fonts-liberation'], executablePath, async () => existsSync(executablePath));
  // Chromium does not come up on a clock that faketime moves, and none of the pages asks it for the time.
  return chromium.launch({ executablePath, args, env: withoutClock() });
}
