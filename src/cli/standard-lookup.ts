/** What `obw standard` looks up in the tables, and what it says of a name that is not there. */
import { diff } from '../standard/diff.ts';
import { diffText } from '../standard/diff-text.ts';
import type { Operation, Version } from '../standard/operation.ts';
import { operationAsked, versionAsked } from '../standard/operation-asked.ts';
import { nameOf } from '../standard/operations.ts';
import { meant, show } from '../standard/show.ts';
import { shownText } from '../standard/show-text.ts';
import { versionLines, versions } from '../standard/versions.ts';
import type { Call } from './call.ts';
import { bounded, wrongUsage } from './errors.ts';

/** Lines fit the terminal, and 80 columns where there is none. */
const widthOf = ({ stdout }: Call): number => Math.max(60, stdout.columns ?? 80);

/** Shows what is called so, in a version, else that of an address, else the latest. */
export async function showName(call: Call, name: string, version?: Version): Promise<void> {
  if (name.trim() === '') wrongUsage('The name is empty.', 'Name something like GET /accounts.');
  const shown = show(name, version ?? versionAsked(name));
  if (!shown) unknown(name, 'GET /accounts, OBReadAccount6, ReadBalances, U004');
  const isInVersion = !version || !('version' in shown) || shown.versions.some((each) => each.version === version);
  if (!isInVersion) {
    const known = shown.versions.map((each) => each.version).join(', ');
    wrongUsage(`${shown.name} is not in version ${version}.`, `It is in ${known}.`);
  }
  await call.print(shown, () => shownText(shown, widthOf(call)));
}

/** Tells what changed between two versions, of all or of one operation. */
export async function compareVersions(call: Call, from: Version, to: Version, name: string): Promise<void> {
  const line = versionLines.find((each) => each.includes(from));
  if (from === to || !line?.includes(to)) {
    const others = line?.filter((each) => each !== from) ?? [];
    const advice =
      others.length > 0 ? `Compare ${from} with ${others.join(' or ')}.` : `There is no other version of ${from}.`;
    wrongUsage(
      from === to ? `Both versions are ${from}.` : `${from} and ${to} are versions of different things.`,
      advice,
    );
  }
  const operation = name === '' ? undefined : operationIn(name, from, to);
  const difference = diff(from, to, operation);
  await call.print(difference, () => diffText(difference, widthOf(call), operation !== undefined));
}

function operationIn(name: string, from: Version, to: Version): Operation {
  const operation = operationAsked(name);
  if (!operation && show(name))
    wrongUsage(`${bounded(name)} is no operation.`, 'Name one like GET /accounts, or none to compare all definitions.');
  if (!operation) unknown(name, 'GET /accounts');
  if (!operation.in[from] && !operation.in[to]) {
    const known = versions.filter((each) => operation.in[each]).join(', ');
    wrongUsage(`Neither ${from} nor ${to} has ${nameOf(operation)}.`, `It is in ${known}.`);
  }
  return operation;
}

function unknown(name: string, examples: string): never {
  const near = meant(name);
  const advice = near.length > 0 ? `Did you mean ${near.join(', ')}?` : `Name something like ${examples}.`;
  wrongUsage(`The standard has nothing called ${bounded(name)}.`, advice);
}
