/** `npm start` and a browser of one person, each ended and begun again as often as a test likes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { inject, onTestFinished } from 'vitest';
import { launchProfile } from '../../editor/chromium.mts';
import { root } from '../../editor/places.mts';
import { EditorWindow, fileName, pictures } from './window.ts';

export interface Person {
  /** Where `npm start` keeps everything. */
  dir: string;
  /** The home folder of `npm start`. */
  home: string;
  /** Runs `npm start` in a browser, and gives what it printed once it ended or printed an address. */
  start(...more: string[]): Promise<Started>;
  /** Opens the browser, with all that it kept, at an address. */
  open(address: string): Promise<EditorWindow>;
  /** Closes the browser. */
  leave(): Promise<void>;
}

interface Started {
  words: string;
  /** The address in it. */
  address: string;
  /** Ends it as Ctrl-C does. */
  stop(): Promise<void>;
}

/** A person with an empty folder, an empty home folder and a new browser; all of them end with the test. */
export async function onePerson(): Promise<Person> {
  const folder = await mkdtemp(join(tmpdir(), 'obw-start-'));
  const [dir, home, profile] = [join(folder, 'demo'), join(folder, 'home'), join(folder, 'profile')];
  await mkdir(home);
  let context: BrowserContext | undefined;
  const ends: (() => Promise<unknown>)[] = [];
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') await picture(context, task.name);
    await context?.close();
    for (const end of ends) await end();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }, 60_000);
  return {
    dir,
    home,
    async start(...more) {
      const started = await start(dir, home, more);
      ends.push(started.stop);
      return started;
    },
    async open(address) {
      context ??= await launchProfile(inject('chromium'), profile);
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      const page = context.pages().find((each) => each.url() === 'about:blank') ?? (await context.newPage());
      const window = new EditorWindow(page, () => Promise.reject(new Error('npm start has its own settings')));
      await page.goto(address);
      await window.ready();
      return window;
    },
    async leave() {
      await context?.close();
      context = undefined;
    },
  };
}

async function start(dir: string, home: string, more: string[]): Promise<Started> {
  const program = join(root, 'test', 'editor', 'start.mts');
  const child = spawn(
    process.execPath,
    ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', program, '--browser', '--dir', dir, ...more],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, HOME: home } },
  );
  const last = (): void => void child.kill('SIGINT');
  process.once('exit', last);
  const closed = once(child, 'close').finally(() => process.removeListener('exit', last));
  let words = '';
  const printed = new Promise<void>((resolve) => {
    const hear = (text: string): void => {
      words += text;
      if (/http:\S+\n/.test(words)) resolve();
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
  });
  await Promise.race([printed, closed]);
  return {
    words,
    address: /http:\S+/.exec(words)?.[0] ?? '',
    async stop() {
      child.kill('SIGINT');
      await closed;
    },
  };
}

async function picture(context: BrowserContext | undefined, test: string): Promise<void> {
  await mkdir(pictures, { recursive: true });
  for (const [index, page] of (context?.pages() ?? []).entries()) {
    await page.screenshot({ path: join(pictures, `failed-${fileName(test)}-${index}.png`) });
  }
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
