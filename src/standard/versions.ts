/** The versions of the standard: which there are, how people and banks write them, and whose words each speaks. */
import type { ApiVersion, CommercialVersion, RegistrationVersion, Version } from './operation.ts';

export const readWriteVersions: readonly ApiVersion[] = ['3.1.11', '4.0', '4.0.1'];
export const registrationVersions: readonly RegistrationVersion[] = ['3.3', '3.4'];
export const commercialVersions: readonly CommercialVersion[] = ['1.0'];

/** The last of 3.1: those before differ in nothing that a base URL shows. */
const lastThree: ApiVersion = '3.1.11';

/** Each line of versions in its order. */
export const versionLines: readonly (readonly Version[])[] = [
  readWriteVersions,
  registrationVersions,
  commercialVersions,
];

export const versions: readonly Version[] = versionLines.flat();

/** Each line from its newest on, what is done with accounts before how a client is registered. */
export const newestFirst: readonly Version[] = [readWriteVersions, commercialVersions, registrationVersions].flatMap(
  (line) => line.toReversed(),
);

export const isRegistration = (version: string): boolean => registrationVersions.some((each) => each === version);
export const isCommercial = (version: string): boolean => commercialVersions.some((each) => each === version);

/** A version as somebody asks for it: `v4.0`, which is 4.0 itself, or `3.1` for the last of its line. */
export function versionNamed(text: string): Version | undefined {
  const plain = text.trim().replace(/^v(?=\d)/i, '');
  return versions.find((version) => version === (plain === '3.1' ? lastThree : plain));
}

/**
 * The published version that a bank's `v3.1` or `v4.0` stands for: 3.1.11, and 4.0.1 for 4.0, which is published under the same path.
 * Undefined for what is no version of the Read/Write API.
 */
export function publishedVersion(text: string): ApiVersion | undefined {
  const [, major, minor = '', patch = ''] = /^v?(\d{1,2})(?:\.(\d{1,2}))?(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  if (major === '3') return lastThree;
  if (major !== '4') return undefined;
  return minor !== '' && patch === '0' ? '4.0' : '4.0.1';
}

/** The versions that brought words of their own; those between them speak as the one before. */
export type WordsVersion = '3.1' | '4.0';

/** Whose words a version of the Read/Write API speaks. */
export function wordsVersion(version: string): WordsVersion {
  return Number.parseInt(version, 10) >= 4 ? '4.0' : '3.1';
}
