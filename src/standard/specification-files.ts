/** The official files: which of them describes an API in a version. */
import type { Api, Version } from './operation.ts';

const names: Readonly<Record<Exclude<Api, 'dcr' | 'cvrp'>, string>> = {
  ais: 'account-info',
  pis: 'payment-initiation',
  cbpii: 'confirmation-funds',
  vrp: 'vrp',
  events: 'events',
  notifications: 'event-notifications',
};

/** The APIs that have a file in each version of the Read/Write API. */
export const readWriteApis = Object.keys(names) as (keyof typeof names)[];

/** The version that a file is of: 4.0.1 has those of 4.0. */
export const fileVersion = (version: Version): Version => (version === '4.0.1' ? '4.0' : version);

/** The file that describes an API, below the folder of all of them. */
export function fileOf(api: Api, version: Version): string {
  if (api === 'dcr') return `dcr/dcr-v${version}.json`;
  if (api === 'cvrp') return 'commercial-vrp/cvrp-openapi.json';
  return `v${fileVersion(version)}/${names[api]}-openapi.json`;
}
