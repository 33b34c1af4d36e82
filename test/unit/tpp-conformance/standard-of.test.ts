/** What the transport asks of each request: its operation, and a judgement that never harms the exchange. */
import { expect, test } from 'vitest';
import { standardOf } from '../../../src/tpp/conformance/standard-of.ts';

const entry = { discovery: 'https://bank.example/.well-known/openid-configuration' };
const accountInformation = 'https://rs.bank.example/open-banking/v3.1/aisp';
const url = `${accountInformation}/accounts`;

test('nothing is known before the addresses of the bank are, nor where its entry says answers: off', () => {
  const standard = standardOf(entry);
  expect(standard.operation('GET', url)).toBeUndefined();
  standard.learn({ accountInformation });
  expect(standard.operation('GET', url)).toMatchObject({ name: 'GET /accounts', version: '3.1.11' });
  const off = standardOf({ ...entry, answers: 'off' });
  off.learn({ accountInformation });
  expect(off.operation('GET', url)).toBeUndefined();
});

test('a fault of ours in judging is a hint, and costs no exchange', () => {
  const standard = standardOf(entry);
  standard.learn({ accountInformation });
  const judged = { method: 'GET', url: 'no URL', requestHeaders: {} };
  expect(standard.operation('GET', url)?.deviations(judged)).toMatchObject([{ grade: 'hint', rule: 'unchecked' }]);
});
