/** What the sandbox's process says of itself: its note on disk, the lines of its control connection, its last words. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';

/** Of a list those elements that are what they should be. */
const listOf = <Each extends z.ZodMiniType>(each: Each) =>
  z.pipe(
    z.array(z.unknown()),
    z.transform((list) =>
      list.flatMap((element) => {
        const { success, data } = z.safeParse(each, element);
        return success ? [data] : [];
      }),
    ),
  );
/** A member that counts as absent where it is not what it should be. */
const lenient = <Member extends z.ZodMiniType>(member: Member) => z.catch(z.optional(member), undefined);
const text = z.catch(z.string(), '');
const texts = z.catch(listOf(z.string()), []);

const note = z.object({
  pid: z.number(),
  open: lenient(z.object({ ports: z.object({ front: z.number() }), controlToken: z.string() })),
});

/** How to reach the bank that holds a folder: `running.json`. */
export interface Note {
  pid: number;
  /** Absent until it listens. */
  open?: { port: number; token: string };
}

const ready = z.object({
  pid: z.number(),
  profile: z.string(),
  discovery: z.string(),
  issuer: z.string(),
  frontChannel: z.string(),
  tokenEndpoint: z.string(),
  registrationEndpoint: z.string(),
  resourceServer: z.string(),
  environment: z.string(),
  /** A path. */
  ca: z.string(),
});
/** Where the sandbox is found, and what it is like. */
export type Ready = z.infer<typeof ready>;
export type AddressName = Exclude<keyof Ready, 'pid' | 'profile'>;

const customer = z.object({ login: z.string(), password: z.string(), name: text });
export type Customer = z.infer<typeof customer>;

const statement = z.object({
  softwareId: z.string(),
  organisationId: text,
  clientName: text,
  roles: texts,
  redirectUris: texts,
  /** Milliseconds since the epoch. */
  createdAt: z.catch(z.number(), 0),
});
/** A software statement of the sandbox's directory. */
export type Statement = z.infer<typeof statement>;

const issued = z.object({ softwareId: z.string(), files: texts });
/** A software statement that was just made, and the files that have it. */
export type IssuedStatement = z.infer<typeof issued>;

const told = z.object({
  ready: lenient(ready),
  customers: lenient(listOf(customer)),
  /** Names of all windows and tools that hold a connection. */
  holders: lenient(listOf(z.string())),
  /** Somebody asked for its end. */
  ending: z.optional(
    z.pipe(
      z.unknown(),
      z.transform(() => true),
    ),
  ),
});
/** One line of the control connection. */
export type Told = Partial<z.infer<typeof told>>;

const failure = z.object({ code: z.string(), message: z.string(), try: z.string() });
/** What a failed process wrote last. */
export type Failure = z.infer<typeof failure>;

/** What a text of JSON says; undefined where it is none or of another shape. */
function read<Shape extends z.ZodMiniType>(shape: Shape, json: string): z.infer<Shape> | undefined {
  try {
    return z.safeParse(shape, JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}

/** The note of the bank that holds this folder, be it alive or not; undefined when there is none that can be read. */
export async function readNote(dir: string): Promise<Note | undefined> {
  const noted = read(note, await readFile(join(dir, 'running.json'), 'utf8').catch(() => ''));
  if (!noted?.open) return noted && { pid: noted.pid };
  const { pid, open } = noted;
  return { pid, open: { port: open.ports.front, token: open.controlToken } };
}

/** A line of the control connection, or the answer of `POST /control/stop`; members that are not what they should be are left out. */
export function readTold(line: string): Told {
  const members = Object.entries(read(told, line) ?? {});
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

/** The answer of `GET /control/statements`, the newest first. */
export function readStatements(json: string): Statement[] {
  const { statements = [] } = read(z.object({ statements: listOf(statement) }), json) ?? {};
  return statements.sort((a, b) => b.createdAt - a.createdAt);
}

/** What a process that made a software statement prints; undefined where it tells of none. */
export const readIssued = (json: string): IssuedStatement | undefined => read(issued, json);

/** The answer of `GET /control/statements/{software id}`. */
export const readAssertion = (json: string): string => read(z.object({ assertion: text }), json)?.assertion ?? '';

/** The failure that a process told in a line of JSON among its last words; undefined when it told none. */
export function failureIn(words: string): Failure | undefined {
  for (const line of words.split('\n').reverse()) {
    const error = read(z.object({ error: failure }), line)?.error;
    if (error) return error;
  }
  return undefined;
}
