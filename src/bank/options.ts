/** How a bank is asked for: the folder it lives in and what it should be like. Checked at the border, by schema. */
import { z } from 'zod';
import { BankError } from './errors.ts';
import { chosenProfile } from './profile/choice.ts';

const port = z.number().int().min(1).max(65535);

export const bankOptions = z.object({
  /** The bank's folder: keys, certificates, database, lock. Made when absent, mode 0700. */
  dir: z.string().min(1),
  profile: chosenProfile,
  frontPort: port.optional(),
  tlsPort: port.optional(),
  mtlsPort: port.optional(),
  /** Entries in the first account of rora; 0 leaves the usual two years. */
  transactions: z.number().int().min(0).max(1_000_000).default(0),
  /** Seed of the data set. */
  seed: z.number().int().default(1),
  /** The day (YYYY-MM-DD, UTC) of the data set, whose entries end before it; absent: the day on which it is made. */
  dataDay: z.iso
    .date({ error: 'It must be a day like 2026-01-31.' })
    .refine((day) => day >= '2020-01-01' && day < '2100-01-01', { error: 'It must be a day from 2020 to 2099.' })
    .optional(),
  /** Takes more than one client for a software statement. */
  severalClients: z.boolean().default(false),
  /** Whether it has the bulk `GET /transactions`, over what its profile says; absent: as the profile says. */
  bulkTransactions: z.boolean().optional(),
  /** Seconds after its `iat` until an SSA is too old; 0 takes any age. */
  ssaMaxAge: z.number().int().min(0).default(0),
  /** Answers `/admin` at the front door, to whoever has its token. */
  admin: z.boolean().default(false),
  /** Seconds after the end of the last control connection until the bank ends by itself; absent: it never does. */
  linger: z.number().int().min(0).optional(),
});
export type BankOptions = z.output<typeof bankOptions>;
/** The same as it is given: a profile by its name, too. */
export type GivenOptions = z.input<typeof bankOptions>;

/**
 * What was asked for, as its schema has it.
 * @throws BankError `usage`, with the option as a command line spells it
 */
export function checked<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
  advice = 'Correct that option.',
): z.output<Schema> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const option = (issue?.path.join('.') ?? '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new BankError('usage', `--${option}: ${issue?.message}`, advice);
}

/** The bank's organisation id at its directory: the `aud` of a registration request (domain.md §2). */
export const bankOrganisationId = '0015800001ZEc3hAAD';
