/** What a customer decides on a consent page, here or in another browser: read from its form, and judged by the consent as it is when it is carried out. */
import type { Context } from 'koa';
import type { Consent } from '../data/records.ts';
import type { Authorisations } from './authorisation.ts';
import { type Choice, chosenFrom } from './choice.ts';
import { single } from './form.ts';

interface Approval {
  accountIds: string[];
  /** What the consent was when the customer approved; see {@link standingOf}. */
  standing: string;
}

export type Decision = 'refused' | Approval;

/** What a consent is to the customer who decides about it: whether it stands, by which approval, and for what. Whose it is the choice knows. */
const standingOf = ({ status, statusUpdatedAt, grantId, nextGrantId, accountIds }: Consent): string =>
  JSON.stringify([status, statusUpdatedAt, grantId, nextGrantId, accountIds]);

/** Takes what the form of a consent page sent: `decision`, `approve` or `refuse`, and `accounts`, any number; or says what is wrong with it. */
export function decisionIn(
  form: URLSearchParams,
  consent: Consent,
  choice: Choice,
): { decision: Decision } | { again: { ticked: string[]; alert: string } } {
  const pressed = single(form, 'decision');
  if (pressed === 'refuse') return { decision: 'refused' };
  const ticked = form.getAll('accounts');
  if (pressed !== 'approve') return { again: { ticked, alert: 'Nothing is shared yet. Choose Approve or Refuse.' } };
  const chosen = chosenFrom(choice, ticked);
  if ('alert' in chosen) return { again: { ticked, alert: chosen.alert } };
  return { decision: { accountIds: chosen.accountIds, standing: standingOf(consent) } };
}

/** Whether a decision is still about the consent as it is, and one that the customer may take. */
export function stillHolds(decision: Decision, consent: Consent, choice: Choice): boolean {
  if (decision === 'refused') return true;
  return decision.standing === standingOf(consent) && !('alert' in chosenFrom(choice, decision.accountIds));
}

/** Tells the authorisation server, which says where to go on. */
export function carryOut(
  authorisations: Authorisations,
  ctx: Context,
  uid: string,
  decision: Decision,
  { blocked }: Choice,
): Promise<string> {
  return decision === 'refused'
    ? authorisations.refused(ctx, uid, blocked)
    : authorisations.approved(ctx, uid, decision.accountIds);
}
