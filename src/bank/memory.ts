/** How the bank's process goes about memory: a sandbox beside an editor has little of it, and more than enough time. */
import { setFlagsFromString } from 'node:v8';

/**
 * Has the engine collect garbage rather than grow: it otherwise keeps hundreds of megabytes after a moment's load. Electron may have its
 * flags sealed by now; who starts the bank with it gives the flag as an argument.
 */
export function sparing(): void {
  if (!('electron' in process.versions)) setFlagsFromString('--optimize-for-size');
}
