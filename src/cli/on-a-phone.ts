/** A customer with a phone: the code on the terminal, how the answer comes back, and the line that it is pasted in. */
import { isLoopback } from '../standard/loopback.ts';
import type { AuthorisationRequest } from '../tpp/authorization/request.ts';
import type { Problem } from '../tpp/errors.ts';
import type { Call } from './call.ts';
import { wrongUsage } from './errors.ts';
import { hearLines } from './pasted-lines.ts';
import { drawnQrCode } from './qr-code.ts';
import type { Opened, Tpp } from './terminal.ts';
import { warning } from './words.ts';

/** Draws the code of a request, with what a person has to know beside it. Errors: usage, where it cannot be drawn */
export async function showQrCode(call: Call, { tpp }: Opened, request: AuthorisationRequest): Promise<void> {
  const { url, redirectUri, expiresAt } = request;
  const length = Buffer.byteLength(url);
  const modules = tpp.qrCodeOf(url);
  if (!modules) {
    return wrongUsage(
      `The address has ${length} bytes, and the largest QR code holds ${tpp.maxQrLength}.`,
      'A bank that takes pushed requests makes it short ("authorizationRequest": { "par": true } in its entry); else bring the address to the phone another way: obw consent url.',
    );
  }
  const lines = drawnQrCode(call, modules);
  const { hostname } = new URL(url);
  if (isLoopback(hostname))
    call.warn(
      `Warning: the bank's pages are on this machine (${hostname}), which no phone reaches. Only a browser here can open them.`,
    );
  if (length > tpp.readableQrLength)
    call.warn(
      `Warning: the address has ${length} bytes, so the code is dense, and a camera may not read it. A bank that takes pushed requests makes it short.`,
    );
  call.warn({ whole: `Let the customer's phone scan the code below, or open ${url}` });
  call.warn(tpp.wayBackFrom(redirectUri));
  if (call.stdin.isTTY) call.warn('Paste it here, then Enter. It is not shown.');
  else call.warn({ whole: 'Then, in another terminal: obw consent authorise --redirect-url URL' });
  // What is written last stays in sight.
  await call.write(`${lines.join('\n')}\n`);
  countDown(call, expiresAt);
}

/** How long the code may still be opened; whoever opened it in time is waited for beyond that. */
function countDown(call: Call, expiresAt: number | undefined): void {
  const waiting = 'Waiting for the customer …';
  if (expiresAt === undefined) {
    call.progress(waiting);
    return;
  }
  let over = false;
  const tell = (): void => {
    const left = Math.ceil((expiresAt - Date.now()) / 1000);
    if (left <= 0 && !over)
      call.warn(
        'The code has expired. Who opened it in time goes on, and is waited for; for a new one, Ctrl-C and the same again.',
      );
    over = left <= 0;
    call.progress(over ? waiting : `${waiting} the code is good for ${clock(left)}`);
  };
  tell();
  const timer = setInterval(tell, 1000);
  call.atEnd(() => clearInterval(timer));
}

const clock = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

/** Ends with the line that is this request's answer; of every other it says why it is not, and waits on. */
export function pastedAnswer(
  call: Call,
  tpp: Tpp,
  request: Pick<AuthorisationRequest, 'state' | 'claims'>,
): Promise<string> {
  return new Promise((resolve) => {
    hearLines(call, (line) => {
      const problem = tpp.problemOfPasted(line, request);
      if (problem) call.warn(pastedWarning(problem));
      else resolve(line);
    });
  });
}

export const pastedWarning = ({ message, try: fix, remedies }: Problem) => warning({ message, fix, remedies });
