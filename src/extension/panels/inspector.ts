/** The JWT inspector: a token taken apart, in a tab beside the text that it came from. */
import * as vscode from 'vscode';
import { fromInspector, type ToInspector } from '../../messages/inspector.ts';
import type { Workbench } from '../workbench.ts';
import { Panel, pageOptions } from './panel.ts';

const viewType = 'openBanking.inspector';

/** Opens the inspector on a token. */
export async function openInspector(workbench: Workbench, token: string): Promise<void> {
  const extension = workbench.context.extensionUri;
  const { decodeJwt } = await workbench.tpp();
  const view = vscode.window.createWebviewPanel(
    viewType,
    vscode.l10n.t('JWT'),
    vscode.ViewColumn.Active,
    pageOptions(extension),
  );
  const panel = new Panel<typeof fromInspector, ToInspector>(
    extension,
    { name: 'inspector', incoming: fromInspector },
    view,
    () => {
      const { header, payload } = decodeJwt(token);
      void panel.say({
        type: 'token',
        header: JSON.stringify(header, undefined, 2),
        payload: JSON.stringify(payload, undefined, 2),
      });
    },
  );
}
