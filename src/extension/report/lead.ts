/** The button of an item of a report about a bank. */
import type { ReportItem } from '../../tpp/report/report.ts';
import type { CommandName } from '../contributions/commands.ts';
import { commandFor } from '../words/editor-words.ts';
import { type Lead, leadOf } from '../workbench/leads.ts';
import { bankNode } from '../workbench/pick.ts';
import type { BankOf, Workbench } from '../workbench/workbench.ts';

/** @param shown the command whose report it is: no way on from there */
export function leadAtBank(
  workbench: Workbench,
  of: BankOf,
  { remedies = [] }: ReportItem,
  shown: CommandName,
): Lead | undefined {
  const { name, entry } = of.bank;
  const host = URL.parse(entry.discovery ?? '')?.host;
  const others = remedies.filter((remedy) => commandFor(remedy) !== shown);
  return leadOf(workbench, { remedies: others, about: { bank: name, host } }, bankNode(of));
}
