/** From the words of a command line to an exit status: parses, runs the verb, reports what failed, puts away. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { type Call, type EndableCall, openCall } from './call.ts';
import { cancelled, exitStatus, inWords, jsonLine, problemOf, type Reported, raise } from './errors.ts';
import { buildProgram } from './program.ts';
import type { Named } from './remedy-words.ts';
import type { Terminal } from './terminal.ts';

/**
 * Runs `obw` with these arguments.
 * @returns the exit status: 0 done, 1 refused or failed, 2 wrong usage
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const inJson = wantsJson(args);
  const calls: EndableCall[] = [];
  let named: Named = {};
  const program = buildProgram(terminal, (options, action, how = {}) => {
    named = { ...options, ...demoOf(terminal) };
    const call = openCall(terminal, options.json ?? false);
    calls.push(call);
    return how.endsBySignal ? action(call) : untilCancelled(call, action);
  });
  const report = (problem: Reported): number => {
    for (const call of calls) call.settle(true);
    terminal.stderr.write(inJson ? jsonLine(problem, named) : inWords(problem, named));
    return exitStatus(problem);
  };
  try {
    await program.parseAsync([...args], { from: 'user' });
    for (const call of calls) call.settle(false);
    return calls.some(({ failed }) => failed) ? 1 : 0;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
    return report(problemOf(thrown));
  } finally {
    for (const call of calls) await call.end();
  }
}

/** The sandbox demo of VS Code, whose terminals have its folder in a variable. */
function demoOf({ environment: { OBW_DEMO_FOLDER: demo } }: Terminal): Pick<Named, 'demo'> {
  return demo && existsSync(join(demo, 'openbanking.json')) ? { demo } : {};
}

/** Wrong usage is found before the options are read, and has to be told in the way that was asked for. */
function wantsJson(args: readonly string[]): boolean {
  return args.some(
    (arg, index) => arg === '--json' || arg === '--format=json' || (arg === 'json' && args[index - 1] === '--format'),
  );
}

/** Milliseconds that a verb has to end by itself after Ctrl-C, so that it leaves nothing half-done. */
const exitDelay = 500;

/** A verb that is deep in a request when Ctrl-C comes is left where it is; what it registered is put away. */
async function untilCancelled(call: Call, action: (call: Call) => Promise<void>): Promise<void> {
  const { signal } = call;
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = () => setTimeout(resolve, exitDelay);
  });
  signal.addEventListener('abort', give, { once: true });
  if (signal.aborted) give();
  try {
    await Promise.race([action(call), given.then(() => raise(cancelled))]);
  } catch (thrown) {
    // What the signal ended in Node itself, or a command of openbanking.json that a terminal's Ctrl-C reaches as well; any other error of ours
    // says what became of the request, and may be all that is known of a client.
    const isEnded =
      (thrown instanceof Error && thrown.name === 'AbortError') || problemOf(thrown).code === 'command_failed';
    if (signal.aborted && isEnded) raise(cancelled);
    throw thrown;
  } finally {
    signal.removeEventListener('abort', give);
  }
}
