/** What one statement holds beside its figures: its file as the bank made it, and its transactions. */
import { t } from '../../standard/language.ts';
import { operationOf, urlOf } from '../api/caller.ts';
import { callerOf } from '../call.ts';
import { findConsent } from '../consents/kept.ts';
import { fail } from '../errors.ts';
import type { Session } from '../session.ts';
import { interactionIdOf } from '../transport/interaction-id.ts';
import type { Page } from './pages.ts';
import { type ReadOptions, rowPages } from './read.ts';

/** A statement of an account, both by their ids. */
interface StatementOf {
  account: string;
  statement: string;
}

interface StatementFile {
  bytes: Uint8Array;
  /** `application/pdf` where it is a PDF by its content, else what the bank calls it. */
  type: string;
}

interface FileOptions extends ReadOptions {
  /** Bytes; default 32 MB. */
  maxSize?: number;
}

const pdf = 'application/pdf';

/**
 * The file of a statement (GET /accounts/{AccountId}/statements/{StatementId}/file). One that is no PDF is given all the same, and told to
 * `onFinding`, or else among the session's warnings.
 * @throws OpenBankingError `consent_not_found`, `token_missing`, `api_refused`, `answer_invalid` for no file at all, or one that is too large
 */
export async function readStatementFile(
  session: Session,
  { account, statement }: StatementOf,
  options: FileOptions,
): Promise<StatementFile> {
  const operation = operationOf('GET /accounts/{AccountId}/statements/{StatementId}/file');
  const consent = await findConsent(session, options.consentId);
  const url = await urlOf(session, operation, { params: { AccountId: account, StatementId: statement } });
  const read = await callerOf(session, operation, consent, options, { patient: true, accept: pdf });
  const { answer } = await read(url, { purpose: 'statement file' });
  const { bytes = new Uint8Array() } = answer;
  const maxSize = options.maxSize ?? maxFileSize;
  const refuse = (message: string) =>
    fail({
      code: 'answer_invalid',
      message,
      try: t('Tell the bank, with the interaction id.'),
      bank: { status: answer.status },
      interactionId: interactionIdOf(answer),
    });
  if (bytes.length === 0) return refuse(t('The bank answered {0}, and the file is empty.', answer.status));
  if (bytes.length > maxSize) {
    return refuse(
      t(
        'The file has {0} bytes, and at most {1} are taken.',
        ...[bytes.length, maxSize].map((each) => each.toLocaleString('en-GB')),
      ),
    );
  }
  if (isPdf(bytes)) return { bytes, type: pdf };
  const type = typeOf(answer.headers['content-type']);
  (options.onFinding ?? session.warn)({
    severity: 'warning',
    code: 'file_not_pdf',
    message: t('The file of the statement is no PDF: the bank calls it {0}.', type),
    fix: t('Look at what is in it before you open it, and tell the bank.'),
  });
  return { bytes, type };
}

/** The transactions of a statement, a page at a time, under the permissions for transactions. */
export async function* statementTransactionPages(
  session: Session,
  of: StatementOf,
  options: ReadOptions,
): AsyncGenerator<Page, void, undefined> {
  yield* rowPages(session, await findConsent(session, options.consentId), 'transactions', ofStatement, of, options);
}

const ofStatement = {
  ofAccount: 'GET /accounts/{AccountId}/statements/{StatementId}/transactions',
  member: 'Transaction',
  taken: 'pages',
} as const;

const maxFileSize = 32 * 1024 * 1024;

/** Its header stands within the first 1024 bytes (ISO 32000-1, Annex H.3, note 13). */
function isPdf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).includes('%PDF-');
}

/** Without its parameters; what is no media type at all is bytes. */
function typeOf(header = ''): string {
  const type = header.split(';')[0]?.trim().toLowerCase() ?? '';
  return /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,60}$/.test(type) ? type : 'application/octet-stream';
}
