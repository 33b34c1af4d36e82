/** Catches the redirect on a registered loopback URI: on its very port or not at all, each answer to the one who waits for its state. */

import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text as readAll } from 'node:stream/consumers';
import { t } from '../../standard/language.ts';
import { isLoopback } from '../../standard/loopback.ts';
import { OpenBankingError, type Problem } from '../errors.ts';
import { parseJson } from '../json.ts';
import { type Redirect, readRedirect } from './redirect.ts';
import { pageHeaders, relayPage, sentencePage, titles } from './relay-page.ts';
import { unverifiedAnswer } from './unverified.ts';
import { type ExpectedRedirect, openWaiting, type WaitOptions } from './waiting.ts';

export interface ExpectOptions extends WaitOptions {
  /** That of the request: a secured one is answered with a signed answer, and nothing else ends the wait. */
  responseMode?: string;
  /** Told of an answer that nothing shows to be the bank's; the wait goes on. */
  onUnverified?(problem: Problem): void;
}

interface Waiting extends Pick<ExpectOptions, 'responseMode' | 'onUnverified'> {
  redirectUri: string;
  settle(answer: string): void;
}

interface Door {
  server: Server;
  /** By state. */
  waiting: Map<string, Waiting>;
  open: Promise<void>;
}

/** One listener for a port, however many authorisations wait on it. */
const doors = new Map<string, Door>();

/** A redirect is a few kilobytes; more than this is none. */
const maxLength = 64 * 1024;
/** Whatever page is open in the browser can send unverified answers here; so many are told of. */
const maxTold = 3;

/** True for a redirect URI that can be caught here: plain http on this machine. */
export function isCatchable(redirectUri: string): boolean {
  if (!URL.canParse(redirectUri)) return false;
  const { protocol, hostname } = new URL(redirectUri);
  return protocol === 'http:' && isLoopback(hostname);
}

/**
 * Waits on a loopback redirect URI for the answer with this state (RFC 8252 §7.3). Resolves as soon as the port is open, so that the browser can
 * be sent on its way. With the answer, the time-out or the cancellation nothing is left listening.
 * @throws OpenBankingError `port_in_use`, naming the port; another one is never taken, because the bank knows only this one
 * @example
 * const { answer } = await expectRedirect('http://127.0.0.1:53682/callback', request.state, { signal });
 */
export async function expectRedirect(
  redirectUri: string,
  state: string,
  options: ExpectOptions = {},
): Promise<ExpectedRedirect> {
  const { host, door } = openDoor(redirectUri);
  const { responseMode } = options;
  let told = 0;
  const onUnverified = (problem: Problem): void => {
    told += 1;
    if (told <= maxTold) options.onUnverified?.(problem);
  };
  const { answer, cancel, settle } = openWaiting(options, () => {
    door.waiting.delete(state);
    if (door.waiting.size === 0) shut(host, door);
  });
  door.waiting.set(state, { redirectUri, responseMode, onUnverified, settle });
  try {
    // What is closed before it listens never says that it does.
    await Promise.race([door.open, answer.catch(() => undefined)]);
  } catch (thrown) {
    cancel();
    throw thrown;
  }
  return { answer, cancel };
}

function openDoor(redirectUri: string): { host: string; door: Door } {
  const { hostname, port, host } = new URL(redirectUri);
  const known = doors.get(host);
  if (known) return { host, door: known };
  const waiting = new Map<string, Waiting>();
  const server = createServer((request, response) => {
    receive(request, response, waiting, host).catch(() => response.destroy());
  });
  const open = new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(notListening(cause, port || '80')));
    server.listen(Number(port || 80), hostname === 'localhost' ? '127.0.0.1' : hostname.replace(/[[\]]/g, ''), resolve);
  });
  const door = { server, waiting, open };
  doors.set(host, door);
  return { host, door };
}

