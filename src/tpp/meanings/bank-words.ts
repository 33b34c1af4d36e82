/** What a bank, or the gateway before it, says in the body of a refusal: OBIE's errors, OAuth's `error` and `error_description`, and what else is usual. */
import { z } from 'zod';
import { parseJson } from '../json.ts';
import { idOf, objectOf, optionalId, optionalText, readable, textOf } from '../strangers.ts';
import { withoutStop } from '../text-end.ts';

export interface BankWords {
  /** OBIE codes (`UK.OBIE.…` or `U000`…), in the bank's order. */
  codes: string[];
  messages: string[];
  /** OAuth or RFC 7591, or a gateway's code for it. */
  error?: string;
  description?: string;
}

/** OBErrorResponse1: 3.1.11 demands Code and Message, 4.0 only Errors; banks leave out either. */
const obieError = z.looseObject({ ErrorCode: optionalId, Message: optionalText, Path: optionalText });

/** The words of a body; none for a page of HTML or nothing at all: the status has to speak for itself. */
export function bankWords(body: string): BankWords {
  const whole = parsed(body);
  const said = objectOf(Array.isArray(whole) ? whole.find(objectOf) : whole);
  if (said === undefined) return { codes: [], messages: [] };
  const errors = readable(said.Errors, obieError)?.items ?? [];
  const messages = errors.map(messageOf).filter((message) => message !== undefined);
  const general = textOf(said.Message);
  const { error, description } = namedError(said);
  return {
    codes: errors.map(({ ErrorCode }) => ErrorCode).filter((code) => code !== undefined),
    messages: messages.length > 0 ? messages : general === undefined ? [] : [general],
    ...(error === undefined ? {} : { error }),
    ...(description === undefined ? {} : { description }),
  };
}

function messageOf({ Message, Path }: z.infer<typeof obieError>): string | undefined {
  if (!Path) return Message || undefined;
  return Message ? `${withoutStop(Message)} (${Path})` : `(${Path})`;
}

interface Named {
  error?: string;
  description?: string;
}

/** RFC 6749 §5.2 and RFC 7591 §3.2.2, else the shapes that gateways have for the same. */
function namedError(said: Record<string, unknown>): Named {
  const nested = objectOf(said.error) ?? objectOf(said.fault) ?? objectOf(said.Fault) ?? firstOf(said);
  const inside: Named = nested === undefined ? {} : wordsOf(nested);
  const error = textOf(said.error) ?? inside.error;
  const description = textOf(said.error_description) ?? inside.description;
  if (error !== undefined || description !== undefined) return { error, description };
  // A body of OBIE's has its own place for its words.
  return 'Errors' in said || 'Message' in said ? {} : wordsOf(said);
}

/** JSON:API's `errors`, Berlin Group's `tppMessages`: the first that can be read. */
function firstOf({ errors, tppMessages }: Record<string, unknown>): Record<string, unknown> | undefined {
  const list = [errors, tppMessages].find(Array.isArray);
  return objectOf(list?.find(objectOf));
}

/** Apigee has faultstring and detail.errorcode, IBM httpMessage and moreInformation, RFC 9457 title and detail. */
function wordsOf(object: Record<string, unknown>): Named {
  const named = (names: readonly string[]) =>
    names.map((name) => idOf(object[name])).find((each) => each !== undefined);
  const inner = objectOf(object.detail);
  return {
    error: named(['error', 'code', 'errorCode', 'error_code', 'faultcode']) ?? idOf(inner?.errorcode),
    description:
      sentence(
        named(['message', 'faultstring', 'errorMessage', 'error_message']),
        named(['error_description', 'description', 'moreInformation', 'detail', 'text']),
      ) ?? named(['title', 'httpMessage']),
  };
}

/** What happened, and the words that go further where there are any: neither says everything at every gateway. */
function sentence(what: string | undefined, further: string | undefined): string | undefined {
  if (what === undefined || further === undefined || further.includes(what)) return further ?? what;
  return what.includes(further) ? what : `${withoutStop(what)}: ${further}`;
}

function parsed(body: string): unknown {
  try {
    return parseJson(body);
  } catch {
    return undefined;
  }
}
