/** Addresses of requests as Postman reads them: without a scheme they are http, which goes to this machine and nowhere else. */
import { isLoopback } from '../../standard/loopback.ts';

/** The address with the scheme that Postman gives it; one that begins with a `{{variable}}` may bring its own. */
export function withScheme(url: string): string {
  if (url === '' || /^(?:\{\{|[a-z][a-z\d+.-]{0,30}:\/\/)/i.test(url)) return url;
  return `http://${url.replace(/^\/{1,9}/, '')}`;
}

/** The host of an http address that is not this machine: nothing is sent there. Undefined for any other address. */
export function plainHttpHost(url: string): string | undefined {
  const host = /^http:\/\/(?:[^/?#@\s]{0,500}@)?(\[[^\]/?#]{0,100}\]|[^/?#:]{1,500})/i.exec(url)?.[1];
  return host === undefined || host.includes('{{') || isLoopback(host) ? undefined : host;
}
