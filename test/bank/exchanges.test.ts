/** The exchanges of a whole journey against a real bank: recorded, copied to other tools that then do the same, and without a secret anywhere. */
import { execFile } from 'node:child_process';
import { createPrivateKey, randomUUID } from 'node:crypto';
import { readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refreshTokens } from '../../src/tpp/authorization/renewal.ts';
import { consentTokens } from '../../src/tpp/authorization/tokens.ts';
import { findConsent } from '../../src/tpp/consents/kept.ts';
import { copyExchange, copyFormats } from '../../src/tpp/exchanges/copy/copy.ts';
import { copyFiles } from '../../src/tpp/exchanges/copy/files.ts';
import { harOf } from '../../src/tpp/exchanges/copy/har.ts';
import { explainExchange, explanationText } from '../../src/tpp/exchanges/explain.ts';
import { exchangeRecorder, readExchanges } from '../../src/tpp/exchanges/file.ts';
import { createExchangeLog } from '../../src/tpp/exchanges/log.ts';
import { repeatExchange } from '../../src/tpp/exchanges/repeat.ts';
import { reportFor } from '../../src/tpp/exchanges/report.ts';
import { type Journey, runJourney } from '../../src/tpp/journey.ts';
import { openSession, type Session } from '../../src/tpp/session.ts';
import type { ExchangeRecord } from '../../src/tpp/transport/exchange.ts';
import { unmaskedExchange } from '../../src/tpp/transport/record.ts';
import { checkUrls } from '../../src/tpp/urls/check-urls.ts';
import { fileStateStore } from '../../src/tpp/workspace/state-file.ts';
import { openWorkspace } from '../../src/tpp/workspace/workspace.ts';
import { clockEnvironment } from '../support/system-time.ts';
import { startTestBank, type TestBank, type Tpp } from './support/bank.ts';
import { installTime, requirePackages } from './support/packages.ts';

const run = promisify(execFile);
const python = '/usr/bin/python3';
/** Nothing of this machine's settings: a proxy or a bundle of certificates would change what the tools do. */
const environment = { ...clockEnvironment, PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', PYTHONDONTWRITEBYTECODE: '1' };
const passphrase = `pl4nted-passphrase-${randomUUID()}`;

let bank: TestBank;
let tpp: Tpp;
let session: Session;
let journey: Journey;
const log = createExchangeLog();
const secrets = new Map<string, string>();

beforeAll(async () => {
  bank = await startTestBank();
  tpp = await bank.tpp();
  const key = createPrivateKey(tpp.transport.key).export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase,
  });
  await writeFile(join(tpp.folder, 'transport-encrypted.key'), key);
  const path = join(tpp.folder, 'openbanking.json');
  const file = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...file, transport: { ...file.transport, key: 'transport-encrypted.key' } }));
  const recorder = exchangeRecorder(tpp.folder);
  session = openSession({
    workspace: await openWorkspace(tpp.folder, { passphrase: async () => passphrase }),
    state: fileStateStore(tpp.folder),
    secrets: {
      get: async (name) => secrets.get(name),
      set: async (name, value) => void secrets.set(name, value),
      delete: async (name) => void secrets.delete(name),
    },
    onExchange: (record) => {
      log.add(record);
      recorder.add(record);
    },
  });
  journey = await runJourney(session, { customer: { user: 'rora' } });
  expect(journey.problem).toBeUndefined();
  await recorder.write();
});
afterAll(async () => {
  await session?.close();
  await bank.stop();
});

const consentToken = async () =>
  (await consentTokens(session, await findConsent(session, journey.consentId ?? ''))).access_token;
const last = (purpose: string): ExchangeRecord => {
  const record = log.list().find((each) => each.purpose === purpose && each.status === 200);
  if (record === undefined) throw new Error(`no exchange for ${purpose}`);
  return record;
};

