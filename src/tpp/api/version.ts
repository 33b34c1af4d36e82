/** Which version of an API a bank has, by its entry or by the base URL of the API. */
import type { Api, Version } from '../../standard/operation.ts';
import type { BankEntry } from '../workspace/schema.ts';

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

/**
 * The published version that a bank's `v3.1` or `v4.0` stands for: the last of 3.1, as those before differ in nothing that a base URL
 * shows, and 4.0.1 for 4.0, which is published under the same path. Undefined for what is no version of the Read/Write API.
 */
export function publishedVersion(text: string): Version | undefined {
  const [, major, minor = '', patch = ''] = /^v?(\d{1,2})(?:\.(\d{1,2}))?(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  if (major === '3') return '3.1.11';
  if (major !== '4') return undefined;
  return minor !== '' && patch === '0' ? '4.0' : '4.0.1';
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
  const said = typeof entry.version === 'string' ? entry.version : entry.version?.[server];
  if (said !== undefined) return publishedVersion(said);
  const segments = URL.canParse(base) ? new URL(base).pathname.split('/').reverse() : [];
  const segment = segments.find((each) => /^v\d/.test(each));
  return segment === undefined ? undefined : publishedVersion(segment);
}
