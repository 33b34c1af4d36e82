/** What connections may have the bank keep for them: one answer at a time, lines of requests that end, and an end when one stands still. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';

export interface ReadingLimits {
  /** Requests that wait behind those being answered, of all connections together, before a connection that adds to them is ended. */
  waiting: number;
  /** Milliseconds for which a connection may stand still in the middle of a request or an answer. */
  idle: number;
}

const usual: ReadingLimits = { waiting: 30_000, idle: 120_000 };
/**
 * Waiting requests after which no more are read from a connection. What is left of the chunk that is being parsed joins them: hundreds of
 * the shortest in a record of TLS, and some thousands where there is none.
 */
const enough = 8;

/** The requests of one connection: pipelined ones wait until the answers before them have left (RFC 9112 §9.3.2). */
interface Line {
  answering: boolean;
  /** No more is read for now. */
  paused: boolean;
  waiting: [IncomingMessage, ServerResponse][];
  /** Runs something as a thing of the connection and not as a part of the answer before it. */
  apart: ReturnType<typeof AsyncLocalStorage.snapshot>;
}

/**
 * Has a server answer with `listener`, and bounds what is kept in memory for those who send without reading: without it every pipelined
 * request is answered at once, and the answers wait. Who reads may send any number of requests, unless others who do not have used up
 * what may wait.
 */
export function answerWithin(
  server: Server | HttpsServer,
  listener: RequestListener,
  { waiting: limit, idle }: ReadingLimits = usual,
): void {
  const lines = new WeakMap<Socket, Line>();
  let waiting = 0;
  server.timeout = idle;
  server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket: Socket) => {
    const line: Line = { answering: false, paused: false, waiting: [], apart: AsyncLocalStorage.snapshot() };
    lines.set(socket, line);
    // Who listens for data has it pass through the stream, which keeps what comes during a pause as bytes. Otherwise Node hands it to the
    // parser behind the stream's back, and ends the connection when some comes during a pause.
    socket.on('data', () => {});
    // Node resumes when something was written.
    socket.on('resume', () => {
      if (line.paused) socket.pause();
    });
  });
  server.on('request', (request, response) => {
    const { socket } = request;
    const line = lines.get(socket);
    if (line === undefined || socket.destroyed) return;
    if (!line.answering) return answer(line, request, response);
    line.waiting.push([request, response]);
    waiting++;
    if (waiting > limit) socket.destroy();
    if (line.waiting.length < enough) return;
    line.paused = true;
    socket.pause();
  });
  function answer(line: Line, request: IncomingMessage, response: ServerResponse): void {
    line.answering = true;
    listener(request, response);
    response.once('close', () => next(line, request.socket));
  }
  function next(line: Line, socket: Socket): void {
    line.answering = false;
    const gone = socket.destroyed || socket.writableEnded;
    const following = line.waiting.splice(0, gone ? line.waiting.length : 1);
    waiting -= following.length;
    if (!gone) for (const each of following) line.apart(answer, line, ...each);
    if (!line.paused || line.waiting.length >= enough) return;
    line.paused = false;
    socket.resume();
  }
}
