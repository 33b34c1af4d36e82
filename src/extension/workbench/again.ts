/** Whether the same again may end otherwise, by what went wrong. */
import type { ErrorCode, Problem } from '../../tpp/errors.ts';

/** What lies with the network, with a bank that was busy, or with a question that was not answered. */
const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'answer_incomplete',
  'answer_undecodable',
  'bank_not_started',
  'bank_unreachable',
  'cancelled',
  'command_failed',
  'command_not_allowed',
  'disk_full',
  'file_missing',
  'file_not_writable',
  'file_unreadable',
  'internal',
  'key_encrypted',
  'port_in_use',
  'proxy_refused',
  'proxy_unreachable',
  'timed_out',
]);

/** A refusal is for good, but where the bank says that it is its own trouble or that it was asked too often. */
export function mayHelpAgain({ code, bank }: Pick<Problem, 'code' | 'bank'>): boolean {
  if (passing.has(code)) return true;
  const status = bank?.status ?? 0;
  return status === 429 || status >= 500;
}