it('the log has the whole journey, each exchange with its certificate and its flow', () => {
  const purposes = log.list().map(({ purpose }) => purpose);
  for (const purpose of [
    'discovery',
    'register',
    'environment',
    'token',
    'account access consent',
    'accounts',
    'transactions',
  ]) {
    expect(purposes).toContain(purpose);
  }
  const mutual = log.list({ flow: 'accounts' });
  expect(mutual.length).toBeGreaterThan(2);
  for (const { clientCertificate, tls, bank: name } of mutual) {
    expect({ clientCertificate, tls, name }).toMatchObject({
      clientCertificate: { offered: true, why: 'host_of_the_bank', thumbprint: expect.stringMatching(/^[\w-]{43}$/) },
      tls: 'verified',
      name: 'sandbox',
    });
  }
  expect(log.list({ flow: 'discovery' }).every(({ clientCertificate }) => !clientCertificate.offered)).toBe(true);
});

it('a read is repeated with a fresh interaction id', async () => {
  const record = last('accounts');
  const answer = await repeatExchange(session, record);
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body)).toEqual(JSON.parse(unmaskedExchange(record)?.responseBody ?? ''));
  expect(answer.interactionId).not.toBe(record.interactionId);
});

it('every URL of the bank is as it should be', async () => {
  const { findings, urls } = await checkUrls(session);
  expect(findings.filter(({ severity }) => severity !== 'information')).toEqual([]);
  expect(urls.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['discovery', 'jwks_uri', 'resourceServers.aisp']),
  );
  const mutual = findings.find(({ message }) => message.includes('resourceServers.aisp'));
  expect(mutual?.message).toMatch(/asked for and accepted/);
});

describe('a copy does what the exchange did:', () => {
  let plain: { folder: string; files: Awaited<ReturnType<typeof copyFiles>> };
  beforeAll(async () => {
    const record = last('accounts');
    const encrypted = await copyFiles(session.workspace, record);
    expect(encrypted.clientCertificate).toMatchObject({ key: 'transport-encrypted.key', encrypted: true });
    expect(encrypted.ca).toBe('ca.pem');
    plain = {
      folder: tpp.folder,
      files: {
        ...encrypted,
        clientCertificate: { certificate: 'transport.pem', key: 'transport.key', encrypted: false },
      },
    };
    await symlink(join(import.meta.dirname, '../../node_modules'), join(tpp.folder, 'node_modules'), 'junction');
    await requirePackages(['curl', 'python3-requests'], `curl, and ${python} with requests`, () =>
      Promise.all([
        run('/usr/bin/curl', ['--version']),
        run(python, ['-c', 'import requests'], { env: environment }),
      ]).then(
        () => true,
        () => false,
      ),
    );
  }, installTime);
  afterAll(() => rm(join(tpp.folder, 'node_modules'), { force: true }));

  /** The accounts among what a tool printed. */
  const accountsIn = (printed: string) => JSON.parse(printed.slice(printed.indexOf('{"Data"')).trim()).Data.Account;
  const accounts = () => JSON.parse(unmaskedExchange(last('accounts'))?.responseBody ?? '').Data.Account;

  it('cURL, with an encrypted key', async () => {
    const command = copyExchange(last('accounts'), 'curl', await copyFiles(session.workspace, last('accounts')));
    const env = { ...environment, ACCESS_TOKEN: await consentToken(), OBW_TRANSPORT_PASSPHRASE: passphrase };
    const { stdout } = await run('/bin/bash', ['-c', command], { cwd: tpp.folder, env });
    expect(stdout).toMatch(/^HTTP\/1\.1 200/);
    expect(accountsIn(stdout)).toEqual(accounts());
  });

  it('cURL, with a form', async () => {
    const record = log.list({ flow: 'token' }).find(({ requestBody }) => requestBody?.includes('client_credentials'));
    if (record === undefined) throw new Error('no client-credentials token was asked for');
    const basic = unmaskedExchange(record)?.requestHeaders.authorization?.replace('Basic ', '') ?? '';
    const command = copyExchange(record, 'curl', plain.files);
    const env = { ...environment, BASIC_CREDENTIALS: basic };
    const { stdout } = await run('/bin/bash', ['-c', command], { cwd: plain.folder, env });
    expect(stdout).toMatch(/^HTTP\/1\.1 200[\s\S]*"access_token"/);
  });

  it('Python', async () => {
    await writeFile(join(plain.folder, 'repeated.py'), copyExchange(last('accounts'), 'python', plain.files));
    const env = { ...environment, ACCESS_TOKEN: await consentToken() };
    const { stdout } = await run(python, ['repeated.py'], { cwd: plain.folder, env });
    expect(stdout).toMatch(/^200\n/);
    expect(accountsIn(stdout)).toEqual(accounts());
  });

  it('TypeScript', async () => {
    await writeFile(join(plain.folder, 'repeated.mts'), copyExchange(last('accounts'), 'typescript', plain.files));
    const env = { ...environment, ACCESS_TOKEN: await consentToken() };
    const { stdout } = await run(process.execPath, ['repeated.mts'], { cwd: plain.folder, env });
    expect(stdout).toMatch(/^200 /);
    expect(accountsIn(stdout)).toEqual(accounts());
  });
});

