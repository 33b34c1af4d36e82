/** What the trees show and commands are called on: a bank, its client, a consent, an account; an exchange. */
import * as z from 'zod/mini';
import type { BankObject } from '../../tpp/accounts/pages.ts';
import type { ResourceName } from '../../tpp/accounts/resource-rows.ts';
import type { ExchangeRecord } from '../../tpp/transport/exchange.ts';
import type { ClientRecord, ConsentRecord } from '../../tpp/workspace/state.ts';
import type { BankOf } from './workbench.ts';

export interface BankNode {
  kind: 'bank';
  of: BankOf;
}
export interface ClientNode {
  kind: 'client';
  of: BankOf;
  client: ClientRecord;
  /** Its secret is known to be nowhere here. */
  lacksSecret?: boolean;
}
export interface ConsentNode {
  kind: 'consent';
  of: BankOf;
  consent: ConsentRecord;
}
export interface AccountNode {
  kind: 'account';
  of: BankOf;
  consent: ConsentRecord;
  accountId: string;
  /** What it was called when it was read last. */
  name?: string;
  /** As the bank gave it, once it was read in this window. */
  account?: BankObject;
}

/** What the standard has of an account: its balances, its standing orders. */
export interface ResourceNode extends Omit<AccountNode, 'kind'> {
  kind: 'resource';
  resource: ResourceName;
}

export type BanksNode = BankNode | ClientNode | ConsentNode | AccountNode | ResourceNode;

const kinds = new Set(['bank', 'client', 'consent', 'account', 'resource']);

/** Whether a command was called on an item of the banks' tree. */
export function isNode(item: unknown): item is BanksNode {
  return typeof item === 'object' && item !== null && 'kind' in item && kinds.has(String(item.kind));
}

export interface ExchangeNode {
  kind: 'exchange';
  record: ExchangeRecord;
}

const exchangeNode = z.looseObject({ kind: z.literal('exchange'), record: z.looseObject({ id: z.string() }) });

/** Whether a command was called on an item of the view Exchanges. */
export function isExchangeNode(item: unknown): item is ExchangeNode {
  return exchangeNode.safeParse(item).success;
}
