/** User name and password in a request's header. */

/** The user name and password of an `Authorization: Basic` header (RFC 7617 §2); undefined when it is none. */
export function basicOf(header: string): { name: string; password: string } | undefined {
  const basic = /^basic +([A-Za-z0-9+/_-]+=*)$/i.exec(header)?.[1];
  if (!basic) return undefined;
  const [name = '', password = ''] = Buffer.from(basic, 'base64').toString('utf8').split(/:(.*)/s);
  return { name, password };
}
