/** Between the customers' pages and the provider: who is in the middle of which authorisation, and what his decision does. */
import type { Context } from 'koa';
import type { Provider } from 'oidc-provider';
import { authoriseConsent, changeConsent } from '../accounts/consent-changes.ts';
import { type Clocks, type Moment, momentNow } from '../clock.ts';
import type { Authorisations, PendingAuthorisation } from '../customers/authorisation.ts';
import type { Consent } from '../data/records.ts';
import type { Store } from '../store/store.ts';
import { revokeGrant } from './access.ts';
import { intentIdOf } from './intent.ts';
import { acrValues } from './provider.ts';

/** The customer of an authorisation in flight. Kind `CustomerLogin`, id the interaction's uid. */
interface CustomerLogin {
  customerId: string;
  at: Moment;
}

const loginLife = 600_000;
/** The longest a consent's tokens live when the consent itself names no end: ten years, as good as for ever. */
const grantLife = 10 * 365 * 86_400;

export function authorisationsOf(deps: { provider: Provider; store: Store; clocks: Clocks }): Authorisations {
  const { provider, store, clocks } = deps;
  const { business: clock } = clocks;
  const consents = { store, revokeGrant: (grantId: string) => revokeGrant(store, grantId) };

  async function interactionOf(ctx: Context, uid: string) {
    try {
      const details = await provider.interactionDetails(ctx.req, ctx.res);
      return details.uid === uid ? details : undefined;
    } catch {
      return undefined;
    }
  }

  /** Undefined also for what an older build left, so that the customer logs in again. */
  async function loginOf(uid: string): Promise<CustomerLogin | undefined> {
    const login = await store.get<CustomerLogin>('CustomerLogin', uid);
    return typeof login?.at === 'object' ? login : undefined;
  }

  async function find(ctx: Context, uid: string): Promise<PendingAuthorisation | undefined> {
    const details = await interactionOf(ctx, uid);
    if (!details || details.result) return undefined;
    const claims = typeof details.params.claims === 'string' ? JSON.parse(details.params.claims) : undefined;
    const consent = await store.get<Consent>('Consent', intentIdOf(claims) ?? '');
    const client = await store.get<{ client_name?: string; client_id: string }>(
      'Client',
      String(details.params.client_id),
    );
    if (!consent || !client) return undefined;
    const login = await loginOf(uid);
    return {
      uid,
      prompt: login ? 'consent' : 'login',
      clientName: client.client_name ?? client.client_id,
      redirectUri: String(details.params.redirect_uri),
      parameters: { ...details.params, ...(claims !== undefined && { claims }) },
      endsIn: details.exp * 1000 - clock.now(),
      ...(login && { customerId: login.customerId }),
      consent,
    };
  }

  return {
    find,

    async loggedIn(_ctx, uid, customerId, at = momentNow(clocks)) {
      const login: CustomerLogin = { customerId, at };
      await store.put('CustomerLogin', uid, login, { expiresAt: clock.now() + loginLife });
      return `/interaction/${uid}`;
    },

    async approved(ctx, uid, accountIds) {
      const pending = await find(ctx, uid);
      const login = await loginOf(uid);
      if (!pending || !login) throw new Error('approved without a customer');
      const details = await provider.interactionDetails(ctx.req, ctx.res);
      const { consent } = pending;
      const now = clock.now();
      const left = consent.expiresAt === undefined ? grantLife : Math.floor((consent.expiresAt - now) / 1000);
      const grant = new provider.Grant({
        accountId: login.customerId,
        clientId: consent.clientId,
        expiresIn: Math.max(1, left),
      } as never);
      grant.addOIDCScope(String(details.params.scope));
      grant.addOIDCClaims(['openbanking_intent_id', 'acr', 'auth_time']);
      const grantId = await grant.save();

      const { customerId, at } = login;
      const authenticatedAt = at.business;
      await authoriseConsent(consents, consent, { customerId, accountIds, grantId, authenticatedAt }, now);
      await store.delete('CustomerLogin', uid);
      return provider.interactionResult(ctx.req, ctx.res, {
        login: {
          accountId: customerId,
          acr: acrValues[0],
          amr: ['pwd'],
          remember: false,
          // It becomes auth_time, which the TPP compares with its own clock.
          ts: Math.floor(at.protocol / 1000),
        },
        consent: { grantId },
      } as never);
    },

    async refused(ctx, uid, blocked) {
      const pending = await find(ctx, uid);
      // Who has not logged in may leave, but not decide: the consent goes on waiting for its customer.
      const byCustomer = pending?.customerId !== undefined;
      if (pending && byCustomer && blocked === undefined && pending.consent.status === 'awaitingAuthorisation') {
        const reasons = [{ code: 'CUST', description: 'The customer refused.' }];
        await changeConsent(store, pending.consent, { status: 'rejected', reasons }, clock.now());
      }
      await store.delete('CustomerLogin', uid);
      return provider.interactionResult(ctx.req, ctx.res, {
        error: 'access_denied',
        error_description: byCustomer
          ? (blocked ?? 'The customer refused to share the accounts.')
          : 'The login was cancelled; nobody has decided about the consent.',
      });
    },
  };
}
