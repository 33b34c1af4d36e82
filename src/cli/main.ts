/** The process entry of `obw`: makes sure of a Node that is new enough, then runs the verb and ends with its status. */
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import { requireNode } from './node-version.ts';

/** Nothing but Node's own modules may be loaded before the version is known: the libraries do not run on an older one. */
async function main(): Promise<void> {
  if (await requireNode()) return;
  // How the editor's terminals start us is no business of the programs that we start.
  delete process.env.ELECTRON_RUN_AS_NODE;
  // The libraries' compiled code is kept beside them for the next call; where that may not be written, nothing is kept.
  nodeModule.enableCompileCache(join(__dirname, '.compiled'));
  const { runInProcess } = await import('./process.ts');
  await runInProcess();
}

void main();
