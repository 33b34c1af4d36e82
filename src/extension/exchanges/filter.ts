/** The filter of the Exchanges view, one question at a time: bank, flow, status, or words. */
import * as vscode from 'vscode';
import type { ExchangeFilter } from '../../tpp/exchanges/log.ts';
import type { ExchangeRecord } from '../../tpp/transport/exchange.ts';
import { askOne, askText, type Choice, turnOf } from '../questions/ask.ts';
import { type Question, walk } from '../questions/walk.ts';
import type { Tpp, Workbench } from '../workbench/workbench.ts';
import { flowName, statusClassName } from './words.ts';

/** Words are asked for in a question of their own. */
type Condition = ExchangeFilter | 'words';

interface Answers {
  condition?: Condition;
  text?: string;
}

/** Asks for one more condition. Gives the filter with it, or undefined when nothing was chosen. */
export async function askFilter(workbench: Workbench): Promise<ExchangeFilter | undefined> {
  const { exchanges } = workbench;
  const title = vscode.l10n.t('Which exchanges?');
  const choices = conditions(await workbench.tpp(), exchanges.all());
  const which: Question<Answers> = async (answers, position) => {
    const placeholder = vscode.l10n.t('Added to the filter there is');
    const selected = answers.condition === undefined ? [] : [answers.condition];
    const picked = await askOne({ title, position, placeholder, choices, selected });
    return turnOf(picked, (condition) => ({ ...answers, condition }));
  };
  const words: Question<Answers> = async (answers, position) => {
    const prompt = vscode.l10n.t('Words in the address, a header, a body, or an interaction id');
    const asked = await askText({ title, position, prompt, value: answers.text });
    return turnOf(asked, ({ text }) => ({ ...answers, text }));
  };
  const start: Answers = { text: exchanges.filter.text };
  const answers = await walk(start, ({ condition }) => (condition === 'words' ? [which, words] : [which]));
  if (answers === undefined) return undefined;
  const { condition, text } = answers;
  return { ...exchanges.filter, ...(condition === 'words' ? { text } : condition) };
}

function conditions(tpp: Tpp, all: readonly ExchangeRecord[]): Choice<Condition>[] {
  const banks = [...new Set(all.flatMap(({ bank }) => bank ?? []))].sort();
  const flows = new Set(all.map(tpp.flowOf));
  const statuses = new Set(all.map(tpp.statusClassOf));
  const separator = (label: string): Choice<Condition> => ({
    label,
    kind: vscode.QuickPickItemKind.Separator,
    value: {},
  });
  return [
    { icon: 'search', label: vscode.l10n.t('With these words…'), value: 'words' },
    separator(vscode.l10n.t('Status')),
    ...tpp.statusClasses
      .filter((status) => statuses.has(status))
      .map((status) => ({ label: statusClassName(status), value: { status } })),
    separator(vscode.l10n.t('Flow')),
    ...tpp.flows.filter((flow) => flows.has(flow)).map((flow) => ({ label: flowName(flow), value: { flow } })),
    separator(vscode.l10n.t('Bank')),
    ...banks.map((bank) => ({ label: bank, value: { bank } })),
  ];
}
