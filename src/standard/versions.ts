/** The versions that the tables know, how people write them, and what of a definition's name is ours. */
import type { Version } from './operation.ts';
import { definition } from './tables.ts';

/** Each line of versions in its order. */
export const versionLines: readonly (readonly Version[])[] = [['3.1.11', '4.0', '4.0.1'], ['3.3', '3.4'], ['1.0']];

export const versions: readonly Version[] = versionLines.flat();

/** A version as somebody wrote it: `v4.0`, `3.1` for the last of its line. */
export function versionNamed(text: string): Version | undefined {
  const plain = text.trim().replace(/^v(?=\d)/i, '');
  return versions.find((version) => version === (plain === '3.1' ? '3.1.11' : plain));
}

const ending = /(?:Ais|Pis|Cbpii|Vrp|Events|Notifications|Dcr|Cvrp)?(?:V4|V401|V34|Commercial)?(?:No\d)?$/;

/** What the files call a definition: without the ending that tells it from another of the same name. */
export function plainName(name: string): string {
  const plain = name.replace(ending, '');
  return definition(plain) ? plain : name;
}

/** The definition that a reference names. */
export const referredName = (reference: string): string => reference.slice('#/$defs/'.length);
