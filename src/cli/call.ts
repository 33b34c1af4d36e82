/** One call of one verb: the terminal, how to answer (JSON or in words), and what has to be put away at the end. */
import { truncate } from '../standard/truncate.ts';
import { bounded, harmless, plainJson } from './errors.ts';
import type { Terminal } from './terminal.ts';

export interface Call extends Terminal {
  /** True when the result is wanted as JSON. */
  json: boolean;
  /** Writes the result to standard output: as JSON, or in the words that `words` makes of it. */
  print(result: unknown, words: () => string | Promise<string>): Promise<void>;
  /** Writes text to standard output as it is (a JWT). */
  write(text: string): Promise<void>;
  /** Writes what another program reads and strangers had a part in (CSV, a command): as it is, and on a terminal without what that acts on. */
  copy(text: string): Promise<void>;
  /** Shows what is being done, on a terminal only; the next one replaces it, an empty text clears it. */
  progress(text: string): void;
  /**
   * A line for the user that is no result and no error, once however often it is said; for a script that reads JSON it waits until no error
   * can follow. `whole`: however long it is, because something in it is there to be copied.
   */
  warn(text: string | { readonly whole: string }): void;
  /** The verb answers on standard output as usual, and the exit status is 1 all the same. */
  fails(): void;
  /** Something to undo whatever becomes of the verb; the last one registered goes first. */
  atEnd(undo: () => Promise<void> | void): void;
}

/** Milliseconds that each thing has to be put away after Ctrl-C: a session waits for its requests, and a bank may answer none. */
const undoTimeout = 300;

export interface EndableCall extends Call {
  readonly failed: boolean;
  /** Clears the progress line and lets go of warnings that were held back. */
  settle(withError: boolean): void;
  /** Runs what {@link Call.atEnd} collected; a failure in one does not keep the others from running. */
  end(): Promise<void>;
}

/** Makes the call's answers fit for scripts when `json` is set: an error is then the only line on standard error. */
export function openCall(terminal: Terminal, json: boolean): EndableCall {
  const undos: (() => Promise<void> | void)[] = [];
  const held: string[] = [];
  const told = new Set<string>();
  let shown = false;
  let failed = false;
  const clear = () => {
    if (shown) terminal.stderr.write('\r\u001b[K');
    shown = false;
  };
  const write = (text: string) => {
    clear();
    return writeTo(terminal, text);
  };
  return {
    ...terminal,
    json,
    write,
    copy: (text) => write(terminal.stdout.isTTY ? harmless(text) : text),
    print: async (result, words) => {
      if (json) return write(`${plainJson(result)}\n`);
      const text = await words();
      return write(text.endsWith('\n') || text === '' ? text : `${text}\n`);
    },
    progress: (text) => {
      clear();
      if (!terminal.stderr.isTTY || text === '') return;
      terminal.stderr.write(truncate(harmless(text), (terminal.stderr.columns || 80) - 1));
      shown = true;
    },
    warn: (text) => {
      const line = `${typeof text === 'string' ? bounded(text) : harmless(text.whole)}\n`;
      if (told.has(line)) return;
      told.add(line);
      if (json && !terminal.stderr.isTTY) held.push(line);
      else {
        clear();
        terminal.stderr.write(line);
      }
    },
    fails: () => {
      failed = true;
    },
    get failed() {
      return failed;
    },
    atEnd: (undo) => {
      undos.push(undo);
    },
    settle: (withError) => {
      clear();
      if (!withError) for (const line of held) terminal.stderr.write(line);
      held.length = 0;
    },
    end: async () => {
      for (let undo = undos.pop(); undo; undo = undos.pop()) {
        try {
          await (terminal.signal.aborted ? Promise.race([undo(), passed(undoTimeout)]) : undo());
        } catch {
          // The verb has already answered; what cannot be put away must not hide that.
        }
      }
    },
  };
}

function passed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

function writeTo({ stdout }: Terminal, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // Whoever stopped reading has what they want.
    stdout.write(text, (error) => (error && !('code' in error && error.code === 'EPIPE') ? reject(error) : resolve()));
  });
}
