/** What can be asked of the bank at `/admin`: each operation with the shapes of what goes in and comes out. */
import { z } from 'zod';

export interface AdminOperation {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Below the front door, beginning with `/admin/`. */
  path: string;
  /** What it does, for the OpenAPI document. */
  summary: string;
  /** The shape of the request's body; a request without one when absent. */
  input?: z.ZodType;
  output: z.ZodType;
  /** Statuses other than 200 that it has of its own, with the reason. */
  refusals?: Readonly<Record<number, string>>;
  run(input: unknown): Promise<unknown>;
}

/** Every answer that is none of an operation's. */
export const errorShape = z
  .strictObject({ error: z.string(), error_description: z.string() })
  .meta({ description: 'Why it was not done: a stable code, and a sentence.' });

/** What keeps an operation from being done; nothing was changed. */
export class AdminRefusal extends Error {
  override readonly name = 'AdminRefusal';
  readonly status: number;
  readonly error: string;
  constructor(status: number, error: string, description: string) {
    super(description);
    this.status = status;
    this.error = error;
  }
}

/** An operation whose parts fit each other. */
export function operation<In extends z.ZodType, Out extends z.ZodType>(
  given: Omit<AdminOperation, 'input' | 'output' | 'run'> & {
    input?: In;
    output: Out;
    run(input: z.output<In>): Promise<z.output<Out>>;
  },
): AdminOperation {
  return { ...given, run: (input) => given.run(input as z.output<In>) };
}
