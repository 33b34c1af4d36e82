/** What the sandbox's view shows: the running bank's addresses, customers and software statements as a tree of plain values. */
import type { Running } from './sandbox.ts';
import type { AddressName, Customer, Statement } from './words.ts';

interface AddressNode {
  kind: 'sandboxAddress';
  name: AddressName;
  /** A URL; of `ca` a path. */
  value: string;
}
interface CustomerNode {
  kind: 'customer';
  customer: Customer;
}
interface StatementNode {
  kind: 'statement';
  statement: Statement;
}
interface StateNode {
  kind: 'sandbox';
  running: Running;
}
export interface SandboxGroupNode {
  kind: 'group';
  of: 'addresses' | 'customers' | 'statements';
}
/** The directory has no software statement: a click makes one. */
interface NoStatementNode {
  kind: 'noStatement';
}
/** The statements could not be read: a click tries again. */
interface SandboxUnreadNode {
  kind: 'unread';
  message: string;
}
export type SandboxNode =
  | StateNode
  | SandboxGroupNode
  | AddressNode
  | CustomerNode
  | StatementNode
  | NoStatementNode
  | SandboxUnreadNode;

/** In the order in which somebody who sets up a client needs them. */
export const addressOrder: readonly AddressName[] = [
  'discovery',
  'issuer',
  'registrationEndpoint',
  'tokenEndpoint',
  'frontChannel',
  'resourceServer',
  'environment',
  'ca',
];

const groups: readonly SandboxGroupNode[] = [
  { kind: 'group', of: 'customers' },
  { kind: 'group', of: 'statements' },
  { kind: 'group', of: 'addresses' },
];

/**
 * The rows below a group; those of the view itself for undefined.
 * @param statements those of the directory, or why they could not be read: what was not read is not empty
 */
export function rowsOf(
  node: SandboxNode | undefined,
  running: Running | undefined,
  statements: readonly Statement[] | { unread: string },
): SandboxNode[] {
  if (!running) return [];
  if (!node) return [{ kind: 'sandbox', running }, ...groups];
  if (node.kind !== 'group') return [];
  switch (node.of) {
    case 'addresses':
      return addressOrder.map((name) => ({ kind: 'sandboxAddress', name, value: running.ready[name] }));
    case 'customers':
      return running.customers.map((customer) => ({ kind: 'customer', customer }));
    case 'statements':
      if ('unread' in statements) return [{ kind: 'unread', message: statements.unread }];
      if (statements.length === 0) return [{ kind: 'noStatement' }];
      return statements.map((statement) => ({ kind: 'statement', statement }));
  }
}

/** A name for a row that stays the same when the view is read anew, so that selection and expansion stay too. */
export function idOf(node: SandboxNode): string {
  switch (node.kind) {
    case 'sandbox':
      return 'sandbox';
    case 'group':
      return `group/${node.of}`;
    case 'sandboxAddress':
      return `address/${node.name}`;
    case 'customer':
      return `customer/${node.customer.login}`;
    case 'statement':
      return `statement/${node.statement.softwareId}`;
    case 'noStatement':
    case 'unread':
      return `group/statements/${node.kind}`;
  }
}

/** What the copying command of a row puts on the clipboard. */
export function copied(item: unknown, what: 'address' | 'password' | 'login' | 'softwareId'): string | undefined {
  if (typeof item !== 'object' || item === null || !('kind' in item)) return undefined;
  const node = item as SandboxNode;
  if (node.kind === 'sandboxAddress' && what === 'address') return node.value;
  if (node.kind === 'customer' && what === 'password') return node.customer.password;
  if (node.kind === 'customer' && what === 'login') return node.customer.login;
  if (node.kind === 'statement' && what === 'softwareId') return node.statement.softwareId;
  return undefined;
}
