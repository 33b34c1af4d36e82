/** Redirect URIs by the rule book and by a permissive bank of ours, which share no code: what the bank takes is no error, and what it refuses one. */
import { describe, expect, it } from 'vitest';
import { permissive } from '../../../src/bank/profile/permissive.ts';
import { strict } from '../../../src/bank/profile/strict.ts';
import { objectionTo } from '../../../src/bank/registration/redirects.ts';
import { registrationRedirects } from '../../../src/tpp/rules/registration-redirects.ts';
import { judge } from '../../../src/tpp/rules/rule.ts';
import { webRedirect } from '../tpp-journey/stub.ts';

const uris = [
  webRedirect,
  'https://us.example:8443/cb?x=y',
  'https://us.example/cb#x',
  'https://us@us.example/cb',
  'https://us:secret@us.example/cb',
  'https://:secret@us.example/cb',
  'https://localhost/cb',
  'https://127.0.0.1/cb',
  'https://[::1]/cb',
  'http://us.example/cb',
  'http://localhost/cb',
  'http://127.0.0.1:8080/cb',
  'http://127.1/cb',
  'http://[::1]:8080/cb',
  'http://localhost.us.example/cb',
  'http://us@127.0.0.1/cb',
  'us.app:/cb',
  'us.app://localhost/cb',
  'us.app:/cb#x',
  'us.app://us@app/cb',
  'vscode://us.app/cb',
  'javascript:alert(1)',
  'javascript://localhost/%0aalert(1)',
  'JAVASCRIPT:alert(1)',
  'data:text/html,hello',
  'file:///cb',
  'blob:https://us.example/cb',
  'about:blank',
  'vbscript:x',
  'ftp://us.example/cb',
  'ws://us.example/cb',
  'wss://127.0.0.1/cb',
  'cb',
  '/cb',
];

const said = (application_type: string, redirect_uris: string[], facts = {}) =>
  judge(registrationRedirects, { header: {}, claims: { application_type, redirect_uris }, facts });

describe.each(['web', 'native', 'mobile'])('of a client of application_type %s in a sandbox', (applicationType) => {
  it.each(uris)('%s is an error where the bank refuses it, and nowhere else', (uri) => {
    const found = said(applicationType, [uri], { permissive: true });
    const refused = objectionTo(uri, { applicationType, profile: permissive }) !== undefined;
    expect(found.some(({ severity }) => severity === 'error')).toBe(refused);
    expect(found.some(({ fix }) => fix.startsWith('Nothing to do')) && refused).toBe(false);
  });
});

describe('a quick fix', () => {
  const given = [webRedirect, 'us.app:/cb', 'http://us.example/cb', 'http://127.0.0.1/cb', 'https://127.0.0.1/cb'];
  const told = (facts: object) =>
    said('native', given, facts).map(({ severity, message, replacement }) => [
      severity,
      message.replace(/.* URI "(.*)" is .*/, '$1'),
      replacement?.value,
    ]);
  const without = (...out: string[]) => given.filter((uri) => !out.includes(uri));

  it('takes no redirect URI out that a sandbox takes, and says so of each by itself', () => {
    expect(told({ permissive: true })).toEqual([
      ['information', 'http://127.0.0.1/cb', undefined],
      ['error', 'https://127.0.0.1/cb', without('https://127.0.0.1/cb')],
      ['information', 'us.app:/cb', undefined],
      ['error', 'http://us.example/cb', without('http://us.example/cb')],
    ]);
    expect(told({})).toEqual(told({ permissive: true }));
  });

  it('takes each out at a bank that is no sandbox', () => {
    expect(told({ permissive: false })).toEqual([
      ['error', 'http://127.0.0.1/cb', without('http://127.0.0.1/cb')],
      ['error', 'https://127.0.0.1/cb', without('https://127.0.0.1/cb')],
      ['error', 'us.app:/cb', without('us.app:/cb')],
      ['error', 'http://us.example/cb', without('http://us.example/cb')],
    ]);
  });
});

describe('of two faults', () => {
  const told = (uris: string[], facts: object, type = 'native') =>
    said(type, uris, facts).map(
      ({ code, message, fix }) => `${code}: ${message.match(/"[^ ]*"/g)} ${fix.slice(0, 13)}`,
    );
  const long = `http://127.0.0.1/${'x'.repeat(300)}`;

  it.each<[name: string, uri: string, code: string, fix: string]>([
    ['a user name', 'http://us@127.0.0.1:53682/cb', 'redirect_user_name', 'Leave out what'],
    ['a password', 'us.app://us:secret@app/cb', 'redirect_user_name', 'Leave out what'],
    ['a fragment', 'us.app:/cb#x', 'redirect_fragment', 'Leave out # and'],
    ['257 characters', long, 'redirect_too_long', 'Shorten the redirect URI.'],
  ])('%s in what a sandbox takes is the only one there', (_name, uri, code, fix) => {
    const found = said('native', [uri], { permissive: true });
    expect(found.map((each) => [each.code, each.fix])).toEqual([[code, expect.stringContaining(fix)]]);
  });

  it('that of one redirect URI changes nothing of what is said of another', () => {
    expect(told(['http://127.0.0.1:53682/callback', 'http://u:p@127.0.0.1:9/callback'], { permissive: true })).toEqual([
      'redirect_localhost: "http://127.0.0.1:53682/callback" Nothing to do',
      'redirect_user_name: "http://u:p@127.0.0.1:9/callback" Leave out wha',
    ]);
  });

  it('both are told at a bank that is no sandbox', () => {
    expect(told(['http://us@127.0.0.1/cb'], { permissive: false })).toEqual([
      'redirect_localhost: "http://us@127.0.0.1/cb" Use an https ',
      'redirect_user_name: "http://us@127.0.0.1/cb" Leave out wha',
    ]);
  });

  it('a redirect URI of 5000 characters is too long, and not called no URI', () => {
    expect(said('web', [`https://us.example/${'x'.repeat(5000)}`]).map(({ code }) => code)).toEqual([
      'redirect_too_long',
    ]);
  });
});

describe('a redirect URI that the software statement lacks', () => {
  const lacking = (type: string, uri: string, permissive: boolean) =>
    said(type, [uri], { permissive, statement: { redirectUris: [webRedirect] } }).some(
      ({ code }) => code === 'redirect_not_in_ssa',
    );

  it.each(['web', 'native'])(
    'is to be added where a bank takes it of a client of application_type %s alone',
    (type) => {
      for (const uri of uris.slice(1)) {
        for (const profile of [permissive, strict]) {
          const isTaken = objectionTo(uri, { applicationType: type, profile }) === undefined;
          expect([uri, profile.name, lacking(type, uri, profile === permissive)]).toEqual([uri, profile.name, isTaken]);
        }
      }
    },
  );

  it('is not to be added where it is too long', () => {
    expect(lacking('web', `https://us.example/${'x'.repeat(256)}`, true)).toBe(false);
  });
});
