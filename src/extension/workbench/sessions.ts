/** The sessions of a window, one a bank, each for as long as the part of openbanking.json that it depends on is the same. */
import type { Session } from '../../tpp/session.ts';

/** Milliseconds that what is under way with a forgotten session has left; its idle connections end by themselves long before. */
const closeDelay = 30 * 60_000;

export class Sessions {
  readonly #open = new Map<string, { parts: string; session: Promise<Session> }>();
  /** Those that nothing new begins with, each with the timer that closes it. */
  readonly #forgotten = new Map<Promise<Session>, NodeJS.Timeout>();

  /**
   * The session that is open, or another one in its place where the parts are others.
   *
   * @param parts what the session depends on, as text
   */
  get(key: string, parts: string, open: () => Promise<Session>): Promise<Session> {
    const kept = this.#open.get(key);
    if (kept?.parts === parts) return kept.session;
    if (kept) this.#forget(kept.session);
    const session = open();
    this.#open.set(key, { parts, session });
    session.catch(() => {
      if (this.#open.get(key)?.session === session) this.#open.delete(key);
    });
    return session;
  }

  /**
   * Lets go of all, so that the next use reads keys, discovery and certificates anew. What is under way with one goes on: closing
   * it would break off a request, or an authorisation whose customer is just at the bank, because somebody saved a file.
   */
  forget(): void {
    for (const { session } of this.#open.values()) this.#forget(session);
    this.#open.clear();
  }

  #forget(session: Promise<Session>): void {
    const close = setTimeout(() => this.#close(session), closeDelay);
    close.unref();
    this.#forgotten.set(session, close);
  }

  #close(session: Promise<Session>): void {
    clearTimeout(this.#forgotten.get(session));
    this.#forgotten.delete(session);
    session.then((opened) => opened.close()).catch(() => undefined);
  }

  dispose(): void {
    this.forget();
    for (const session of this.#forgotten.keys()) this.#close(session);
  }
}
