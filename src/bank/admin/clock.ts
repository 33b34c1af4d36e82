/** `/admin/clock`: business time looked at, moved ahead, and real time again. */
import { z } from 'zod';
import { ClockRefused, type MovableClock } from '../moved-clock.ts';
import type { Kind } from '../store/store.ts';
import { durationOf, durationPattern } from './duration.ts';
import { type AdminOperation, AdminRefusal, operation } from './operation.ts';

const time = z.iso.datetime();
const number = z.number().int().min(0);

const deleted = z.strictObject({ consents: number, codes: number, tokens: number, logins: number, others: number });
type Counts = z.output<typeof deleted>;

const state = z
  .strictObject({
    business: time.meta({ description: 'Business time, by which codes, tokens, consents and logins end.' }),
    protocol: time.meta({ description: 'The machine’s time, by which tokens, certificates and jti are judged.' }),
    aheadSeconds: z.number().meta({ description: 'By how much business time is ahead.' }),
    forgotten: deleted
      .optional()
      .meta({ description: 'After a reset: how many of what business time had dated were deleted.' }),
  })
  .meta({ description: 'The bank’s clocks.' });

const span = 'must be a span of time like 61s, 59m, 12h, 91d or 1d12h';
const moves = z.union(
  [
    z.strictObject({
      set: z.iso
        .datetime({ offset: true, error: 'must be a time with its zone, like 2027-01-31T09:00:00Z' })
        .meta({ description: 'Business time from now on; it goes on from there and may not be earlier than it is.' }),
    }),
    z.strictObject({
      advance: z
        .string({ error: span })
        .regex(durationPattern, { error: span })
        .meta({ description: 'How much later it is than before, like 61s, 59m, 12h, 91d or 1d12h.' }),
    }),
    z.strictObject({
      reset: z.literal(true, { error: 'must be true' }).meta({ description: 'Business time is the machine’s again.' }),
      forget: z.boolean({ error: 'must be true or false' }).optional().meta({
        description:
          'Deletes all that business time dates: every consent, grant, code, token, page and login of an authorisation, those from before it was moved too. Without it a reset is refused while there is any, since time would go back for it.',
      }),
    }),
  ],
  { error: 'must be one of {"set": time}, {"advance": span} and {"reset": true}' },
);

/** What the kinds of document are to whoever asks; the rest are steps between them, as grants and open pages. */
const names = {
  Consent: 'consents',
  AuthorizationCode: 'codes',
  AccessToken: 'tokens',
  RefreshToken: 'tokens',
  ClientCredentials: 'tokens',
  Session: 'logins',
} as const satisfies Partial<Record<Kind, keyof Counts>>;

function forgottenOf(gone: ReadonlyMap<string, number>): Counts {
  const counts = { consents: 0, codes: 0, tokens: 0, logins: 0, others: 0 };
  const isNamed = (kind: string): kind is keyof typeof names => Object.hasOwn(names, kind);
  for (const [kind, count] of gone) counts[isNamed(kind) ? names[kind] : 'others'] += count;
  return counts;
}

/** @param catchUp Does what business time has come to, before a move is answered */
export function clockOperations(clock: MovableClock, catchUp: () => Promise<void>): AdminOperation[] {
  const shown = (): z.output<typeof state> => {
    const { business, protocol } = clock.now();
    return {
      business: new Date(business).toISOString(),
      protocol: new Date(protocol).toISOString(),
      aheadSeconds: (business - protocol) / 1000,
    };
  };
  const refused = (error: unknown): never => {
    if (!(error instanceof ClockRefused)) throw error;
    throw new AdminRefusal(error.code === 'clock_goes_back' ? 409 : 400, error.code, error.message);
  };
  return [
    operation({
      method: 'GET',
      path: '/admin/clock',
      summary: 'The bank’s clocks',
      output: state,
      run: async () => shown(),
    }),
    operation({
      method: 'PUT',
      path: '/admin/clock',
      summary: 'Moves business time ahead, or lets it be real time again',
      input: moves,
      output: state,
      refusals: { 409: 'Time would go back (clock_goes_back).' },
      async run(move) {
        if ('set' in move) await clock.set(Date.parse(move.set)).catch(refused);
        else if ('advance' in move) await clock.advance(durationOf(move.advance)).catch(refused);
        else {
          const forgotten = forgottenOf(await clock.reset(move.forget ?? false).catch(refused));
          return { ...shown(), forgotten };
        }
        await catchUp();
        return shown();
      },
    }),
  ];
}
