/** Which files the tables are made from, and which version each speaks for. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Api, Version } from '../../src/standard/operation.ts';

/** A file of the standard, read for one version. */
export interface Source {
  /** As corrections name it: `ais 4.0`. What is read for 4.0.1 is the file of 4.0. */
  readonly key: string;
  readonly api: Api;
  readonly version: Version;
  readonly path: string;
}

const ofVersion = (folder: string, file: Version, version: Version): Source[] =>
  (
    [
      ['ais', 'account-info'],
      ['pis', 'payment-initiation'],
      ['cbpii', 'confirmation-funds'],
      ['vrp', 'vrp'],
      ['events', 'events'],
      ['notifications', 'event-notifications'],
    ] as const
  ).map(([api, name]) => ({ key: `${api} ${file}`, api, version, path: `${folder}/${name}-openapi.json` }));

/** In the order in which definitions get their names: the oldest first. */
export const sources: readonly Source[] = [
  ...ofVersion('v3.1.11', '3.1.11', '3.1.11'),
  ...ofVersion('v4.0', '4.0', '4.0'),
  ...ofVersion('v4.0', '4.0', '4.0.1'),
  { key: 'dcr 3.3', api: 'dcr', version: '3.3', path: 'dcr/dcr-v3.3.json' },
  { key: 'dcr 3.4', api: 'dcr', version: '3.4', path: 'dcr/dcr-v3.4.json' },
  { key: 'cvrp 1.0', api: 'cvrp', version: '1.0', path: 'commercial-vrp/cvrp-openapi.json' },
];

export const codeSetFiles = ['ISO_External_CodeSet.csv', 'OB_Internal_Codeset.csv'] as const;

/** Where the official files are on this machine, or undefined where there are none. */
export function specificationsFolder(): string | undefined {
  const folder = process.env.OBIE_SPECS ?? join(import.meta.dirname, '../../../shared/openapi');
  return existsSync(join(folder, 'v4.0')) ? folder : undefined;
}

/** Reads one file below the folder, with its SHA-256. */
export function readOriginal(folder: string, path: string): { text: string; sha256: string } {
  const bytes = readFileSync(join(folder, path));
  return { text: bytes.toString('utf8'), sha256: createHash('sha256').update(bytes).digest('hex') };
}
