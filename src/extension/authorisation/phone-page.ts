/** An authorisation shown for the customer's phone: a page with its code, which takes the answer while it is waited for. */
import * as vscode from 'vscode';
import type { ShownPhone } from '../../messages/phone.ts';
import { isLoopback } from '../../standard/loopback.ts';
import type { AuthorisationRequest } from '../../tpp/authorization/request.ts';
import { clipboard, clipboardUnasked } from '../questions/clipboard.ts';
import type { Tpp, Workbench } from '../workbench/workbench.ts';

/** Ends an authorisation whose code is to be made anew. */
export class AnotherCode extends Error {}

export interface PhonePage extends vscode.Disposable {
  /** The pasted answer. Rejects with {@link AnotherCode}, or with what `cancelled` made. */
  answer: Promise<string>;
}

/** What a test sees of the page and presses there. */
const phoneShownCommand = '_openBanking.phone.shown';

/** Opens the page. Closed by the person, it leaves the authorisation waiting for Paste Redirect URL…. */
export async function phonePage(
  { context }: Workbench,
  tpp: Tpp,
  bank: string,
  request: AuthorisationRequest,
  cancelled: () => Error,
): Promise<PhonePage> {
  const { openPhone } = await import('../panels/index.ts');
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  promise.catch(() => undefined);
  const refused = (text: string): string | undefined => {
    const problem = tpp.problemOfPasted(text, request);
    return problem && `${problem.message} ${problem.try}`;
  };
  const take = async (text: string): Promise<void> => {
    const why = refused(text);
    if (why === undefined) resolve(text);
    else tab.say({ type: 'notTaken', text: why });
  };
  const press = async (message: Parameters<Parameters<typeof openPhone>[2]>[0]): Promise<void> => {
    switch (message.type) {
      case 'paste':
        return take(message.text ?? (await clipboard()));
      case 'copy':
        await vscode.env.clipboard.writeText(request.url);
        return tab.say({ type: 'copied' });
      case 'anew':
        return reject(new AnotherCode());
      default:
        return reject(cancelled());
    }
  };
  const shown = shownOf(tpp, bank, request);
  const tab = openPhone(context.extensionUri, shown, (message) => void press(message));
  const back = vscode.window.onDidChangeWindowState(async ({ focused }) => {
    const text = focused ? await clipboardUnasked() : '';
    if (text !== '' && refused(text) === undefined) resolve(text);
  });
  const hook =
    context.extensionMode === vscode.ExtensionMode.Test
      ? vscode.commands.registerCommand(phoneShownCommand, () => ({ shown, press }))
      : undefined;
  return {
    answer: promise,
    dispose: () => {
      hook?.dispose();
      back.dispose();
      tab.dispose();
    },
  };
}

function shownOf(tpp: Tpp, bank: string, request: AuthorisationRequest): ShownPhone {
  const { url, consentId, redirectUri, expiresAt } = request;
  const length = Buffer.byteLength(url);
  const code = tpp.qrCodeOf(url)?.map((row) => row.map((dark) => (dark ? '1' : '0')).join(''));
  const { hostname } = new URL(url);
  const notes = [
    ...(isLoopback(hostname)
      ? [
          vscode.l10n.t(
            'The pages of this bank are on this machine ({0}), which no phone reaches. Only a browser here can open them.',
            hostname,
          ),
        ]
      : []),
    ...(code === undefined
      ? [
          vscode.l10n.t(
            'The address has {0} bytes, and the largest QR code holds {1}. A bank that takes pushed requests makes it short ("par" in its entry).',
            length,
            tpp.maxQrLength,
          ),
        ]
      : length > tpp.readableQrLength
        ? [
            vscode.l10n.t(
              'The address has {0} bytes, so the code is dense, and a camera may not read it. A bank that takes pushed requests makes it short.',
              length,
            ),
          ]
        : []),
  ];
  return {
    bank,
    consentId,
    address: url,
    notes,
    wayBack: tpp.wayBackFrom(redirectUri),
    ...(code && { code }),
    ...(expiresAt !== undefined && { until: expiresAt }),
  };
}
