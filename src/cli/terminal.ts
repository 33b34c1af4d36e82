/** What a verb has around it: streams, environment, folder and the rooms it stands on, handed in so that tests can replace each. */
import type { Readable, Writable } from 'node:stream';
import type { Session } from '../tpp/session.ts';

export type Tpp = typeof import('../tpp/index.ts');
type Bank = typeof import('../bank/index.ts');

/** A session with a bank, and what is asked of it. */
export interface Opened {
  tpp: Tpp;
  session: Session;
}

export interface Terminal {
  stdin: Readable & { isTTY?: boolean };
  stdout: Writable & { isTTY?: boolean; columns?: number; rows?: number };
  stderr: Writable & { isTTY?: boolean; columns?: number };
  environment: NodeJS.ProcessEnv;
  /** Absolute; relative paths on the command line start here. */
  folder: string;
  /** Aborted when the user wants an end (Ctrl-C). */
  signal: AbortSignal;
  /** What a TPP does; loaded when a verb first needs it. */
  tpp(): Promise<Tpp>;
  /** The embedded bank; loaded when a verb first needs it. */
  bank(): Promise<Bank>;
  openInBrowser(url: string): Promise<void>;
}
