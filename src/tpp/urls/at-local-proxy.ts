/** A host that the flow asks through a proxy which has the client certificate: there is none here, so that it is not dialled from here. */
import { t } from '../../standard/language.ts';
import type { LocalProxy } from '../transport/local-proxy.ts';
import type { BankUrl } from './bank-urls.ts';
import type { UrlFinding } from './check-urls.ts';

/** @param failed why the proxy takes no connections; undefined where it does */
export function throughLocalProxy(
  url: URL,
  here: readonly BankUrl[],
  { name }: LocalProxy,
  failed: string | undefined,
): UrlFinding {
  const at = `${url.host} (${[...new Set(here.map((each) => each.name))].join(', ')})`;
  if (failed === undefined) {
    const message = t(
      '{0}: was not looked at from here; the proxy {1} (transport.proxy), which has the client certificate, takes connections for it.',
      at,
      name,
    );
    return { severity: 'information', code: 'url_at_local_proxy', message, fix: '', url: url.origin };
  }
  return {
    severity: 'error',
    code: 'proxy_unreachable',
    message: t(
      '{0} cannot be asked: the proxy {1} (transport.proxy), which has the client certificate, takes no connections ({2}).',
      at,
      name,
      failed,
    ),
    fix: t('Start it, or correct transport.proxy in openbanking.json.'),
    url: url.origin,
  };
}
