/** Which proxy a URL goes through, by the variables and the settings that name one. */
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { OpenBankingError } from '../../../src/tpp/errors.ts';
import { isThisMachine, noProxy } from '../../../src/tpp/transport/no-proxy.ts';
import { type EditorProxySettings, proxiesOf } from '../../../src/tpp/transport/proxy-settings.ts';

const bank = new URL('https://auth.bank.example/token');
type Environment = Record<string, string>;
const serverOf = (environment: Environment, editor?: EditorProxySettings) =>
  proxiesOf({ environment, ...(editor ? { editor } : {}) }).serverFor(bank);
const none: EditorProxySettings = {
  proxy: '',
  noProxy: [],
  proxySupport: 'override',
  proxyAuthorization: null,
  proxyStrictSSL: true,
};

describe('the environment', () => {
  it.each<[string, Environment, string | undefined, string?]>([
    ['nothing', {}, undefined],
    ['HTTPS_PROXY', { HTTPS_PROXY: 'http://p.example:3128' }, 'p.example:3128', 'HTTPS_PROXY'],
    ['https_proxy', { https_proxy: 'http://p.example:3128' }, 'p.example:3128', 'https_proxy'],
    ['both: the small letters', { HTTPS_PROXY: 'http://a:1', https_proxy: 'http://b:2' }, 'b:2', 'https_proxy'],
    ['a blank one: nothing', { HTTPS_PROXY: 'http://a:1', https_proxy: ' ' }, 'a:1', 'HTTPS_PROXY'],
    ['ALL_PROXY', { ALL_PROXY: 'http://a:1' }, 'a:1', 'ALL_PROXY'],
    ['ALL_PROXY after HTTPS_PROXY', { all_proxy: 'socks5://a:1', HTTPS_PROXY: 'http://b:2' }, 'b:2', 'HTTPS_PROXY'],
    ['HTTP_PROXY, which is for http', { HTTP_PROXY: 'http://a:1' }, undefined],
    ['HTTP_PROXY as Node takes it', { HTTP_PROXY: 'http://a:1', NODE_USE_ENV_PROXY: '1' }, 'a:1', 'HTTP_PROXY'],
    ['NODE_USE_ENV_PROXY alone', { NODE_USE_ENV_PROXY: '1' }, undefined],
    ['no scheme', { HTTPS_PROXY: 'p.example:3128' }, 'p.example:3128', 'HTTPS_PROXY'],
    ['no port', { HTTPS_PROXY: 'http://p.example' }, 'p.example:80', 'HTTPS_PROXY'],
    ['https', { HTTPS_PROXY: 'https://p.example/' }, 'p.example:443', 'HTTPS_PROXY'],
    ['IPv6', { HTTPS_PROXY: 'http://[2001:db8::1]:8080' }, '[2001:db8::1]:8080', 'HTTPS_PROXY'],
    ['blanks around', { HTTPS_PROXY: ' http://p:1\n' }, 'p:1', 'HTTPS_PROXY'],
    ['credentials', { HTTPS_PROXY: 'http://u:p@p.example:3128' }, 'p.example:3128', 'HTTPS_PROXY'],
    ['NO_PROXY', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'bank.example' }, undefined],
    ['no_proxy', { HTTPS_PROXY: 'http://p:1', no_proxy: '*' }, undefined],
  ])('%s', (_, environment, name, from) => {
    expect(serverOf(environment)?.name).toBe(name);
    expect(serverOf(environment)?.from).toBe(from);
  });

  it.each<[string, string, string | undefined]>([
    ['both', 'http://alice:secret@p:1', 'alice:secret'],
    ['percent-encoded', 'http://CORP%5Calice:p%40%3A%2Fss@p:1', 'CORP\\alice:p@:/ss'],
    ['no password', 'http://alice@p:1', 'alice:'],
    ['a lone per cent sign', 'http://alice:50%@p:1', 'alice:50%'],
    ['letters beyond ASCII', 'http://alice:p%C3%A4ss@p:1', 'alice:päss'],
    ['none', 'http://p:1', undefined],
  ])('credentials: %s', (_, value, basic) => {
    const server = serverOf({ HTTPS_PROXY: value });
    expect(server?.authorization()).toBe(basic && `Basic ${Buffer.from(basic).toString('base64')}`);
    expect(`${JSON.stringify(server)}${inspect(server, { showHidden: true, depth: 9 })}`).not.toMatch(/alice|ss@|50%/);
  });
});

