/** The tab of an authorisation on a phone, for as long as its answer is waited for. */
import * as vscode from 'vscode';
import { type FromPhone, fromPhone, type ShownPhone, type ToPhone } from '../../messages/phone.ts';
import { Panel, pageOptions, titleOfTab } from './panel.ts';

export interface PhoneTab extends vscode.Disposable {
  say(message: ToPhone): void;
}

/** Opens the page; what is pressed there is handed on, but for what the page needs to show itself. */
export function openPhone(
  extension: vscode.Uri,
  shown: ShownPhone,
  onMessage: (message: Exclude<FromPhone, { type: 'ready' }>) => void,
): PhoneTab {
  const view = vscode.window.createWebviewPanel(
    'openBanking.phone',
    titleOfTab(vscode.l10n.t('Authorise on a Phone')),
    vscode.ViewColumn.Active,
    pageOptions(extension),
  );
  const page = { name: 'phone', incoming: fromPhone } as const;
  const panel = new Panel<typeof fromPhone, ToPhone>(extension, page, view, (message) => {
    // A page that was hidden is loaded anew.
    if (message.type === 'ready') void panel.say({ type: 'phone', phone: shown });
    else onMessage(message);
  });
  return { say: (message) => void panel.say(message), dispose: () => panel.dispose() };
}
