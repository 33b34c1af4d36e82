/** Every function that reads what others wrote, by name, and the texts that are the worst for one that looks at a character more than a few times. */

import { displayedName } from '../../src/bank/customers/client-name.ts';
import { parseDistinguishedName } from '../../src/bank/directory/distinguished-name.ts';
import { prefersJson, takes } from '../../src/bank/http/accept.ts';
import { bearerOf } from '../../src/bank/http/bearer.ts';
import { basicOf } from '../../src/bank/ozone/basic.ts';
import { harmless } from '../../src/cli/errors.ts';
import { datesIn } from '../../src/extension/jwt/dates.ts';
import { cut, inMarkdown, manyLines, oneLine, plainLabel, plainMessage } from '../../src/extension/plain/text.ts';
import { brokenToken, cutTokensIn, tokensByLine, tokensIn } from '../../src/extension/tokens/given-text.ts';
import { checkBody } from '../../src/standard/check.ts';
import { wordsOf } from '../../src/standard/finding-words.ts';
import { ruleOfFour, ruleOfThree } from '../../src/standard/frequency.ts';
import { operationAsked } from '../../src/standard/operation-asked.ts';
import { operationAt } from '../../src/standard/operations.ts';
import { tables } from '../../src/standard/tables.ts';
import { accountType, balanceName } from '../../src/tpp/accounts/account-words.ts';
import { readPage } from '../../src/tpp/accounts/page-answer.ts';
import { readMoney } from '../../src/tpp/accounts/row-reader.ts';
import { transactionsCsv } from '../../src/tpp/accounts/transactions-csv.ts';
import { readRedirect } from '../../src/tpp/authorization/redirect.ts';
import { readGivenFile } from '../../src/tpp/directory/recognise.ts';
import { apiBase } from '../../src/tpp/discovery/discovery.ts';
import { readDiscoveryDocument } from '../../src/tpp/discovery/discovery-document.ts';
import { templateOf } from '../../src/tpp/exchanges/copy/template.ts';
import { explainExchange } from '../../src/tpp/exchanges/explain.ts';
import { bankReport } from '../../src/tpp/exchanges/report.ts';
import { inspectToken } from '../../src/tpp/inspect/inspect.ts';
import { findTokens } from '../../src/tpp/jwt/find.ts';
import { findJwtsInStream } from '../../src/tpp/jwt/find-in-stream.ts';
import { compareHashes } from '../../src/tpp/jwt/hashes.ts';
import { maskedFixture } from '../../src/tpp/jwt/masked-fixture.ts';
import { unsecuredJwt } from '../../src/tpp/jwt/sign.ts';
import { spelledOut } from '../../src/tpp/jwt/spelling.ts';
import { readAuthorityFile, sameDistinguishedName } from '../../src/tpp/keys/certificate.ts';
import { keyFileText } from '../../src/tpp/keys/key-file.ts';
import { normalisePem } from '../../src/tpp/keys/pem.ts';
import { readVerificationKeys } from '../../src/tpp/keys/verification-keys.ts';
import { bankWords } from '../../src/tpp/meanings/bank-words.ts';
import { plainHttpHost, withScheme } from '../../src/tpp/postman/addresses.ts';
import { findPrivateKeys, withoutPrivateKeys } from '../../src/tpp/postman/private-keys.ts';
import { collectionId } from '../../src/tpp/postman/saved-request.ts';
import { withReferences } from '../../src/tpp/postman/secret-places.ts';
import { isLiteralSecret, isNoValue, isPlainValue } from '../../src/tpp/postman/secret-values.ts';
import { redactedStart, redactHeaders, redactText } from '../../src/tpp/redaction/redact.ts';
import { withoutRepeated } from '../../src/tpp/redaction/repeated-secret.ts';
import { readRegistrationAnswer } from '../../src/tpp/registration/answer.ts';
import { textsOf } from '../../src/tpp/strangers.ts';
import { withoutStop } from '../../src/tpp/text-end.ts';
import { textOfBytes } from '../../src/tpp/transport/charset.ts';
import type { Answer, ExchangeRecord } from '../../src/tpp/transport/exchange.ts';
import { noProxy } from '../../src/tpp/transport/no-proxy.ts';
import { notTheApi } from '../../src/tpp/transport/not-the-api.ts';
import { ProxyFailure } from '../../src/tpp/transport/proxy.ts';
import { proxyProblem } from '../../src/tpp/transport/proxy-failure.ts';
import { proxiesOf } from '../../src/tpp/transport/proxy-settings.ts';
import { citable, withoutSent } from '../../src/tpp/transport/sent-secrets.ts';
import { readServerBytes } from '../../src/tpp/transport/server-bytes.ts';
import { issuerAddress } from '../../src/tpp/transport/trust.ts';
import { parseWorkspace } from '../../src/tpp/workspace/parse.ts';

