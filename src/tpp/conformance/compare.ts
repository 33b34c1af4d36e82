/** A JSON document held against a message of the standard, offline: which message it most looks like, and what of it is not as that has it. */
import { checkBody } from '../../standard/check.ts';
import { byWeight, type Finding } from '../../standard/finding.ts';
import { wordsOf } from '../../standard/finding-words.ts';
import type { Version } from '../../standard/operation.ts';
import { nameOf, operations } from '../../standard/operations.ts';
import { plainName, tables, takesAnything } from '../../standard/tables.ts';
import { newestFirst } from '../../standard/versions.ts';
import { parseJson } from '../json.ts';
import { memberOf } from '../workspace/pointer.ts';

/** A body that the standard describes: the request or the answer of an operation in a version. */
export interface Message {
  /** `POST /domestic-payments`. */
  operation: string;
  of: 'request' | 'answer';
  version: Version;
  /** The name of its definition in our tables. */
  definition: string;
  /** The same as the standard has it. */
  name: string;
}

export interface BodyComparison {
  message: Message;
  /** What is not as the message has it, the weightiest first. */
  findings: { grade: Finding['grade']; rule: Finding['rule']; path: string; says: string }[];
}

/** Every body that the standard says something of, newest version first: an uploaded file is whatever it is. */
export function messages(): Message[] {
  return operations
    .flatMap(({ verb, path, in: versions }) =>
      Object.entries(versions).flatMap(([version, { request, answer }]) =>
        (['request', 'answer'] as const).flatMap((of) => {
          const name = of === 'request' ? request : answer;
          return name === undefined || takesAnything(name)
            ? []
            : [
                {
                  operation: nameOf({ verb, path }),
                  of,
                  version: version as Version,
                  definition: name,
                  name: plainName(name),
                },
              ];
        }),
      ),
    )
    .sort((a, b) => newestFirst.indexOf(a.version) - newestFirst.indexOf(b.version));
}

/** What a document holds; undefined where it is no JSON. */
export function jsonDocument(text: string): { value: unknown } | undefined {
  try {
    return { value: parseJson(text) };
  } catch {
    return undefined;
  }
}

/**
 * The messages that a value most looks like: those with the fewest things amiss. Messages of one definition stand together.
 * @param limit how many to give
 * @param spoken versions that banks at hand have: of messages that are as likely, theirs come first
 */
export function likeliestMessages(value: unknown, limit = 12, spoken: readonly Version[] = []): Message[] {
  const weight = new Map<string, number>();
  const counts = new Map<string, number>();
  const weightAt = ({ grade, path }: Finding): number => {
    const count = counts.get(path) ?? valuesIn(memberOf(value, path), maxCounted);
    counts.set(path, count);
    return weighed(grade, path, count);
  };
  const weightOf = ({ definition }: Message): number => {
    const known =
      weight.get(definition) ??
      checkBody(value, definition, tables(), { hints: maxHints }).reduce((sum, each) => sum + weightAt(each), 0);
    weight.set(definition, known);
    return known;
  };
  const rank = ({ version }: Message): number => (spoken.includes(version) ? 0 : 1);
  return messages()
    .map((message) => ({ message, weight: weightOf(message) }))
    .sort((a, b) => a.weight - b.weight || rank(a.message) - rank(b.message))
    .slice(0, limit)
    .map(({ message }) => message);
}

/**
 * An unknown member tells another message from this one nearly as well as one that is missing; the higher up, the better, as what is inside it is
 * not looked at: all that stands there counts. What many rows have is one thing amiss.
 */
const weighed = (grade: Finding['grade'], path: string, count: number): number =>
  ((grade === 'breach' ? 4 : 3) / path.split('/').length) * count;

const maxCounted = 10;
/** Hints that find no room in a message's findings before the others are only counted: there are hundreds of messages. */
const maxHints = 100;

/** How many values that hold no others stand in one, at least one; no more than `most` are counted. */
function valuesIn(value: unknown, limit: number): number {
  if (typeof value !== 'object' || value === null) return 1;
  let count = 0;
  for (const each of Object.values(value)) {
    if (count >= limit) break;
    count += valuesIn(each, limit - count);
  }
  return Math.max(1, Math.min(count, limit));
}

/** @param value what a JSON text holds */
export function compareWith(value: unknown, message: Message): BodyComparison {
  const findings = checkBody(value, message.definition, tables()).map((finding) => {
    const { grade, rule, path } = finding;
    return { grade, rule, path, says: wordsOf(finding, { values: true }) };
  });
  return { message, findings: findings.sort(byWeight) };
}