describe('what cannot be used is named by its variable and never repeated', () => {
  it.each<[string, string, RegExp]>([
    ['no URL', 'http://', /HTTPS_PROXY is no address of a proxy/],
    ['a password with #', 'http://alice:1234#hunter2@p.example:3128', /is no address.*/],
    ['a password with /', 'http://alice:12/hunter2@p.example:3128', /is no address/],
    ['a password with ?', 'http://alice:12?hunter2@p.example:3128', /is no address/],
    ['a Windows domain', 'http://CORP\\alice:hunter2@p.example:3128', /is no address/],
    ['a port that is none', 'http://p.example:hunter2', /is no address/],
    ['SOCKS', 'socks5://alice:hunter2@p.example:1080', /names a SOCKS proxy, which is not supported/],
    ['SOCKS with names', 'socks5h://p.example:1080', /SOCKS/],
    ['another scheme', 'ftp://alice:hunter2@p.example', /begins with ftp:\/\//],
    ['a scheme that is a secret', 'hunter2!!://x', /is no address/],
    ['a PAC file', 'http://wpad.corp.example/proxy.pac', /names a file for automatic configuration \(PAC\)/],
    ['a PAC file of old', 'http://wpad/wpad.dat?hunter2', /PAC/],
    ['a PAC file in Chromium’s words', 'pac+https://corp.example/x', /PAC/],
    ['a PAC file on the disk', 'file:///etc/proxy.pac', /PAC/],
  ])('%s', (_, value, message) => {
    const proxies = proxiesOf({ environment: { HTTPS_PROXY: value } });
    const refused = () => proxies.serverFor(bank);
    expect(refused).toThrow(OpenBankingError);
    try {
      refused();
    } catch (thrown) {
      if (!(thrown instanceof OpenBankingError)) throw thrown;
      expect(thrown.code).toBe('proxy_invalid');
      expect(thrown.message).toMatch(message);
      expect(thrown.message).toMatch(/^Nothing was sent: HTTPS_PROXY /);
      expect(JSON.stringify(thrown.problem)).not.toMatch(/hunter2|alice|1234/);
    }
    // What needs no proxy goes on.
    expect(proxies.serverFor(new URL('https://127.0.0.1:8443/'))).toBeUndefined();
  });
});

describe('the settings of VS Code', () => {
  const environment = { HTTPS_PROXY: 'http://env:1' };
  it.each<[string, Partial<EditorProxySettings>, string | undefined, string?]>([
    ['nothing: the environment', {}, 'env:1', 'HTTPS_PROXY'],
    ['http.proxy', { proxy: 'http://set:2' }, 'set:2', 'http.proxy'],
    ['null', { proxy: null }, 'env:1', 'HTTPS_PROXY'],
    ['switched off', { proxy: 'http://set:2', proxySupport: 'off' }, undefined],
    ['http.noProxy', { proxy: 'http://set:2', noProxy: ['*.bank.example'] }, undefined],
    ['http.noProxy with a number in it', { proxy: 'http://set:2', noProxy: [5, 'bank.example'] }, undefined],
    ['http.noProxy of another shape', { proxy: 'http://set:2', noProxy: 'bank.example' }, 'set:2', 'http.proxy'],
  ])('%s', (_, settings, name, from) => {
    const server = serverOf(environment, { ...none, ...settings });
    expect([server?.name, server?.from]).toEqual([name, from]);
  });

  it('have NO_PROXY count beside http.noProxy', () => {
    expect(serverOf({ NO_PROXY: 'bank.example' }, { ...none, proxy: 'http://set:2' })).toBeUndefined();
  });

  it('send http.proxyAuthorization, before what the address has', () => {
    const editor = { ...none, proxy: 'http://u:p@set:2', proxyAuthorization: 'Bearer planted' };
    expect(serverOf({}, editor)?.authorization()).toBe('Bearer planted');
  });

  it.each<[string, Partial<EditorProxySettings>, RegExp]>([
    ['a number', { proxy: 8080 }, /http\.proxy is no address of a proxy/],
    ['a PAC file', { proxy: 'https://corp.example/wpad.dat' }, /http\.proxy names a file for automatic/],
    ['SOCKS', { proxy: 'socks://p:1' }, /http\.proxy names a SOCKS proxy/],
    ['a header that is none', { proxy: 'http://p:1', proxyAuthorization: 'a\r\nb' }, /http\.proxyAuthorization cannot/],
    ['a header of another type', { proxy: 'http://p:1', proxyAuthorization: 5 }, /http\.proxyAuthorization cannot/],
  ])('refuse %s', (_, settings, message) => {
    expect(() => serverOf({}, { ...none, ...settings })).toThrow(message);
  });
});

describe('NO_PROXY', () => {
  it.each<[string, string, boolean]>([
    ['', 'https://bank.example', false],
    ['*', 'https://bank.example', true],
    [' , * ,', 'https://bank.example', true],
    ['bank.example', 'https://bank.example', true],
    ['bank.example', 'https://a.b.bank.example', true],
    ['bank.example', 'https://notbank.example', false],
    ['bank.example', 'https://bank.example.evil.test', false],
    ['BANK.Example.', 'https://bank.example', true],
    ['bank.example', 'https://bank.example.', true],
    ['.bank.example', 'https://a.bank.example', true],
    ['.bank.example', 'https://bank.example', true],
    ['*.bank.example', 'https://a.bank.example', true],
    ['*.bank.example', 'https://bank.example', false],
    ['x.test bank.example\ty.test', 'https://bank.example', true],
    ['bank.example:8443', 'https://bank.example:8443', true],
    ['bank.example:8443', 'https://bank.example', false],
    ['bank.example:443', 'https://bank.example', true],
    ['*:443', 'https://bank.example', true],
    ['*:443', 'https://bank.example:444', false],
    ['bücher.example', 'https://bücher.example', true],
    ['10.1.2.3', 'https://10.1.2.3', true],
    ['10.1.2.3', 'https://10.1.2.30', false],
    ['1.2.3', 'https://10.1.2.3', false],
    ['10.0.0.0/8', 'https://10.1.2.3', true],
    ['10.0.0.0/8', 'https://11.1.2.3', false],
    ['10.0.0.0/99', 'https://10.1.2.3', false],
    ['10.1.2.3:8443', 'https://10.1.2.3:8443', true],
    ['2001:db8::1', 'https://[2001:DB8:0::1]', true],
    ['[2001:db8::1]:8443', 'https://[2001:db8::1]:8443', true],
    ['[2001:db8::1]:8443', 'https://[2001:db8::1]', false],
    ['2001:db8::/32', 'https://[2001:db8:1::5]', true],
    ['.', 'https://bank.example', false],
    ['*.', 'https://bank.example', false],
    ['[', 'https://bank.example', false],
    [':', 'https://bank.example', false],
  ])('%j of %s: %s', (text, url, direct) => {
    expect(noProxy(text)(new URL(url))).toBe(direct);
  });
});

it.each([
  ['https://127.0.0.1', true],
  ['https://127.200.3.4:1', true],
  ['https://127.1', true],
  ['https://localhost.', true],
  ['https://LOCALHOST', true],
  ['https://bank.localhost', true],
  ['https://[::1]', true],
  ['https://[::ffff:127.0.0.1]', true],
  ['https://128.0.0.1', false],
  ['https://localhost.bank.example', false],
  ['https://[::2]', false],
])('%s is this machine: %s', (url, own) => {
  expect(isThisMachine(new URL(url))).toBe(own);
});
