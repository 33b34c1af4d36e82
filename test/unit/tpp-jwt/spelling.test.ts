/** Tokens in spellings that are not the standard's: read, found, verified over the bytes that were signed, and masked as any other. */
import { constants, createHash, type KeyObject, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { tokensIn } from '../../../src/extension/tokens/given-text.ts';
import { inspectToken } from '../../../src/tpp/inspect/inspect.ts';
import { decodeJwt, payloadOf, readJws } from '../../../src/tpp/jwt/decode.ts';
import { findJwts } from '../../../src/tpp/jwt/find.ts';
import { explainSignatures } from '../../../src/tpp/jwt/several-signatures.ts';
import { spelledOut } from '../../../src/tpp/jwt/spelling.ts';
import { explainVerification } from '../../../src/tpp/jwt/verification.ts';
import { keyOfObject } from '../../../src/tpp/keys/verification-key.ts';
import { redactText } from '../../../src/tpp/redaction/redact.ts';
import { unbroken } from '../../../src/tpp/redaction/token-lines.ts';
import { ec, rsa } from './signing-keys.ts';
import { now } from './tokens.ts';

type Alphabet = 'base64' | 'base64url';
const part = (value: unknown, alphabet: Alphabet = 'base64url') =>
  Buffer.from(JSON.stringify(value)).toString(alphabet);

function signatureOf(input: string, key: KeyObject = rsa.privateKey, alphabet: Alphabet = 'base64url'): string {
  const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_DIGEST: saltLength } = constants;
  return sign('sha256', Buffer.from(input), { key, padding, saltLength, dsaEncoding: 'ieee-p1363' }).toString(alphabet);
}

const header = { alg: 'PS256', kid: 'k>>?', typ: 'JWT' };
const inner = signatureOf('the software statement');
/** Its base64 has each of the characters that base64url has others for. */
const claims = {
  iss: 'me',
  note: '>>>???ÿÿ',
  software_statement: `${part({ alg: 'PS256' })}.${part({ org_id: 'o' })}.${inner}`,
};
const input = `${part(header)}.${part(claims)}`;
const signature = signatureOf(input);
const compact = `${input}.${signature}`;
const padded = (text: string) => text.padEnd(Math.ceil(text.length / 4) * 4, '=');
const plain = [part(header, 'base64'), part(claims, 'base64'), Buffer.from(signature, 'base64url').toString('base64')];
const lines = (text: string, size = 64) => text.match(new RegExp(`.{1,${size}}`, 'g')) ?? [];
const flattened = { payload: part(claims), protected: part(header), signature };
const general = {
  payload: part(claims),
  signatures: [{ protected: part(header), signature, header: { note: 'x' } }],
};

