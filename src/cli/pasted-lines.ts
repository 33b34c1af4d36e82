/** Lines that a person pastes into the terminal while a verb waits for something else. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Call } from './call.ts';

/** More than any answer of a bank has. */
const maxLength = 64 * 1024;

/**
 * Hands on each line that is pasted or typed, until the call ends; nothing where standard input is no terminal. What is typed is not shown:
 * an answer holds a code. A terminal by itself cuts lines (macOS at 1,024 characters), so they are put together here.
 */
export function hearLines(call: Call, hear: (line: string) => void): boolean {
  const { stdin } = call;
  if (!stdin.isTTY) return false;
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true, historySize: 0 });
  lines.on('line', (line) => {
    if (line.trim() !== '' && line.length <= maxLength) hear(line);
  });
  // The terminal hands over Ctrl-C as a character now.
  lines.on('SIGINT', () => process.emit('SIGINT'));
  call.atEnd(() => lines.close());
  return true;
}
