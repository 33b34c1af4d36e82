/** The provider's durable adapter: each of its models is a kind of document in the bank's store. */
import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Clocks } from '../clock.ts';
import { type Documents, type Kind, livesByProtocolTime } from '../store/store.ts';

/** How long after its end a document is still known, so that a late or second use can be told from an unknown one. */
const retentionMilliseconds: Partial<Record<Kind, number>> = {
  AccessToken: 86_400_000,
  AuthorizationCode: 3_600_000,
  ClientCredentials: 3_600_000,
};

/** What a stranger's `exp` may say beyond, no calendar here has: the end of 9999. */
const lastSecond = 253_402_300_799;

/** Adds to a client's metadata what may have changed since it registered, e.g. the keys in its JWKS. */
export type ClientRefresh = (payload: AdapterPayload) => Promise<AdapterPayload>;

/** What else a used document does, within the unit of work that uses it. */
export type Consumed = (kind: Kind, payload: AdapterPayload) => Promise<void>;

export class StoreAdapter implements Adapter {
  readonly #kind: Kind;
  readonly #store: Documents;
  readonly #clocks: Clocks;
  readonly #refreshClient: ClientRefresh;
  readonly #consumed: Consumed;

  /** @param clocks The store's, which decide what has expired */
  constructor(
    kind: Kind,
    store: Documents,
    clocks: Clocks,
    refreshClient: ClientRefresh,
    consumed: Consumed = async () => {},
  ) {
    this.#kind = kind;
    this.#store = store;
    this.#clocks = clocks;
    this.#refreshClient = refreshClient;
    this.#consumed = consumed;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const fromNow = expiresIn === undefined ? undefined : this.#now() + expiresIn;
    // The library dates a jti by business time, in which the assertion that it is of has no end.
    const end = livesByProtocolTime(this.#kind) ? fromNow : (payload.exp ?? fromNow);
    const index = {
      ...(payload.grantId && { grantId: payload.grantId }),
      ...(payload.uid && { uid: payload.uid }),
      ...(payload.userCode && { userCode: payload.userCode }),
      ...(payload.clientId && { clientId: payload.clientId }),
    };
    const latest = Math.min(end ?? 0, lastSecond) * 1000;
    const expiry = end === undefined ? {} : { expiresAt: latest + (retentionMilliseconds[this.#kind] ?? 0) };
    await this.#store.put(this.#kind, id, payload, { index, ...expiry });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const payload = await this.#store.get<AdapterPayload>(this.#kind, id);
    return payload && this.#kind === 'Client' ? this.#refreshClient(payload) : payload;
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return (await this.#store.find<AdapterPayload>(this.#kind, 'uid', uid))[0];
  }

  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return (await this.#store.find<AdapterPayload>(this.#kind, 'userCode', userCode))[0];
  }

  async consume(id: string): Promise<void> {
    const payload = await this.#store.get<AdapterPayload>(this.#kind, id);
    if (!payload) return;
    await this.upsert(id, { ...payload, consumed: this.#now() });
    await this.#consumed(this.#kind, payload);
  }

  /** Seconds since the epoch, of the clock that this kind lives by. */
  #now(): number {
    const { protocol, business } = this.#clocks;
    return Math.floor((livesByProtocolTime(this.#kind) ? protocol : business).now() / 1000);
  }

  async destroy(id: string): Promise<void> {
    await this.#store.delete(this.#kind, id);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.#store.deleteBy(this.#kind, 'grantId', grantId);
  }
}
