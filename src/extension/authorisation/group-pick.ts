/** Which groups of permissions to ask for, and how much of each: the customer's words first, the standard's behind them. */
import * as vscode from 'vscode';
import type { ChosenGroup, GroupName, PermissionGroup } from '../../tpp/consents/permission-groups.ts';
import type { Completed } from '../../tpp/consents/permissions.ts';
import { askOne, askSome, type Choice, turnOf } from '../questions/ask.ts';
import type { Position, Turn } from '../questions/walk.ts';
import type { Tpp } from '../workbench/workbench.ts';

/** How much of the groups: all, nothing that is a detail, the details of some, or one permission at a time. */
type Depth = 'details' | 'basic' | 'some' | 'single';

/** What the questions about groups came to. */
export interface GroupAnswers {
  groups: readonly GroupName[];
  depth?: Depth;
  /** Of the groups, those with their details: where the depth is `some`. */
  detailed?: readonly GroupName[];
}

/** The groups chosen, each with its details or without. */
function chosenGroups({ groups, depth, detailed }: GroupAnswers): ChosenGroup[] {
  return groups.map((name) => ({
    name,
    details: depth === 'some' ? (detailed ?? groups).includes(name) : depth !== 'basic',
  }));
}

export async function askGroups<Answers extends GroupAnswers>(
  { permissionGroups }: Tpp,
  title: string,
  answers: Answers,
  position: Position,
): Promise<Turn<Answers>> {
  const choices = permissionGroups.map(({ name, title: label, shows, details, resources }) => ({
    label,
    description: resources.join(' '),
    detail: details === undefined ? shows : `${shows} ${details}`,
    value: name,
  }));
  const placeholder = vscode.l10n.t('What the customer is asked to share');
  const picked = await askSome({ title, position, placeholder, choices, selected: answers.groups });
  return turnOf(picked, (groups) => ({ ...answers, groups }));
}

/** The groups among these that have details to choose. */
const withDetails = ({ permissionGroups }: Tpp, names: readonly GroupName[]): PermissionGroup[] =>
  permissionGroups.filter(({ name, details }) => details !== undefined && names.includes(name));

export async function askDepth<Answers extends GroupAnswers>(
  tpp: Tpp,
  title: string,
  answers: Answers,
  position: Position,
): Promise<Turn<Answers>> {
  const levelled = withDetails(tpp, answers.groups);
  const row = (label: string, depth: Depth, says?: string): Choice<Depth> => {
    const { permissions, added } = completed(tpp, { ...answers, depth });
    const count = permissions.length;
    return {
      label,
      description: count === 1 ? vscode.l10n.t('1 permission') : vscode.l10n.t('{0} permissions', count),
      detail: [says, ...added.map(({ why }) => why)].filter(Boolean).join(' '),
      value: depth,
    };
  };
  const titles = levelled.map((group) => group.title).join(', ');
  const levels =
    levelled.length === 0
      ? [row(vscode.l10n.t('As chosen'), 'details')]
      : [
          row(vscode.l10n.t('With details'), 'details', vscode.l10n.t('Basic and Detail of {0}.', titles)),
          row(vscode.l10n.t('Without details'), 'basic', vscode.l10n.t('The Basic permissions alone.')),
        ];
  const some = { label: vscode.l10n.t('Details of some…'), value: 'some' as const };
  const single = { label: vscode.l10n.t('Permission by permission…'), value: 'single' as const };
  const choices = [...levels, ...(levelled.length > 1 ? [some] : []), single];
  const placeholder = vscode.l10n.t('How much of it?');
  const picked = await askOne<Depth>({
    title,
    position,
    placeholder,
    choices,
    selected: [answers.depth ?? 'details'],
  });
  return turnOf(picked, (depth) => ({ ...answers, depth }));
}

export async function askDetailed<Answers extends GroupAnswers>(
  tpp: Tpp,
  title: string,
  answers: Answers,
  position: Position,
): Promise<Turn<Answers>> {
  const choices = withDetails(tpp, answers.groups).map(({ name, title: label, details, permissions }) => ({
    label,
    description: permissions.flatMap(({ code, isDetail }) => (isDetail ? [code] : [])).join(' '),
    detail: details ?? '',
    value: name,
  }));
  const placeholder = vscode.l10n.t('Details of which?');
  const selected = answers.detailed ?? choices.map(({ value }) => value);
  const picked = await askSome({ title, position, placeholder, choices, selected });
  return turnOf(picked, (detailed) => ({ ...answers, detailed }));
}

/** The permissions that the answers come to, with what they need beside them. */
export function completed(tpp: Tpp, answers: GroupAnswers): Completed {
  return tpp.withNeeded(tpp.permissionsOfGroups(chosenGroups(answers)));
}
