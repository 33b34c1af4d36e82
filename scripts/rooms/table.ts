/** Which room may import which: `lint/rooms.json`, the one table that the linter's rules and ARCHITECTURE's drawing are made of. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/**
 * A side of the tree. `imports`: the other sides (or one file of one, its entry) that it may import, and `vscode`. `layers`: its rooms from
 * the lowest to the highest, each a folder or a file right in the side; `*` is every other file there. A room imports its own files and those
 * of the layers below, and nothing beside or above it.
 */
const sideShape = z.strictObject({
  imports: z.array(z.string()),
  inBrowser: z.optional(z.boolean()),
  says: z.string(),
  layers: z.optional(z.array(z.array(z.string()).min(1)).min(1)),
});

export type Side = z.infer<typeof sideShape>;
export type Sides = Readonly<Record<string, Side>>;

export const rooms: Sides = z.record(z.string(), sideShape).parse(JSON.parse(readFileSync('lint/rooms.json', 'utf8')));

/** Whether an entry of a layer is a file, and no folder. */
export const isFile = (room: string): boolean => room.endsWith('.ts');
