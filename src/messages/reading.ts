/** What every page that reads a bank's list is told of the reading: how it ended, and what there is to say. */
import * as z from 'zod/mini';

const problem = z.object({
  code: z.string(),
  message: z.string(),
  /** What the bank said, in its words. */
  bank: z.optional(z.string()),
  try: z.optional(z.string()),
});

const notes = z.optional(z.array(z.string()));

/** How the reading ended; `notes` are what was odd up to there and forgiven. */
export const done = z.object({ type: z.literal('done'), notes });

/** Whether what is left can be read by itself; then the page has a button for it. */
const goOn = z.optional(z.boolean());

/** With the title of the button that leads on, where something does; `asBefore` where the rows are those of an earlier reading. */
export const failed = z.object({
  type: z.literal('failed'),
  problem,
  notes,
  cure: z.optional(z.string()),
  asBefore: z.optional(z.boolean()),
  goOn,
});

export const cancelled = z.object({ type: z.literal('cancelled'), notes, goOn });

/** Nothing is read before somebody asks for it, e.g. after a reload. */
export const waiting = z.object({ type: z.literal('waiting'), text: z.string() });

/** Something to say in a line, e.g. where an export went. */
export const notice = z.object({ type: z.literal('notice'), text: z.string() });

export const account = z.object({
  id: z.string(),
  name: z.string(),
  number: z.string(),
  currency: z.string(),
  type: z.string(),
});

export const mark = z.object({ id: z.string(), label: z.string(), explanation: z.string() });

export type Cancelled = z.infer<typeof cancelled>;
export type Failed = z.infer<typeof failed>;
export type Account = z.infer<typeof account>;
export type Mark = z.infer<typeof mark>;
