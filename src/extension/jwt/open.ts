/** The way into the JWT inspector for everything in the editor; the tabs themselves are an output that is loaded with the first. */
import * as vscode from 'vscode';
import { addressIn } from '../documents/address.ts';
import type { GivenToken, InspectedToken, InspectorHost } from '../tokens/given.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { compareTokens } from './compare.ts';
import { findInFile } from './find-in-file.ts';
import { findToken, revealSource } from './sources.ts';
import { editToken } from './token-draft.ts';

function hostOf(workbench: Workbench): InspectorHost {
  return {
    find: (source) => findToken(workbench, source),
    async fromFile(text) {
      const uri = addressIn(text);
      return uri && findInFile(workbench, uri);
    },
    reveal: revealSource,
    edit: (given) => editToken(workbench, given),
    compare: (given) => compareTokens(workbench, given),
  };
}

/** Opens the inspector on a token; without one, on its page for pasting one. */
export async function inspect(
  workbench: Workbench,
  given: GivenToken | undefined,
): Promise<InspectedToken | undefined> {
  const { openInspector } = await import('../panels/index.ts');
  return openInspector(workbench, hostOf(workbench), given);
}

/** Brings the tabs back that were open before the window was loaded again. */
export function registerInspector(workbench: Workbench): void {
  workbench.context.subscriptions.push(
    vscode.window.registerWebviewPanelSerializer('openBanking.inspector', {
      async deserializeWebviewPanel(view, state: unknown) {
        const { restoreInspector } = await import('../panels/index.ts');
        restoreInspector(workbench, hostOf(workbench), view, state);
      },
    }),
  );
}
