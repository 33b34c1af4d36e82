/** Which profile a bank is started with: one by its name, or a value. */
import { z } from 'zod';
import { permissive } from './permissive.ts';
import { profileSchema } from './profile.ts';
import { strict } from './strict.ts';

export const namedProfiles = { permissive, strict } as const;
export type ProfileName = keyof typeof namedProfiles;

/** The profile of a bank that was asked for none. */
export const usualProfile = permissive;

/** Where a bank refuses what its profile lacks: what starts it with one that has all of it. */
export const moreIsTakenWith = '--profile permissive';

const names = Object.keys(namedProfiles) as ProfileName[];

export const isProfileName = (text: string): text is ProfileName => Object.hasOwn(namedProfiles, text);

/** A profile's name or a profile, to the profile. */
export const chosenProfile = z
  .union([z.enum(names).transform((name) => namedProfiles[name]), profileSchema])
  .default(usualProfile);
