/** The provider's durable adapter: each of its models is a kind of document in the bank's store. */
import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Clock } from '../clock.ts';
import type { Documents } from '../store/store.ts';

/** How long after its end a document is still known, so that a late or second use can be told from an unknown one. */
const graceMilliseconds: Record<string, number> = { AuthorizationCode: 3_600_000 };

/** Adds to a client's metadata what may have changed since it registered, e.g. the keys in its JWKS. */
export type ClientRefresh = (payload: AdapterPayload) => Promise<AdapterPayload>;

export class StoreAdapter implements Adapter {
  readonly #kind: string;
  readonly #store: Documents;
  readonly #clock: Clock;
  readonly #refreshClient: ClientRefresh;

  /** @param clock The store's, which decides what has expired */
  constructor(kind: string, store: Documents, clock: Clock, refreshClient: ClientRefresh) {
    this.#kind = kind;
    this.#store = store;
    this.#clock = clock;
    this.#refreshClient = refreshClient;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const end = payload.exp ?? (expiresIn === undefined ? undefined : this.#now() + expiresIn);
    const index = {
      ...(payload.grantId && { grantId: payload.grantId }),
      ...(payload.uid && { uid: payload.uid }),
      ...(payload.userCode && { userCode: payload.userCode }),
      ...(payload.clientId && { clientId: payload.clientId }),
    };
    const expiry = end === undefined ? {} : { expiresAt: end * 1000 + (graceMilliseconds[this.#kind] ?? 0) };
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
    if (payload) await this.upsert(id, { ...payload, consumed: this.#now() });
  }

  /** Seconds since the epoch. */
  #now(): number {
    return Math.floor(this.#clock.now() / 1000);
  }

  async destroy(id: string): Promise<void> {
    await this.#store.delete(this.#kind, id);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.#store.deleteBy(this.#kind, 'grantId', grantId);
  }
}
