/** Which files the tables are made from, and which version each speaks for. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Api, Version } from '../../src/standard/operation.ts';
import { fileOf, fileVersion, readWriteApis } from '../../src/standard/specification-files.ts';
import { commercialVersions, readWriteVersions, registrationVersions } from '../../src/standard/versions.ts';

/** A file of the standard, read for one version. */
export interface Source {
  /** As corrections name it: `ais 4.0`. What is read for 4.0.1 is the file of 4.0. */
  readonly key: string;
  readonly api: Api;
  readonly version: Version;
  readonly path: string;
}

const source = (api: Api, version: Version): Source => ({
  key: `${api} ${fileVersion(version)}`,
  api,
  version,
  path: fileOf(api, version),
});

/** In the order in which definitions get their names: the oldest first. */
export const sources: readonly Source[] = [
  ...readWriteVersions.flatMap((version) => readWriteApis.map((api) => source(api, version))),
  ...registrationVersions.map((version) => source('dcr', version)),
  ...commercialVersions.map((version) => source('cvrp', version)),
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
