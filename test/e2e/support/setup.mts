/** Before the tests of a person's hands: the package is made and installed, as a person would have it, and what shows it is there. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { requireChromium } from '../../editor/chromium.mts';
import { installServer } from '../../editor/installation.mts';
import { installPackage } from '../../editor/package.mts';
import { cache, results } from '../../editor/places.mts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Path of the VS Code server's entry. */
    server: string;
    /** Path of the browser's program. */
    chromium: string;
    /** The folder that the package is installed in. */
    extensionsDir: string;
  }
}

/** @throws Error that says what is missing and how to get it, or what is wrong with the package */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [server, chromium] = await Promise.all([installServer(), requireChromium()]);
  const made = join(cache, `package-${process.pid}`);
  await Promise.all([mkdir(made, { recursive: true }), rm(join(results, 'e2e'), { recursive: true, force: true })]);
  const extensionsDir = await installPackage(server, made);
  project.provide('server', server);
  project.provide('chromium', chromium);
  project.provide('extensionsDir', extensionsDir);
  return () => rm(made, { recursive: true, force: true, maxRetries: 3 });
}
