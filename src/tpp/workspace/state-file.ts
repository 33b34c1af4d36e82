/** `.openbanking/state.json`: read whole, changed under a lock, replaced by rename; one of version 1 becomes version 2 at the first change. */

import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { z } from 'zod';
import { t } from '../../standard/language.ts';
import { fail, OpenBankingError } from '../errors.ts';
import { fileMemory } from '../files/file-memory.ts';
import { assertReadable } from '../files/files.ts';
import { asOnlyWriter, isTaken } from '../files/one-writer.ts';
import { mendOwnFolder, readOwn, replaceFile, tryPlace } from '../files/own-folder.ts';
import { maxKeptDepth, parseJson, TooDeep } from '../json.ts';
import { firstFault } from './fault-words.ts';
import { emptyState, type State, type StateStore, stateSchema, stateVersion } from './state.ts';
import { stateFrom1, stateSchema1 } from './state-version-1.ts';

const shown = '.openbanking/state.json';
/** What version 1 is kept as, once. */
const shown1 = '.openbanking/state.v1.json';

/** Bytes that a client or a consent may add. */
const growth = 16 * 1024;

/**
 * The state of a workspace folder, shared by every process that works there. A missing file is an empty state.
 *
 * Errors of its calls: `state_invalid`, `state_newer`, `file_unreadable`, `file_not_writable`, `disk_full`.
 */
export function fileStateStore(folder: string): StateStore {
  const absolute = resolve(folder);
  const file = join(absolute, '.openbanking', 'state.json');
  const change = async (edit: (state: State) => State) => {
    const { state, text1 } = await read(file);
    const next = stateSchema.parse(edit(state));
    const text = `${JSON.stringify(next, null, 2)}\n`;
    assertReadable(shown, Buffer.byteLength(text));
    // Killed in between, the next change does the same again.
    if (text1 !== undefined) await keepVersion1(file, text1);
    await replaceFile(file, text, 0o600, shown);
    return next;
  };
  let mended: Promise<void> | undefined;
  return {
    read: async () => {
      mended ??= mendOwnFolder(absolute);
      await mended;
      return (await read(file)).state;
    },
    update: (edit) => asOnlyWriter(absolute, 'state.json', shown, () => change(edit)),
    // As a change is made: that its lock cannot be had is known before a request goes, too.
    tryPlace: () =>
      asOnlyWriter(absolute, 'state.json', shown, async () => {
        const { size } = await stat(file).catch(() => ({ size: 0 }));
        // The first change of a version 1 leaves that beside it.
        const { text1 } = await read(file).catch((): Partial<Read> => ({}));
        await tryPlace(file, (text1 === undefined ? 1 : 2) * size + growth, shown);
      }),
    alone: async (name, what, work) => {
      let began = false;
      const begin = () => {
        began = true;
        return work();
      };
      try {
        return await asOnlyWriter(absolute, name, what, begin, 'bank');
      } catch (thrown) {
        if (began || isTaken(thrown)) throw thrown;
        return begin();
      }
    },
  };
}

interface Read {
  state: State;
  /** The file as it stands, where it is of version 1. */
  text1?: string;
}

/** A verb asks two dozen times, a tree for every row. */
const remembered = fileMemory<Read>();

async function read(file: string): Promise<Read> {
  return remembered.get(file, async () => {
    const text = await readOwn(file, shown);
    if (text === undefined) return { state: emptyState() };
    try {
      return parseState(text);
    } catch (thrown) {
      return withKept(thrown, file);
    }
  });
}

/** The error of a file that cannot be understood, which names what version 1 was kept as, where that is there. */
async function withKept(thrown: unknown, file: string): Promise<never> {
  const invalid = thrown instanceof OpenBankingError && thrown.code === 'state_invalid';
  if (!invalid || !(await stat(keptBeside(file)).catch(() => undefined))) throw thrown;
  const advice = t('{0} is the state as it was before version 2: copy it over {1} to go on from there.', shown1, shown);
  return fail({ ...thrown.problem, try: `${thrown.problem.try} ${advice}` }, thrown);
}

const keptBeside = (file: string): string => join(dirname(file), 'state.v1.json');

function parseState(text: string): Read {
  let value: unknown;
  try {
    value = parseJson(text, maxKeptDepth);
  } catch (thrown) {
    return invalid(thrown instanceof TooDeep ? thrown.message : t('it is not JSON'), thrown);
  }
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  if (typeof version === 'number' && version > stateVersion) {
    return fail({
      code: 'state_newer',
      message: t(
        '{0} was written by a newer version of Open Banking Workbench ({1}, this one knows {2}).',
        shown,
        version,
        stateVersion,
      ),
      try: t('Update Open Banking Workbench; the file was left as it is.'),
    });
  }
  return version === 1
    ? { state: stateFrom1(checked(stateSchema1, value)), text1: text }
    : { state: checked(stateSchema, value) };
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  return invalid(firstFault(value, read.error), read.error);
}

/** One that is there already stays: the first is the one that somebody may want back. */
async function keepVersion1(file: string, text: string): Promise<void> {
  const kept = keptBeside(file);
  if (await stat(kept).catch(() => undefined)) return;
  await replaceFile(kept, text, 0o600, shown1);
}

function invalid(what: string, cause: unknown): never {
  return fail(
    {
      code: 'state_invalid',
      message: t('{0} cannot be understood ({1}).', shown, what),
      try: t('Restore it from a copy, or move it away: clients can then be taken over.'),
      remedies: [{ do: 'adoptClient' }],
    },
    cause,
  );
}
