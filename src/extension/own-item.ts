/** What a command is called on, as this window itself has it: any extension may call a command, with a bank or an exchange that it made up. */
import { hasShapeOfNode } from './commands/arguments.ts';
import { isExchangeNode } from './exchanges/tree.ts';
import { isNode } from './nodes.ts';
import type { Workbench } from './workbench.ts';

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
