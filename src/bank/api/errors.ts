/** How the Read/Write API says no: the standard's error body, and the refusals that lead to it. */
import { toFour } from '../../standard/code-map.ts';
import type { ApiVersion } from '../../standard/operation.ts';
import { truncate } from '../../standard/truncate.ts';
import { wordsVersion } from '../../standard/versions.ts';

/** Low level codes of OBIE Read/Write 3.1.11 that this API uses; 4.0 has a counterpart of each. */
export type ErrorCode =
  | 'UK.OBIE.Field.Expected'
  | 'UK.OBIE.Field.Invalid'
  | 'UK.OBIE.Field.InvalidDate'
  | 'UK.OBIE.Field.Missing'
  | 'UK.OBIE.Field.Unexpected'
  | 'UK.OBIE.Header.Invalid'
  | 'UK.OBIE.Header.Missing'
  | 'UK.OBIE.Reauthenticate'
  | 'UK.OBIE.Resource.ConsentMismatch'
  | 'UK.OBIE.Resource.InvalidConsentStatus'
  | 'UK.OBIE.Resource.InvalidFormat'
  | 'UK.OBIE.Resource.NotFound'
  | 'UK.OBIE.Signature.Missing'
  | 'UK.OBIE.UnexpectedError'
  /** Of 4.0 alone. */
  | 'TKXP';

/** One thing that is wrong. */
export interface ApiFault {
  code: ErrorCode;
  message: string;
  /** JSON path of a body's member, name of a header or query parameter. */
  path?: string;
}

const titles = {
  400: '400 Bad Request',
  401: '401 Unauthorized',
  403: '403 Forbidden',
  404: '404 Not Found',
  405: '405 Method Not Allowed',
  406: '406 Not Acceptable',
  413: '413 Content Too Large',
  415: '415 Unsupported Media Type',
  429: '429 Too Many Requests',
  500: '500 Internal Server Error',
} as const;
export type RefusedStatus = keyof typeof titles;

const summaries: Record<RefusedStatus, string> = {
  400: 'The request cannot be carried out as it stands.',
  401: 'The token does not open this.',
  403: 'The token does not allow this.',
  404: 'This bank has nothing here.',
  405: 'This cannot be done here.',
  406: 'The bank does not answer in a format that is asked for.',
  413: 'The body is too large.',
  415: 'The bank reads application/json in UTF-8 only.',
  429: 'This was asked for too often.',
  500: 'Something went wrong inside the bank.',
};

/** A request that is answered with an error body. Thrown by admission and handlers, caught where the answer is made. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: RefusedStatus;
  readonly faults: readonly ApiFault[];
  /** Headers of the answer beside those of every error. */
  headers: Readonly<Record<string, string>> = {};
  constructor(status: RefusedStatus, ...faults: readonly [ApiFault, ...ApiFault[]]) {
    super(faults[0].message);
    this.status = status;
    this.faults = faults;
  }
}

/** At most so many faults are listed: a body of a megabyte can have more. */
export const maxFaults = 20;

/**
 * The body of an error answer (OBErrorResponse1). 4.0 has codes of its own, and what 3.1 says of the whole is deprecated there.
 * @param id Of this very occurrence, for whoever asks the bank about it
 */
export function errorBody(version: ApiVersion, status: RefusedStatus, faults: readonly ApiFault[], id: string): object {
  const four = wordsVersion(version) === '4.0';
  const errors = faults.slice(0, maxFaults).map(({ code, message, path }) => ({
    ErrorCode: four ? (toFour('refusal', code) ?? code) : code,
    Message: truncate(message, 500),
    ...(path === undefined || path === '' ? {} : { Path: truncate(path, 500) }),
  }));
  return four
    ? { Id: id, Errors: errors }
    : { Code: titles[status], Id: id, Message: summaries[status], Errors: errors };
}
