/** What VS Code keeps for us from one session to the next, each by its shape: of what has another nothing is taken, and nothing is said. */
import type * as vscode from 'vscode';
import * as z from 'zod/mini';

type Where = 'globalState' | 'workspaceState';

/** One thing that is kept. */
export interface Kept<In extends Where, Value> {
  /** @returns undefined where nothing is kept, or nothing of its shape */
  read(context: Pick<vscode.ExtensionContext, In>): Value | undefined;
  keep(context: Pick<vscode.ExtensionContext, In>, value: Value): Thenable<void>;
}

function kept<In extends Where, Value>(where: In, key: string, shape: z.ZodMiniType<Value>): Kept<In, Value> {
  return {
    read: (context) => shape.safeParse(context[where].get<unknown>(key)).data,
    keep: (context, value) => context[where].update(key, value),
  };
}

/** The demo workspace is shown although a folder is open. */
export const demoShown = kept('workspaceState', 'openBanking.demo.shown', z.boolean());

/** This window used the sandbox. */
export const sandboxUsed = kept('workspaceState', 'openBanking.sandbox.used', z.boolean());

/** Where the sandbox was when it ran last, with host and port of each listener: it keeps its ports. */
export const sandboxKnown = kept(
  'globalState',
  'openBanking.sandbox.known',
  z.object({ discovery: z.string(), hosts: z.array(z.string()) }),
);
