/** What a connection may have the bank keep for it: one answer at a time, a line of requests that ends, and an end when it stands still. */
import { AsyncResource } from 'node:async_hooks';
import type { RequestListener, Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';

export interface ReadingLimits {
  /** Requests of one connection that wait behind the one being answered, before it is ended. A few make the bank stop reading from it. */
  waiting: number;
  /** Milliseconds for which a connection may stand still in the middle of a request or an answer. */
  idle: number;
}

const usual: ReadingLimits = { waiting: 256, idle: 120_000 };
/** Waiting requests after which no more are read from a connection; what it has sent already is in the parser's hands. */
const enough = 8;

/** The requests of one connection: pipelined ones wait until the answers before them have left (RFC 9112 §9.3.2). */
interface Line {
  answering: boolean;
  /** No more is read for now. */
  paused: boolean;
  waiting: (() => void)[];
}

/**
 * Has a server answer with `listener`, and bounds what is kept in memory for those who send without reading: without it every pipelined
 * request is answered at once, and the answers wait. It takes any number of requests from who reads.
 */
export function answerWithin(
  server: Server | TlsServer,
  listener: RequestListener,
  { waiting: most, idle }: ReadingLimits = usual,
): void {
  const lines = new WeakMap<Socket, Line>();
  server.timeout = idle;
  server.on('request', (request, response) => {
    const { socket } = request;
    const line = lines.get(socket) ?? { answering: false, paused: false, waiting: [] };
    lines.set(socket, line);
    const answer = (): void => {
      line.answering = true;
      listener(request, response);
      response.once('close', next);
    };
    const next = (): void => {
      line.answering = false;
      if (socket.destroyed || socket.writableEnded) line.waiting = [];
      else line.waiting.shift()?.();
      if (!line.paused || line.waiting.length >= enough) return;
      line.paused = false;
      socket.resume();
    };
    if (!line.answering) return answer();
    // Each goes on as what it came as, not as a part of the one before it.
    line.waiting.push(AsyncResource.bind(answer));
    if (line.waiting.length > most) socket.destroy();
    if (line.waiting.length < enough) return;
    line.paused = true;
    socket.pause();
  });
}
