/** How a Postman request authenticates: the list of v2.1 and the object of v2.0, as far as a UK bank takes it. */

import { z } from 'zod';
import { t } from '../../standard/language.ts';
import { truncate } from '../../standard/truncate.ts';
import type { ImportItem } from './import-item.ts';
import type { Literals } from './literals.ts';
import type { SavedRequest } from './saved-request.ts';

export interface UsableAuth {
  auth?: SavedRequest['auth'];
  header?: { name: string; value: string };
  query?: { name: string; value: string };
}

/** Where something stands, and what takes its secrets out. */
export interface Slot {
  place: string;
  literals: Literals;
  items: ImportItem[];
}

const auth = z.looseObject({ type: z.string() });
const listed = z.array(z.looseObject({ key: z.string(), value: z.unknown().optional() }));
const text = z.union([z.string(), z.number()]).transform(String).catch('');

export function readAuth(value: unknown, { place, literals, items }: Slot): UsableAuth {
  const read = auth.safeParse(value);
  if (!read.success || read.data.type === 'noauth') return {};
  const { type } = read.data;
  const members = membersOf(read.data[type]);
  const member = (name: string) => text.parse(members.get(name));
  const hidden = (name: string) =>
    literals.value('authorization', member(name), t('{0}, authorisation', place), 'header');
  switch (type) {
    case 'basic':
      return { auth: { type, username: member('username'), password: hidden('password') } };
    case 'bearer':
      return { auth: { type, token: hidden('token') } };
    case 'apikey': {
      const pair = { name: member('key'), value: hidden('value') };
      return member('in') === 'query' ? { query: pair } : { header: pair };
    }
    case 'oauth2':
      if (member('accessToken') !== '') return { auth: { type: 'bearer', token: hidden('accessToken') } };
      break;
    default:
  }
  items.push({
    place,
    key: t('authorisation {0}', JSON.stringify(truncate(type, 40))),
    outcome: 'not understood',
    reason: t('The request is kept without it; put the token into its Authorization header as a variable.'),
  });
  return {};
}

function membersOf(value: unknown): Map<string, unknown> {
  const list = listed.safeParse(value);
  if (list.success) return new Map(list.data.map(({ key, value: of }) => [key, of]));
  const object = z.record(z.string(), z.unknown()).safeParse(value);
  return new Map(Object.entries(object.data ?? {}));
}