function shut(host: string, door: Door): void {
  if (doors.get(host) === door) doors.delete(host);
  door.server.close();
  // The page that has just been answered may keep its connection open; it has nothing more to say.
  setTimeout(() => door.server.closeAllConnections(), 500).unref();
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  waiting: Map<string, Waiting>,
  host: string,
): Promise<void> {
  const nonce = randomBytes(16).toString('base64url');
  const say = (status: number, sentence: string) => {
    response
      .writeHead(status, { ...pageHeaders(nonce), connection: 'close' })
      .end(sentencePage(nonce, titles.notTaken, sentence));
  };
  // Another name for this machine would be a page of a stranger reaching in (DNS rebinding).
  if (request.headers.host !== host) return say(400, t('This address is not the registered redirect URI.'));
  const url = new URL(request.url ?? '/', `http://${host}`);
  const uris = [...waiting.values()].map(({ redirectUri }) => new URL(redirectUri).pathname);
  if (!uris.includes(url.pathname)) return say(404, t('This address is not the registered redirect URI.'));
  if (request.method === 'POST') {
    if (request.headers.origin !== undefined && request.headers.origin !== `http://${host}`)
      return say(403, t('This was not sent by our page.'));
    if (Number(request.headers['content-length'] ?? maxLength + 1) > maxLength)
      return say(413, t('This is too long for an answer of a bank.'));
    const taken = take(waiting, `http://${host}${url.pathname}#${await readAll(request)}`);
    response.writeHead(taken.status, {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      connection: 'close',
    });
    response.end(taken.sentence, taken.settle);
    return;
  }
  if (request.method !== 'GET') return say(405, t('Only a redirect is taken here.'));
  if (['code', 'error', 'response'].some((name) => url.searchParams.has(name))) {
    const taken = take(waiting, url.href);
    response.writeHead(taken.status, { ...pageHeaders(nonce), connection: 'close' });
    const title = taken.settle ? titles.arrived : titles.notTaken;
    response.end(sentencePage(nonce, title, taken.sentence), taken.settle);
    return;
  }
  response.writeHead(200, pageHeaders(nonce)).end(relayPage(nonce));
}

/** Finds who waits for this answer; `settle` is called once the browser has been told. */
function take(
  waiting: Map<string, Waiting>,
  redirect: string,
): { status: number; sentence: string; settle?: () => void } {
  const answer = answerIn(redirect);
  const state = answer?.state ?? stateInJwt(answer?.response);
  const waiter = state === undefined ? undefined : waiting.get(state);
  const unverified = answer && unverifiedAnswer(answer, waiter);
  if (unverified) {
    for (const each of waiter ? [waiter] : waiting.values()) each.onUnverified?.(unverified);
    return {
      status: 400,
      sentence: t(
        'This answer cannot be told from a forged one. It is shown where the authorisation was started, which still waits for the bank.',
      ),
    };
  }
  if (waiter === undefined) {
    return {
      status: 400,
      sentence: t('This answer belongs to no authorisation in flight. Start the authorisation again.'),
    };
  }
  return {
    status: 200,
    sentence: t('The answer has arrived. You can close this window and go back to where you came from.'),
    settle: () => waiter.settle(redirect),
  };
}

function answerIn(redirect: string): Redirect | undefined {
  try {
    return readRedirect(redirect);
  } catch (thrown) {
    if (thrown instanceof OpenBankingError) return undefined;
    throw thrown;
  }
}

/** Only to find who waits: the signature is checked where the answer is accepted. */
function stateInJwt(response: string | undefined): string | undefined {
  const payload = response?.split('.')[1];
  if (payload === undefined) return undefined;
  try {
    const read: unknown = parseJson(Buffer.from(payload, 'base64url').toString('utf8'));
    const state: unknown = typeof read === 'object' && read !== null ? Reflect.get(read, 'state') : undefined;
    return typeof state === 'string' ? state : undefined;
  } catch {
    return undefined;
  }
}

function notListening(cause: unknown, port: string): OpenBankingError {
  const taken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
  const problem = {
    code: 'port_in_use' as const,
    message: taken
      ? t(
          'The port {0} of the registered redirect URI is in use, most likely by an authorisation begun earlier, which still waits for its customer in another terminal or another window of VS Code.',
          port,
        )
      : t(
          'The port {0} of the registered redirect URI cannot be opened ({1}).',
          port,
          cause instanceof Error ? cause.message : String(cause),
        ),
    try: taken
      ? t(
          'Finish that authorisation or cancel it there (Ctrl-C in a terminal), else end what listens on port {0}; or paste the redirect URL by hand. The bank sends the browser to this port and no other.',
          port,
        )
      : t('Paste the redirect URL by hand: the bank sends the browser to the port {0} and no other.', port),
    remedies: [{ do: 'copyAuthorisationUrl' as const }, { do: 'pasteRedirectUrl' as const }],
  };
  return new OpenBankingError(problem, { cause });
}
