/** What a customer is told whose login was refused, the same wherever he logs in. */
import type { LoginResult } from './attempts.ts';
import { secondsWords } from './dates.ts';

/** 401 without WWW-Authenticate, which would open the browser's own dialogue; 429 while the login name is locked. */
export function refusedLogin(result: Exclude<LoginResult, { outcome: 'welcome' }>): {
  status: 401 | 429;
  alert: string;
  retryAfter?: string;
} {
  if (result.outcome === 'locked') {
    const { secondsLeft } = result;
    const alert = `Too many wrong tries with this login name. Try again in ${secondsWords(secondsLeft)}.`;
    return { status: 429, alert, retryAfter: String(secondsLeft) };
  }
  const left =
    result.triesLeft === 1 ? 'One more wrong try locks the login name for a minute.' : 'Check both and try again.';
  return { status: 401, alert: `Login name and password do not match. ${left}` };
}
