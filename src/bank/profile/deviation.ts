/** What a bank can be made to do otherwise than the standard has it: where, what, and which bank was seen to do it. */
import { z } from 'zod';

export interface DeviationRow {
  /** In which of its answers. */
  at: 'registration' | 'id_token' | 'token' | 'links' | 'headers' | 'body';
  do: string;
  /** What comes of it, in a line. */
  means: string;
  /** Who was seen to do it. */
  seen: string;
}

export const deviationRows = [
  {
    at: 'registration',
    do: 'issued-at-in-milliseconds',
    means: 'client_id_issued_at counts milliseconds where RFC 7591 has seconds',
    seen: 'HSBC, Nationwide and the banks on Ozone’s platform, in the profiles that a TPP’s connector keeps of them (May 2026)',
  },
  {
    at: 'registration',
    do: 'scope-with-commas',
    means: 'scope has commas between its words where RFC 6749 has spaces',
    seen: 'reported by TPPs in public trackers, without the bank’s name; NatWest’s sandbox answers a list, which is close',
  },
  {
    at: 'id_token',
    do: 'no-acr',
    means: 'the id_token does not say how the customer was authenticated',
    seen: 'Virgin Money, Starling and Revolut, in the profiles that a TPP’s connector keeps of them (May 2026)',
  },
  {
    at: 'id_token',
    do: 'no-nonce',
    means: 'the id_token does not have the nonce of the request',
    seen: 'Virgin Money, and Santander on a refresh, in the profiles that a TPP’s connector keeps of them (May 2026)',
  },
  {
    at: 'token',
    do: 'type-in-capitals',
    means: 'token_type is BEARER',
    seen: 'the Co-operative Bank, Monzo and Wise write it in a case of their own, says a TPP’s connector (May 2026)',
  },
  {
    at: 'token',
    do: 'no-refresh-token',
    means: 'a client that registered refresh_token gets none',
    seen: 'for payments at Danske, HSBC, Lloyds, Nationwide, Revolut and Starling, says a TPP’s connector (May 2026)',
  },
  {
    at: 'token',
    do: 'error-500-after-rotation',
    means: 'a refresh puts another refresh token in the place of the old one, and its answer is a 500: both are gone',
    seen: 'reported by TPPs in public trackers: the refresh token is lost on a 5xx and the customer has to consent again',
  },
  {
    at: 'links',
    do: 'http-without-port',
    means: 'Links say http and leave out the port',
    seen: 'Tide, says a TPP’s connector (May 2026)',
  },
  {
    at: 'links',
    do: 'next-is-self',
    means: 'Next leads to the page that it stands on',
    seen: 'reported by TPPs in public trackers: lists that never end, or end too early',
  },
  {
    at: 'headers',
    do: 'no-interaction-id-on-errors',
    means: 'an error has no x-fapi-interaction-id',
    seen: 'reported by TPPs in public trackers: nothing to name to the bank’s desk',
  },
  {
    at: 'body',
    do: 'data-is-null',
    means: 'Data is null where its list has no elements',
    seen: 'reported by TPPs in public trackers: parsers crash',
  },
  {
    at: 'body',
    do: 'forbidden-as-html',
    means: 'a 403 of the API is a page of HTML, as of a firewall before the bank',
    seen: 'reported by TPPs in public trackers: HTML where the API has JSON',
  },
] as const satisfies readonly DeviationRow[];

type Row = (typeof deviationRows)[number];

/** A deviation at a place: what there is to do is what the rows have for it. */
function deviationAt<const At extends Row['at']>(at: At) {
  const here = deviationRows.filter((row): row is Extract<Row, { at: At }> => row.at === at);
  return z.strictObject({
    at: z.literal(at).meta({ description: 'In which of its answers.' }),
    do: z
      .enum(here.map((row) => row.do))
      .meta({ description: 'What it does there: one of those that there are at that place.' }),
  });
}

/** A deviation as a profile has it. */
export const deviation = z.discriminatedUnion('at', [
  deviationAt('registration'),
  deviationAt('id_token'),
  deviationAt('token'),
  deviationAt('links'),
  deviationAt('headers'),
  deviationAt('body'),
]);

export type Deviation = z.output<typeof deviation>;

/** Whether a profile has this deviation. */
export function deviates<At extends Deviation['at']>(
  { deviations }: { deviations: readonly Deviation[] },
  at: At,
  deed: Extract<Deviation, { at: At }>['do'],
): boolean {
  return deviations.some((each) => each.at === at && each.do === deed);
}
