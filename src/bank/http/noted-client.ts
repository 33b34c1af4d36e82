/** Which client a request is of, as far as a room found out: noted for whoever looks at the request afterwards. */

const clients = new WeakMap<object, string>();

export function noteClient(ctx: { req: object }, clientId: string): void {
  clients.set(ctx.req, clientId);
}

/** What {@link noteClient} was told of this request. */
export function notedClientOf(ctx: { req: object }): string | undefined {
  return clients.get(ctx.req);
}
