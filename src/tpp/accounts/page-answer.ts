/** One page of a list as banks really send it: its entries, the link to the next, and what is odd about it. */

import { z } from 'zod';
import { t } from '../../standard/language.ts';
import { truncate } from '../../standard/truncate.ts';
import type { Received } from '../api/caller.ts';
import { fail } from '../errors.ts';
import type { Finding } from '../finding.ts';
import { bankWords } from '../meanings/bank-words.ts';
import { meaningOfCode } from '../meanings/obie-codes.ts';
import { redactedStart } from '../redaction/redact.ts';
import { numberOf, objectOf, readable, textOf } from '../strangers.ts';
import { withoutStop } from '../text-end.ts';
import type { Answer } from '../transport/exchange.ts';
import { interactionIdOf } from '../transport/interaction-id.ts';
import { purposeWords } from '../transport/purpose-words.ts';

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
 * @param operation as the standard names it, e.g. `GET /accounts/{AccountId}/transactions`
 * @throws OpenBankingError `answer_invalid`, with the bank's words where it sent an error in the place of data
 */
export function readPage(received: Received, member: string, purpose: string, operation: string): PageAnswer {
  const { answer, json } = received;
  const findings: Finding[] = [];
  const odd = (code: string, message: string, fix = t('Tell the bank.')): void => {
    if (findings.every((each) => each.code !== code)) findings.push({ severity: 'warning', code, message, fix });
  };
  if (json === undefined) {
    odd(
      'answer_empty',
      t(
        'The bank answered {0} with status {1} and no body, which was taken for an empty list.',
        purposeWords(purpose),
        answer.status,
      ),
      t('Tell the bank: the standard has an empty list there, with status 200.'),
    );
    return { items: [], unreadable: [], meta: {}, findings };
  }
  const memberOf = (object: Record<string, unknown> | undefined, name: string): unknown => {
    const found = nameIn(object, name);
    if (found === undefined) return undefined;
    if (found !== name) {
      odd(
        `spelling_${name.toLowerCase()}`,
        t("The bank's answer to {0} spells {1} as {2}; it was read all the same.", purposeWords(purpose), name, found),
      );
    }
    return object?.[found];
  };
  const whole = objectOf(json);
  const data = memberOf(whole, 'Data');
  const dataObject = objectOf(data);
  if (data === null) {
    odd(
      'data_null',
      t('The bank answered {0} with Data: null, which was taken for an empty list.', purposeWords(purpose)),
    );
  } else if (dataObject === undefined) return withoutData(received, purpose, operation);
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
      t(
        "The bank's answer to {0} has a link to a next page that is no text, so that the list may be longer than what was read.",
        purposeWords(purpose),
      ),
      t('Tell the bank: Links.Next is a URL.'),
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

function withoutData({ answer, json }: Received, purpose: string, operation: string): never {
  const { codes, messages, error, description } = bankWords(answer.body);
  const said = [...new Set([...messages, error, description])].filter((each) => each !== undefined);
  if (codes.length === 0 && said.length === 0) {
    const whole = objectOf(json);
    const there = whole?.[nameIn(whole, 'Data') ?? ''];
    const what =
      there === undefined
        ? t('has no Data{0}', holding(whole))
        : t('has a Data that is {0} and no object', kindOf(there));
    return refuse(
      answer,
      t("The bank's answer to {0} {1}.", purposeWords(purpose), what),
      t(
        'Check that the base URL of its API leads to the UK Read/Write API (resourceServers.aisp in the bank’s entry); if so, tell the bank, with the interaction id.',
      ),
    );
  }
  const known = codes.map((code) => meaningOfCode(code, { operation })?.try).find((each) => each !== undefined);
  return refuse(
    answer,
    t(
      'The bank answered {0} with status {1}, but with an error in the place of data{2}.',
      purposeWords(purpose),
      answer.status,
      said.length > 0 ? `: ${withoutStop(said.join(' '))}` : '',
    ),
    known ?? t('Ask the bank, with the interaction id.'),
    codes,
  );
}

function notAList(received: Received, member: string, purpose: string, data: Record<string, unknown> | undefined) {
  const list = data?.[member];
  const which = list === undefined || list === null ? holding(data) : '';
  return refuse(
    received.answer,
    t("The bank's answer to {0} has no list {1} of objects in its Data{2}.", purposeWords(purpose), member, which),
    t('Tell the bank, with the interaction id.'),
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
  return Array.isArray(value) ? t('a list') : typeof value === 'string' ? t('a text') : t('a {0}', typeof value);
}

/** The first names of an object's members, as the end of a sentence. */
function holding(object: Record<string, unknown> | undefined): string {
  const names = Object.keys(object ?? {}).filter((name) => object?.[name] !== null);
  if (names.length === 0) return '';
  const shown = names.slice(0, 5).map((name) => truncate(name, 40));
  return t('; it holds {0}{1}', shown.join(', '), names.length > shown.length ? t(' and more') : '');
}
