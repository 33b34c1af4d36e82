/** One reading of a list, page by page: what came stays, whatever ends it, and a page of ours can be given all of it again. */
import { t } from '../../standard/language.ts';
import type { BankObject } from '../../tpp/accounts/pages.ts';
import type { ResourceName } from '../../tpp/accounts/resource-rows.ts';
import type { Waiting } from '../../tpp/api/steady-sender.ts';
import type { Problem } from '../../tpp/errors.ts';
import type { Finding } from '../../tpp/finding.ts';
import type { Session } from '../../tpp/session.ts';
import { fixInEditorWords } from '../words/editor-words.ts';
import type { Tpp } from '../workbench/workbench.ts';

export interface ListOf {
  consentId: string;
  resource: ResourceName;
  /** An AccountId; absent for all that the customer shared. */
  account?: string | undefined;
}

export interface ListEvents {
  onRows(objects: readonly BankObject[]): void;
  /** `waiting` is what the bank is waited for, in a sentence. */
  onPage(progress: { pages: number; of?: number; rows: number; waiting?: string }): void;
}

/** How many objects are given at once. */
const atOnce = 1000;

export class ListFetch {
  readonly of: ListOf;
  /** The bank's own, in its order. */
  readonly objects: BankObject[] = [];
  /** What was odd about the bank's answers and forgiven, each once. */
  readonly notes = new Set<string>();
  /** How it ended; undefined while it goes on. */
  ended: 'done' | 'cancelled' | Problem | undefined;
  readonly #tpp: Tpp;
  #listener: ListEvents | undefined;

  constructor(tpp: Tpp, of: ListOf) {
    this.#tpp = tpp;
    this.of = of;
  }

  /** Gives all that came so far, and then what comes. */
  listen(events: ListEvents): void {
    this.#listener = events;
    this.#give(0);
  }

  /** Reads everything. It never throws for what the bank does: `ended` says how it came to its end. */
  async run(session: Session, signal: AbortSignal): Promise<void> {
    const { consentId, resource, account } = this.of;
    const onFinding = (finding: Finding) => this.notes.add(`${finding.message} ${fixInEditorWords(finding)}`);
    const onWait = ({ seconds, why }: Waiting) => {
      const at = new Date(Date.now() + seconds * 1000).toLocaleTimeString();
      const waiting = t('{0} Going on at {1}.', why, at);
      this.#listener?.onPage({ pages, rows: this.objects.length, waiting });
    };
    let pages = 0;
    try {
      for await (const { items, totalPages } of this.#tpp.readPages(
        session,
        resource,
        { account },
        { consentId, signal, onFinding, onWait },
      )) {
        const before = this.objects.length;
        for (const item of items) this.objects.push(item);
        pages += 1;
        this.#give(before);
        this.#listener?.onPage({ pages, ...(totalPages && { of: totalPages }), rows: this.objects.length });
      }
      this.ended = 'done';
    } catch (thrown) {
      const problem = this.#tpp.problemOf(thrown);
      this.ended = problem.code === 'cancelled' ? 'cancelled' : problem;
    }
  }

  #give(from: number): void {
    for (let at = from; at < this.objects.length; at += atOnce)
      this.#listener?.onRows(this.objects.slice(at, at + atOnce));
  }
}