const answered = (body: string): Answer => ({ status: 201, headers: {}, body, interactionId: 'x' });

const refused = (body: string): ExchangeRecord => ({
  id: 'x',
  startedAt: 0,
  milliseconds: 1,
  times: { reused: true },
  purpose: 'accounts',
  method: 'POST',
  url: 'https://bank.test/x',
  status: 400,
  interactionId: 'i',
  clientCertificate: { offered: false, why: 'not_a_host_of_the_bank', host: 'bank.test:443' },
  tls: 'verified',
  requestHeaders: {},
  requestBody: `{${body}…`,
  requestSize: 1,
  responseHeaders: { 'content-type': 'text/html', 'www-authenticate': body },
  responseBody: `<html>${body}`,
  findings: [],
});

/** A body held against a page of transactions, with what is said of it. */
const checked = (body: unknown): string[] =>
  checkBody(body, 'OBReadTransaction6', tables()).map((finding) => wordsOf(finding, { values: true }));

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const someProxy = {
  name: 'p:1',
  origin: 'http://p:1',
  from: 'HTTPS_PROXY',
  verified: true,
  authorization: () => undefined,
};

/** What a function throws of a text that is none of its own is as good as an answer. */
export const readers: Readonly<Record<string, (text: string) => unknown>> = {
  operationAt: (text) => operationAt('ais', 'GET', `/${text}`),
  operationAsked: (text) => operationAsked(`GET /${text}`),
  'operationAsked, of words': operationAsked,
  ruleOfThree,
  ruleOfFour: (text) => ruleOfFour({ Type: 'MNTH', PointInTime: text }),
  findTokens,
  readDiscoveryDocument: (text) => {
    const lists = { scopes_supported: text, response_types_supported: text, protected_resources: [text] };
    const read = readDiscoveryDocument({ issuer: text, require_pushed_authorization_requests: text, ...lists });
    return apiBase({}, read?.document ?? {});
  },
  noProxy: (text) => noProxy(text)(new URL('https://auth.bank.example')),
  'proxiesOf, of an address': (text) =>
    proxiesOf({ environment: { HTTPS_PROXY: text } }).serverFor(new URL('https://auth.bank.example')),
  'proxyProblem, of a challenge': (challenge) =>
    proxyProblem(new ProxyFailure(someProxy, 'bank:443', { status: 407, challenge })),
  findJwtsInStream: (text) => findJwtsInStream(inPieces(text), () => undefined),
  tokensIn,
  tokensByLine,
  cutTokensIn: (text) => cutTokensIn(text, []),
  'cutTokensIn, behind beginnings': (text) => cutTokensIn(`eyJhbGciOiJub25lIn0.${text}`, []),
  datesIn,
  brokenToken,
  'brokenToken, of a beginning': (text) => brokenToken(`eyJ${text} x`),
  inspectToken: (text) => inspectToken(text, { now: 0 }),
  'inspectToken, of a payload': (text) => inspectToken(unsecuredJwt({ iss: text }), { now: 0 }),
  'inspectToken, of lists in a registration': (text) => {
    const words = Array.from({ length: text.length / 8 }, (_, count) => `a${count}`);
    const of = { software_redirect_uris: words, software_roles: words, software_id: text };
    const scope = 'accounts '.repeat(words.length) + 'payments '.repeat(words.length);
    const redirects = words.map((word) => `b${word}`);
    return inspectToken(
      unsecuredJwt({ software_statement: unsecuredJwt(of), scope, redirect_uris: redirects, grant_types: redirects }),
      { now: 0 },
    );
  },
  'inspectToken, of certificates': (text) =>
    inspectToken(`${base64({ alg: 'PS256', kid: text, x5c: [text, text] })}.e30.c2ln`, { now: 0 }),
  'inspectToken, of an encrypted one': (text) =>
    inspectToken(`${base64({ alg: text, enc: text, kid: text, epk: { crv: text } })}.a.b.c.d`, { now: 0 }),
  spelledOut,
  'spelledOut, of JSON': (text) => spelledOut(`{"payload":${JSON.stringify(text)},"protected":"e30","signature":"x"}`),
  'spelledOut, of many signatures': (text) =>
    spelledOut(`{"payload":"e30","signatures":[${'{"protected":"e30","signature":"x"},'.repeat(text.length / 40)}{}]}`),
  compareHashes: (text) =>
    compareHashes({ header: { alg: text }, payload: { c_hash: text, s_hash: text } }, { code: text, state: text }),
  'compareHashes, of a code': (text) =>
    compareHashes({ header: { alg: 'PS256' }, payload: { c_hash: text } }, { code: text }),
  maskedFixture: (text) => maskedFixture(unsecuredJwt({ text })),
  redactText,
  redactedStart,
  'redactText, of JSON': (text) => redactText(JSON.stringify({ text })),
  'redactText, of a payload in JSON form': (text) =>
    redactText(`{"payload":"${base64({ text })}","protected":"e30","signature":"x"}`),
  'redactText, of a signature in JSON form': (text) => redactText(`{"signature":"${'A'.repeat(16)}${text}`),
  withoutRepeated: (text) => withoutRepeated(text, `"client_secret":"${text}`),
  'withoutRepeated, of many secrets': (text) =>
    withoutRepeated(text, `"client_secret":"${text.slice(0, 500)}"`.repeat(text.length / 500)),
  withoutSent: (text) => withoutSent(text, { headers: { authorization: `Bearer ${text.slice(0, 499)}` } }),
  'withoutSent, of credentials': (text) =>
    withoutSent(text, {
      headers: { authorization: `Basic ${Buffer.from(`:${text.slice(0, 499)}`).toString('base64')}` },
    }),
  citable: (text) => citable({ ...answered(text), status: 400 }, { headers: { authorization: text } }),
  redactHeaders: (text) => redactHeaders({ location: text }),
  textOfBytes: (text) => textOfBytes(Buffer.from(text, 'latin1'), `text/plain;charset=${text}`),
  readServerBytes: (text) => readServerBytes(Buffer.from(text, 'latin1')),
  issuerAddress: (text) => issuerAddress({ infoAccess: `CA Issuers - URI:http://${text}` }),
  normalisePem,
  'normalisePem, of a block': (text) => normalisePem(`-----BEGIN CERTIFICATE-----${text}-----END CERTIFICATE-----`),
  findPrivateKeys,
  withoutPrivateKeys,
  readVerificationKeys: (text) => readVerificationKeys(text, 'x'),
  readAuthorityFile: (text) => readAuthorityFile(text, 'x'),
  'readAuthorityFile, of blocks that do not end': (text) =>
    readAuthorityFile(`-----BEGIN CERTIFICATE-----${text}`, 'x'),
  keyFileText: (text) => keyFileText(Buffer.from(text, 'latin1'), { path: 'x' }),
  'sameDistinguishedName (tpp)': (text) => sameDistinguishedName(`CN=${text}`, `CN=${text}x`),
  'parseDistinguishedName (bank)': (text) => parseDistinguishedName(`CN=${text} x`),
  readGivenFile: (text) => readGivenFile({ path: 'x', bytes: Buffer.from(text) }),
  parseWorkspace: (text) => parseWorkspace(text, '/x'),
  readRedirect: (text) => readRedirect(`${text} x`),
  notTheApi: (text) =>
    notTheApi({ status: 403, headers: { 'content-type': 'text/html' }, body: `<p>support id ${text}` }),
  'notTheApi, of a target': (text) => notTheApi({ status: 302, headers: { location: text }, body: '' }),
  bankWords: (text) => bankWords(text),
  readPage: (text) =>
    readPage(
      { answer: answered('{}'), json: { Data: { Transaction: [] }, Links: { Next: text } } },
      'Transaction',
      'x',
      'GET /accounts/{AccountId}/transactions',
    ),
  'readRegistrationAnswer, a long number as id': (text) =>
    readRegistrationAnswer(answered(`{"client_id":1e20,"x":${JSON.stringify(text)}}`), 'x', { known: 'c' }),
  'readRegistrationAnswer, cut off': (text) =>
    readRegistrationAnswer(answered(`{"client_id":"c","client_secret":"s",${text}`), 'x'),
  'readRegistrationAnswer, a secret that is said again': (text) => {
    const half = text.slice(0, text.length / 4);
    readRegistrationAnswer(
      answered(JSON.stringify({ client_id: 'c', client_secret: `${half}.${half}`, note: text })),
      'x',
    );
  },
  'readRegistrationAnswer, an address': (text) =>
    readRegistrationAnswer(answered(JSON.stringify({ registration_client_uri: text, scope: text })), 'x'),
  checkBody: (text) => checked({ Data: { Transaction: text }, [text]: text, Links: { Self: text } }),
  'checkBody, of a transaction': (text) =>
    checked({
      Data: {
        Transaction: [
          {
            ...{ AccountId: text, Status: text, BookingDateTime: text, CreditDebitIndicator: { [text]: text } },
            Amount: { Amount: text, Currency: text, [text]: [text] },
          },
        ],
      },
    }),
  'checkBody, of many rows': (text) =>
    checked({
      Data: { Transaction: Array.from({ length: text.length / 10 }, (_, at) => ({ [text.slice(0, 9)]: at })) },
    }),
  'checkBody, of many members': (text) =>
    checked(Object.fromEntries(Array.from({ length: text.length / 10 }, (_, at) => [text.slice(0, 9) + at, at]))),
  textsOf: (text) => textsOf(text),
  withoutStop: (text) => withoutStop(`${text}x`),
  explainExchange: (text) => explainExchange(refused(text)),
  bankReport: (text) => bankReport(refused(text), {}, { summary: '', readings: [] }),
  templateOf: (text) => templateOf(refused(text), {}),
  transactionsCsv: (text) => transactionsCsv([{ TransactionInformation: text }]),
  readMoney: (text) => readMoney({ Amount: text, Currency: text }, text),
  accountType: (text) => accountType({ AccountType: text, AccountTypeCode: text }),
  balanceName,
  collectionId,
  withReferences: (text) => withReferences(`password=${text}`, () => '{{x}}'),
  isNoValue,
  isPlainValue,
  plainHttpHost: (text) => plainHttpHost(withScheme(text)),
  'plainHttpHost, of http': (text) => plainHttpHost(`http://${text}`),
  isLiteralSecret: (text) => isLiteralSecret(text, text),
  bearerOf: (text) => bearerOf(`Bearer ${text}`),
  takes: (text) => takes('application/json', text),
  prefersJson: (text) => prefersJson(`text/html;a="${text}"${text}`),
  basicOf: (text) => basicOf(`Basic ${text}`),
  displayedName,
  harmless,
  oneLine,
  manyLines,
  plainMessage,
  plainLabel,
  inMarkdown,
  cut: (text) => cut(text, 100),
};

