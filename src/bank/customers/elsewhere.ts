/** An authorisation that is approved in another browser (the decoupled way): one browser shows a code and waits, the other takes it with the customer's password. */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { type Clocks, type Moment, momentNow } from '../clock.ts';
import { isSameText } from '../same-text.ts';
import type { CustomerStore } from './attempts.ts';
import type { Decision } from './decision.ts';

/** Of the interaction in the browser that waits. */
interface Waiting {
  uid: string;
  clientName: string;
  redirectUri: string;
  consentId: string;
}

/**
 * Kind `ApprovalElsewhere`, found by a digest of the code, so that the database holds nothing to approve with. It stays as long as the
 * interaction may; code and claim go by the times in it.
 */
export interface ApprovalElsewhere extends Waiting {
  /** When its code was made, milliseconds of business time, as is `endsAt`: nothing prolongs it. */
  openedAt: number;
  /** When the browser that waits can go on no longer, whatever is decided. */
  endsAt: number;
  /** Who entered the code, when, and a digest of what the browser got in which he did. */
  entered?: { customerId: string; at: Moment; claim: string };
  decision?: Decision;
}

/** Milliseconds in which a code is entered, and then again in which its customer decides. */
const codeLife = 600_000;
/** No vowels, so that no code is a word, and nothing that looks like something else. */
const letters = 'BCDFGHJKLMNPQRSTVWXZ';
const codeLength = 8;
const kind = 'ApprovalElsewhere';

const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** A code as it is compared: case, blanks and dashes do not count. */
const codeIn = (typed: string): string => typed.toUpperCase().replace(/[^A-Z]/g, '');

export type ApprovalsElsewhere = ReturnType<typeof approvalsElsewhere>;

export function approvalsElsewhere(deps: { store: CustomerStore; clocks: Clocks; secret: Buffer }) {
  const { store, clocks, secret } = deps;
  const { business: clock } = clocks;

  /** The same for an approval each time, so that it need not be kept. */
  function codeOf({ uid, openedAt }: Pick<ApprovalElsewhere, 'uid' | 'openedAt'>): string {
    const bytes = createHmac('sha256', secret).update(`code\n${uid}\n${openedAt}`).digest();
    return [...bytes.subarray(0, codeLength)].map((byte) => letters[byte % letters.length]).join('');
  }
  const put = (approval: ApprovalElsewhere): Promise<void> =>
    store.put(kind, digestOf(approval.uid), approval, {
      expiresAt: approval.endsAt,
      index: { code: digestOf(codeOf(approval)) },
    });
  const since = (moment: number): boolean => clock.now() - moment < codeLife;
  const takesCode = ({ openedAt, decision }: ApprovalElsewhere): boolean => decision === undefined && since(openedAt);
  const takesDecision = ({ entered, decision }: ApprovalElsewhere): boolean =>
    decision === undefined && entered !== undefined && since(entered.at.business);
  /** Whether a customer can still enter the code, or decide who has. */
  const isOpen = (approval: ApprovalElsewhere): boolean => takesCode(approval) || takesDecision(approval);
  const ofInteraction = (uid: string) => store.get<ApprovalElsewhere>(kind, digestOf(uid));

  return {
    ofInteraction,
    isOpen,

    /** The code, as it is shown. */
    shownCode: (approval: ApprovalElsewhere): string => codeOf(approval).replace(/^.{4}/, '$&-'),

    /**
     * Lets an interaction be approved elsewhere; one that is so already stays as it is.
     *
     * @param endsIn Milliseconds for which it goes on yet: nobody enters the code or decides after that
     */
    async open(waiting: Waiting, endsIn: number): Promise<void> {
      const kept = await ofInteraction(waiting.uid);
      if (kept !== undefined && (kept.decision !== undefined || isOpen(kept))) return;
      const now = clock.now();
      await put({ ...waiting, openedAt: now, endsAt: now + endsIn });
    },

    /** What a typed code is for, where nobody has decided about it; `taken` where another customer has entered it. */
    async withCode(typed: string, customerId: string): Promise<ApprovalElsewhere | 'taken' | undefined> {
      const [found] = await store.find<ApprovalElsewhere>(kind, 'code', digestOf(codeIn(typed)));
      if (found === undefined || !takesCode(found)) return undefined;
      return found.entered === undefined || found.entered.customerId === customerId ? found : 'taken';
    },

    /** Makes it that customer's to decide, in whichever browser has what is returned; an earlier one has it no longer. */
    async claim(approval: ApprovalElsewhere, customerId: string): Promise<string> {
      const proof = randomBytes(32).toString('base64url');
      await put({ ...approval, entered: { customerId, at: momentNow(clocks), claim: digestOf(proof) } });
      return `${digestOf(approval.uid)}.${proof}`;
    },

    /** What a claim is for, and whose it is; `moved` where another browser has it now. */
    async claimed(claim: string): Promise<{ approval: ApprovalElsewhere; customerId: string } | 'moved' | undefined> {
      const [id = '', proof = ''] = claim.split('.');
      const approval = await store.get<ApprovalElsewhere>(kind, id);
      if (approval?.entered === undefined || !takesDecision(approval)) return undefined;
      const { customerId, claim: last } = approval.entered;
      return isSameText(digestOf(proof), last) ? { approval, customerId } : 'moved';
    },

    /** Nobody can decide again. */
    decide: (approval: ApprovalElsewhere, decision: Decision): Promise<void> => put({ ...approval, decision }),

    /** Takes the code back, with whoever entered it; what is decided stays. True where it is. */
    withdraw: (uid: string): Promise<boolean> =>
      store.unit(async () => {
        const isDecided = (await ofInteraction(uid))?.decision !== undefined;
        if (!isDecided) await store.delete(kind, digestOf(uid));
        return isDecided;
      }),

    end: (uid: string): Promise<void> => store.delete(kind, digestOf(uid)),
  };
}
