/** The material that stands beside the project and not in it: the sandbox's own guide. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The project's root. */
export const projectRoot = resolve(import.meta.dirname, '..', '..', '..');

/** A file of the shared folder, or why there is none: `../shared` beside the project, or what OBW_SHARED names. */
export function sharedFile(name: string): { path: string } | { missing: string } {
  const folder = resolve(projectRoot, process.env.OBW_SHARED ?? join('..', 'shared'));
  const path = join(folder, name);
  return existsSync(path) ? { path } : { missing: `no ${path}; OBW_SHARED names the folder it is in` };
}
