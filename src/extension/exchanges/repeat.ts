/** Sending an exchange again, as it was or edited. */
import * as vscode from 'vscode';
import type { RequestChanges } from '../../tpp/exchanges/repeat.ts';
import type { ExchangeRecord } from '../../tpp/transport/exchange.ts';
import { showWarning } from '../plain/messages.ts';
import { mayWrite } from '../workbench/attempt.ts';
import type { BankOf, Workbench } from '../workbench/workbench.ts';
import { openExchange } from './documents.ts';
import { type EditFault, readEditedRequest } from './edited-request.ts';
import { shortPath } from './words.ts';

/**
 * Sends an exchange again and opens what came of it.
 * @param edited address of the document that holds the request as edited
 * @returns the new exchange's id; undefined when it was not sent
 */
export async function repeat(
  workbench: Workbench,
  record: ExchangeRecord,
  edited?: string,
): Promise<string | undefined> {
  const tpp = await workbench.tpp();
  const of = await bankNow(workbench, record);
  if (!of) return undefined;
  const changes = edited === undefined ? {} : await changesIn(edited);
  if (!changes || !(await agreed(record, changes, of, tpp.repetitionWarnings(record)))) return undefined;
  const session = await workbench.session(of);
  const title = vscode.l10n.t('Sending {0} {1} again', changes.method ?? record.method, shortPath(record.url));
  const answer = await workbench.run(title, ({ signal }) => tpp.repeatExchange(session, record, changes, signal));
  const made = answer && workbench.exchanges.find(answer.interactionId);
  if (!made) return undefined;
  await openExchange(workbench, made);
  return made.id;
}

/** The bank of an exchange as openbanking.json has it now; undefined, and said, where it is not in it any more. */
export async function bankNow(workbench: Workbench, record: ExchangeRecord): Promise<BankOf | undefined> {
  const known = workbench.exchanges.bankOf(record);
  // The workspace file may have changed meanwhile.
  const banks = await workbench.banks();
  const now = banks.find(
    ({ bank, place }) => bank.name === record.bank && (!known || place.folder.path === known.place.folder.path),
  );
  if (now) return now;
  void showWarning(vscode.l10n.t('The bank of this exchange is not in openbanking.json any more.'));
  return undefined;
}

async function changesIn(edited: string): Promise<RequestChanges | undefined> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(edited));
  const read = readEditedRequest(document.getText());
  if ('request' in read) return read.request;
  const { line } = read.fault;
  await vscode.window.showTextDocument(document, { selection: document.lineAt(line).range, preview: false });
  void showWarning(faultText(read.fault));
  return undefined;
}

function faultText({ reason, line }: EditFault): string {
  switch (reason) {
    case 'no_request_line':
      return vscode.l10n.t('Line {0} should be a method and an address, such as “GET https://…”.', line + 1);
    case 'no_header':
      return vscode.l10n.t(
        'Line {0} should be a header, such as “accept: application/json”. The body follows an empty line.',
        line + 1,
      );
  }
}

/** What cannot be made good is said before; a production bank is written to only by name. */
async function agreed(
  record: ExchangeRecord,
  { method = record.method }: RequestChanges,
  of: BankOf,
  warnings: readonly string[],
): Promise<boolean> {
  const send = vscode.l10n.t('Send');
  if (method !== 'GET' && of.bank.entry.environment === 'production') {
    return mayWrite(of, vscode.l10n.t('Send {0} {1} to {2}?', method, shortPath(record.url), of.bank.name), send);
  }
  if (warnings.length === 0) return true;
  return (await showWarning(warnings.join(' '), send)) === send;
}
