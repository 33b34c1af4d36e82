/** A profile as a file of JSON: all members of one, or those in which it differs from a named one. */
import { createReadStream } from 'node:fs';
import { basename, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { truncate } from '../../standard/truncate.ts';
import { BankError } from '../errors.ts';
import { isProfileName, namedProfiles, type ProfileName } from './choice.ts';
import { type Profile, profileSchema } from './profile.ts';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const names = Object.keys(namedProfiles) as ProfileName[];

/** Bytes of the largest file that is read. */
const maxSize = 256 * 1024;

const { lifetimes, pageSizes, demands, takes, offers } = profileSchema.shape;

/** An object within, each of whose members may be left out. */
const part = <Shape extends z.core.$ZodShape>(of: z.ZodObject<Shape>) =>
  z.strictObject(of.shape).partial().optional().meta({ description: of.description });

/** Files for editors: every member may be left out where `extends` names whose is meant. */
export const profileFileSchema = z.strictObject({
  $schema: z.string().optional().meta({ description: 'Where an editor finds the schema of this file.' }),
  extends: z.enum(names).optional().meta({ description: 'The profile whose members hold where this file has none.' }),
  ...profileSchema.partial().shape,
  lifetimes: part(lifetimes),
  pageSizes: part(pageSizes),
  demands: part(demands),
  takes: part(takes),
  offers: part(offers),
});

/** A profile as a command line has it: one by its name, or a file below a folder. @throws BankError `usage` */
export async function profileGiven(text: string, folder: string): Promise<ProfileName | Profile> {
  return isProfileName(text) ? text : readProfile(text, resolve(folder, text));
}

/**
 * Reads a profile from a file.
 *
 * @param given As the command line has it, which may be a slip in a name
 * @throws BankError `usage`, with the member as a JSON pointer and what may stand there
 */
async function readProfile(given: string, path: string): Promise<Profile> {
  let bytes: Buffer;
  try {
    // No more than says that it is too much: a device has no end.
    bytes = await buffer(createReadStream(path, { end: maxSize }));
  } catch (cause) {
    throw wrong(
      unreadable(given, path, cause),
      `Name ${names.join(' or ')}, or give the path of a file of JSON.`,
      cause,
    );
  }
  if (bytes.length > maxSize) throw wrong(`${path} has more than ${maxSize / 1024} kB.`, 'Give another file.');
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw wrong(`${path} is not JSON: ${onOneLine((cause as Error).message)}.`, 'Correct its JSON.', cause);
  }
  return profileFrom(value, path);
}

function unreadable(given: string, path: string, cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException;
  if (code !== 'ENOENT') return `the file ${path} cannot be read (${code}).`;
  return /[./\\]/.test(given)
    ? `there is no file ${path}.`
    : `${quoted(given)} is neither ${names.join(' nor ')}, and there is no file ${path}.`;
}

/**
 * A profile out of a file's content.
 *
 * @param path Names the file, and the profile where the content does not
 * @throws BankError `usage`: for what the file has, before what it lacks
 */
function profileFrom(content: unknown, path: string): Profile {
  const file = profileFileSchema.safeParse(content);
  if (!file.success) throw faulty(path, file.error.issues, { whole: content });
  const { $schema: _, extends: base, ...members } = file.data;
  const given = { name: nameOf(path), ...members };
  const whole = base === undefined ? given : over(namedProfiles[base], given);
  const result = profileSchema.safeParse(whole);
  if (result.success) return result.data;
  throw faulty(path, result.error.issues, { whole, own: file.data });
}

interface Looked {
  /** The content of the file, and over what it extends where its own members are right. */
  whole: unknown;
  own?: z.output<typeof profileFileSchema>;
}

function faulty(path: string, issues: readonly z.core.$ZodIssue[], looked: Looked): BankError {
  // Of two bounds that a number is beyond, the last is the narrower.
  const each = new Map(issues.map((issue) => [`${issue.code} ${pointer(issue.path)}`, issue])).values();
  // What is misspelled explains what is missing.
  const told = [...each].toSorted((a, b) => Number(isUnknown(b)) - Number(isUnknown(a)));
  const shown = told.slice(0, 5).map((issue) => sayingOf(issue, looked));
  const more = told.length > shown.length ? `; and ${told.length - shown.length} more` : '';
  return wrong(`${path}: ${shown.join('; ')}${more}.`, adviceOn(told, looked));
}

/** What leads on without any document: whoever has the extension has none. */
function adviceOn(issues: readonly z.core.$ZodIssue[], { whole, own }: Looked): string {
  if (own && issues.some(({ path }) => valueAt(whole, path) === undefined)) {
    return `Have it begin with "extends": "${names[0]}", whose members hold where it has none.`;
  }
  const [first] = issues;
  if (first && isUnknown(first)) return 'Correct the name, or leave the member out.';
  // What may stand in the place of a value its sentence has said.
  if (first?.code !== 'invalid_type' || first.expected !== 'object') return 'Correct it.';
  const place = first.path.length === 0 ? 'a profile' : pointer(first.path);
  return `Correct it. In ${place} may stand ${membersAt(first.path).join(', ')}.`;
}

