/** What kind of answer a request to a path of the customer's asks for. */
import type { Context } from 'koa';

/** Whether JSON is what the sender wants, and no page: a browser, and whoever takes anything, gets the page. */
export function wantsJson(ctx: Pick<Context, 'accepts'>): boolean {
  return ctx.accepts('html', 'json') === 'json';
}
