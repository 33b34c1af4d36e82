/** What the sandbox's process says of itself: its note on disk, the lines of its control connection, its last words. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How to reach the bank that holds a folder: `running.json`. */
export interface Note {
  pid: number;
  /** Absent until it listens. */
  open?: { port: number; token: string };
}

const addressNames = [
  'discovery',
  'issuer',
  'frontChannel',
  'tokenEndpoint',
  'registrationEndpoint',
  'resourceServer',
  'environment',
  'ca',
] as const;
export type AddressName = (typeof addressNames)[number];

/** Where the sandbox is found, and what it is like. `ca` is a path. */
export interface Ready extends Record<AddressName, string> {
  pid: number;
  profile: string;
}

export interface Customer {
  login: string;
  password: string;
  name: string;
}

/** A software statement of the sandbox's directory. */
export interface Statement {
  softwareId: string;
  organisationId: string;
  clientName: string;
  roles: string[];
  redirectUris: string[];
  /** Milliseconds since the epoch. */
  createdAt: number;
}

/** A software statement that was just made, and the files that have it. */
export interface IssuedStatement {
  softwareId: string;
  files: string[];
}

/** One line of the control connection. */
export interface Told {
  ready?: Ready;
  customers?: Customer[];
  /** Names of all windows and tools that hold a connection. */
  holders?: string[];
  /** Somebody asked for its end. */
  ending?: boolean;
}

/** What a failed process wrote last. */
export interface Failure {
  code: string;
  message: string;
  try: string;
}

type Members = Record<string, unknown>;
const membersOf = (value: unknown): Members => (typeof value === 'object' && value !== null ? { ...value } : {});
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const textsOf = (value: unknown): string[] => listOf(value).filter((each) => typeof each === 'string');
const hasTexts = (value: Members, names: readonly string[]): boolean =>
  names.every((name) => typeof value[name] === 'string');

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The note of the bank that holds this folder, be it alive or not; undefined when there is none that can be read. */
export async function readNote(dir: string): Promise<Note | undefined> {
  const text = await readFile(join(dir, 'running.json'), 'utf8').catch(() => '');
  const { pid, open } = membersOf(jsonIn(text));
  if (typeof pid !== 'number') return undefined;
  const { ports, controlToken: token } = membersOf(open);
  const { front: port } = membersOf(ports);
  return typeof port === 'number' && typeof token === 'string' ? { pid, open: { port, token } } : { pid };
}

function readReady(value: unknown): Ready | undefined {
  const ready = membersOf(value);
  const { pid, profile } = ready;
  if (typeof pid !== 'number' || typeof profile !== 'string' || !hasTexts(ready, addressNames)) return undefined;
  const addresses = Object.fromEntries(addressNames.map((name) => [name, String(ready[name])]));
  return { pid, profile, ...addresses } as Ready;
}

function readCustomer(value: unknown): Customer[] {
  const { login, password, name } = membersOf(value);
  return typeof login === 'string' && typeof password === 'string' ? [{ login, password, name: String(name) }] : [];
}

/** A line of the control connection, or the answer of `POST /control/stop`; members that are not what they should be are left out. */
export function readTold(line: string): Told {
  const { ready, customers, holders, ending } = membersOf(jsonIn(line));
  const told: Told = {};
  const read = readReady(ready);
  if (read) told.ready = read;
  if (Array.isArray(customers)) told.customers = customers.flatMap(readCustomer);
  if (Array.isArray(holders)) told.holders = textsOf(holders);
  if (ending !== undefined) told.ending = true;
  return told;
}

/** The answer of `GET /control/statements`, the newest first. */
export function readStatements(text: string): Statement[] {
  const found = listOf(membersOf(jsonIn(text)).statements).flatMap((value) => {
    const { softwareId, organisationId, clientName, roles, redirectUris, createdAt } = membersOf(value);
    if (typeof softwareId !== 'string') return [];
    const statement: Statement = {
      softwareId,
      organisationId: String(organisationId),
      clientName: String(clientName),
      roles: textsOf(roles),
      redirectUris: textsOf(redirectUris),
      createdAt: Number(createdAt),
    };
    return [statement];
  });
  return found.sort((a, b) => b.createdAt - a.createdAt);
}

/** What a process that made a software statement prints; undefined where it tells of none. */
export function readIssued(text: string): IssuedStatement | undefined {
  const { softwareId, files } = membersOf(jsonIn(text));
  return typeof softwareId === 'string' ? { softwareId, files: textsOf(files) } : undefined;
}

/** The answer of `GET /control/statements/{software id}`. */
export function readAssertion(text: string): string {
  const { assertion } = membersOf(jsonIn(text));
  return typeof assertion === 'string' ? assertion : '';
}

/** The failure that a process told in a line of JSON among its last words; undefined when it told none. */
export function failureIn(words: string): Failure | undefined {
  for (const line of words.split('\n').reverse()) {
    const error = membersOf(membersOf(jsonIn(line)).error);
    const { code, message, try: advice } = error;
    if (typeof code === 'string' && typeof message === 'string' && typeof advice === 'string')
      return { code, message, try: advice };
  }
  return undefined;
}
