/** Asks which booking days are meant; Enter takes all. */
import * as vscode from 'vscode';
import type { TransactionRange } from '../../tpp/accounts/resources.ts';
import { showInput } from '../plain/inputs.ts';
import { showPick } from '../plain/picks.ts';
import { rangeWanted } from '../settings.ts';
import { isDay, type NamedRange, rangeOf } from './range.ts';

/** Undefined when the question was dismissed. A setting may answer it. */
export async function askRange(): Promise<TransactionRange | undefined> {
  const wanted = rangeWanted();
  if (wanted !== undefined) return rangeOf(wanted, new Date());
  const choices: (vscode.QuickPickItem & { name: NamedRange | 'days' })[] = [
    {
      label: vscode.l10n.t('All'),
      name: 'all',
      detail: vscode.l10n.t('Some banks give what is older than 90 days only soon after the customer’s login.'),
    },
    { label: vscode.l10n.t('Last 30 days'), name: 'last30' },
    { label: vscode.l10n.t('Last 90 days'), name: 'last90' },
    { label: vscode.l10n.t('This year'), name: 'thisYear' },
    { label: vscode.l10n.t('Two dates…'), name: 'days' },
  ];
  const chosen = await showPick(choices, { title: vscode.l10n.t('Which transactions?') });
  if (!chosen) return undefined;
  return chosen.name === 'days' ? askDays() : rangeOf(chosen.name, new Date());
}

async function askDays(): Promise<TransactionRange | undefined> {
  const from = await askDay(vscode.l10n.t('Booked on this day or later'));
  if (from === undefined) return undefined;
  const to = await askDay(vscode.l10n.t('Booked on this day or earlier'), from);
  if (to === undefined) return undefined;
  return { ...(from && { from }), ...(to && { to }) };
}

function askDay(title: string, notBefore = ''): Thenable<string | undefined> {
  return showInput({
    title,
    placeHolder: vscode.l10n.t('2026-01-31, or nothing for no limit'),
    validateInput(text) {
      const day = text.trim();
      if (day === '') return undefined;
      if (!isDay(day)) return vscode.l10n.t('Write a day like 2026-01-31.');
      return day < notBefore ? vscode.l10n.t('This is before the first day, {0}.', notBefore) : undefined;
    },
  }).then((text) => text?.trim());
}
