/** Why there is no answer although the address is one: from the host's name to the body's last byte, each with its own remedy. */
import { t } from '../../standard/language.ts';
import type { ErrorCode } from '../errors.ts';
import type { Meaning } from './meaning.ts';

export interface ConnectionMeaning extends Meaning {
  code: ErrorCode;
}

const handshake = 'RFC 8446 §4.1, §6.2';
const allowList = t(
  'Banks let in the addresses on their allow list only: ask whether this machine’s public address is on it. A firewall or proxy of the own network may do the same.',
);

export const connectionTroubles = {
  host_unknown: {
    code: 'bank_unreachable',
    means: t('No address is known for the host’s name.'),
    cause: t('A slip in the name, a network that is down, or names that only a company’s own servers know.'),
    try: t(
      'Check the address in openbanking.json and the network. Where the way out leads through a proxy, name it in HTTPS_PROXY (in VS Code http.proxy).',
    ),
    rule: 'RFC 9110 §4.2.2',
  },
  nothing_listens: {
    code: 'bank_unreachable',
    means: t('The host took no connection at this port.'),
    cause: t('A wrong port, a server that is down, or a firewall.'),
    try: t('Check that the bank is running, the port, and the network.'),
    rule: 'RFC 9110 §4.2.2',
  },
  sandbox_stopped: {
    code: 'bank_unreachable',
    means: t('Nothing listens at this port of this machine.'),
    cause: t('The sandbox was not started, or it runs at another port.'),
    try: t('Start the sandbox, or correct the port.'),
    remedies: [{ do: 'startSandbox' }],
    rule: 'RFC 9110 §4.2.2',
  },
  no_connection: {
    code: 'timed_out',
    means: t('The host did not take a connection in time.'),
    cause: t('Packets that are dropped on the way: a firewall, an allow list, a wrong address.'),
    try: t('Check host and port. {0}', allowList),
    rule: 'RFC 9293 §3.5',
  },
  silent_handshake: {
    code: 'timed_out',
    means: t('The server took the connection and did not answer the TLS handshake.'),
    cause: t('A port that does not speak TLS, a server that hangs, or something in between that holds the connection.'),
    try: t('Check the port; if it is the right one, ask the bank. Nothing was sent, so it may be tried again.'),
    rule: handshake,
  },
  no_answer: {
    code: 'timed_out',
    means: t('The bank did not answer in time.'),
    cause: t('A slow bank, or something in between that drops packets.'),
    try: t(
      'Try again; if it stays so, check the network or ask the bank. A POST may have been carried out all the same: look before sending it again.',
    ),
    rule: 'RFC 9110 §9.2.2 (which methods may be repeated)',
  },
  answer_stalled: {
    code: 'timed_out',
    means: t('The bank began its answer and did not end it in time.'),
    cause: t('A slow bank, or something in between that holds the rest back.'),
    try: t(
      'The bank has seen the request: a read may be tried again; after anything else look first what there is. What came of the answer is in the exchange.',
    ),
    rule: 'RFC 9110 §9.2.2 (which methods may be repeated)',
  },
  plain_http: {
    code: 'bank_unreachable',
    means: t('The server speaks plain HTTP at this port, and no TLS.'),
    cause: t('The port for http instead of the one for https, or a proxy.'),
    try: t('Check the port: it is one for plain http, and nothing is sent to it.'),
    rule: 'FAPI 1.0 Part 1 §7.1',
  },
  not_tls: {
    code: 'bank_unreachable',
    means: t('What listens at this port does not speak TLS.'),
    cause: t('The port is another program’s.'),
    try: t('Check the port: it may be one for plain http, or one of another program.'),
    rule: handshake,
  },
  old_tls: {
    code: 'bank_unreachable',
    means: t('The server speaks no TLS that is still in use, but only 1.1 or older.'),
    cause: t('A server, or a device in between, that was not brought up to date.'),
    try: t('Tell the bank: FAPI wants TLS 1.2 or later, and nothing here goes below it.'),
    rule: 'FAPI 1.0 Part 1 §7.1; RFC 8996',
  },
  http2_only: {
    code: 'bank_unreachable',
    means: t('The server speaks HTTP/2 only; requests go by HTTP/1.1 here.'),
    cause: t('A server that was set up for HTTP/2 alone.'),
    try: t('Ask the bank for an address that takes HTTP/1.1 as well, or have a proxy of your own translate.'),
    rule: 'RFC 7301 §3.2; RFC 9113 §3.2',
  },
  nothing_in_common: {
    code: 'bank_unreachable',
    means: t('The two sides found no TLS settings in common; no certificate was asked for before that.'),
    cause: t('Cipher suites or curves that only one side has, or an old server.'),
    try: t(
      'Ask the bank which versions and cipher suites of TLS it takes: here these are 1.2 and 1.3 with what FAPI allows. The client certificate is not the trouble, as it never came to it.',
    ),
    rule: 'FAPI 1.0 Part 2 §8.5; RFC 8446 §4.1.1',
  },
  name_not_served: {
    code: 'bank_unreachable',
    means: t('The server does not serve the host name that was asked for.'),
    cause: t('A wrong host in the address, or an address that moved.'),
    try: t('Check the host in the address.'),
    rule: 'RFC 6066 §3',
  },
  ended_in_handshake: {
    code: 'bank_unreachable',
    means: t('The server ended the connection in the TLS handshake, without a reason.'),
    cause: t('An address that is not on the bank’s allow list, a firewall or proxy, or a server that is overloaded.'),
    try: t('{0} Nothing was sent.', allowList),
    rule: handshake,
  },
  handshake_failed: {
    code: 'bank_unreachable',
    means: t('The TLS handshake failed.'),
    cause: t('For the reason that the message names.'),
    try: t('Nothing was sent. Give the bank the reason in the message and the time.'),
    rule: handshake,
  },
  ended_early: {
    code: 'bank_unreachable',
    means: t('The connection ended before an answer came.'),
    cause: t('A bank, gateway or proxy that broke off; the request may have gone through before.'),
    try: t('The bank may or may not have seen the request: look before sending it again.'),
    rule: 'RFC 9110 §9.2.2 (which methods may be repeated)',
  },
  ended_unsent: {
    code: 'bank_unreachable',
    means: t('The connection ended before the request went out.'),
    cause: t('A server or something in between that broke off.'),
    try: t('Nothing was sent, so try again; if it stays so, check the network or ask the bank.'),
    rule: 'RFC 9110 §9.2.2 (which methods may be repeated)',
  },
  answer_too_large: {
    code: 'answer_invalid',
    means: t('The answer is too large and was not read to its end.'),
    cause: t('More than 64 MB, compressed or not.'),
    try: t('Ask for less, e.g. a shorter range of dates.'),
    rule: 'RFC 9110 §6.4',
  },
  headers_too_long: {
    code: 'answer_invalid',
    means: t('The bank answered with headers that are too long.'),
    cause: t('Cookies or headers that a gateway adds again and again: more than 16 KB of them.'),
    try: t(
      'The bank may have acted on the request: look first what there is before anything but a read is tried again. Ask the bank which headers its gateway adds; give it the interaction id.',
    ),
    rule: 'RFC 9110 §5.4',
  },
  not_http: {
    code: 'answer_invalid',
    means: t('What came back is not HTTP as it should be.'),
    cause: t('Another program at this port, or something in between that changes answers.'),
    try: t('Check the address and whether something between here and the bank changes its answers.'),
    rule: 'RFC 9112',
  },
  answer_cut: {
    code: 'answer_incomplete',
    means: t('The bank answered, and its answer broke off in the body.'),
    cause: t('A gateway or proxy that ended the connection, or a Content-Length that is not true.'),
    try: t(
      'The bank has seen the request: a read may be tried again; after anything else look first what there is. Status, headers and what came of the body are in the exchange; give the bank the interaction id.',
    ),
    rule: 'RFC 9112 §8 (incomplete messages)',
  },
  compression_cut: {
    code: 'answer_incomplete',
    means: t('The bank answered, and its compressed body ends before its end.'),
    cause: t('A gateway or proxy that cut it, or one that compresses and does not finish.'),
    try: t(
      'The bank has seen the request: a read may be tried again; after anything else look first what there is. Status, headers and what could be read are in the exchange; give the bank the interaction id.',
    ),
    rule: 'RFC 9110 §8.4',
  },
  compression_wrong: {
    code: 'answer_undecodable',
    means: t('The bank answered, and its body is not what its Content-Encoding says.'),
    cause: t('A gateway or proxy that changes the body and not the header, or the reverse.'),
    try: t(
      'The bank has seen the request: a read may be tried again; after anything else look first what there is. Status and headers are in the exchange; tell the bank that Content-Encoding and body do not agree.',
    ),
    rule: 'RFC 9110 §8.4',
  },
  request_not_allowed: {
    code: 'usage',
    means: t('The request has a header or an address that HTTP does not allow.'),
    cause: t('A line end or another control character in a value.'),
    try: t('Check the headers of the bank’s entry in openbanking.json.'),
    rule: 'RFC 9110 §5.5',
  },
} as const satisfies Readonly<Record<string, ConnectionMeaning>>;

export type ConnectionTrouble = keyof typeof connectionTroubles;
