/** The filter of the Exchanges view, one question at a time: bank, flow, status, or words. */
import * as vscode from 'vscode';
import type { ExchangeFilter } from '../../tpp/exchanges/log.ts';
import { showInput } from '../plain/inputs.ts';
import { showPick } from '../plain/picks.ts';
import type { Workbench } from '../workbench.ts';
import { flowName, statusClassName } from './words.ts';

type Choice = vscode.QuickPickItem & { change?: ExchangeFilter; asksForText?: boolean };

/** Asks for one more condition. Gives the filter with it, or undefined when nothing was chosen. */
export async function askFilter(workbench: Workbench): Promise<ExchangeFilter | undefined> {
  const { exchanges } = workbench;
  const tpp = await workbench.tpp();
  const all = exchanges.all();
  const banks = [...new Set(all.flatMap(({ bank }) => bank ?? []))].sort();
  const flows = new Set(all.map(tpp.flowOf));
  const statuses = new Set(all.map(tpp.statusClassOf));
  const separator = (label: string): Choice => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const choices: Choice[] = [
    { label: vscode.l10n.t('With these words…'), iconPath: new vscode.ThemeIcon('search'), asksForText: true },
    separator(vscode.l10n.t('Status')),
    ...tpp.statusClasses
      .filter((status) => statuses.has(status))
      .map((status) => ({ label: statusClassName(status), change: { status } })),
    separator(vscode.l10n.t('Flow')),
    ...tpp.flows.filter((flow) => flows.has(flow)).map((flow) => ({ label: flowName(flow), change: { flow } })),
    separator(vscode.l10n.t('Bank')),
    ...banks.map((bank) => ({ label: bank, change: { bank } })),
  ];
  const chosen = await showPick(choices, {
    title: vscode.l10n.t('Which exchanges?'),
    placeHolder: vscode.l10n.t('Added to the filter there is'),
  });
  if (chosen?.change) return { ...exchanges.filter, ...chosen.change };
  if (!chosen?.asksForText) return undefined;
  const text = await showInput({
    title: vscode.l10n.t('Exchanges with these words'),
    prompt: vscode.l10n.t('In the address, a header, a body, or an interaction id'),
    value: exchanges.filter.text,
  });
  return text === undefined ? undefined : { ...exchanges.filter, text };
}
