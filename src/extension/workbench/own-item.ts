/** What a command is called on, as this window itself has it: any extension may call a command, with a bank or an exchange that it made up. */
import type { Problem } from '../../tpp/errors.ts';
import { hasShapeOfNode } from '../contributions/arguments.ts';
import { isExchangeNode, isNode } from './nodes.ts';
import type { Workbench } from './workbench.ts';

/**
 * Why the file is not good that an item of the banks' tree is of: such an item shows what the file said before, and no command works on it.
 */
export async function brokenFileOf(workbench: Workbench, item: unknown): Promise<Problem | undefined> {
  if (!isNode(item) || !hasShapeOfNode(item)) return undefined;
  const folder = item.of.place.folder.toString();
  return (await workbench.places()).find((place) => place.folder.toString() === folder)?.problem;
}

/**
 * An item of the banks' tree with the bank as this window has it, one of the exchanges' view with this window's record, anything else as it is.
 * @returns undefined for an item whose bank or exchange this window does not have
 */
export async function ownItem(workbench: Workbench, item: unknown): Promise<unknown> {
  if (isExchangeNode(item)) {
    const record = workbench.exchanges.find(item.record.id);
    return record && { ...item, record };
  }
  if (!isNode(item)) return item;
  if (!hasShapeOfNode(item)) return undefined;
  const { place, bank } = item.of;
  const of = (await workbench.banks()).find(
    (each) => each.bank.name === bank.name && each.place.folder.toString() === place.folder.toString(),
  );
  return of && { ...item, of };
}
