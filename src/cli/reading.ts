/** What every verb has that reads the customer's data: whose consent, whether the customer is there, and how a long reading is told. */
import { isIP } from 'node:net';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { version } from '../../package.json';
import type { ReadOptions } from '../tpp/accounts/read.ts';
import type { Waiting } from '../tpp/api/steady-sender.ts';
import type { Call } from './call.ts';
import { authorisedConsentIdOf } from './defaults.ts';
import { takesConsent, type WorkspaceOptions } from './options.ts';
import type { Opened } from './terminal.ts';
import { count } from './words.ts';

export interface ReadingOptions extends WorkspaceOptions {
  consent?: string;
  /** True without an address. */
  customerPresent?: string | true;
}

export function takesReading(command: Command): Command {
  return takesConsent(command).addOption(
    new Option(
      '--customer-present [=IP]',
      `the customer is there: say so to the bank, with this address (default: ${ownAddress}) and the day of their login; without it the request counts as unattended`,
    ).argParser(ipAddress),
  );
}

/** Of a customer who sits before this machine. */
const ownAddress = '127.0.0.1';

function ipAddress(text: string): string {
  const address = text.replace(/^=/, '');
  if (isIP(address) !== 0) return address;
  throw new InvalidArgumentError('It must be an IP address, behind an equals sign: --customer-present=192.0.2.7.');
}

/** What the library is told of a reading. */
export async function readOptionsOf(call: Call, opened: Opened, options: ReadingOptions): Promise<ReadOptions> {
  const { customerPresent: present } = options;
  return {
    consentId: await authorisedConsentIdOf(opened, options.consent),
    signal: call.signal,
    onWait: countingDown(call),
    ...(present !== undefined && {
      customer: { ipAddress: present === true ? ownAddress : present, userAgent: `obw/${version}` },
    }),
  };
}

/** Says in a terminal what is waited for, and for how long yet. */
function countingDown(call: Pick<Call, 'progress' | 'atEnd'>): (waiting: Waiting) => void {
  let timer: NodeJS.Timeout | undefined;
  call.atEnd(() => clearInterval(timer));
  return ({ seconds, why }) => {
    clearInterval(timer);
    const until = Date.now() + seconds * 1000;
    const tell = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      if (left > 0) call.progress(`${why} Going on in ${count(left, 'second')} … (Ctrl-C ends)`);
      else clearInterval(timer);
    };
    tell();
    timer = setInterval(tell, 1000);
  };
}
