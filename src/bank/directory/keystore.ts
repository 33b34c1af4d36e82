/** The key store that the directory shows to everyone: JWKS and certificates, over plain TLS. */
import Router from '@koa/router';
import type { JWK } from 'jose';
import { bankOrganisationId } from '../options.ts';
import type { Authority } from '../pki/authority.ts';
import type { Directory } from './directory.ts';
import type { CertificateRecord } from './records.ts';

/**
 * Answers `/keystore/openbanking.jwks`, `/keystore/{org}/{org}.jwks`, `/keystore/{org}/{software}.jwks`, both under `revoked/` too, and `/keystore/{org}/{kid}.pem`. What is not there is a 404.
 */
export function keystoreRouter({ directory, authority }: { directory: Directory; authority: Authority }): Router {
  const router = new Router({ prefix: '/keystore' });

  router.get('/openbanking.jwks', (ctx) => {
    ctx.body = { keys: [directory.key.jwk] };
  });

  router.get('/:organisation/:name.jwks', async (ctx) => {
    const { organisation = '', name = '' } = ctx.params;
    if (organisation === bankOrganisationId) {
      if (name === organisation) ctx.body = { keys: [authority.bank.jwk, authority.bankEc.jwk] };
      return;
    }
    const records = await recordsOf(organisation, name);
    if (records !== undefined) ctx.body = jwks(records.filter((record) => directory.isActive(record)));
  });

  router.get('/:organisation/revoked/:name.jwks', async (ctx) => {
    const { organisation = '', name = '' } = ctx.params;
    if (organisation === bankOrganisationId) {
      if (name === organisation) ctx.body = { keys: [] };
      return;
    }
    const records = await recordsOf(organisation, name);
    if (records !== undefined) ctx.body = jwks(records.filter((record) => record.revoked));
  });

  router.get('/:organisation/:kid.pem', async (ctx) => {
    const { organisation = '', kid = '' } = ctx.params;
    const records = await directory.certificatesOfOrganisation(organisation);
    const named = records.filter((record) => record.kid === kid);
    const found = named.find((record) => directory.isActive(record)) ?? named[0];
    if (found === undefined) return;
    ctx.type = 'application/x-pem-file';
    ctx.body = found.pem;
  });

  return router;

  /** Certificates of the organisation or of one of its software statements; undefined when it has no such. */
  async function recordsOf(organisationId: string, name: string): Promise<CertificateRecord[] | undefined> {
    if (name === organisationId) {
      const organisation = await directory.organisation(organisationId);
      return organisation && directory.certificatesOfOrganisation(organisationId);
    }
    const statement = await directory.statement(name);
    return statement?.organisationId === organisationId ? directory.certificatesOf(name) : undefined;
  }
}

const jwks = (records: CertificateRecord[]): { keys: JWK[] } => ({ keys: records.map((record) => record.jwk) });
