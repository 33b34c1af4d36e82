/** Work about a consent: with progress, the views told afterwards, and a failure that offers what leads on. */

import type { Task } from '../plain/messages.ts';
import { attempt } from '../workbench/attempt.ts';
import type { ConsentNode } from '../workbench/nodes.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { showFor } from './outcome.ts';

/** Gives the result, or undefined when the work failed or was cancelled; nobody has to answer the message first. */
export async function runFor<T>(
  workbench: Workbench,
  node: ConsentNode | undefined,
  title: string,
  work: (task: Task) => Promise<T>,
): Promise<T | undefined> {
  const tried = await attempt(workbench, title, work);
  workbench.changed();
  if ('done' in tried) return tried.done;
  void showFor(workbench, tried.problem, node);
  return undefined;
}
