/** What a person does with the standard: look an operation up, compare a document with one of its messages. */
import * as vscode from 'vscode';
import { shownIn } from '../exchanges/documents.ts';
import { compareDocument } from '../standard-texts/compare.ts';
import { askOperation, openInStandard } from '../standard-texts/show.ts';
import { isExchangeNode } from '../workbench/nodes.ts';
import type { Handlers, Workbench } from '../workbench/workbench.ts';

type Names = 'showInStandard' | 'compareWithStandard';

export function standardCommands(workbench: Workbench): Handlers<Names> {
  return {
    /** `handler(item | operation, version?)` gives the document's address. */
    async showInStandard(item, given) {
      const known = isExchangeNode(item) ? workbench.exchanges.find(item.record.id)?.operation : undefined;
      const open = vscode.window.activeTextEditor && shownIn(vscode.window.activeTextEditor.document.uri);
      const fromText = item === undefined ? open?.record.operation : undefined;
      const name = typeof item === 'string' ? item : (known ?? fromText)?.name;
      const version = typeof given === 'string' ? given : (known ?? fromText)?.version;
      const chosen = name ?? (await askOperation(workbench));
      return chosen && (await openInStandard(workbench, chosen, version)).uri;
    },

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
