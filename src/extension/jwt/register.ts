/** Everything about JWTs that stands ready before anybody asks: lenses, hovers, edited tokens, and tabs that come back. */
import type { Workbench } from '../workbench.ts';
import { registerLenses } from './lenses.ts';
import { inspect, registerInspector } from './open.ts';
import { registerTokenDrafts } from './token-draft.ts';

export function registerJwts(workbench: Workbench): void {
  registerInspector(workbench);
  registerLenses(workbench);
  registerTokenDrafts(workbench, (given) => inspect(workbench, given));
}
