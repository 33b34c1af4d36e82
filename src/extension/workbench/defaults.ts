/** What a command is about where no item says it: the client registered last, the consent created or authorised last. */
import type { ConsentMeant } from '../../tpp/postman/session-variables.ts';
import type { Tpp } from './workbench.ts';

export const last = <T>(known: readonly T[]): T | undefined => known.at(-1);

/** What variables of saved requests mean. */
export function consentsMeant(tpp: Tpp, now: number): ConsentMeant {
  return { intent: last, data: (known) => last(tpp.authorisedAmong(known, now)) };
}
