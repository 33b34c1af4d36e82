/** The account information API 3.1.11 on koa: which path leads where, and whose token it wants. */
import Router from '@koa/router';
import type { Context } from 'koa';
import type { Access } from '../http/state.ts';
import { readAccounts } from './accounts.ts';
import type { Answer } from './answer.ts';
import { readBalances } from './balances.ts';
import { createConsent, deleteConsent, readConsent } from './consents.ts';
import type { AccountInformationDeps } from './deps.ts';
import { Refusal } from './errors.ts';
import { demandAccess, framed, jsonBody, notHere } from './frame.ts';
import { type ReadTransactions, transactionsReader } from './transactions.ts';

type Handler = (access: Access, ctx: Context, params: Record<string, string>) => Promise<Answer>;
type Methods = Partial<Record<'GET' | 'POST' | 'DELETE', Handler>>;

/** Resources of the standard that this bank does not have, of an account and in bulk. */
const unsupported =
  /\/(beneficiaries|direct-debits|offers|part(y|ies)|products?|scheduled-payments|standing-orders|statements)(\/|$)/;

/**
 * The API below `/open-banking/v3.1/aisp`. It answers every request there, unknown paths and methods included, in this
 * order: certificate and token (401 without a body), interaction id (400), format of the answer (406), path (404) and
 * method (405), kind and scope of the token (403), then what the resource itself has to say.
 * @param readTransactions The reader of transactions, where the caller uses the same one beside koa
 */
export function accountInformationRouter(
  deps: AccountInformationDeps,
  readTransactions: ReadTransactions = transactionsReader(deps),
): Router {
  const router = new Router({ prefix: '/open-banking/v3.1/aisp', sensitive: true });

  const route = (path: string, kind: Access['kind'], methods: Methods) => {
    const known = new Map<string, Handler>(Object.entries(methods));
    router.all(path, (ctx) =>
      framed(ctx, deps, async (access) => {
        const handler = known.get(ctx.method === 'HEAD' ? 'GET' : ctx.method);
        if (handler === undefined) {
          ctx.set('Allow', [...known.keys()].join(', '));
          throw new Refusal(405, { code: 'UK.OBIE.Resource.NotFound', message: `There is no ${ctx.method} here.` });
        }
        demandAccess(access, kind);
        return handler(access, ctx, ctx.params);
      }),
    );
  };

  route('/account-access-consents', 'client', {
    POST: async (access, ctx) => createConsent(deps, access, await jsonBody(deps, ctx)),
  });
  route('/account-access-consents/:consentId', 'client', {
    GET: (access, _, { consentId = '' }) => readConsent(deps, access, consentId),
    DELETE: (access, _, { consentId = '' }) => deleteConsent(deps, access, consentId),
  });
  route('/accounts', 'customer', { GET: (access) => readAccounts(deps, access) });
  route('/accounts/:accountId', 'customer', {
    GET: (access, _, { accountId = '' }) => readAccounts(deps, access, accountId),
  });
  route('/balances', 'customer', { GET: (access) => readBalances(deps, access) });
  route('/accounts/:accountId/balances', 'customer', {
    GET: (access, _, { accountId = '' }) => readBalances(deps, access, accountId),
  });
  route('/transactions', 'customer', { GET: (access, { querystring: query }) => readTransactions(access, { query }) });
  route('/accounts/:accountId/transactions', 'customer', {
    GET: (access, { querystring: query }, { accountId = '' }) => readTransactions(access, { accountId, query }),
  });
  router.all('{/*rest}', (ctx) => framed(ctx, deps, () => Promise.reject(notHere(!unsupported.test(ctx.path)))));
  return router;
}
