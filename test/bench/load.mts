/**
 * Sends the same GET over mutual TLS so many times, on eight kept connections, one at a time on each, and prints what that took. It is made
 * to cost less than any server that it loads: the bytes of the request are made once, and of an answer nothing is read but its first line
 * and its length.
 */
import { readFileSync } from 'node:fs';
import { connect, type SecureContextOptions } from 'node:tls';

const [url = '', token = '', certificate = '', key = '', ca = '', count = '1000'] = process.argv.slice(2);
const { hostname, port, host, pathname, search } = new URL(url);
const request = Buffer.from(
  `GET ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${token}\r\naccept: application/json\r\n\r\n`,
);
const identity: SecureContextOptions = {
  cert: readFileSync(certificate),
  key: readFileSync(key),
  ca: readFileSync(ca),
};

/** Bytes of an answer whose head stands at the beginning of `chunk`. */
function lengthOf(chunk: Buffer): number {
  const end = chunk.indexOf('\r\n\r\n');
  const head = chunk.toString('latin1', 0, end);
  const body = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (end < 0 || body === undefined || !head.startsWith('HTTP/1.1 200 '))
    throw new Error(`not the page: ${chunk.toString('latin1', 0, 500)}`);
  return end + 4 + Number(body);
}

/** Sends until `left()` says that it was enough. What comes is put into one piece of memory again and again, past all of Node's streams. */
function hold(left: () => boolean): Promise<void> {
  return new Promise((done, fail) => {
    let missing = 0;
    const next = (): void => {
      if (left()) socket.write(request);
      else socket.end();
    };
    const onread = {
      buffer: Buffer.alloc(65_536),
      callback(size: number, memory: Uint8Array): boolean {
        if (missing === 0) missing = lengthOf(Buffer.from(memory.buffer, memory.byteOffset, size));
        missing -= size;
        if (missing === 0) next();
        else if (missing < 0) fail(new Error('more came than was asked for'));
        return true;
      },
    };
    const where = { host: hostname, port: Number(port), servername: '', onread };
    const socket = connect({ ...where, ...identity });
    socket.setNoDelay(true).on('error', fail).on('close', done).on('secureConnect', next);
  });
}

let left = Number(count);
// It never sleeps: waking it would cost the server that writes to it as much as a bare one's whole answer, and a quick server is waited for less often.
let awake = true;
const stayAwake = (): void => {
  if (awake) setImmediate(stayAwake);
};
stayAwake();
const began = performance.now();
await Promise.all(Array.from({ length: 8 }, () => hold(() => left-- > 0)));
awake = false;
console.log(JSON.stringify({ milliseconds: performance.now() - began }));
