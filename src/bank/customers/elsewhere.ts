/** An authorisation that is approved in another browser (the decoupled way): one browser shows a code and waits, the other takes it with the customer's password. */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Documents } from '../store/store.ts';

/** Kind `ApprovalElsewhere`; its id is a digest of the code, so that the database holds nothing to approve with. */
export interface ApprovalElsewhere {
  /** Of the interaction in the browser that waits. */
  uid: string;
  clientName: string;
  redirectUri: string;
  consentId: string;
  /** Who entered the code. */
  customerId?: string;
  decision?: { accountIds: string[] } | 'refused';
}

/** Milliseconds for which a code is good, by protocol time: it is about people who sit there. */
const codeLife = 600_000;
/** No vowels, so that no code is a word, and nothing that looks like something else. */
const letters = 'BCDFGHJKLMNPQRSTVWXZ';
const codeLength = 8;

const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** A code as it is compared: case, blanks and dashes do not count. */
const codeIn = (typed: string): string =>
  typed
    .slice(0, 100)
    .toUpperCase()
    .replace(/[^A-Z]/g, '');

export function approvalsElsewhere(deps: { store: Documents; clock: Clock; secret: Buffer }) {
  const { store, clock, secret } = deps;
  const kind = 'ApprovalElsewhere';

  /** The same for an interaction each time, so that it need not be kept. */
  function codeOf(uid: string): string {
    const bytes = createHmac('sha256', secret).update(`code\n${uid}`).digest();
    return [...bytes.subarray(0, codeLength)].map((byte) => letters[byte % letters.length]).join('');
  }
  const put = (approval: ApprovalElsewhere, claim?: string): Promise<void> =>
    store.put(kind, digestOf(codeOf(approval.uid)), approval, {
      expiresAt: clock.now() + codeLife,
      ...(claim !== undefined && { index: { claim: digestOf(claim) } }),
    });
  const kept = (code: string) => store.get<ApprovalElsewhere>(kind, digestOf(code));

  return {
    /** The code of an interaction, as it is shown. */
    shownCode: (uid: string): string => codeOf(uid).replace(/^.{4}/, '$&-'),

    /** Lets an interaction be approved elsewhere; one that is so already stays as it is. */
    async open(approval: ApprovalElsewhere): Promise<void> {
      if ((await kept(codeOf(approval.uid))) === undefined) await put(approval);
    },

    /** Undefined where nobody asked for it, or too long ago. */
    ofInteraction: (uid: string) => kept(codeOf(uid)),

    /** What a typed code is for, where nobody has decided about it and no other customer has entered it. */
    async withCode(typed: string, customerId: string): Promise<ApprovalElsewhere | undefined> {
      const found = await kept(codeIn(typed));
      const isFree = found?.customerId === undefined || found.customerId === customerId;
      return isFree && found?.decision === undefined ? found : undefined;
    },

    /** Makes it that customer's to decide, in whichever browser has what is returned; an earlier one has it no longer. */
    async claim(approval: ApprovalElsewhere, customerId: string): Promise<string> {
      const claim = randomBytes(32).toString('base64url');
      await put({ ...approval, customerId }, claim);
      return claim;
    },

    async claimed(claim: string): Promise<ApprovalElsewhere | undefined> {
      const [found] = await store.find<ApprovalElsewhere>(kind, 'claim', digestOf(claim));
      return found;
    },

    /** Nobody can decide again: the claim is gone. */
    decide: (approval: ApprovalElsewhere, decision: NonNullable<ApprovalElsewhere['decision']>): Promise<void> =>
      put({ ...approval, decision }),

    end: (uid: string): Promise<void> => store.delete(kind, digestOf(codeOf(uid))),
  };
}
