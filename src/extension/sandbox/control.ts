/** The sandbox's control connection as a window holds it: open as long as the window needs the bank. */
import http from 'node:http';
import { createInterface } from 'node:readline';
import { type Note, readAssertion, readStatements, readTold, type Statement, type Told } from './words.ts';

type Door = NonNullable<Note['open']>;

export interface Connection {
  /** Resolves when the bank is gone or the connection was let go. */
  readonly ended: Promise<void>;
  letGo(): void;
}

/** Milliseconds that a bank on this machine has to answer. */
const timeout = 5000;

function ask(door: Door, method: string, path: string, headers: http.OutgoingHttpHeaders = {}): http.ClientRequest {
  const { port, token } = door;
  return http.request({
    host: '127.0.0.1',
    port,
    path,
    method,
    agent: false,
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
}

function answerOf(request: http.ClientRequest): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => request.destroy(new Error('the sandbox does not answer')), timeout);
    request
      .on('error', reject)
      .on('close', () => clearTimeout(timer))
      .on('response', (response) => {
        clearTimeout(timer);
        resolve(response);
      })
      .end();
  });
}

/**
 * Opens the control connection; rejects when no bank with this token listens there.
 * @param holder name of the window, for others to see
 * @param onTold called with each line, the first before this resolves
 */
export async function hold(door: Door, holder: string, onTold: (told: Told) => void): Promise<Connection> {
  const request = ask(door, 'GET', '/control', { 'x-control-holder': encodeURIComponent(holder) });
  const response = await answerOf(request);
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`the sandbox answers ${response.statusCode}`);
  }
  const lines = createInterface(response).on('error', () => {});
  const ended = new Promise<void>((resolve) => response.on('error', () => {}).on('close', resolve));
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      onTold(readTold(line));
      resolve();
    });
    void ended.then(() => reject(new Error('the sandbox ended')));
  });
  return { ended, letGo: () => response.destroy() };
}

async function textOf(request: http.ClientRequest): Promise<string> {
  const response = await answerOf(request);
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  if (response.statusCode !== 200 && response.statusCode !== 202)
    throw new Error(`the sandbox answers ${response.statusCode}`);
  return text;
}

/** The software statements of the sandbox's directory. */
export async function statementsOf(door: Door): Promise<Statement[]> {
  return readStatements(await textOf(ask(door, 'GET', '/control/statements')));
}

/** A fresh assertion of one of them. */
export async function assertionOf(door: Door, softwareId: string): Promise<string> {
  return readAssertion(await textOf(ask(door, 'GET', `/control/statements/${encodeURIComponent(softwareId)}`)));
}

/** Ends the bank for all who hold it. @returns their names; undefined from a bank of an earlier version, which does not tell */
export async function askToStop(door: Door): Promise<string[] | undefined> {
  return readTold(await textOf(ask(door, 'POST', '/control/stop'))).holders;
}
