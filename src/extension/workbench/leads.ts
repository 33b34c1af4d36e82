/** What leads on from a problem: the command, or the place in a file, of the first of its remedies that can be followed here. */
import * as vscode from 'vscode';
import type { About, Problem } from '../../tpp/errors.ts';
import type { Remedy } from '../../tpp/remedies.ts';
import { commandId } from '../contributions/commands.ts';
import { titleOfCommand } from '../words/command-title.ts';
import { commandFor } from '../words/editor-words.ts';
import type { BanksNode, ConsentNode } from './nodes.ts';
import type { Workbench } from './workbench.ts';

/** A button and what it does. */
export interface Action {
  title: string;
  run(): Thenable<unknown>;
}

/** An action, and the remedy that it is. */
export interface Lead extends Action {
  remedy: Remedy;
}

/** What a problem and a finding have in common. */
type Told = Pick<Problem, 'remedies' | 'about'>;

/** Every way on that there is in this window, the most promising first; of two remedies that are one command, the first. */
export function leadsOf(workbench: Workbench, { remedies = [], about = {} }: Told, item?: BanksNode): Lead[] {
  const leads = remedies.flatMap((advised): Lead[] => {
    // Another bank of this machine is not the editor's to start; which of its addresses is wrong can be seen.
    const isOthers = advised.do === 'startSandbox' && !workbench.sandbox.sleepsAt(about.host);
    const remedy: Remedy = isOthers ? { do: 'checkUrls' } : advised;
    if (remedy.do === 'openFile') {
      return [{ remedy, title: vscode.l10n.t('Open File'), run: () => openAt(remedy) }];
    }
    const command = commandFor(remedy);
    if (command === undefined) return [];
    const run = async (): Promise<unknown> =>
      vscode.commands.executeCommand(commandId(command), item ?? (await itemOf(workbench, about)));
    return [{ remedy, title: titleOfCommand(command), run }];
  });
  return leads.filter(({ title }, index) => leads.findIndex((each) => each.title === title) === index);
}

/** @param item what the failed command was about; found by what the problem is about where it is not given */
export function leadOf(workbench: Workbench, problem: Told, item?: BanksNode): Lead | undefined {
  return leadsOf(workbench, problem, item)[0];
}

function openAt({ file, line, column }: Extract<Remedy, { do: 'openFile' }>): Thenable<unknown> {
  const position = new vscode.Position(line - 1, column - 1);
  return vscode.window.showTextDocument(vscode.Uri.file(file), { selection: new vscode.Range(position, position) });
}

/** The bank by its name, where one folder alone has it, or its consent. Else the command asks. */
async function itemOf(workbench: Workbench, { bank, consentId }: About): Promise<BanksNode | undefined> {
  if (bank === undefined) return undefined;
  const [of, ...others] = (await workbench.banks()).filter((each) => each.bank.name === bank);
  if (of === undefined || others.length > 0) return undefined;
  if (consentId === undefined) return { kind: 'bank', of };
  const tpp = await workbench.tpp();
  const consents = await tpp.consentsOf(await workbench.session(of)).catch(() => []);
  const consent = consents.find((each) => each.consentId === consentId);
  return consent === undefined ? { kind: 'bank', of } : ({ kind: 'consent', of, consent } satisfies ConsentNode);
}
