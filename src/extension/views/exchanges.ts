/** The view Exchanges: what the window asked its banks, newest first. */
import * as vscode from 'vscode';
import { breachesOf } from '../../tpp/exchanges/deviation-words.ts';
import type { ExchangeRecord } from '../../tpp/transport/exchange.ts';
import { commandId } from '../contributions/commands.ts';
import {
  amissText,
  certificateText,
  exchangeStatus,
  flowName,
  milliseconds,
  shortPath,
  statusClassName,
  timesText,
} from '../exchanges/words.ts';
import { md, tooltip } from '../plain/markdown.ts';
import { clockText } from '../words/moments.ts';
import type { ExchangeNode } from '../workbench/nodes.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { groupsOf } from './account-groups.ts';

interface OlderNode {
  kind: 'older';
  label: string;
  records: ExchangeRecord[];
}
type Node = ExchangeNode | OlderNode;

export function registerExchangesView(workbench: Workbench): void {
  const { exchanges } = workbench;
  const changed = new vscode.EventEmitter<undefined>();
  const provider: vscode.TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    getChildren(node) {
      if (node) return node.kind === 'older' ? node.records.map(nodeOf) : [];
      const records = exchanges.shown();
      const [, ...older] = groupsOf(records.length);
      const newest = records.slice(0, older[0]?.from ?? records.length);
      return [
        ...newest.map(nodeOf),
        ...older.map(({ from, to, label }): OlderNode => ({ kind: 'older', label, records: records.slice(from, to) })),
      ];
    },
    getTreeItem: (node) =>
      node.kind === 'older' ? olderItem(node) : exchangeItem(node, exchanges.refused(node.record)),
  };
  const view = vscode.window.createTreeView('openBanking.exchanges', {
    treeDataProvider: provider,
    canSelectMany: true,
  });
  const refresh = (): void => {
    view.description = filterText(workbench);
    const nothing = exchanges.shown().length === 0 && exchanges.all().length > 0;
    view.message = nothing ? vscode.l10n.t('No exchange passes the filter.') : undefined;
    if (view.visible) changed.fire(undefined);
  };
  workbench.context.subscriptions.push(
    changed,
    view,
    exchanges.onDidChange(refresh),
    view.onDidChangeVisibility(({ visible }) => visible && refresh()),
  );
}

const nodeOf = (record: ExchangeRecord): ExchangeNode => ({ kind: 'exchange', record });

function exchangeItem({ record }: ExchangeNode, refused: boolean): vscode.TreeItem {
  const item = new vscode.TreeItem(`${record.method} ${shortPath(record.url)}`);
  item.id = record.id;
  const parts = [
    exchangeStatus(record),
    amissText(record),
    milliseconds(record.milliseconds),
    record.bank,
    clockText(record.startedAt),
  ];
  item.description = parts.filter(Boolean).join(' · ');
  item.iconPath = iconOf(record, refused);
  item.contextValue = `exchange${refused ? '.failed' : ''}`;
  item.tooltip = tooltip([
    md`**${record.method} ${record.url}**`,
    md`${exchangeStatus(record)}, ${timesText(record.times)}`,
    ...record.findings.map((finding) => md`${finding}`),
    ...breachesOf(record).map(({ says }) => md`${says}`),
    ...(record.proxy === undefined ? [] : [md`${vscode.l10n.t('Proxy: {0}', record.proxy)}`]),
    md`${vscode.l10n.t('Client certificate: {0}', certificateText(record.clientCertificate))}`,
    md`${vscode.l10n.t('Interaction id: {0}', record.interactionId)}`,
  ]);
  item.command = {
    command: commandId('openExchange'),
    title: vscode.l10n.t('Open Exchange'),
    arguments: [nodeOf(record)],
  };
  return item;
}

function olderItem({ label }: OlderNode): vscode.TreeItem {
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.iconPath = new vscode.ThemeIcon('history');
  return item;
}

function iconOf(record: ExchangeRecord, refused: boolean): vscode.ThemeIcon {
  if (refused) return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  if (record.findings.length > 0 || breachesOf(record).length > 0) {
    return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  }
  return new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'));
}

function filterText({ exchanges }: Workbench): string {
  const { bank, flow, status, text } = exchanges.filter;
  return [bank, flow && flowName(flow), status && statusClassName(status), text && `“${text}”`]
    .filter(Boolean)
    .join(' · ');
}
