/** The page of ours that lets a browser into the VS Code of `npm start`: by an address that is good once, so that nobody has to type a password. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HandoverOptions {
  /** Asks the VS Code for a session. @returns the cookies that it gave, as they came */
  logIn(): Promise<string[]>;
  /** The window's page. */
  window: string;
}

export interface Handover {
  port: number;
  /** Gives another address; whoever has it may use it once. */
  address(): string;
  /** Who has this may ask for addresses, at `/another`. */
  key: string;
  close(): void;
}

/** Starts it on a free port of loopback. */
export async function startHandover({ logIn, window }: HandoverOptions): Promise<Handover> {
  const [fresh, used] = [new Set<string>(), new Set<string>()];
  const sessions = new Set<string>();
  const key = randomBytes(32).toString('base64url');
  const server = createServer((request, response) => {
    answer(request, response).catch(() => say(response, 502, 'This VS Code does not answer. Run npm start again.'));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const address = (): string => {
    const path = `/${randomBytes(24).toString('base64url')}`;
    fresh.add(path);
    return `http://127.0.0.1:${port}${path}`;
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '', method, headers } = request;
    // A name that leads here by a trick of DNS is nobody's business.
    if (headers.host !== `127.0.0.1:${port}`) return say(response, 421, 'There is nothing here by this name.');
    if (url === '/another' && headers.authorization === `Bearer ${key}`) return say(response, 200, address());
    if (method !== 'GET' || !(fresh.has(url) || used.has(url))) return say(response, 404, 'There is nothing here.');
    if (used.has(url)) {
      // The browser that used it up: its address bar, or a second click on the address in the terminal.
      if (cookiesOf(headers.cookie).some((cookie) => sessions.has(cookie))) return lead(response, []);
      return say(response, 410, 'This address was good once. Run npm start in another terminal for another one.');
    }
    fresh.delete(url);
    const cookies = await logIn().catch((cause: unknown) => {
      fresh.add(url);
      throw cause;
    });
    used.add(url);
    for (const cookie of cookies) sessions.add(cookie.split(';', 1)[0] ?? '');
    lead(response, cookies);
  }

  function lead(response: ServerResponse, cookies: string[]): void {
    response.writeHead(302, { ...headersOfAll, location: window, 'set-cookie': cookies }).end();
  }

  return { port, address, key, close: () => server.close() };
}

const headersOfAll = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', connection: 'close' };

function say(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) return;
  response.writeHead(status, { ...headersOfAll, 'content-type': 'text/plain; charset=utf-8' }).end(text);
}

const cookiesOf = (header: string | undefined): string[] => (header ?? '').split(';').map((each) => each.trim());

/** Logs in as its own page does; what is given back leads to a session, and the password goes no further. */
export async function logInTo(server: string, password: string): Promise<string[]> {
  const answer = await fetch(`${server}login`, {
    method: 'POST',
    body: new URLSearchParams({ password }),
    redirect: 'manual',
  });
  await answer.body?.cancel();
  const cookies = answer.headers.getSetCookie();
  if (answer.status !== 302 || cookies.length === 0) throw new Error('It let nobody in.');
  return cookies;
}
