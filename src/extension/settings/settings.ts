/** What the settings say, each by the shape that its declaration gives it: a person writes them by hand, and a folder brings some along. */
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { type NamedRange, type SettingDeclaration, type SettingName, settings } from '../contributions/settings.ts';
import { showWarning } from '../plain/messages.ts';
import { cut } from '../plain/text.ts';

type Declared<Name extends SettingName> = (typeof settings)[Name];
type ValueOf<Name extends SettingName> =
  Declared<Name> extends { values: readonly (infer Value)[] }
    ? Value
    : Declared<Name> extends { type: 'boolean' }
      ? boolean
      : number;

/** Characters of a wrong value that a message repeats. */
const maxQuote = 60;

/** The wrong values that this window told of. */
const told = new Set<string>();

/** The setting's value; its default where it has none or another shape, of which a message tells once. */
function settingOf<Name extends SettingName>(name: Name, scope?: vscode.ConfigurationScope): ValueOf<Name> {
  const declaration: SettingDeclaration = settings[name];
  const value = vscode.workspace.getConfiguration('', scope).get<unknown>(name);
  if (value === undefined) return declaration.default as ValueOf<Name>;
  const read = shapeOf(declaration).safeParse(value);
  if (read.success) return read.data as ValueOf<Name>;
  tell(name, declaration, typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value)));
  return declaration.default as ValueOf<Name>;
}

function shapeOf({ type, values, minimum, exclusiveMinimum }: SettingDeclaration): z.ZodMiniType {
  if (values) return z.enum(values);
  if (type !== 'number') return type === 'boolean' ? z.boolean() : z.string();
  const lowerBound = minimum === undefined ? [] : [z.minimum(minimum)];
  return z.number().check(...lowerBound, ...(exclusiveMinimum === undefined ? [] : [z.gt(exclusiveMinimum)]));
}

function tell(name: SettingName, declaration: SettingDeclaration, written: string): void {
  const which = `${name}=${written}`;
  if (told.has(which)) return;
  told.add(which);
  void offerSettings(name, wordsOf(name, declaration, cut(written, maxQuote)));
}

async function offerSettings(name: SettingName, message: string): Promise<void> {
  const open = vscode.l10n.t('Open Settings');
  if ((await showWarning(message, open)) === open)
    await vscode.commands.executeCommand('workbench.action.openSettings', name);
}

function wordsOf(name: SettingName, declaration: SettingDeclaration, written: string): string {
  const { type, values, minimum, exclusiveMinimum } = declaration;
  const instead = JSON.stringify(declaration.default);
  if (values) {
    const all = values.map((value) => JSON.stringify(value)).join(', ');
    return vscode.l10n.t('The setting {0} is {1} and takes one of {2}: it counts as {3}.', name, written, all, instead);
  }
  if (type === 'boolean')
    return vscode.l10n.t('The setting {0} is {1} and takes true or false: it counts as {2}.', name, written, instead);
  return exclusiveMinimum === undefined
    ? vscode.l10n.t(
        'The setting {0} is {1} and takes a number of {2} or more: it counts as {3}.',
        name,
        written,
        minimum ?? 0,
        instead,
      )
    : vscode.l10n.t(
        'The setting {0} is {1} and takes a number above {2}: it counts as {3}.',
        name,
        written,
        exclusiveMinimum,
        instead,
      );
}

/** Seconds of a day. A timer of more than 24 days would end at once. */
const maxTimeout = 24 * 60 * 60;

/** Milliseconds that a request may take. */
export function requestTimeout(): number {
  return Math.min(settingOf('openBanking.requests.timeoutSeconds'), maxTimeout) * 1000;
}

/** Minutes to wait for a customer. */
export function minutesToAuthorise(): number {
  return Math.min(settingOf('openBanking.authorisation.timeoutMinutes'), maxTimeout / 60);
}

/** How many exchanges are kept. */
export function exchangeLimit(): number {
  return Math.trunc(settingOf('openBanking.exchanges.limit'));
}

/** Whether bodies are kept where the bank is not in production. */
export function recordsBodies(): boolean {
  return settingOf('openBanking.exchanges.recordBodies');
}

/** The range that is read without a question; undefined where it is asked for. */
export function rangeWanted(): NamedRange | undefined {
  const value = settingOf('openBanking.transactions.range');
  return value === 'ask' ? undefined : value;
}

/** How the sandbox is to behave from its next start on. */
export function sandboxProfile(): 'permissive' | 'strict' {
  return settingOf('openBanking.sandbox.profile');
}

/** Whether each window begins with the sidebar. */
export function opensOnStartup(): boolean {
  return settingOf('openBanking.openOnStartup');
}

/** Whether a text has Inspect JWT above each JWT. */
export function showsTokenLenses(document: vscode.TextDocument): boolean {
  return settingOf('openBanking.jwt.codeLens', document);
}

/** Settings of VS Code's own below `http`, as they stand: the library has their shapes, and refuses what it cannot use by its name. */
export function httpSettings<Name extends string>(names: readonly Name[]): Record<Name, unknown> {
  const http = vscode.workspace.getConfiguration('http');
  return Object.fromEntries(names.map((name) => [name, http.get<unknown>(name)])) as Record<Name, unknown>;
}
