/** What a person does with the standard: compare a document with one of its messages. */
import * as vscode from 'vscode';
import { compareDocument } from '../standard/compare.ts';
import type { Handlers, Workbench } from '../workbench.ts';

type Names = 'compareWithStandard';

export function standardCommands(workbench: Workbench): Handlers<Names> {
  return {
    /** `handler(file?, choose?)`: `choose` stands for the person's choice. Gives how many findings there are. */
    async compareWithStandard(file, choose) {
      const uri = file instanceof vscode.Uri ? file : vscode.window.activeTextEditor?.document.uri;
      if (!uri) return undefined;
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document, { preview: false });
      return compareDocument(workbench, document, choiceOf(choose));
    },
  };
}

type Choose = NonNullable<Parameters<typeof compareDocument>[2]>;

/** A test's own answer. */
function choiceOf(choose: unknown): Choose | undefined {
  return typeof choose === 'string'
    ? (offered) => offered.find(({ operation, of }) => `${operation} ${of}` === choose)
    : undefined;
}
