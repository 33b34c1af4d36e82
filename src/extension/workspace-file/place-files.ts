/** Puts recognised files where openbanking.json can name them: those of other folders are copied in, readable by their owner alone. */
import { chmod, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Roles } from '../../tpp/directory/pair.ts';
import { readBytes } from '../../tpp/files/files.ts';
import { makeFolders } from '../../tpp/files/folders.ts';
import { isPkcs12 } from '../../tpp/keys/pkcs12.ts';

export interface PlacedFile {
  /** By which the roles name the file. */
  path: string;
  bytes: Uint8Array;
  /** Where it lies; absent for what has no path. */
  file?: string;
}

/** What a copy is called, by what it is for. */
const names: Record<keyof Roles, string> = {
  assertion: 'ssa.jwt',
  signingKey: 'signing.key',
  signingCertificate: 'signing.pem',
  transportCertificate: 'transport.pem',
  transportKey: 'transport.key',
  ca: 'ca.pem',
};

/**
 * The roles with paths relative to the folder. A file of the folder stays where it is; any other, and one whose text had to be converted, is
 * written into `keys/` with mode 0600. No file that is there is ever overwritten: one of the same content is taken, else a number is added.
 *
 * @param converted texts in place of a file's bytes, by its path.
 */
export async function placeFiles(
  folder: string,
  roles: Roles,
  files: readonly PlacedFile[],
  converted: ReadonlyMap<string, string>,
): Promise<Roles> {
  const placed = new Map<string, string>();
  const place = async (path: string, role: keyof Roles): Promise<string> => {
    const known = placed.get(path);
    if (known !== undefined) return known;
    const given = files.find((one) => one.path === path);
    const inside = given?.file !== undefined ? pathWithin(folder, given.file) : undefined;
    const text = converted.get(path);
    const way =
      inside !== undefined && text === undefined
        ? inside
        : await copy(folder, role, text === undefined ? (given?.bytes ?? new Uint8Array()) : Buffer.from(text));
    placed.set(path, way);
    return way;
  };
  const result: Roles = { ca: [] };
  for (const role of [
    'assertion',
    'signingKey',
    'signingCertificate',
    'transportCertificate',
    'transportKey',
  ] as const) {
    const path = roles[role];
    if (path !== undefined) result[role] = await place(path, role);
  }
  for (const path of roles.ca) result.ca.push(await place(path, 'ca'));
  return result;
}

/** A path as openbanking.json spells it, or nothing for a file outside. */
export function pathWithin(folder: string, file: string): string | undefined {
  const way = relative(resolve(folder), resolve(file));
  if (way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) return undefined;
  return way.split(sep).join('/');
}

async function copy(folder: string, role: keyof Roles, bytes: Uint8Array): Promise<string> {
  const name = isPkcs12(bytes) ? names[role].replace(/\.(key|pem)$/, '.p12') : names[role];
  const ending = extname(name);
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${basename(name, ending)}-${number}${ending}`;
    const file = join(folder, 'keys', candidate);
    await makeFolders(dirname(file), 0o700);
    try {
      await writeFile(file, bytes, { mode: 0o600, flag: 'wx' });
      return `keys/${candidate}`;
    } catch (thrown) {
      const taken = thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST';
      if (!taken) throw thrown;
      if (Buffer.compare(await readBytes(file, `keys/${candidate}`), bytes) === 0) {
        await chmod(file, 0o600);
        return `keys/${candidate}`;
      }
    }
  }
}
