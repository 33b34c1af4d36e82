/** A login form that was sent: whom it logs in, or what he is told, the same wherever he logs in. */
import type { Context } from 'koa';
import type { Customer } from '../data/records.ts';
import { type LoginResult, logIn } from './attempts.ts';
import { secondsWords } from './dates.ts';
import type { PagesDeps } from './deps.ts';
import { single } from './form.ts';

/** The page again, with what was wrong. */
export interface RefusedLogin {
  status: number;
  loginName: string;
  alert: string;
}

/** Takes `loginName` and `password`, each once; sets Retry-After while the login name is locked. */
export async function logInBy(
  ctx: Context,
  { store, clocks }: Pick<PagesDeps, 'store' | 'clocks'>,
  form: URLSearchParams,
): Promise<{ customer: Customer } | { refused: RefusedLogin }> {
  const [loginName, password] = [single(form, 'loginName'), single(form, 'password')];
  if (loginName.trim() === '' || password === '') {
    return { refused: { status: 400, loginName, alert: 'Enter your login name and your password.' } };
  }
  const result = await logIn(store, clocks.business, loginName, password);
  if (result.outcome === 'welcome') return { customer: result.customer };
  if (result.outcome === 'locked') ctx.set('Retry-After', String(result.secondsLeft));
  return { refused: { ...refusalOf(result), loginName } };
}

/** 401 without WWW-Authenticate, which would open the browser's own dialogue; 429 while the login name is locked. */
function refusalOf(result: Exclude<LoginResult, { outcome: 'welcome' }>): { status: 401 | 429; alert: string } {
  if (result.outcome === 'locked') {
    const again = secondsWords(result.secondsLeft);
    return { status: 429, alert: `Too many wrong tries with this login name. Try again in ${again}.` };
  }
  const left =
    result.triesLeft === 1 ? 'One more wrong try locks the login name for a minute.' : 'Check both and try again.';
  return { status: 401, alert: `Login name and password do not match. ${left}` };
}
