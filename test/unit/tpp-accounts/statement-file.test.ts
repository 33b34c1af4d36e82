/** A statement's file: its bytes as they came, what they are by their content, and what is no file at all. */
import { expect, it } from 'vitest';
import { readStatementFile, statementTransactionPages } from '../../../src/tpp/accounts/statement-file.ts';
import { problemOf } from '../../../src/tpp/errors.ts';
import { authorised } from '../tpp-journey/authorised.ts';
import { accountsBase } from '../tpp-journey/stub.ts';

const ofConsent = { consentId: 'aac-1' };
const of = { account: 'a/1', statement: 's 2' };
const path = `${accountsBase}/accounts/a%2F1/statements/s%202`;

/** A bank whose answer is these bytes. */
function bank(bytes: Uint8Array, type: string | undefined, status = 200) {
  const made = authorised({
    routes: {
      [`GET ${path}/file`]: () => ({
        status,
        body: Buffer.from(bytes).toString('latin1'),
        headers: { ...(type !== undefined && { 'content-type': type }) },
      }),
    },
  });
  const transport = made.session.transport;
  made.session.transport = async () => {
    const real = await transport();
    return { ...real, send: async (request) => ({ ...(await real.send(request)), ...(request.asBytes && { bytes }) }) };
  };
  return made;
}

const pdf = Buffer.from([0x25, 0x50, 0x44, 0x46, 0x2d, 0x31, 0x00, 0xff, 0xfe]);

it.each<[string, Buffer, string | undefined, string, boolean]>([
  ['a PDF', pdf, 'application/pdf', 'application/pdf', true],
  ['a PDF by another name', pdf, 'application/octet-stream', 'application/pdf', true],
  ['a PDF behind a mark', Buffer.concat([Buffer.from('\ufeff\r\n'), pdf]), undefined, 'application/pdf', true],
  ['a page', Buffer.from('<html>'), 'Text/HTML; charset=utf-8', 'text/html', false],
  ['a page that is called a PDF', Buffer.from('<html>'), 'application/pdf', 'application/pdf', false],
  ['nobody knows what', Buffer.from([1, 2]), undefined, 'application/octet-stream', false],
  ['what is called by no type', Buffer.from([1, 2]), '\u001b[31m/x', 'application/octet-stream', false],
])('the file is given byte for byte: %s', async (_, bytes, type, expected, isPdf) => {
  const { session, sent, warnings } = bank(bytes, type);
  expect(await readStatementFile(session, of, ofConsent)).toEqual({ bytes, type: expected });
  expect(warnings.map(({ code }) => code)).toEqual(isPdf ? [] : ['file_not_pdf']);
  expect(sent.at(-1)?.headers).toMatchObject({ accept: 'application/pdf', authorization: 'Bearer at' });
});

it.each<[string, Buffer, number, object]>([
  ['nothing', Buffer.alloc(0), 200, { code: 'answer_invalid', message: expect.stringContaining('empty') }],
  [
    'too much',
    Buffer.alloc(101, '%PDF-'),
    200,
    { code: 'answer_invalid', message: expect.stringContaining('101 bytes') },
  ],
  [
    'a refusal',
    Buffer.from('{"Errors":[{"ErrorCode":"U011","Message":"No."}]}'),
    400,
    { code: 'api_refused', bank: { codes: ['U011'] } },
  ],
])('%s is no file', async (_, bytes, status, expected) => {
  const { session } = bank(bytes, 'application/pdf', status);
  const thrown: unknown = await readStatementFile(session, of, { ...ofConsent, maxSize: 100 }).catch(
    (each: unknown) => each,
  );
  expect(problemOf(thrown)).toMatchObject(expected);
});

it('its transactions come page by page, at its own path', async () => {
  const { session } = authorised({
    routes: { [`GET ${path}/transactions`]: () => ({ body: { Data: { Transaction: [{ TransactionId: 't' }] } } }) },
  });
  const items: unknown[] = [];
  for await (const page of statementTransactionPages(session, of, ofConsent)) items.push(...page.items);
  expect(items).toEqual([{ TransactionId: 't' }]);
});
