/** Texts of strangers in sentences of ours: cut to a length, and never within a character. */
import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { standardText } from '../../../src/tpp/conformance/lookup.ts';
import { problemOf } from '../../../src/tpp/errors.ts';
import { criticalProblem } from '../../../src/tpp/jwt/critical.ts';
import { fetchJwks } from '../../../src/tpp/jwt/fetch-jwks.ts';
import { spelledOut } from '../../../src/tpp/jwt/spelling.ts';
import { explainVerification } from '../../../src/tpp/jwt/verification.ts';
import { readVerificationKeys } from '../../../src/tpp/keys/verification-keys.ts';
import { redactedStart } from '../../../src/tpp/redaction/redact.ts';
import { show } from '../../../src/tpp/rules/values.ts';
import { requestUrl } from '../../../src/tpp/transport/hosts.ts';
import { distrustOf } from '../../../src/tpp/transport/trust.ts';
import { firstFault } from '../../../src/tpp/workspace/fault-words.ts';
import { allowCommand } from '../../../src/tpp/workspace/named-commands.ts';
import type { WorkspaceFile } from '../../../src/tpp/workspace/schema.ts';
import { makeRoot } from '../../support/certificates.ts';

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const inJson = (header: object, protectedHeader: object = { alg: 'PS256' }) => ({
  header,
  protected: part(protectedHeader),
  signature: 'c2ln',
});
const notesOf = (...signatures: object[]) =>
  spelledOut(JSON.stringify({ payload: part({ iss: 'me' }), signatures }))
    .notes.map(({ message }) => message)
    .join(' ');
const messageOf = (refuse: () => unknown) => {
  try {
    return refuse();
  } catch (thrown) {
    return problemOf(thrown).message;
  }
};
const nobodysNames = async (subject: string, hosts: string[] = []) => {
  const root = await makeRoot(subject);
  return {
    host: 'bank.test',
    authorities: [],
    certificate: new X509Certificate((await root.issue([{ CN: ['bank'] }], { hosts })).certificate),
  };
};

/** Where a text of a stranger stands, and the sentence that it stands in. */
const places: [place: string, sentence: (text: string) => unknown][] = [
  ['the alg of a token', (text) => explainVerification(`${part({ alg: text })}.${part({})}.c2ln`, []).message],
  ['a critical header', (text) => criticalProblem({ crit: [text] }, { detached: false })],
  ['a header that nothing protects', (text) => notesOf(inJson({ [text]: 1 }))],
  ['the kid of another signature', (text) => notesOf(inJson({}), inJson({}, { alg: 'PS256', kid: text }))],
  ['the address of a key set', (text) => fetchJwks(text).catch((thrown) => problemOf(thrown).message)],
  [
    'the members of what is no key',
    (text) => messageOf(() => readVerificationKeys(JSON.stringify({ [text]: 1 }), 'file')),
  ],
  ['an address in openbanking.json', (text) => messageOf(() => requestUrl(text))],
  [
    'the digest of a command',
    (text) =>
      allowCommand({ folder: '/', file: { banks: {} } as WorkspaceFile }, text).catch(
        (thrown) => problemOf(thrown).message,
      ),
  ],
  [
    'a member of a file',
    (text) => firstFault({ [text]: 1 }, z.record(z.string(), z.string()).safeParse({ [text]: 1 }).error as z.ZodError),
  ],
  ['a version of the standard', (text) => messageOf(() => standardText('OBAmount', text))],
  ['a name of the standard', (text) => messageOf(() => standardText(text))],
  ['a value of a request', (text) => show(text)],
  ['the start of a body', (text) => redactedStart(text, 100)],
  [
    'the authority of a certificate',
    async (text) => distrustOf({ ...(await nobodysNames(text)), code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }).message,
  ],
];

describe('a long text is cut between its characters, and the cut is seen', () => {
  it.each(places)('%s', async (_, sentence) => {
    for (const before of ['', 'x']) {
      const said = String(await sentence(before + '😀'.repeat(2000)));
      expect(said).toContain('😀…');
      expect(said).toSatisfy(isWhole);
      expect(said.length).toBeLessThan(700);
    }
  });
});

/** Neither half a character, nor one as JSON spells it. */
const isWhole = (text: string): boolean => text.isWellFormed() && !/\\u\{?d[89a-f]/i.test(text);

it('a value of a request keeps its quotes where it is cut', () => {
  expect(show('x'.repeat(101))).toBe(`"${'x'.repeat(99)}…"`);
  expect(show('x'.repeat(100))).toBe(`"${'x'.repeat(100)}"`);
});

it('of the hosts that a certificate is for, no more are told than fit', async () => {
  const hosts = Array.from({ length: 40 }, (_, index) => `host-${index}.bank.test`);
  const { message } = distrustOf({ ...(await nobodysNames('CA', hosts)), code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  expect(message).toContain('DNS:host-0.bank.test, ');
  expect(message).toMatch(/…/);
  expect(message.length).toBeLessThan(400);
});
