/** The guide's own Python, taken out of the guide when the test runs, against a real bank: steps 2.1 to 2.3 as their reader does them. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GivenOptions } from '../../src/bank/options.ts';
import { clockEnvironment } from '../support/system-time.ts';
import { send, startTestBank, type TestBank, type Tpp } from './support/bank.ts';
import { installTime, requirePackages } from './support/packages.ts';
import { sharedFile } from './support/shared.ts';

const run = promisify(execFile);
/** Debian's own: another python3 on PATH knows nothing of Debian's packages. */
const python = '/usr/bin/python3';
/** Nothing of this machine's settings: a proxy or a bundle of certificates would change what `requests` does. */
const environment = { ...clockEnvironment, PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', PYTHONDONTWRITEBYTECODE: '1' };

const shared = sharedFile('sandbox-guide.txt');
const guide = 'path' in shared ? readFileSync(shared.path, 'utf8') : '';

/** The lines of the guide from the one that begins so to the one that is so. */
function passage(first: string, last: string): string {
  const lines = guide.split('\n').map((line) => line.trimEnd());
  const from = lines.findIndex((line) => line.startsWith(first));
  const to = lines.indexOf(last, from);
  if (from < 0 || to < 0) throw new Error(`the guide has no passage from "${first}" to "${last}"`);
  return lines.slice(from, to + 1).join('\n');
}

/** Puts one text in the place of another that stands there exactly once: a guide that changed must not pass unread. */
function exchange(text: string, [old, replacement]: readonly [string, string]): string {
  if (text.split(old).length !== 2) throw new Error(`"${old}" stands ${text.split(old).length - 1} times in the guide`);
  return text.replace(old, () => replacement);
}

const call = 'make_registration_jwt(SOFTWARE_STATEMENT_ID, KID, SOFTWARE_STATEMENT)';

/** The guide's two passages as one script, with the changes that its reader cannot do without, and no other. */
async function scriptFor(tpp: Tpp, bank: TestBank, verify: string): Promise<string> {
  const signingKey = await readFile(join(tpp.folder, 'signing.key'), 'utf8');
  const [begin, end] = ['BEGIN', 'END'].map((word) => `-----${word} PRIVATE KEY-----`);
  const changes: [string, string][] = [
    ['SOFTWARE_STATEMENT_ID = ""', `SOFTWARE_STATEMENT_ID = "${tpp.softwareId}"`],
    ['KID = ""', `KID = "${tpp.kid}"`],
    [`${begin}\n${end}`, signingKey.trim()],
    ['\nSOFTWARE_STATEMENT = ""', `\nSOFTWARE_STATEMENT = "${tpp.ssa}"`],
    [`\n${call}\n`, `\nregistration_request = ${call}\n`],
    ['https://ob-api1.sandbox.monese.com:4501', new URL(bank.ready.registrationEndpoint).origin],
    ['./transports.key', './transport.key'],
    ['verify=False', `verify=${verify}`],
  ];
  const written = [passage('import time, uuid', call), passage('headers = {', 'print(response.content)'), ''];
  return `import requests\n${changes.reduce(exchange, written.join('\n\n'))}`;
}

/** Runs the script as it stands, in the TPP's folder, and asks it afterwards for the status that it does not print. */
async function register(tpp: Tpp, bank: TestBank, verify: string) {
  await writeFile(join(tpp.folder, 'guide.py'), await scriptFor(tpp, bank, verify));
  const runner = "import runpy; print(runpy.run_path('guide.py')['response'].status_code)";
  const { stdout } = await run(python, ['-W', 'ignore', '-c', runner], {
    cwd: tpp.folder,
    env: environment,
    timeout: 50_000,
  });
  const [request = '', content = '', status] = stdout.trim().split('\n');
  return { request, status: Number(status), answer: JSON.parse(bytesOf(content)) };
}

/** What Python's `print` shows of bytes, as text. */
function bytesOf(shown: string): string {
  const quoted = /^b(['"])(.*)\1$/.exec(shown)?.[2];
  if (quoted === undefined) throw new Error(`no bytes: ${shown}`);
  return quoted.replace(/\\(['"\\])/g, '$1');
}

describe.skipIf('missing' in shared)(
  `the guide's Python${'missing' in shared ? ` (skipped: ${shared.missing})` : ''}`,
  () => {
    beforeAll(
      () =>
        requirePackages(['python3-jwcrypto', 'python3-requests'], `${python} with jwcrypto and requests`, () =>
          run(python, ['-c', 'import jwcrypto, requests'], { env: environment }).then(
            () => true,
            () => false,
          ),
        ),
      installTime,
    );

    function bankOf(profile: GivenOptions['profile']): () => TestBank {
      let bank: TestBank | undefined;
      beforeAll(async () => {
        bank = await startTestBank({ profile });
      });
      afterAll(() => bank?.stop());
      return () => {
        if (bank === undefined) throw new Error('no bank was started');
        return bank;
      };
    }

    describe('on a permissive bank', () => {
      const bank = bankOf('permissive');

      it.each([
        ['without verifying the bank, as the guide has it', () => 'False'],
        ['verifying the bank by its CA', () => JSON.stringify(bank().ready.ca)],
      ])('registers %s', async (_name, verify) => {
        const tpp = await bank().tpp();
        const { request, status, answer } = await register(tpp, bank(), verify());
        expect(decodeProtectedHeader(request)).toEqual({ alg: 'RS256', kid: tpp.kid, typ: 'JWT' });
        expect(status).toBe(201);
        const { iss: _iss, aud: _aud, iat: _iat, exp: _exp, jti: _jti, ...asked } = decodeJwt(request);
        expect(answer).toMatchObject(asked);
        expect(answer).toMatchObject({
          client_id: expect.stringMatching(/^.{1,36}$/),
          client_secret: expect.stringMatching(/^.{20,}$/),
        });
        expect(bank().failures).toEqual([]);
      });

      it('gives the new client the environment of step 2.3', async () => {
        const tpp = await bank().tpp();
        const { answer } = await register(tpp, bank(), JSON.stringify(bank().ready.ca));
        const token = Buffer.from(`${answer.client_id}:${answer.client_secret}`).toString('base64');
        const downloaded = await send(tpp.agent, 'GET', bank().ready.environment, {
          headers: { authorization: `Basic ${token}` },
        });
        expect(downloaded.status).toBe(200);
        expect(downloaded.json.values).toContainEqual({
          enabled: true,
          key: 'basicToken',
          value: token,
          type: 'text',
        });
      });

      it('is told the second time that its software statement is registered already', async () => {
        const tpp = await bank().tpp();
        const first = await register(tpp, bank(), 'False');
        const second = await register(tpp, bank(), 'False');
        expect(second.status).toBe(400);
        expect(second.answer.error_description).toContain(`already registered`);
        expect(second.answer.error_description).toContain(first.answer.client_id);
      });
    });

    describe('on a strict bank', () => {
      const bank = bankOf('strict');

      it('is refused with the reason', async () => {
        const { status, answer } = await register(await bank().tpp(), bank(), JSON.stringify(bank().ready.ca));
        expect(status).toBe(400);
        expect(answer).toEqual({
          error: 'invalid_client_metadata',
          error_description: expect.stringMatching(/RS256/),
        });
        expect(bank().failures).toEqual([]);
      });

      it('is not verified by a CA that is not the bank’s', async () => {
        const tpp = await bank().tpp();
        const foreign = JSON.stringify('./signing.pem');
        await expect(register(tpp, bank(), foreign)).rejects.toThrow(/CERTIFICATE_VERIFY_FAILED|certificate verify/);
      });
    });
  },
);
