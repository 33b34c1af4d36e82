/** A token taken apart as far as it goes, whatever is wrong with it. */
import { t } from '../../standard/language.ts';
import { inBase64url, otherAlphabet, type SpellingNote, spelledOut } from '../jwt/spelling.ts';
import { isNone } from '../rules/values.ts';
import type { Inspection } from './inspection.ts';
import { type JsonScan, maxTokenDepth, scanJson } from './scan.ts';

/** The parts of a token, and what was odd about how they were written. */
export interface ReadToken
  extends Pick<
    Inspection,
    'compact' | 'form' | 'problem' | 'header' | 'payload' | 'headerText' | 'payloadText' | 'signature'
  > {
  /** Of JSON form with several signatures, in compact form: the others. */
  otherSignatures: string[];
  /** How many more it has. */
  untoldSignatures: number;
  /** Parts that were in base64 or padded instead of base64url, with the characters that give it away. */
  otherAlphabet: { part: 'header' | 'payload' | 'signature'; marks: string }[];
  /** What else was odd about how it was spelled. */
  notes: SpellingNote[];
  /** Of header and payload, the pointers starting with `/header` and `/payload`. */
  scan: Omit<JsonScan, 'depth'>;
}

type Problem = NonNullable<Inspection['problem']>;
type PartName = Problem['part'];
interface JsonPart {
  value?: Record<string, unknown>;
  text?: string;
  scan?: JsonScan;
  otherAlphabet?: string | undefined;
  problem?: Problem;
}

const copyAgain = t('Copy the whole token again: three parts in base64url with dots between them.');

/**
 * Reads a token in compact or JSON form, however it is spelled: signed, unsecured, detached (`header..signature`) or encrypted, of which only the header
 * can be read.
 * @param which of several signatures, counted from 0
 */
export function readToken(text: string, which = 0): ReadToken {
  const {
    compact,
    others: otherSignatures,
    untold: untoldSignatures,
    notes,
    problem: noCompact,
  } = spelledOut(text, which);
  const parts = compact.split('.', 6);
  const odd = { otherSignatures, untoldSignatures, otherAlphabet: [], notes };
  const token: ReadToken = { compact, form: 'unreadable', signature: '', ...odd, scan: emptyScan() };
  if (noCompact !== undefined)
    return unreadable(token, 'token', noCompact, t('Ask for it in the compact form, signed over its header.'));
  if (compact === '') return unreadable(token, 'token', t('There is no token: the text is empty.'));
  if (parts.length !== 3 && parts.length !== 5) return wrongCount(token, parts.length);
  const [headerPart = '', payloadPart = '', signature = ''] = parts;
  const header = jsonPart(headerPart, 'header');
  take(token, 'header', header);
  token.header = header.value;
  token.headerText = header.text;
  if (parts.length === 5)
    return { ...token, form: header.problem ? 'unreadable' : 'encrypted', problem: header.problem };
  token.signature = signature;
  const signatureProblem = alphabetProblem(signature, 'signature');
  const signatureMarks = otherAlphabet(signature);
  if (signatureMarks !== undefined) token.otherAlphabet.push({ part: 'signature', marks: signatureMarks });
  if (payloadPart === '' && signature !== '') {
    const problem = header.problem ?? signatureProblem;
    return { ...token, form: problem ? 'unreadable' : 'detached', problem };
  }
  const payload = jsonPart(payloadPart, 'payload');
  take(token, 'payload', payload);
  token.payload = payload.value;
  token.payloadText = payload.text;
  const problem = header.problem ?? payload.problem ?? signatureProblem;
  if (problem) return { ...token, form: 'unreadable', problem };
  return { ...token, form: isNone(token.header?.alg) ? 'unsecured' : 'signed' };
}

function wrongCount(token: ReadToken, count: number): ReadToken {
  const parts = count > 5 ? t('more than five parts') : count === 1 ? t('one part') : t('{0} parts', count);
  const [header = ''] = token.compact.split('.', 1);
  const lostDot = count === 2 && isNone(jsonPart(header, 'header').value?.alg);
  return unreadable(
    token,
    'token',
    t('The token has {0} between its dots instead of three.', parts),
    lostDot
      ? t('It is unsecured (alg none) and has lost the dot at its end, as happens in mails and chats.')
      : copyAgain,
  );
}

function take(token: ReadToken, part: 'header' | 'payload', { otherAlphabet: marks, scan }: JsonPart): void {
  if (marks !== undefined) token.otherAlphabet.push({ part, marks });
  if (scan === undefined) return;
  for (const list of ['duplicates', 'misleading', 'inexact'] as const) {
    token.scan[list].push(...scan[list].map((pointer) => `/${part}${pointer}`));
  }
}

function jsonPart(part: string, name: 'header' | 'payload'): JsonPart {
  if (part === '') return { problem: problemOf(name, t('The {0} of the token is empty.', name)) };
  const problem = alphabetProblem(part, name);
  if (problem) return { problem };
  const odd = { otherAlphabet: otherAlphabet(part) };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      Buffer.from(inBase64url(part), 'base64url'),
    );
  } catch {
    return { ...odd, problem: problemOf(name, t('The {0} of the token is not UTF-8 text.', name)) };
  }
  const scan = scanJson(text);
  if (scan.depth > maxTokenDepth) {
    const message = t(
      'The {0} of the token is nested more than {1} levels deep, which no token is.',
      name,
      maxTokenDepth,
    );
    return {
      text,
      ...odd,
      problem: problemOf(name, message, t('Look at it as text, and ask where it comes from.')),
    };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { text, ...odd, problem: problemOf(name, t('The {0} of the token is not JSON.', name)) };
  }
  if (isObject(value)) return { value, text, scan, ...odd };
  return { text, ...odd, problem: problemOf(name, t('The {0} of the token is not a JSON object.', name)) };
}

function alphabetProblem(part: string, name: 'header' | 'payload' | 'signature'): Problem | undefined {
  const wrong = /[^\w+/=-]/u.exec(part);
  if (wrong) {
    const character = JSON.stringify(wrong[0].replace(/\p{C}/u, (odd) => `U+${odd.codePointAt(0)?.toString(16)}`));
    const message = t(
      'The {0} of the token holds {1}, which is no base64url character (at position {2}).',
      name,
      character,
      wrong.index + 1,
    );
    return problemOf(name, message);
  }
  const padding = /=/.exec(part);
  const length = padding ? padding.index : part.length;
  if (length % 4 === 1) return problemOf(name, t('The {0} of the token is cut short.', name));
  return /=[^=]|={3}/.test(part)
    ? problemOf(name, t('The {0} of the token goes on after its end (=).', name))
    : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unreadable(token: ReadToken, part: PartName, message: string, advice = copyAgain): ReadToken {
  return { ...token, form: 'unreadable', problem: problemOf(part, message, advice) };
}

function problemOf(part: PartName, message: string, advice = copyAgain): Problem {
  return { part, message, try: advice };
}

function emptyScan(): ReadToken['scan'] {
  return { duplicates: [], misleading: [], inexact: [] };
}
