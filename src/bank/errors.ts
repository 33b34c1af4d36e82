/** What can keep a bank from starting or from handing out a software statement, each with a stable code and a way on. */

export type BankErrorCode =
  | 'port_in_use'
  | 'bank_already_running'
  | 'store_newer'
  | 'store_damaged'
  | 'store_busy'
  | 'folder_not_writable'
  | 'files_exist'
  | 'certificate_invalid'
  | 'client_unknown'
  | 'usage';

export class BankError extends Error {
  override readonly name = 'BankError';
  readonly code: BankErrorCode;
  /** What to do about it, one or two sentences. */
  readonly try: string;

  constructor(code: BankErrorCode, message: string, advice: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.try = advice;
  }
}
