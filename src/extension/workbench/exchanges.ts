/** The exchanges of a window with its banks: kept in memory to a bounded size, each with the bank that it was with. */
import * as vscode from 'vscode';
import type { ExchangeFilter, ExchangeLog } from '../../tpp/exchanges/log.ts';
import type { ExchangeRecord } from '../../tpp/transport/exchange.ts';
import { exchangeLimit } from '../settings/settings.ts';
import type { BankOf, Tpp } from './workbench.ts';

/** Milliseconds in which exchanges that come together are one change: a long list of transactions is hundreds. */
const settle = 100;

export class Exchanges implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #banks = new WeakMap<ExchangeRecord, BankOf>();
  readonly #refused = new WeakMap<ExchangeRecord, boolean>();
  #log: ExchangeLog | undefined;
  #wasRefused: Tpp['wasRefused'] = () => false;
  #telling: NodeJS.Timeout | undefined;
  #filter: ExchangeFilter = {};

  /** Takes an exchange in; called by the session that made it. */
  add(tpp: Tpp, record: ExchangeRecord, of: BankOf): void {
    this.#log ??= tpp.createExchangeLog({ limit: exchangeLimit() });
    this.#banks.set(record, of);
    this.#wasRefused = tpp.wasRefused;
    this.#log.add(record);
    this.#tell();
  }

  /** The bank that an exchange was with; undefined for one of an earlier window. */
  bankOf(record: ExchangeRecord): BankOf | undefined {
    return this.#banks.get(record);
  }

  /** Whether a person should look at it first, as the library says; its body is read once for that. */
  refused(record: ExchangeRecord): boolean {
    const known = this.#refused.get(record) ?? this.#wasRefused(record);
    this.#refused.set(record, known);
    return known;
  }

  get filter(): ExchangeFilter {
    return this.#filter;
  }

  set filter(filter: ExchangeFilter) {
    this.#filter = filter;
    this.#tell();
  }

  /** Newest first, those that pass the filter. */
  shown(): ExchangeRecord[] {
    return this.#log?.list(this.#filter) ?? [];
  }

  /** Newest first, whatever the filter. */
  all(): ExchangeRecord[] {
    return this.#log?.list() ?? [];
  }

  /** By its id or by its interaction id. */
  find(id: string): ExchangeRecord | undefined {
    return this.#log?.find(id);
  }

  clear(): void {
    this.#log?.clear();
    this.#tell();
  }

  /** Follows the setting. */
  limit(): void {
    this.#log?.keep(exchangeLimit());
    this.#tell();
  }

  #tell(): void {
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      this.#changed.fire();
    }, settle);
  }

  dispose(): void {
    clearTimeout(this.#telling);
    this.#changed.dispose();
  }
}
