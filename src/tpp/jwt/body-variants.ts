/** The signing input of a detached signature, and the forms in which the signed body may have been before it was sent or saved. */
import { t } from '../../standard/language.ts';

/** The bytes that are signed (RFC 7515 §5.1; with `b64` false RFC 7797 §3). */
export function detachedInput(header: string, body: Buffer, encoded: boolean): Buffer {
  return encoded
    ? Buffer.from(`${header}.${body.toString('base64url')}`)
    : Buffer.concat([Buffer.from(`${header}.`), body]);
}

export interface BodyVariant {
  /** How this form differs, to stand after "fits the body". */
  what: string;
  input(): Buffer;
}

/** Larger bodies are not tried in other forms: each costs a signature's time over all of it. */
const maxTriedLength = 4 * 1024 * 1024;

/**
 * What editors, terminals and JSON libraries do to a body between its signer and the one who verifies: a line break at the end,
 * CRLF, a byte order mark, JSON written anew; each also with the body the other way round as to `b64`.
 */
export function bodyVariants(header: string, body: Buffer, encoded: boolean): BodyVariant[] {
  if (body.length > maxTriedLength) return [];
  const forms: [string, () => Buffer][] = [
    ['', () => body],
    [t('without its last line break'), () => replaced(body, /\r?\n$/, '')],
    [t('with a line break at its end'), () => Buffer.concat([body, Buffer.from('\n')])],
    [t('without the white space around it'), () => Buffer.from(body.toString('latin1').trim(), 'latin1')],
    [t('with LF instead of CRLF'), () => replaced(body, /\r\n/g, '\n')],
    [t('with CRLF instead of LF'), () => replaced(body, /\r?\n/g, '\r\n')],
    [t('without its byte order mark'), () => replaced(body, /^\u00ef\u00bb\u00bf/, '')],
    [t('as JSON without white space'), () => rewritten(body)],
    [t('as JSON indented by two'), () => rewritten(body, 2)],
    [t('as JSON indented by four'), () => rewritten(body, 4)],
  ];
  const otherwise = encoded ? t('signed raw (as with b64 false)') : t('signed in base64url (as without b64)');
  return [encoded, !encoded].flatMap((how) =>
    forms
      .filter(([what]) => what !== '' || how !== encoded)
      .map(([what, form]) => ({
        what: how === encoded ? what : what === '' ? otherwise : t('{0} and {1}', what, otherwise),
        input: () => detachedInput(header, form(), how),
      })),
  );
}

/** latin1 keeps every byte as it is. */
function replaced(body: Buffer, pattern: RegExp, by: string): Buffer {
  return Buffer.from(body.toString('latin1').replace(pattern, by), 'latin1');
}

function rewritten(body: Buffer, indent?: number): Buffer {
  try {
    return Buffer.from(JSON.stringify(JSON.parse(body.toString('utf8')), undefined, indent));
  } catch {
    return body;
  }
}
