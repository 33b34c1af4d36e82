/** One page of a list as banks really send it: its entries, the link to the next, and what is odd about it. */

import { z } from 'zod';
import type { Received } from '../api/caller.ts';
import { fail } from '../errors.ts';
import { bankWords } from '../exchanges/bank-words.ts';
import { meaningOfCode } from '../exchanges/meanings/obie-codes.ts';
import { numberOf, objectOf, readable, textOf } from '../strangers.ts';
import { withoutStop } from '../text-end.ts';
import type { Answer } from '../transport/exchange.ts';
import { interactionIdOf } from '../transport/interaction-id.ts';
import { redactedStart } from '../transport/redact.ts';
import type { Finding } from '../workspace/finding.ts';

/** One of the bank's own objects, untouched. */
export type BankObject = Record<string, unknown>;

export interface PageAnswer {
  items: BankObject[];
  /** The places of entries that are no objects. */
  unreadable: number[];
  next?: string;
  /** `Meta` as the bank gave it. */
  meta: Record<string, unknown>;
  /** `Meta.TotalPages`, where it is a number of pages. */
  totalPages?: number;
  /** What is forgiven, once for each kind. */
  findings: Finding[];
}

/** Only looked at, not copied: a page has up to a thousand of them. */
const untouched = z.custom<BankObject>((value) => objectOf(value) !== undefined);

/**
 * Reads a page (Read/Write API 3.1.11, Pagination). An empty body is an empty list; an answer without `Data` is none.
 * @param member the list's name inside `Data`, e.g. `Transaction`
 * @param purpose what was asked for, e.g. `transactions`
 * @throws OpenBankingError `answer_invalid`, with the bank's words where it sent an error in the place of data
 */
export function readPage(received: Received, member: string, purpose: string): PageAnswer {
  const { answer, json } = received;
  const findings: Finding[] = [];
  const odd = (code: string, message: string, fix = 'Tell the bank.'): void => {
    if (findings.every((each) => each.code !== code)) findings.push({ severity: 'warning', code, message, fix });
  };
  if (json === undefined) {
    odd(
      'answer_empty',
      `The bank answered ${purpose} with status ${answer.status} and no body, which was taken for an empty list.`,
      'Tell the bank: the standard has an empty list there, with status 200.',
    );
    return { items: [], unreadable: [], meta: {}, findings };
  }
  const memberOf = (object: Record<string, unknown> | undefined, name: string): unknown => {
    const found = nameIn(object, name);
    if (found === undefined) return undefined;
    if (found !== name) {
      odd(
        `spelling_${name.toLowerCase()}`,
        `The bank's answer to ${purpose} spells ${name} as ${found}; it was read all the same.`,
      );
    }
    return object?.[found];
  };
  const whole = objectOf(json);
  const data = memberOf(whole, 'Data');
  const dataObject = objectOf(data);
  if (data === null) {
    odd('data_null', `The bank answered ${purpose} with Data: null, which was taken for an empty list.`);
  } else if (dataObject === undefined) return withoutData(received, purpose);
  const list = memberOf(dataObject, member);
  const read = readable(list, untouched);
  const nothingRead = read?.items.length === 0 && isFilled(list, read.unreadable);
  if (read === undefined || nothingRead || ((list === undefined || list === null) && holdsAnother(dataObject))) {
    return notAList(received, member, purpose, dataObject);
  }
  const links = objectOf(memberOf(whole, 'Links') ?? whole?._links);
  const link = memberOf(links, 'Next');
  const next = textOf(link) ?? textOf(objectOf(link)?.href) ?? textOf(objectOf(link)?.Href);
  if (next === undefined && link !== undefined && link !== null && typeof link !== 'string') {
    odd(
      'link_unreadable',
      `The bank's answer to ${purpose} has a link to a next page that is no text, so that the list may be longer than what was read.`,
      'Tell the bank: Links.Next is a URL.',
    );
  }
  const meta = objectOf(memberOf(whole, 'Meta')) ?? {};
  const total = numberOf(memberOf(meta, 'TotalPages'));
  return {
    ...read,
    ...(next === undefined ? {} : { next }),
    meta,
    ...(total !== undefined && Number.isInteger(total) && total > 0 ? { totalPages: total } : {}),
    findings,
  };
}

/** The name as it stands in the object: to the letter, else in whatever case. */
function nameIn(object: Record<string, unknown> | undefined, name: string): string | undefined {
  if (object === undefined) return undefined;
  const own = Object.hasOwn(object, name) ? name : undefined;
  // Null is absent: another spelling that holds something counts before it.
  if (own !== undefined && object[own] !== null) return own;
  const others = Object.keys(object).filter((each) => each !== name && each.toLowerCase() === name.toLowerCase());
  return others.find((each) => object[each] !== null) ?? own ?? others[0];
}

/** Whether elements that could not be read are something and not only holes: then the list is not empty, but of another shape. */
function isFilled(list: unknown, unreadable: readonly number[]): boolean {
  return Array.isArray(list) && unreadable.some((place) => list[place] !== null);
}

/** Whether there is something under another name, so that it is not simply left out because it is empty. */
function holdsAnother(data: Record<string, unknown> | undefined): boolean {
  return Object.values(data ?? {}).some((value) => (Array.isArray(value) ? value.length > 0 : objectOf(value)));
}

function withoutData({ answer, json }: Received, purpose: string): never {
  const { codes, messages, error, description } = bankWords(answer.body);
  const said = [...new Set([...messages, error, description])].filter((each) => each !== undefined);
  if (codes.length === 0 && said.length === 0) {
    const whole = objectOf(json);
    const there = whole?.[nameIn(whole, 'Data') ?? ''];
    const what =
      there === undefined ? `has no Data${holding(whole)}` : `has a Data that is ${kindOf(there)} and no object`;
    return refuse(
      answer,
      `The bank's answer to ${purpose} ${what}.`,
      'Check that the base URL of its API leads to the UK Read/Write API (resourceServers.aisp in the bank’s entry); if so, tell the bank, with the interaction id.',
    );
  }
  const known = codes.map((code) => meaningOfCode(code)?.try).find((each) => each !== undefined);
  return refuse(
    answer,
    `The bank answered ${purpose} with status ${answer.status}, but with an error in the place of data${said.length > 0 ? `: ${withoutStop(said.join(' '))}` : ''}.`,
    known ?? 'Ask the bank, with the interaction id.',
    codes,
  );
}

function notAList(received: Received, member: string, purpose: string, data: Record<string, unknown> | undefined) {
  const list = data?.[member];
  const which = list === undefined || list === null ? holding(data) : '';
  return refuse(
    received.answer,
    `The bank's answer to ${purpose} has no list ${member} of objects in its Data${which}.`,
    'Tell the bank, with the interaction id.',
  );
}

function refuse(answer: Answer, message: string, advice: string, codes: string[] = []): never {
  return fail({
    code: 'answer_invalid',
    message,
    try: advice,
    bank: {
      status: answer.status,
      ...(codes.length > 0 ? { codes } : {}),
      ...(answer.body === '' ? {} : { body: redactedStart(answer.body) }),
    },
    interactionId: interactionIdOf(answer),
  });
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'a list' : typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}

/** The first names of an object's members, as the end of a sentence. */
function holding(object: Record<string, unknown> | undefined): string {
  const names = Object.keys(object ?? {}).filter((name) => object?.[name] !== null);
  if (names.length === 0) return '';
  const shown = names.slice(0, 5).map((name) => name.slice(0, 40));
  return `; it holds ${shown.join(', ')}${names.length > shown.length ? ' and more' : ''}`;
}
