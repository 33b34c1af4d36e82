/** OAuth errors with their reason: what the authorization server keeps to itself, a sandbox says. */
import type { Middleware } from 'koa';
import type { Provider } from 'oidc-provider';

/** OAuth errors say more here than the library does: whoever develops against a sandbox wants to know why. */
export function explainErrors(provider: Provider): Middleware {
  const details = new WeakMap<object, string>();
  const remember = (ctx: { req: object }, error: { error_detail?: string; error_description?: string }): void => {
    const { error_detail: detail, error_description: description } = error;
    if (detail && !description?.includes(detail)) details.set(ctx.req, speakable(detail));
    else details.delete(ctx.req);
  };
  for (const name of explainedEvents) provider.on(name as 'grant.error', remember);
  return async (ctx, next) => {
    await next();
    const detail = details.get(ctx.req);
    if (!detail) return;
    const location = ctx.response.get('location');
    if (location) return ctx.set('location', explained(location, detail));
    const body = ctx.body as { error?: string; error_description?: string } | undefined;
    if (body?.error)
      ctx.body = { ...body, error_description: [body.error_description, detail].filter(Boolean).join(': ') };
  };
}

const explainedEvents = [
  'grant.error',
  'pushed_authorization_request.error',
  'introspection.error',
  'authorization.error',
];

/** Only what RFC 6749 §4.1.2.1 lets `error_description` hold. */
const speakable = (text: string): string => text.replaceAll(/["\\]/g, "'").replaceAll(/[^\x20-\x7e]/g, ' ');

/** The URL by which the TPP is told of an error, with more said; its parameters stand in the query or in the fragment. */
function explained(location: string, detail: string): string {
  return location.replace(/([?#&]error_description=)([^&#]*)/, (_, name: string, text: string) => {
    const description = decodeURIComponent(text.replaceAll('+', ' '));
    return `${name}${encodeURIComponent(`${description}: ${detail}`)}`;
  });
}
