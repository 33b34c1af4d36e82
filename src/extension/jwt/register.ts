/** Everything about JWTs that stands ready before anybody asks: lenses, hovers, dates, links in terminals, edited tokens, and tabs that come back. */
import type { Workbench } from '../workbench/workbench.ts';
import { registerDateHints } from './date-hints.ts';
import { registerLenses } from './lenses.ts';
import { inspect, registerInspector } from './open.ts';
import { registerTerminalLinks } from './terminal-links.ts';
import { registerTokenDrafts } from './token-draft.ts';

export function registerJwts(workbench: Workbench): void {
  registerInspector(workbench);
  registerLenses(workbench);
  registerDateHints(workbench);
  registerTerminalLinks(workbench);
  registerTokenDrafts(workbench, (given) => inspect(workbench, given));
}
