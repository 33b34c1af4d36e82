/** What the trees show and commands are called on: a bank, its client, a consent, an account. */
import type { BankObject } from '../tpp/accounts/pages.ts';
import type { ClientRecord, ConsentRecord } from '../tpp/workspace/state.ts';
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

export type BanksNode = BankNode | ClientNode | ConsentNode | AccountNode;

const kinds = new Set(['bank', 'client', 'consent', 'account']);

/** Whether a command was called on an item of the banks' tree. */
export function isNode(item: unknown): item is BanksNode {
  return typeof item === 'object' && item !== null && 'kind' in item && kinds.has(String(item.kind));
}
