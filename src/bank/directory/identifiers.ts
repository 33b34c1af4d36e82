/** Identifiers in the Directory's form. */
import { randomInt } from 'node:crypto';

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A number from 0 to below the limit. */
export type RandomBelow = (limit: number) => number;

/** 18 characters that begin with `00158`. */
export function newOrganisationId(random: RandomBelow = randomInt): string {
  return `00158${characters(13, random)}`;
}

/** 22 characters, Base62. */
export function newSoftwareId(random: RandomBelow = randomInt): string {
  return characters(22, random);
}

/** An FCA firm reference number: six digits. */
export function newRegistrationId(random: RandomBelow = randomInt): string {
  return String(100_000 + random(900_000));
}

function characters(count: number, random: RandomBelow): string {
  return Array.from({ length: count }, () => base62[random(base62.length)]).join('');
}
