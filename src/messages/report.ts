/** What the extension and the page of a report say to each other. */
import * as z from 'zod/mini';

/** How a report names something that can be opened or done: the extension knows what it is. */
const id = z.string();

const state = z.enum(['error', 'warning', 'good', 'note', 'running', 'waiting']);
export type ShownState = z.infer<typeof state>;

const action = z.object({ id, title: z.string(), primary: z.optional(z.boolean()) });
export type ShownAction = z.infer<typeof action>;

const item = z.object({
  state,
  text: z.string(),
  detail: z.optional(z.string()),
  /** Kept as it stands, line by line. */
  block: z.optional(z.string()),
  figure: z.optional(z.string()),
  try: z.optional(z.string()),
  /** With an id it can be opened. */
  place: z.optional(z.object({ text: z.string(), id: z.optional(id) })),
  rule: z.optional(z.object({ text: z.string(), url: z.optional(z.string()) })),
  diff: z.optional(z.object({ expected: z.string(), actual: z.string() })),
  action: z.optional(action),
});
export type ShownItem = z.infer<typeof item>;

const group = z.object({
  title: z.string(),
  layout: z.optional(z.enum(['table', 'marked'])),
  items: z.array(item),
});
export type ShownGroup = z.infer<typeof group>;

export const shownReport = z.object({
  title: z.string(),
  lead: z.optional(z.string()),
  /** Milliseconds since the epoch. */
  when: z.number(),
  verdict: z.object({ state, text: z.string() }),
  counts: z.object({ errors: z.number(), warnings: z.number(), good: z.number() }),
  groups: z.array(group),
  actions: z.array(action),
});
export type ShownReport = z.infer<typeof shownReport>;

/** `keep` comes back with the page after the window was loaded again. The editor writes it to a disk: nothing of a bank's stands in it. */
export const toReport = z.object({ type: z.literal('report'), report: shownReport, keep: z.optional(z.string()) });
export type ToReport = z.infer<typeof toReport>;

export const fromReport = z.discriminatedUnion('type', [
  /** `width`: pixels of the page. */
  z.object({ type: z.literal('ready'), width: z.number() }),
  z.object({ type: z.literal('copy') }),
  z.object({ type: z.literal('open'), id }),
  z.object({ type: z.literal('act'), id }),
]);
export type FromReport = z.infer<typeof fromReport>;

/** What outlives a hidden page: how far down it was read, and what the extension makes it anew of. */
export const reportPageState = z.object({ top: z.number(), keep: z.optional(z.string()) });
