/** The profile that a bank had when it was started last, for whoever asks for something of it while it does not run. */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { namedProfiles, usualProfile } from './profile/choice.ts';
import { type Profile, profileSchema } from './profile/profile.ts';
import type { Documents } from './store/store.ts';

/** `profile` is the name that banks before this one kept alone, and go by if they open the folder again. */
const keptSchema = z.object({
  profile: z.enum(Object.keys(namedProfiles) as (keyof typeof namedProfiles)[]),
  value: profileSchema.optional().catch(undefined),
});

/** The last profile; a bank that never was started has the usual one, as the next start will. */
export async function lastProfile(store: Documents): Promise<Profile> {
  const kept = keptSchema.safeParse(await store.get('Setting', 'profile'));
  if (!kept.success) return usualProfile;
  return kept.data.value ?? namedProfiles[kept.data.profile];
}

/** Keeps the profile of a start, where it is not the last one's. */
export async function keepProfile(store: Documents, value: Profile): Promise<void> {
  if (isDeepStrictEqual(await lastProfile(store), value)) return;
  await store.put('Setting', 'profile', { profile: value.workspaceProfile, value });
}
