/** The bank's clock beside ours, for a token that seems to come from the future. */
import type { Session } from '../session.ts';

/** Milliseconds. A server whose clock is further ahead than this tells of no clock of ours that is a little behind. */
export const maxAhead = 24 * 3600 * 1000;

/**
 * Milliseconds by which the bank's clock is ahead of ours: as the token endpoint said with the token, else as the keeper of the key set says
 * where that is the bank itself and not a directory.
 */
export async function bankAhead(session: Session, told?: number): Promise<number | undefined> {
  if (told !== undefined) return told;
  const { issuer, authorizationEndpoint, tokenEndpoint, jwksUri } = await session.metadata();
  const { host } = new URL(jwksUri);
  const isItsOwn = [issuer, authorizationEndpoint, tokenEndpoint].some((url) => new URL(url).host === host);
  return isItsOwn ? (await session.keys()).ahead() : undefined;
}
