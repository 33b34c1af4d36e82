/** What the settings say, made safe: a person writes them by hand. */
import * as vscode from 'vscode';
import { type NamedRange, namedRanges, type SettingName, settings } from '../contributions/settings.ts';

/** A number that is none, or below the least, counts as the default. */
function numberOf(name: SettingName, min: number): number {
  const value = vscode.workspace.getConfiguration().get<unknown>(name);
  const { default: ordinary } = settings[name];
  return typeof value === 'number' && Number.isFinite(value) && value >= min ? value : Number(ordinary);
}

/** Seconds of a day. A timer of more than 24 days would end at once. */
const maxTimeout = 24 * 60 * 60;

/** Milliseconds that a request may take. */
export function requestTimeout(): number {
  return Math.min(numberOf('openBanking.requests.timeoutSeconds', 1), maxTimeout) * 1000;
}

/** How many exchanges are kept. */
export function exchangeLimit(): number {
  return Math.trunc(numberOf('openBanking.exchanges.limit', 1));
}

/** Whether bodies are kept where the bank is not in production. */
export function recordsBodies(): boolean {
  return vscode.workspace.getConfiguration('openBanking').get<unknown>('exchanges.recordBodies') !== false;
}

/** The range that is read without a question; undefined where it is asked for. */
export function rangeWanted(): NamedRange | undefined {
  const value = vscode.workspace.getConfiguration('openBanking').get<unknown>('transactions.range');
  return namedRanges.find((name) => name === value);
}