describe('a planted secret', () => {
  /** Every secret of the journey by its name, taken from where it really was. */
  async function planted(): Promise<Map<string, string>> {
    await refreshTokens(session, journey.consentId ?? '');
    const found = new Map<string, string>([['the passphrase', passphrase]]);
    const note = (name: string, value: unknown) => {
      if (typeof value === 'string' && value.length > 12) found.set(`${name} ${found.size}`, value);
    };
    for (const [name, value] of secrets) {
      if (!value.startsWith('{')) note(name, value);
      else for (const [member, each] of Object.entries(JSON.parse(value))) if (member !== 'scope') note(member, each);
    }
    for (const record of log.list()) {
      const { requestBody = '', responseBody = '', requestHeaders = {} } = unmaskedExchange(record) ?? {};
      note('authorization', requestHeaders.authorization?.replace(/^\w+ /, ''));
      for (const name of ['code', 'refresh_token', 'client_secret', 'client_assertion', 'code_verifier']) {
        note(name, new URLSearchParams(requestBody).get(name));
      }
      for (const [, name = '', value] of responseBody.matchAll(/"(\w*_token|client_secret|bearer)":"([^"]+)"/g))
        note(name, value);
      if (record.purpose === 'register') note('the registration request', requestBody.split('.').at(-1));
    }
    for (const file of ['transport.key', 'transport-encrypted.key', 'signing.key']) {
      note(file, (await readFile(join(tpp.folder, file), 'utf8')).split('\n')[3]);
    }
    return found;
  }

  it('is in no log, record, copy, HAR, report, explanation or file', async () => {
    const sought = await planted();
    const names = [...sought.keys()].join(' ');
    for (const name of [
      'client_secret',
      'access_token',
      'refresh_token',
      'id_token',
      'code',
      'signing.key',
      'registration request',
    ]) {
      expect(names, 'the journey did not meet what is sought').toContain(name);
    }
    const records = log.list();
    const places = new Map<string, string>([
      ['the log', JSON.stringify(records)],
      ['a clone of the log', JSON.stringify(structuredClone(records))],
      ['the HAR', JSON.stringify(harOf(records))],
    ]);
    for (const record of [...records, ...(await readExchanges(tpp.folder))]) {
      for (const format of copyFormats) {
        places.set(
          `${format} of ${record.id}`,
          copyExchange(record, format, await copyFiles(session.workspace, record)),
        );
      }
      places.set(`the report on ${record.id}`, await reportFor(session, record, records));
      places.set(`the explanation of ${record.id}`, explanationText(explainExchange(record, { others: records })));
    }
    for (const name of await readdir(join(tpp.folder, '.openbanking'))) {
      places.set(name, await readFile(join(tpp.folder, '.openbanking', name), 'utf8'));
    }
    expect([...places.keys()]).toEqual(expect.arrayContaining(['exchanges.jsonl', 'state.json']));
    for (const [place, text] of places) {
      for (const [name, secret] of sought) expect(text.includes(secret), `${name} is in ${place}`).toBe(false);
    }
  });

  it('would be found: the search finds each in what went over the wire', async () => {
    const sought = await planted();
    const wire = JSON.stringify(log.list().map(unmaskedExchange));
    for (const [name, secret] of sought) {
      if (/access_token|code |client_secret|authorization/.test(name)) expect(wire.includes(secret), name).toBe(true);
    }
  });
});
