/** Where an API of a bank begins, by its entry or its discovery document; nobody is asked to find out. */
import { t } from '../../standard/language.ts';
import type { Api } from '../../standard/operation.ts';
import { accountInformationOf, type BankMetadata, registrationEndpointOf } from '../discovery/discovery.ts';
import { fail } from '../errors.ts';
import { withoutEnd } from '../text-end.ts';
import { serverOf } from '../workspace/api-version.ts';
import type { NamedBank } from '../workspace/workspace.ts';

/**
 * The base URL of an API, without slash at its end.
 * @throws OpenBankingError `discovery_invalid`, which names the member of the bank's entry that would tell
 */
export function baseOf({ name, entry }: NamedBank, metadata: BankMetadata, api: Api): string {
  if (api === 'dcr') return withoutEnd(registrationEndpointOf(metadata), '/').replace(/\/register$/, '');
  if (api === 'ais') return accountInformationOf(metadata);
  // Event subscriptions stand beside the APIs that they are about.
  if (api === 'events') return accountInformationOf(metadata).replace(/\/aisp$/, '');
  const server = api === 'notifications' ? undefined : serverOf[api];
  const written = server === undefined ? undefined : entry.resourceServers?.[server];
  // Where a bank has no address for them of their own, recurring payments stand beside the others.
  const base = written ?? (server === 'vrp' ? entry.resourceServers?.pisp : undefined);
  if (base !== undefined) return withoutEnd(base, '/');
  return fail({
    code: 'discovery_invalid',
    message: t('The entry of the bank "{0}" does not say where its API for {1} is.', name, apiNames[api]),
    try: t(
      'Write its base URL into the entry as resourceServers.{0}, e.g. https://rs1.bank.example/open-banking/v4.0/{1}.',
      server ?? 'aisp',
      server === 'cbpii' ? 'cbpii' : 'pisp',
    ),
  });
}

/** Each API as a sentence names it. */
export const apiNames: Readonly<Record<Api, string>> = {
  ais: t('account information'),
  pis: 'payments',
  cbpii: t('confirmation of funds'),
  vrp: t('variable recurring payments'),
  cvrp: t('commercial variable recurring payments'),
  events: t('event subscriptions'),
  notifications: t('event notifications'),
  dcr: t('client registration'),
};
