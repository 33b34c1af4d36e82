/** Lists as far as they can be read: what there is before a failure is shown, and the failure told. */
import type { Call } from './call.ts';
import { problemOf, raise } from './errors.ts';
import type { BankObject } from './tables.ts';
import type { Tpp } from './terminal.ts';
import { count as counted } from './words.ts';

interface AsFar {
  items: BankObject[];
  /** Why there is not more. */
  failure?: { thrown: unknown; continueFrom?: string | undefined };
}

/** What can be read of a list, and what ended it before its end. */
export async function asFarAsItGoes(tpp: Tpp, read: () => Promise<BankObject[]>): Promise<AsFar> {
  try {
    return { items: await read() };
  } catch (thrown) {
    return { items: tpp.readBefore(thrown), failure: { thrown, continueFrom: tpp.continueFrom(thrown) } };
  }
}

/**
 * Shows what was read, and then fails with what kept the rest away. JSON is the whole list or nothing, as its readers count on that.
 * @param goOn how the command goes on where it stopped, of the page's address; undefined where it begins anew
 */
export async function show(
  call: Call,
  { items, failure }: AsFar,
  what: string,
  print: (items: BankObject[]) => Promise<void>,
  goOn?: (url: string) => string,
): Promise<void> {
  if (failure === undefined) return print(items);
  if (items.length === 0 || call.signal.aborted) throw failure.thrown;
  const { code, message, try: advice, ...rest } = problemOf(failure.thrown);
  const notComplete = `The list is not complete: only ${counted(items.length, what)} could be read. ${message}`;
  if (!call.json) await print(items);
  const url = call.json ? undefined : failure.continueFrom;
  const more = url === undefined || goOn === undefined ? [] : [goOn(url)];
  raise({ code, message: notComplete, try: [advice, ...more].join(' '), ...rest });
}
