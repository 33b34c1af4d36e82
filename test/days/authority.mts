/** Makes a bank's keys and certificates in a folder, dated by the time of this process: `node authority.mts DIR`. */
import { ensureAuthority } from '../../src/bank/pki/authority.ts';

const [dir] = process.argv.slice(2);
if (dir !== undefined) await ensureAuthority(dir, { now: Date.now });
