/** What the extension and the page of the JWT inspector say to each other. */
import * as z from 'zod/mini';

/** From the extension. */
export const toInspector = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('token'),
    /** The header and payload as JSON texts; undefined where they cannot be read. */
    header: z.optional(z.string()),
    payload: z.optional(z.string()),
  }),
]);
export type ToInspector = z.infer<typeof toInspector>;

/** From the page. */
export const fromInspector = z.discriminatedUnion('type', [z.object({ type: z.literal('ready') })]);
export type FromInspector = z.infer<typeof fromInspector>;

/** What is looked at; survives a reload. */
export const inspectorState = z.object({});
export type InspectorState = z.infer<typeof inspectorState>;
