/** What the sandbox's process says of its failure, as a problem with a way on that the editor has. */
import * as vscode from 'vscode';
import type { ErrorCode, Problem } from '../../tpp/errors.ts';
import type { Failure } from './words.ts';

const codes: Record<string, ErrorCode> = {
  bank_already_running: 'bank_already_running',
  port_in_use: 'port_in_use',
  files_exist: 'files_exist',
  certificate_invalid: 'certificate_invalid',
  folder_not_writable: 'file_not_writable',
  statement_untold: 'internal',
  cancelled: 'cancelled',
};

/** Where the process's own advice is about the command line. */
function adviceFor(code: string): string | undefined {
  switch (code) {
    case 'bank_already_running':
      return vscode.l10n.t('It takes no connection of this window: end that process, then start the sandbox again.');
    case 'port_in_use':
      return vscode.l10n.t(
        'End the program that holds this port, then start the sandbox again: what is registered knows it by its ports.',
      );
    case 'store_damaged':
      return vscode.l10n.t('Reset Sandbox Data… makes a new database.');
    case 'files_exist':
      return vscode.l10n.t('Choose another folder, or let them be overwritten.');
    default:
      return undefined;
  }
}

export function problemOfSandbox({ code, message, try: advice }: Failure): Problem {
  return { code: codes[code] ?? 'bank_not_started', message, try: adviceFor(code) ?? advice };
}
