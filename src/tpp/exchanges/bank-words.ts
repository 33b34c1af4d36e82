/** What a bank says in the body of a refusal: OBIE's errors, or OAuth's `error` and `error_description`. */
import { z } from 'zod';
import { parseJson } from '../json.ts';

/** OBErrorResponse1: 3.1.11 demands Code and Message, 4.0 only Errors; banks leave out either. RFC 6749 §5.2 and RFC 7591 §3.2.2. */
const errorBody = z.looseObject({
  Message: z.string().nullish(),
  Errors: z
    .array(
      z.looseObject({ ErrorCode: z.string().nullish(), Message: z.string().nullish(), Path: z.string().nullish() }),
    )
    .nullish(),
  error: z.string().nullish(),
  error_description: z.string().nullish(),
});

export interface BankWords {
  /** OBIE codes (`UK.OBIE.…` or `U000`…), in the bank's order. */
  codes: string[];
  messages: string[];
  /** OAuth or RFC 7591. */
  error?: string;
  description?: string;
}

/** The words of a body; none for a page of HTML or nothing at all: the status has to speak for itself. */
export function bankWords(body: string): BankWords {
  const read = errorBody.safeParse(parsed(body));
  if (!read.success) return { codes: [], messages: [] };
  const { Message, error, error_description } = read.data;
  const errors = read.data.Errors ?? [];
  const messages = errors
    .map((each) => [each.Message, each.Path && `(${each.Path})`].filter(Boolean).join(' '))
    .filter(Boolean);
  return {
    codes: errors.map(({ ErrorCode }) => ErrorCode).filter((code): code is string => typeof code === 'string'),
    messages: messages.length > 0 ? messages : [Message ?? ''].filter(Boolean),
    ...(typeof error === 'string' ? { error } : {}),
    ...(typeof error_description === 'string' ? { description: error_description } : {}),
  };
}

function parsed(body: string): unknown {
  try {
    return parseJson(body);
  } catch {
    return undefined;
  }
}