const spellings: [name: string, text: string, said: RegExp | undefined][] = [
  ['padded', compact.split('.').map(padded).join('.'), /padded/],
  ['in base64', plain.join('.'), /base64 instead of base64url/],
  ['with a signature in base64 alone', [...compact.split('.', 2), plain[2]].join('.'), /signature has/],
  ['broken over lines', lines(compact).join('\n'), /broken over \d+ lines/],
  ['broken over lines of Windows and indented', lines(compact).join('\r\n    '), /broken over \d+ lines/],
  ['quoted in a mail', lines(compact).join('\n> '), /broken over \d+ lines/],
  ['in the strings of a program', `"${lines(compact).join('" +\n  "')}"`, /broken over \d+ lines/],
  ['with line breaks spelled out', lines(compact).join('\\n'), /line ends/],
  ['padded and broken over lines', lines(plain.join('.'), 76).join('\n'), /broken over \d+ lines/],
  ['in a mail with soft breaks', lines(compact, 70).join('=\n'), /broken over \d+ lines/],
  ['with the line ends of an old Mac', lines(compact).join('\r'), /broken over \d+ lines/],
  ['with breaks that nobody sees', lines(compact).join('\u200b'), /line ends/],
  ['in a comment of a program', lines(compact).join('\n// '), /broken over \d+ lines/],
  ['with escaped slashes', plain.join('.').replaceAll('/', '\\/'), /base64 instead of base64url/],
  ['in JSON, flattened', JSON.stringify(flattened), /JSON form \(flattened/],
  ['in JSON over lines', JSON.stringify(flattened, undefined, 2), /JSON form \(flattened/],
  ['in JSON, general', JSON.stringify(general, undefined, 1), /JSON form \(general/],
  ['in JSON, padded', JSON.stringify({ payload: plain[1], protected: plain[0], signature: plain[2] }), /JSON form/],
  ['after Bearer', `Authorization: Bearer ${compact}`, undefined],
];

describe.each(spellings)('a token %s', (_name, text, said) => {
  it('is read, with a word on the spelling', () => {
    const { form, header: read, payload, findings } = inspectToken(text, { now });
    expect({ form, read, payload }).toEqual({ form: 'signed', read: header, payload: claims });
    const words = findings.map(({ message }) => message).filter((message) => said?.test(message));
    expect(words.length).toBeGreaterThan(said ? 0 : -1);
    expect(payloadOf(readJws(text))).toEqual(claims);
  });

  it('is found in a text around it, as it stands there', () => {
    const around = `2026-11-28 INFO answer=200 body:\n${text}\nend of it`;
    const [found, ...others] = tokensIn(around);
    expect(others).toEqual([]);
    expect(inspectToken(found?.spelled ?? '', { now })).toMatchObject({ header, payload: claims });
    expect(findJwts(around)).toHaveLength(1);
  });

  it('is verified over the bytes that were signed', () => {
    expect(explainVerification(text, [keyOfObject(rsa.publicKey, 'k.pem')])).toMatchObject({ verified: true });
    const changed = text.includes('{') ? text.replace(part(claims), part({ ...claims, iss: 'you' })) : undefined;
    if (changed === undefined || changed === text) return;
    expect(explainVerification(changed, [keyOfObject(rsa.publicKey, 'k.pem')])).toMatchObject({ verified: false });
  });

  it('is masked: neither its signature nor that of the token inside it stays', () => {
    for (const whole of [text, `2026-11-28 INFO token ${text} expired`, JSON.stringify({ message: text })]) {
      const redacted = unbroken(redactText(whole));
      // Whatever can be decoded of what is left.
      const readable = [...redacted.matchAll(/[\w+/-]{16,}={0,2}/g)].map(([run]) =>
        Buffer.from(run, 'base64').toString(),
      );
      for (const left of [redacted, ...readable]) {
        for (const at of [20, 140, 300]) {
          for (const secret of [signature, plain[2] ?? '', inner])
            expect(left).not.toContain(secret.slice(at, at + 16));
        }
      }
    }
  });
});

it('a signature in base64 is masked wherever its lines end, each with the characters that base64url has not', () => {
  const bytes = Buffer.from('fbefbefbf0fbff3fbefbe0'.repeat(24), 'hex').subarray(0, 256);
  const [head = '', body = ''] = plain;
  const token = `${head}.${body}.${bytes.toString('base64')}`;
  const secret = bytes.toString('base64').slice(0, 20);
  for (let size = 20; size <= 120; size += 1) {
    for (const glue of ['\n', '\r\n  ', '\\n', '" +\n"', '=\n', '\r', '\u200b', '\n# ', '\n> ']) {
      const broken = lines(token, size).join(glue);
      const escaped = JSON.stringify({ message: broken }).replaceAll('/', '\\/');
      for (const text of [broken, `token "${broken}" end`, JSON.stringify({ message: broken }), escaped]) {
        expect(unbroken(redactText(text)).replaceAll(/[^\w+/]/g, '')).not.toContain(secret);
      }
      expect(inspectToken(tokensIn(`{"log":"${broken}"}`)[0]?.spelled ?? '', { now }).payload).toEqual(claims);
    }
  }
});

describe('what was signed of a token in another alphabet', () => {
  const remarkOf = (text: string) => {
    const outcome = explainVerification(text, [keyOfObject(rsa.publicKey, 'k.pem')]);
    return outcome.verified ? outcome.remarks.find(({ code }) => code === 'spelling')?.message : outcome.message;
  };

  it('is said: the letters as they came, or those of base64url', () => {
    const asItCame = `${plain[0]}.${plain[1]}`;
    expect(remarkOf(`${asItCame}.${signatureOf(asItCame, rsa.privateKey, 'base64')}`)).toContain('as they came');
    expect(remarkOf(plain.join('.'))).toContain('in base64url without padding');
    expect(remarkOf(`${input}.${padded(signature)}`)).toContain('only the signature itself');
    expect(remarkOf(compact)).toBeUndefined();
  });

  it('is neither of another token', () => {
    const other = [plain[0], part({ ...claims, iss: 'you' }, 'base64'), plain[2]].join('.');
    expect(remarkOf(other)).toContain('was changed after it was signed');
  });

  it('is base64url alone where a token is relied upon', () => {
    expect(() => decodeJwt(plain.join('.'))).toThrow('no base64url character');
    expect(decodeJwt(lines(compact).join('\n')).payload).toEqual(claims);
  });
});

describe('a token with several signatures', () => {
  const second = { alg: 'ES256', kid: 'second' };
  const signatures = [
    { protected: part(header), signature },
    { protected: part(second), signature: signatureOf(`${part(second)}.${part(claims)}`, ec.privateKey) },
  ];
  const { compact: first, others, notes } = spelledOut(JSON.stringify({ payload: part(claims), signatures }));
  const [byRsa, byEc] = [keyOfObject(rsa.publicKey, 'rsa.pem'), keyOfObject(ec.publicKey, 'ec.pem')];

  it('is shown by its first, and the others are named', () => {
    expect([first, others.length]).toEqual([compact, 1]);
    expect(notes.map(({ message }) => message).join(' ')).toMatch(/2 signatures.*"ES256".*"second"/);
  });

  it('is shown with the header of whichever is asked for', () => {
    const shown = inspectToken(JSON.stringify({ payload: part(claims), signatures }), { now, signature: 1 });
    expect(shown).toMatchObject({ header: second, otherSignatures: [compact] });
    const said = shown.findings.map(({ message }) => message).join(' ');
    expect(said).toContain('what is shown is signature 2. The others: 1 (alg "PS256"');
  });

  it('is good by any of them, and it is said by which', () => {
    const of = (...keys: Parameters<typeof explainSignatures>[1]) => explainSignatures([first, ...others], keys);
    expect(of(byEc)).toMatchObject({ verified: true, signature: 1, algorithm: 'ES256' });
    expect(of(byEc)).toMatchObject({
      message: 'Signature 2 of 2 is good: ES256 by ec.pem.',
      remarks: [{ message: 'Signature 1 fits none of these keys.' }, {}],
      attempts: [
        { signature: 0, fits: false },
        { signature: 1, fits: true },
      ],
    });
    expect(of(byRsa, byEc)).toMatchObject({ verified: true, signature: 0 });
    expect(of(byRsa, byEc)).toMatchObject({ remarks: [{ message: 'All 2 signatures are good.' }, {}] });
    expect(of()).toMatchObject({ verified: false, reason: 'no_keys' });
  });

  it('has no compact form where nothing of its header is protected', () => {
    const bare = JSON.stringify({ payload: part(claims), header, signature });
    expect(inspectToken(bare, { now })).toMatchObject({
      form: 'unreadable',
      problem: { message: expect.stringContaining('none of its headers is protected') },
    });
  });
});

describe('JSON that is no token', () => {
  it.each([
    ['a list', '[{"protected":"e30","payload":"e30","signature":"x"}]', 1],
    ['one inside another object', '{"data":{"protected":"e30","payload":"e30","signature":"x"},"n":1}', 1],
    ['several, one after the other', '{"protected":"e30","signature":"x"}\n{"protected":"e30","signature":"y"}', 2],
    ['a string with braces behind it', '{"payload":"e30","protected":"e30","signature":"x","note":"}{"}', 1],
    ['a protected flag', '{"protected":true,"signature":"x"}', 0],
    ['no signature', '{"protected":"e30","payload":"e30"}', 0],
    ['a signature with a header of something else', '{"header":{"a":1},"signature":"x"}', 0],
    ['cut off', '{"protected":"e30","payload":"e30","signature":"x"', 0],
  ])('%s has as many tokens as there are', (_, text, count) => {
    expect(findJwts(text)).toHaveLength(count);
  });
});

describe('an encrypted token', () => {
  const parts = ['a2V5a2V5a2V5a2V5', 'aXZpdml2aXZpdml2', 'Y2lwaGVydGV4dGNpcGhlcnRleHQ', 'dGFndGFndGFndGFndGFn'];
  const [key, iv, ciphertext, tag] = parts;
  const head = { alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: 'enc-1', cty: 'JWT' };
  it.each<[string, string]>([
    ['compact', [part(head), ...parts].join('.')],
    ['with a padded header', [part(head, 'base64'), ...parts].join('.')],
    ['in JSON, flattened', JSON.stringify({ protected: part(head), encrypted_key: key, iv, ciphertext, tag })],
    [
      'in JSON, general',
      JSON.stringify({ protected: part(head), recipients: [{ encrypted_key: key }], iv, ciphertext, tag }),
    ],
  ])('%s shows its header, and the key that it needs', (_, text) => {
    const { form, header: read, findings } = inspectToken(text, { now });
    expect({ form, read }).toEqual({ form: 'encrypted', read: head });
    const needed = findings.find(({ code }) => code === 'key_needed')?.message;
    for (const word of ['private RSA key', '"enc-1"', 'cty JWT']) expect(needed).toContain(word);
    expect(() => readJws(text)).toThrow(/encrypted \(JWE, alg RSA-OAEP-256, enc A256GCM, kid "enc-1", cty JWT\)/);
    expect(redactText(`token ${text} end`)).not.toContain(ciphertext);
  });

  it.each<[string, object, string]>([
    ['an elliptic key', { alg: 'ECDH-ES', enc: 'A256GCM', epk: { crv: 'P-256' } }, 'elliptic key on the curve P-256'],
    ['a shared key', { alg: 'dir', enc: 'A256GCM' }, 'secret key that both sides share'],
    ['a wrapping key', { alg: 'A256KW', enc: 'A256GCM' }, 'secret key that both sides share'],
    ['a password', { alg: 'PBES2-HS256+A128KW', enc: 'A256GCM' }, 'password'],
    ['nobody knows what', { alg: 'x', enc: 'A256GCM' }, 'receiver’s private key'],
  ])('needs %s', (_, odd, words) => {
    const { findings } = inspectToken([part(odd), ...parts].join('.'), { now });
    expect(findings.find(({ code }) => code === 'key_needed')?.message).toContain(words);
  });

  it('with RSA1_5 is warned of', () => {
    const text = [part({ ...head, alg: 'RSA1_5' }), ...parts].join('.');
    const severity = (permissive?: boolean) =>
      inspectToken(text, { now, permissive }).findings.find(({ code }) => code === 'alg_rsa1_5')?.severity;
    expect([severity(), severity(false)]).toEqual(['warning', 'error']);
  });
});

it.each(['signature', 'ciphertext', 'encrypted_key', 'tag'])(
  'a %s in JSON form is masked wherever its lines end, in a body and in a message of one',
  (name) => {
    const bytes = Array.from({ length: 8 }, (_, index) => createHash('sha256').update(`${name}${index}`).digest());
    const secret = Buffer.concat(bytes).toString('base64');
    for (const size of [16, 33, 64, 76]) {
      for (const glue of ['\n', '\r\n  ', '\r', '\\n', '\n> ']) {
        const broken = `{"payload":"e30","protected":"e30","${name}": "${lines(secret, size).join(glue)}"}`;
        for (const text of [broken, JSON.stringify({ Message: broken }), JSON.stringify(JSON.stringify({ broken }))]) {
          const left = redactText(text);
          for (const line of lines(secret, size).slice(1, -1)) expect(left).not.toContain(line.slice(0, 12));
        }
      }
    }
  },
);

describe('a token in JSON form with many signatures', () => {
  const key = keyOfObject(rsa.publicKey, 'k.pem');
  const of = (count: number, good: number) => {
    const bad = { protected: part(header), signature: signature.replace(/^.{8}/, 'AAAAAAAA') };
    const signatures = Array.from({ length: count }, (_, index) =>
      index === good ? { protected: part(header), signature } : bad,
    );
    const { compact: first, others, untold } = spelledOut(JSON.stringify({ payload: part(claims), signatures }));
    return explainSignatures([first, ...others], [key], { untold });
  };

  it('has them all tried, up to a bound, and the outcome says how many were not', () => {
    expect(of(25, 24)).toMatchObject({ verified: true, signature: 24 });
    const outcome = of(207, 206);
    expect(outcome).toMatchObject({ verified: false });
    expect(outcome.message).toContain('None of the 200 signatures that were tried is good. 7 more were not tried.');
    expect(of(201, 200).message).toContain(' 1 more was not tried.');
    expect(of(203, 2)).toMatchObject({
      message: 'Signature 3 of 203 is good: PS256 by k.pem.',
      remarks: [{ message: expect.stringMatching(/^Signatures 1, 2, 4, .* fit none .* 3 more were not tried\.$/) }, {}],
    });
    expect(
      inspectToken(
        JSON.stringify({ payload: part(claims), signatures: Array(201).fill({ protected: part(header), signature }) }),
        { now },
      ),
    ).toMatchObject({ untoldSignatures: 1 });
  });
});

it('a signature with another last character for the same bytes is good, with a word on that', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const token = `${input}.${signatureOf(input)}`;
  const other = token.slice(0, -1) + alphabet[alphabet.indexOf(token.at(-1) ?? '') + 1];
  const remarks = (text: string) => {
    const outcome = explainVerification(text, [keyOfObject(rsa.publicKey, 'k.pem')]);
    return outcome.verified
      ? outcome.remarks.filter(({ code }) => code === 'spelling').map(({ message }) => message)
      : [outcome.message];
  };
  expect(remarks(token)).toEqual([]);
  expect(remarks(other)).toEqual([expect.stringContaining('The last character of the signature is not the one')]);
});

describe('a blank', () => {
  it('within a line breaks no token: what the redactor does not know is not put together', () => {
    const text = `${compact.slice(0, 60)} ${compact.slice(60)}`;
    expect(() => decodeJwt(text)).toThrow('holds " "');
    expect(inspectToken(text, { now }).form).toBe('unreadable');
  });

  it('before a line break is none, for the reader and the redactor alike', () => {
    const text = lines(compact).join('  \n');
    expect(decodeJwt(text).payload).toEqual(claims);
    expect(unbroken(redactText(text))).not.toContain(signature.slice(200, 216));
  });
});
