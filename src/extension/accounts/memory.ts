/** The accounts that this window has read, by consent: names and types are shown from here and written nowhere. */
import type { BankObject } from '../../tpp/accounts/pages.ts';
import type { Problem } from '../../tpp/errors.ts';
import type { Finding } from '../../tpp/finding.ts';

/** What came of reading a consent's accounts. */
export interface Reading {
  /** By account id, in the bank's order. */
  accounts: Map<string, BankObject>;
  /** What was odd about the bank's answers and forgiven. */
  findings?: readonly Finding[];
  /** Why the last attempt failed. */
  problem?: Problem;
  /** What the reading was good for; with another session or authorisation it is read again. */
  session: unknown;
  authorisedAt?: string;
}

export class AccountMemory {
  readonly #readings = new Map<string, Reading>();
  readonly #listeners = new Set<(key: string) => void>();

  get(key: string): Reading | undefined {
    return this.#readings.get(key);
  }

  set(key: string, reading: Reading): void {
    this.#readings.set(key, reading);
    for (const listener of this.#listeners) listener(key);
  }

  /** Forgets every reading that no longer passes the test, in silence: who calls this shows what is left. */
  keepOnly(test: (key: string, reading: Reading) => boolean): void {
    for (const [key, reading] of this.#readings) if (!test(key, reading)) this.#readings.delete(key);
  }

  /** Calls back whenever a consent's accounts were read or could not be; gives the way to stop it. */
  onDidRead(listener: (key: string) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }
}
