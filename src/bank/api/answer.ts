/** An answer of the Read/Write API, apart from any web framework. */
import { randomUUID } from 'node:crypto';
import type { ApiVersion } from '../../standard/operation.ts';
import { errorBody, Refusal } from './errors.ts';

/** What goes back; the interaction id is added by whoever sends it. */
export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body?: Buffer;
}

const jsonHeaders = Object.freeze({
  'Content-Type': 'application/json; charset=utf-8',
  'Cache-Control': 'no-store',
});

/** JSON that is ready to be sent. */
export function bytesAnswer(status: number, body: Buffer): Answer {
  return { status, headers: jsonHeaders, body };
}

/** A file, under the name that it is to be kept by. */
export function fileAnswer(status: number, type: string, { name, bytes }: { name: string; bytes: Buffer }): Answer {
  const headers = {
    'Content-Type': type,
    'Content-Disposition': `attachment; filename="${name}"`,
    'Cache-Control': 'no-store',
  };
  return { status, headers, body: bytes };
}

/** Answers with a document. */
export function jsonAnswer(status: number, document: object): Answer {
  return bytesAnswer(status, Buffer.from(JSON.stringify(document)));
}

/** 204. */
export const nothing: Answer = Object.freeze({ status: 204, headers: {} });

/**
 * The answer of some work: what it gives, or the error body of what it throws. An error that is no refusal is a 500 that
 * says nothing of its inside, and goes to `report`.
 */
export async function answerOf(
  work: () => Promise<Answer>,
  { version, report }: { version: ApiVersion; report: (error: unknown) => void },
): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) {
      const { status, faults, headers } = error;
      const answer = jsonAnswer(status, errorBody(version, status, faults, randomUUID()));
      return { ...answer, headers: { ...answer.headers, ...headers } };
    }
    report(error);
    const fault = { code: 'UK.OBIE.UnexpectedError', message: 'The request failed and was not carried out.' } as const;
    return jsonAnswer(500, errorBody(version, 500, [fault], randomUUID()));
  }
}
