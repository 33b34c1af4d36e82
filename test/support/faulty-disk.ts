/** A disk that is told what to answer to writing; the file system itself is the real one. */
import type { FileHandle } from 'node:fs/promises';

type Files = typeof import('node:fs/promises');

/** What a writing meets: the code of an error, or nothing. */
export const disk: { fault: ((path: string, written: string) => string | undefined) | undefined } = {
  fault: undefined,
};

/** For `vi.mock('node:fs/promises', …)`. A disk that fills up takes the beginning of what is written. */
export function withFaults(real: Files): Files {
  const open = async (...given: Parameters<Files['open']>): Promise<FileHandle> => {
    const handle = await real.open(...given);
    const writeFile = handle.writeFile.bind(handle);
    handle.writeFile = async (content, options) => {
      const code = disk.fault?.(String(given[0]), String(content));
      if (code === undefined) return writeFile(content, options);
      await writeFile(String(content).slice(0, 10));
      throw Object.assign(new Error(code), { code });
    };
    return handle;
  };
  return { ...real, open };
}
