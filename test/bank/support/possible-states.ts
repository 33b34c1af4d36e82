/** Every state that a folder and its bank can be in, and those that cannot be. */

const clients = ['none', 'live', 'secret lost', 'deleted at bank'] as const;
export const consents = ['none', 'awaiting', 'pending here', 'authorised', 'expired', 'rejected', 'deleted'] as const;
const tokens = ['none', 'good', 'expired with refresh', 'dead'] as const;

export interface State {
  client: (typeof clients)[number];
  consent: (typeof consents)[number];
  token: (typeof tokens)[number];
}

/** Why a state cannot be; undefined where it can. */
function impossible({ client, consent, token }: State): string | undefined {
  if (client === 'none' && consent !== 'none') return 'a consent is made by a client';
  if (!['authorised', 'expired', 'deleted'].includes(consent) && token !== 'none')
    return 'a token comes of an authorisation';
  return undefined;
}

const everyState: readonly State[] = clients.flatMap((client) =>
  consents.flatMap((consent) => tokens.map((token) => ({ client, consent, token }))),
);
export const possibleStates = everyState.filter((state) => impossible(state) === undefined);
/** How many are impossible, by why. */
export function impossibleStates(): Record<string, number> {
  const whys = everyState.map(impossible).filter((why) => why !== undefined);
  return Object.fromEntries([...new Set(whys)].map((why) => [why, whys.filter((each) => each === why).length]));
}

export const nameOf = ({ client, consent, token }: State): string =>
  `client ${client}, consent ${consent}, token ${token}`;
