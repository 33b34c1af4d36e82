/** `.openbanking/state.json`: read whole, changed under a lock, replaced by rename. */
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fail } from '../errors.ts';
import { failFromFileSystem, fileSystemCode, readIfThere } from './files.ts';
import { mendOwnFolder, ownFolder, replaceFile, tryPlace } from './own-folder.ts';
import { type State, type StateStore, stateSchema, stateVersion } from './state.ts';

const shown = '.openbanking/state.json';
const empty: State = { version: stateVersion, clients: [], consents: [] };

/** Bytes that a client or a consent may add. */
const growth = 16 * 1024;

/** A lock of a process that was killed counts as left after this many milliseconds; one that lives is waited for longer than that. */
const stale = 5000;
const retries = { retries: 80, factor: 1.2, minTimeout: 10, maxTimeout: 150 };

/** Changes of this process queue here, by file, so that they need not poll for each other's lock. */
const queues = new Map<string, Promise<unknown>>();

/**
 * The state of a workspace folder, shared by every process that works there. A missing file is an empty state.
 *
 * Errors of its calls: `state_invalid`, `state_newer`, `file_unreadable`, `file_not_writable`, `disk_full`.
 */
export function fileStateStore(folder: string): StateStore {
  const absolute = resolve(folder);
  const file = join(absolute, '.openbanking', 'state.json');
  const change = async (edit: (state: State) => State) => {
    await ownFolder(absolute);
    const unlock = await lock(file);
    try {
      const next = stateSchema.parse(edit(await read(file)));
      await replaceFile(file, `${JSON.stringify(next, null, 2)}\n`, 0o600, shown);
      return next;
    } finally {
      await unlock();
    }
  };
  return {
    read: async () => {
      await mendOwnFolder(absolute);
      return read(file);
    },
    update: (edit) => {
      const before = queues.get(file) ?? Promise.resolve();
      const done = before.then(() => change(edit));
      queues.set(
        file,
        done.catch(() => undefined),
      );
      return done;
    },
    tryPlace: async () => {
      await ownFolder(absolute);
      const { size } = await stat(file).catch(() => ({ size: 0 }));
      await tryPlace(file, size + growth, shown);
    },
  };
}

async function read(file: string): Promise<State> {
  const text = await readIfThere(file, shown);
  return text === undefined ? structuredClone(empty) : parseState(text);
}

function parseState(text: string): State {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    return invalid('it is not JSON', thrown);
  }
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  if (typeof version === 'number' && version > stateVersion) {
    return fail({
      code: 'state_newer',
      message: `${shown} was written by a newer version of Open Banking Workbench (${version}, this one knows ${stateVersion}).`,
      try: 'Update Open Banking Workbench; the file was left as it is.',
    });
  }
  const checked = stateSchema.safeParse(value);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  return invalid(`${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'wrong shape'}`, checked.error);
}

function invalid(what: string, cause: unknown): never {
  return fail(
    {
      code: 'state_invalid',
      message: `${shown} cannot be understood (${what}).`,
      try: 'Restore it from a copy, or move it away: clients can then be taken over with `obw client adopt`.',
    },
    cause,
  );
}

async function lock(file: string): Promise<() => Promise<void>> {
  const { default: lockfile } = await import('proper-lockfile');
  try {
    // A lock that was lost meanwhile does no harm: the file is replaced whole, and the default would end the process.
    const unlock = await lockfile.lock(file, { realpath: false, stale, retries, onCompromised: () => undefined });
    return () => unlock().catch(() => undefined);
  } catch (thrown) {
    if (fileSystemCode(thrown) !== 'ELOCKED') return failFromFileSystem(thrown, shown, 'write');
    return fail(
      {
        code: 'file_not_writable',
        message: `${shown} is locked by another process.`,
        try: 'Wait for the other command or window to finish and try again.',
      },
      thrown,
    );
  }
}
