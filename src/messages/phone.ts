/** What the extension and the page of an authorisation on a phone say to each other. */
import * as z from 'zod/mini';

export const shownPhone = z.object({
  bank: z.string(),
  consentId: z.string(),
  /** Where the phone goes; its code, if it has one, has the same. */
  address: z.string(),
  /** Rows of modules, 1 for a dark one, without the light zone around them. */
  code: z.optional(z.array(z.string().check(z.regex(/^[01]+$/)))),
  /** What may be in the way of it, each a sentence. */
  notes: z.array(z.string()),
  /** How the answer comes back, in a sentence or two. */
  wayBack: z.string(),
  /** Milliseconds since the epoch, until when the bank takes the address. */
  until: z.optional(z.number()),
});
export type ShownPhone = z.infer<typeof shownPhone>;

export const toPhone = z.discriminatedUnion('type', [
  z.object({ type: z.literal('phone'), phone: shownPhone }),
  /** Why what was pasted is not the answer. */
  z.object({ type: z.literal('notTaken'), text: z.string() }),
  z.object({ type: z.literal('copied') }),
]);
export type ToPhone = z.infer<typeof toPhone>;

export const fromPhone = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('copy') }),
  /** With what stands in the field; else what is on the clipboard is meant. */
  z.object({ type: z.literal('paste'), text: z.optional(z.string()) }),
  z.object({ type: z.literal('anew') }),
  z.object({ type: z.literal('cancel') }),
]);
export type FromPhone = z.infer<typeof fromPhone>;

/** Nothing outlives the page: what it shows is good for minutes. */
export const phonePageState = z.object({});
