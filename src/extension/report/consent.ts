/** The page of a consent's clocks: each with what its end means, and the button of what to do about it. */
import * as vscode from 'vscode';
import { consentReport } from '../../tpp/report/consent.ts';
import { commandId } from '../contributions/commands.ts';
import { relative, timeText } from '../words/moments.ts';
import { leadOf } from '../workbench/leads.ts';
import type { ConsentNode } from '../workbench/nodes.ts';
import { tokensOf } from '../workbench/token-times.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { showReport } from './show.ts';

/** @returns the report as a text */
export async function openConsentReport(workbench: Workbench, node: ConsentNode): Promise<string> {
  const { of, consent } = node;
  const now = Date.now();
  const known = { consent, ...(await tokensOf(workbench, of, consent)) };
  const again = (name: 'refreshConsentStatus' | 'showConsentClocks') => (): Thenable<unknown> =>
    vscode.commands.executeCommand(commandId(name), node);
  const report = consentReport({ known, bank: of.bank.name, now, time: timeText, relative: (at) => relative(at, now) });
  return showReport(workbench, report, {
    key: `consent ${of.place.folder.toString()} ${of.bank.name} ${consent.consentId}`,
    tab: vscode.l10n.t('Clocks of Consent'),
    actions: [{ title: vscode.l10n.t('Show Again'), run: again('showConsentClocks') }],
    leadOf: ({ remedies = [], state }) =>
      state === 'error' || state === 'warning' ? leadOf(workbench, { remedies }, node) : undefined,
  });
}
