/** How the helper endpoints say no: an OAuth-shaped body whose description tells what to do. */
import type { Context } from 'koa';
import { moreIsTakenWith } from '../profile/choice.ts';
import type { Profile } from '../profile/profile.ts';

export type HelperStatus = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 429;

/** A request that a helper endpoint does not carry out. Thrown by the handlers, answered by {@link sayNo}. */
export class HelperRefusal extends Error {
  override readonly name = 'HelperRefusal';
  readonly status: HelperStatus;
  readonly error: string;
  readonly headers: Record<string, string>;

  constructor(status: HelperStatus, error: string, description: string, headers: Record<string, string> = {}) {
    super(description);
    this.status = status;
    this.error = error;
    this.headers = headers;
  }
}

/** Answers with a refusal. */
export function sayNo(
  ctx: Pick<Context, 'set' | 'status' | 'body'>,
  { status, error, message, headers }: HelperRefusal,
): void {
  ctx.status = status;
  ctx.set({ 'cache-control': 'no-store', ...headers });
  ctx.body = { error, error_description: message };
}

/** What every helper answers at a bank whose profile has none. */
export function notInProfile({ name }: Profile, what: string): HelperRefusal {
  return new HelperRefusal(
    404,
    'not_found',
    `This bank runs in the ${name} profile, and there ${what}, as at a real bank. Start the bank with ${moreIsTakenWith} to have it.`,
  );
}