const isUnknown = ({ code }: z.core.$ZodIssue): boolean => code === 'unrecognized_keys';

/** Members of a profile under those given; of an object within, each member by itself. */
function over(base: Profile, given: Record<string, unknown>): Record<string, unknown> {
  const merged = Object.entries(given).map(([name, value]) => {
    const below: unknown = Object.hasOwn(base, name) ? base[name as keyof Profile] : undefined;
    return [name, isObject(below) && isObject(value) ? { ...below, ...value } : value];
  });
  return { ...base, ...Object.fromEntries(merged) };
}

const pointer = (path: readonly PropertyKey[]) =>
  path.map((key) => `/${onOneLine(truncate(String(key), 80)).replace(/[~/]/g, escapedInPointer)}`).join('');

const escapedInPointer = (sign: string) => (sign === '~' ? '~0' : '~1');

/** Text of whoever wrote the file, with what would break or rearrange a line of a terminal spelled out. */
const onOneLine = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (odd) => `\\u{${odd.codePointAt(0)?.toString(16)}}`);

/** Which member it is, and what may stand there. */
function sayingOf(issue: z.core.$ZodIssue, { whole, own }: Looked): string {
  const at = pointer(issue.path) || 'the file';
  if (issue.code === 'unrecognized_keys') {
    const shown = issue.keys.slice(0, 3).map((key) => pointer([...issue.path, key]));
    const more = issue.keys.length > shown.length ? ` and ${issue.keys.length - shown.length} more` : '';
    const are = issue.keys.length === 1 ? 'is no member' : 'are no members';
    return `${shown.join(', ')}${more} ${are} of a profile: here may stand ${membersAt(issue.path).join(', ')}`;
  }
  const missing = valueAt(whole, issue.path) === undefined;
  const values = valuesOf(issue);
  if (values) return `${at}${missing ? ' is missing: it' : ''} may be ${values.map(quoted).join(', ')}`;
  if (issue.code === 'invalid_type') {
    const expected = issue.expected === 'int' ? 'a whole number' : (kinds[issue.expected] ?? issue.expected);
    return missing ? `${at} is missing: ${expected}` : `${at} must be ${expected}`;
  }
  if (issue.code === 'too_small' || issue.code === 'too_big') {
    const bound = issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
    return `${at} must ${issue.origin === 'array' ? `have ${bound} element` : `be ${bound}`}`;
  }
  return `${at} ${issue.message}${inherited(issue.path, whole, own)}`;
}

/** All that may stand at a place where there are few. */
function valuesOf(issue: z.core.$ZodIssue): readonly unknown[] | undefined {
  if (issue.code === 'invalid_value') return issue.values;
  return issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options)
    ? issue.options
    : undefined;
}

/** Of members that are wrong together, those that the file does not have itself. */
function inherited(path: readonly PropertyKey[], whole: unknown, own: Looked['own']): string {
  const [all, given] = [valueAt(whole, path), valueAt(own, path)];
  if (!isObject(all) || !isObject(given) || !own?.extends) return '';
  const others = Object.entries(all).filter(([name]) => !Object.hasOwn(given, name));
  const named = others.map(([name, value]) => `${name} ${quoted(value)}`).join(', ');
  return named === '' ? '' : `, and has ${named} of ${quoted(own.extends)}`;
}

const kinds: Record<string, string | undefined> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

const quoted = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

/** What is looked at of a JSON schema; alternatives have the same members. */
interface Place {
  properties?: Record<string, Place>;
  items?: Place;
  oneOf?: Place[];
}

/** Names of the members that may stand at a place of a file; none where no object stands. */
function membersAt(path: readonly PropertyKey[]): string[] {
  let place: Place | undefined = z.toJSONSchema(profileFileSchema, { io: 'input', unrepresentable: 'any' }) as Place;
  for (const key of path) place = typeof key === 'number' ? place?.items : place?.properties?.[String(key)];
  return Object.keys((place?.oneOf?.[0] ?? place)?.properties ?? {});
}

function valueAt(whole: unknown, path: readonly PropertyKey[]): unknown {
  let value = whole;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
  return value;
}

/** What a file's name comes to as the name of a profile. */
const nameOf = (path: string): string =>
  basename(path)
    .replace(/\.json$/i, '')
    .replace(/[^\w .-]/g, '-')
    .slice(0, 40) || 'profile';

const wrong = (why: string, advice: string, cause?: unknown) =>
  new BankError('usage', `--profile: ${why}`, advice, { cause });
