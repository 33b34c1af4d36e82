/** Which version of an API a bank has, by its entry or by the base URL of the API. */
import type { Api, Version } from '../../standard/operation.ts';
import { publishedVersion } from '../../standard/versions.ts';
import type { BankEntry } from './schema.ts';

/** The APIs as `openbanking.json` names them, in `resourceServers` and in `version`. */
export type ResourceServer = 'aisp' | 'pisp' | 'cbpii' | 'vrp';

/** What each API of the standard is called in a bank's entry. Event subscriptions stand beside account information at banks. */
export const serverOf = {
  ais: 'aisp',
  pis: 'pisp',
  cbpii: 'cbpii',
  vrp: 'vrp',
  cvrp: 'vrp',
} as const satisfies Partial<Record<Api, ResourceServer>>;

/** The version of an API as the entry spells it, e.g. `v3.1`: one for all, or that of each. */
export function spelledVersion({ version }: Pick<BankEntry, 'version'>, server: ResourceServer): string | undefined {
  return typeof version === 'string' ? version : version?.[server];
}

/**
 * The version of an API at a bank: what the entry says, else what the base URL has (`…/open-banking/v3.1/aisp`); undefined where
 * neither tells.
 */
export function versionOf(
  entry: Pick<BankEntry, 'version'>,
  server: ResourceServer,
  base: string,
): Version | undefined {
  const said = spelledVersion(entry, server);
  return said !== undefined ? publishedVersion(said) : versionOfBase(base);
}

/** The version that a base URL has in its path. */
export function versionOfBase(base: string): Version | undefined {
  const segments = URL.canParse(base) ? new URL(base).pathname.split('/').reverse() : [];
  const segment = segments.find((each) => /^v\d/.test(each));
  return segment === undefined ? undefined : publishedVersion(segment);
}