const header = Buffer.from('{"alg":"none"}').toString('base64url');

/** Each is repeated until the text has its length. */
export const patterns: Readonly<Record<string, string>> = {
  backslashes: '\\',
  quotes: '"',
  apostrophes: "'",
  brackets: '[',
  braces: '{',
  'braces and quotes': '{"',
  dots: '.',
  dashes: '-',
  slashes: '/',
  blanks: ' ',
  eyJ: 'eyJ',
  'eyJ and dots': 'eyJ.',
  headers: `${header}.`,
  'line ends': '\n',
  'tokens on lines': `${header}.e30.\n`,
  'line ends of Windows': '\r\n',
  digits: '7',
  equals: '=',
  ampersands: '&',
  at: '@',
  'PEM beginnings': '-----BEGIN ',
  'private keys': '-----BEGIN PRIVATE KEY-----',
  escapes: '\\"',
  'escaped names': '\\"token\\":',
  names: '"token":[',
  words: 'token ',
  values: '{"value":"',
  codes: '"code":"R1",',
  'objects of codes': '{"code":"',
  'headers that repeat': 'Authorization: Bearer abcdefgh12345678\r\n',
  options: '--password ',
  colons: 'request:',
  'apostrophes after commas': ",'a",
  'parts of a form': 'name="token"\r\n',
  'blocks of YAML': 'token: |\n ',
  'percent signs': '%26code%3D',
  tags: '<title',
  'tags of a form': '<input name="token" value="x" ',
  'strings of a program': '"abcdefghijklmnopqrst" +\n',
  'headers in strings': `${header}" + "`,
  'spelled dots': `${header}\\u002e`,
  'members of JSON form': '"protected":',
  'objects in JSON form': '{"protected":',
  'lists in JSON form': '{"signatures":[',
  'payloads in JSON form': '{"payload":"eyJhbGciOiJQUzI1NiJ9',
  'lines of base64': `${'A'.repeat(60)}\n`,
};

export const repeated = (piece: string, size: number): string =>
  piece.repeat(Math.ceil(size / piece.length)).slice(0, size);

/** Milliseconds of this thread's own work, so that a busy machine counts for nothing. */
export async function costOf(read: (text: string) => unknown, text: string): Promise<number> {
  const before = process.threadCpuUsage();
  try {
    await read(text);
  } catch {
    // Refused.
  }
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

async function* inPieces(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += 65_536) yield text.slice(at, at + 65_536);
}
