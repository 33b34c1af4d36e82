/** What a collection has besides requests, variables and scripts, and is not taken: saved examples and descriptions, counted. */

import { z } from 'zod';
import { t } from '../../standard/language.ts';
import type { ImportItem } from './import-item.ts';

const node = z.looseObject({
  description: z.unknown().optional(),
  response: z.array(z.unknown()).catch([]),
  request: z.looseObject({ description: z.unknown().optional() }).optional().catch(undefined),
});

export interface LeftBehind {
  examples: number;
  descriptions: number;
}

/** Counts those of one folder or request. @returns each by its kind, as one text, where there is any */
export function countLeftBehind(value: unknown, left: LeftBehind): [kind: string, text: string][] {
  const { data } = node.safeParse(value);
  if (!data) return [];
  left.examples += data.response.length;
  const descriptions = [data.description, data.request?.description].filter(isText);
  if (descriptions.length > 0) left.descriptions += 1;
  return [
    ...(data.response.length > 0 ? [[t('saved example'), JSON.stringify(data.response)] as [string, string]] : []),
    ...(descriptions.length > 0 ? [['description', JSON.stringify(descriptions)] as [string, string]] : []),
  ];
}

export function leftBehindItems({ examples, descriptions }: LeftBehind, place: string): ImportItem[] {
  const item = (key: string, reason: string): ImportItem => ({ place, key, outcome: 'not needed', reason });
  return [
    ...(examples > 0
      ? [item(t('saved examples'), t('{0} of them: answers of another time are not taken.', number(examples)))]
      : []),
    ...(descriptions > 0
      ? [
          item(
            'descriptions',
            t('{0} of them: saved requests have none, and the file keeps them.', number(descriptions)),
          ),
        ]
      : []),
  ];
}

const number = (count: number): string => count.toLocaleString('en-GB');

/** A text, or what Postman makes of one: `{ content, type }`. */
function isText(value: unknown): boolean {
  const text: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'content') : value;
  return typeof text === 'string' && text.trim() !== '';
}
