/** What a server's bytes tell before encryption: whether they are TLS at all, whether it went into the handshake, its alert. */
export interface ServerBytes {
  /** What it speaks, by its first bytes; absent where none came. */
  speaks?: 'tls' | 'http' | 'other';
  /** Whether it went into the handshake (sent a ServerHello), so that it had taken our settings. */
  answeredHello: boolean;
  /** The version of its ServerHello: 0x0303 for 1.2 and 1.3, below it for older ones. */
  version?: number;
  /** The number of an alert that came in the clear (RFC 8446 §6). */
  alert?: number;
}

const changeCipherSpec = 20;
const alertRecord = 21;
const handshakeRecord = 22;
/** Bytes that are looked at: a whole flight of a handshake is shorter. */
const limit = 64 * 1024;

export function startReading(): { take(bytes: Buffer): void; seen(): ServerBytes } {
  let came = Buffer.alloc(0);
  return {
    take: (bytes) => {
      if (came.length < limit) came = Buffer.concat([came, bytes.subarray(0, limit - came.length)]);
    },
    seen: () => readServerBytes(came),
  };
}

/** Reads the records of RFC 8446 §5.1, which earlier versions have as well. */
export function readServerBytes(bytes: Uint8Array): ServerBytes {
  if (bytes.length === 0) return { answeredHello: false };
  const [type = 0, major = 0] = bytes;
  if (type < changeCipherSpec || type > 23 || (bytes.length > 1 && major !== 3)) {
    const start = Buffer.from(bytes.subarray(0, 5)).toString('latin1');
    return { speaks: start === 'HTTP/' ? 'http' : 'other', answeredHello: false };
  }
  const hello: Pick<ServerBytes, 'answeredHello' | 'version'> = { answeredHello: false };
  for (let at = 0; at + 5 <= bytes.length; ) {
    const kind = bytes[at];
    const length = ((bytes[at + 3] ?? 0) << 8) | (bytes[at + 4] ?? 0);
    if (kind === alertRecord && length === 2 && at + 7 <= bytes.length) {
      return { speaks: 'tls', ...hello, alert: bytes[at + 6] ?? 0 };
    }
    // What follows is encrypted.
    if (kind === changeCipherSpec) break;
    if (kind === handshakeRecord && !hello.answeredHello) {
      hello.answeredHello = true;
      if (length >= 6 && at + 11 <= bytes.length) hello.version = ((bytes[at + 9] ?? 0) << 8) | (bytes[at + 10] ?? 0);
    }
    at += 5 + length;
  }
  return { speaks: 'tls', ...hello };
}
