/** The one variable of ours in an environment that we export: the bank's entry as openbanking.json has it, so that nothing is lost on the way back. */
import { z } from 'zod';
import { bankEntry } from '../workspace/schema.ts';

export const ownVariableKey = 'openBankingWorkbench';

const own = z.object({
  /** How openbanking.json calls the bank. */
  bank: z.string().regex(/^[A-Za-z0-9][\w.-]{0,63}$/),
  entry: bankEntry,
  client: z
    .object({
      clientId: z.string(),
      tokenEndpointAuthMethod: z.string(),
      registration: z.record(z.string(), z.unknown()),
    })
    .optional(),
  /** The other variables as they were exported: one that differs now was changed on purpose. */
  exported: z.record(z.string(), z.string()),
});
export type OwnVariable = z.infer<typeof own>;

export function readOwnVariable(text: string | undefined): OwnVariable | undefined {
  if (text === undefined) return undefined;
  try {
    const read = own.safeParse(JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
