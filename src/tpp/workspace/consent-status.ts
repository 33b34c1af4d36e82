/** The status of a consent: kept neutral, told in the words of the version that is asked, a word that no version has as it came. */
import { type ConsentKindName, type ConsentStatus, consentKinds } from '../../standard/consent-kinds.ts';
import { type WordsVersion, wordsVersion } from '../../standard/versions.ts';
import type { ConsentRecord } from './state.ts';

type Of = Pick<ConsentRecord, 'kind' | 'version'>;
type Told = Pick<ConsentRecord, 'status' | 'told'>;

/** Words of the whole standard; and one that 3.1 never had, although banks send it. */
const statuses = new Map<string, ConsentStatus>([['expired', 'expired']]);
/** The version that a word is of, spelled as there. */
const versions = new Map<string, WordsVersion>();
for (const { words } of Object.values(consentKinds)) {
  for (const version of ['3.1', '4.0'] as const) {
    for (const [status, word] of Object.entries(words[version]) as [ConsentStatus, string][]) {
      statuses.set(word.toLowerCase(), status);
      versions.set(word, version);
    }
  }
}

/** What a bank's status means; `unknown` for one that no version of the standard has. */
export function statusOf(told: string): ConsentRecord['status'] {
  return statuses.get(told.trim().toLowerCase()) ?? 'unknown';
}

/** Of which version a bank's word is; undefined where it is of none. */
export function versionOfWord(told: string): WordsVersion | undefined {
  return versions.get(told);
}

/** A bank's word as it is kept: neutral, and the word itself where the version has another one or none. */
export function readStatus({ kind, version }: Of, told: string): Told {
  const status = statusOf(told);
  return { status, told: word(kind, version, status) === told ? undefined : told };
}

/**
 * The status in a version's words.
 * @param version the face that is asked; default: the version the consent was made with, in which the bank's own word is given back as it came
 */
export function statusWord({ kind, status, told, ...consent }: Of & Told, version = consent.version): string {
  const own = wordsVersion(version) === wordsVersion(consent.version) ? told : undefined;
  return own ?? word(kind, version, status) ?? told ?? status;
}

function word(kind: ConsentKindName, version: string, status: ConsentRecord['status']): string | undefined {
  return status === 'unknown' ? undefined : consentKinds[kind].words[wordsVersion(version)][status];
}

/** True for the status of a consent that is no use to anybody as it stands. */
export function isEnded({ status }: Pick<ConsentRecord, 'status'>): boolean {
  return ['rejected', 'revoked', 'expired', 'consumed'].includes(status);
}

/** Whether its time is over, by the date that the bank has told. */
export function hasPassed(
  { expirationDateTime = '' }: Pick<ConsentRecord, 'expirationDateTime'>,
  now: number,
): boolean {
  return Date.parse(expirationDateTime) <= now;
}

/** Whether it may be used. */
export function isUsable({ kind, status }: Pick<ConsentRecord, 'kind' | 'status'>): boolean {
  return status === consentKinds[kind].usable;
}

/**
 * Whether the customer may be asked: also once more, for new tokens, and for one withdrawn at a 4.0 bank (`CANC`), which comes back. A status
 * that nobody knows is the bank's to refuse.
 */
export function mayBeAuthorised({ kind, version, status, told }: Of & Told): boolean {
  if (status === 'unknown') return true;
  const spoken = (told === undefined ? undefined : versionOfWord(told)) ?? wordsVersion(version);
  return consentKinds[kind].moves[spoken][status]?.includes('authorised') === true;
}

/** {@link mayBeAuthorised}, and its time is not over. */
export function isAuthorisable(consent: ConsentRecord, now: number): boolean {
  return mayBeAuthorised(consent) && !hasPassed(consent, now);
}
