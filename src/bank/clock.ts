/** The bank's two clocks: protocol time is the machine's, business time goes ahead of it by as much as somebody asked for. */

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** The machine's. */
export const systemClock: Clock = { now: () => Date.now() };

/**
 * What lives by which: codes, tokens, grants, consents, pages and logins of an authorisation by business time; the login of `/connected`, certificates, assertions, `jti` and whatever a
 * TPP signed or will judge by protocol time, as its clock stays when the bank's is moved.
 */
export interface Clocks {
  business: Clock;
  protocol: Clock;
}

/** A moment by both, for what is judged by one of them and told by the other. */
export interface Moment {
  business: number;
  protocol: number;
}

export const momentNow = ({ business, protocol }: Clocks): Moment => ({
  business: business.now(),
  protocol: protocol.now(),
});

/** Business time as its owner sees it. */
export interface BusinessClock extends Clock {
  /** Milliseconds by which it is ahead of protocol time. */
  ahead: number;
}

export function businessClock(protocol: Clock): BusinessClock {
  const clock = { ahead: 0, now: () => protocol.now() + clock.ahead };
  return clock;
}
