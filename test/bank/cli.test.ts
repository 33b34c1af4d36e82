/** Every line of the command line's contract, on dist/cli.js as a process, against a real bank. */
import { existsSync, readFileSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authoriseAs } from '../../src/tpp/authorization/headless.ts';
import { cli, errorOf, resultOf, run, type Started, start } from './support/command.ts';

let root: string;
let bank: Started;
// biome-ignore lint/suspicious/noExplicitAny: the bank's own line
let ready: any;
const dir = () => join(root, 'bank');
const tpp = () => ({ folder: join(root, 'tpp') });

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'obw-cli-'));
  bank = start(['bank', 'start', '--dir', dir(), '--transactions', '40']);
  ready = JSON.parse(await bank.says('\n'));
});
afterAll(async () => {
  bank.child.kill('SIGTERM');
  await bank.ended;
  await rm(root, { recursive: true, force: true });
});

describe('the bank', () => {
  it('says where it is in one line', () => {
    expect(ready).toEqual({
      pid: bank.child.pid,
      issuer: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/),
      discovery: `${ready.issuer}/.well-known/openid-configuration`,
      frontChannel: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\//),
      authorizationEndpoint: expect.stringContaining(ready.issuer),
      tokenEndpoint: expect.stringMatching(/^https:/),
      registrationEndpoint: expect.stringMatching(/^https:.*register$/),
      resourceServer: expect.stringMatching(/^https:/),
      environment: expect.stringMatching(/\/ozone\/v1\.0\/postman\/environment$/),
      ca: expect.stringContaining(dir()),
      organisationId: '0015800001ZEc3hAAD',
      profile: 'permissive',
    });
    expect(existsSync(ready.ca)).toBe(true);
  });

  it('is not started twice on a folder', async () => {
    const error = await errorOf(['bank', 'start', '--dir', dir()]);
    expect(error).toMatchObject({ code: 'bank_already_running', message: expect.stringContaining(String(ready.pid)) });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends by itself with 0 on %s, and keeps its ports', async (signal) => {
    const folder = join(root, `kept-${signal}`);
    const lines: string[] = [];
    for (const _ of [1, 2]) {
      const started = start(['bank', 'start', '--dir', folder, '--profile', 'strict', '--json']);
      lines.push(await started.says('\n'));
      started.child.kill(signal);
      expect(await started.ended).toMatchObject({ status: 0, stderr: '' });
    }
    const [first, second] = lines.map((line) => ({ ...JSON.parse(line), pid: 0 }));
    expect(second).toEqual(first);
    expect(first.profile).toBe('strict');
  });

  it('does not take another port for one that is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    const error = await errorOf(['bank', 'start', '--dir', join(root, 'taken'), '--mtls-port', port]);
    expect(error).toMatchObject({ code: 'port_in_use', message: expect.stringContaining(port) });
    server.close();
  });
});

describe('a software statement', () => {
  const files = [
    'ca.pem',
    'openbanking.json',
    'signing.key',
    'signing.pem',
    'ssa.jwt',
    'transport.key',
    'transport.pem',
  ];

  it('is made with everything a TPP needs', async () => {
    const made = await resultOf(['bank', 'software-statement', '--dir', dir(), '--out', 'tpp'], { folder: root });
    expect(made).toEqual({
      softwareId: expect.stringMatching(/^[0-9A-Za-z]{22}$/),
      kid: expect.any(String),
      organisationId: expect.stringMatching(/^[0-9A-Za-z]{18}$/),
      redirectUris: expect.arrayContaining([
        'https://app.getpostman.com/oauth2/callback',
        'http://127.0.0.1:53682/callback',
      ]),
      files: expect.any(Array),
    });
    expect((await readdir(join(root, 'tpp'))).sort()).toEqual(files);
    expect((await stat(join(root, 'tpp/signing.key'))).mode & 0o777).toBe(0o600);
    expect(Object.keys(JSON.parse(await readFile(join(root, 'tpp/openbanking.json'), 'utf8')).banks)).toEqual([
      'sandbox',
    ]);
  });

  it('says so when it made a bank for it', async () => {
    const args = ['bank', 'software-statement', '--dir', 'mistyped', '--force', '--out', 'of-mistyped'];
    const told = `There was no bank in mistyped, so a new one was made there. Start it with obw bank start --dir mistyped`;
    expect((await run(args, { folder: root })).stderr).toContain(told);
    expect(await run(args, { folder: root })).toMatchObject({ status: 0, stderr: '' });
  });

  it('overwrites only by force', async () => {
    const args = ['bank', 'software-statement', '--dir', dir(), '--out', join(root, 'tpp')];
    expect(await errorOf(args)).toMatchObject({ code: 'files_exist' });
    const before = await readFile(join(root, 'tpp/ssa.jwt'), 'utf8');
    const made = await resultOf([...args, '--force', '--redirect-port', '53999']);
    expect(made.redirectUris).toContain('http://127.0.0.1:53999/callback');
    expect(await readFile(join(root, 'tpp/ssa.jwt'), 'utf8')).not.toBe(before);
  });

  it('is made for certificates of one’s own, bank running or not', async () => {
    const asleep = join(root, 'asleep');
    const own = join(root, 'own');
    await resultOf(['bank', 'software-statement', '--dir', asleep, '--out', own, '--self-signed']);
    const certificates = ['--transport-cert', 'own/transport.pem', '--signing-cert', 'own/signing.pem'];
    const made = await resultOf(
      ['bank', 'software-statement', '--dir', dir(), '--out', join(root, 'brought'), ...certificates],
      { folder: root },
    );
    expect(made.files.map((file: string) => file.split('/').at(-1)).sort()).toEqual(
      files.filter((name) => !name.endsWith('.key')),
    );
    for (const name of ['signing.key', 'transport.key']) await copyFile(join(own, name), join(root, 'brought', name));
    const { clientId } = await resultOf(['register', '--auth-method', 'private_key_jwt'], {
      folder: join(root, 'brought'),
    });
    expect(clientId).toEqual(expect.any(String));
  });
});

describe('the guide, verb by verb', () => {
  let clientId: string;
  let consentId: string;
  let account: string;

  it('checks the prerequisites', async () => {
    const { findings } = await resultOf(['check'], tpp());
    expect(findings.filter(({ severity }: { severity: string }) => severity === 'error')).toEqual([]);
    expect(findings.length).toBeGreaterThan(7);
    expect((await run(['check'], tpp())).stdout).toMatch(/✓ Organisation/);
  });

  it('shows a registration without sending it', async () => {
    const dry = await resultOf(
      ['register', '--dry-run', '--scope', 'openid accounts', '--algorithm', 'RS256', '--content-type', 'jose'],
      tpp(),
    );
    expect(dry).toMatchObject({
      contentType: 'application/jose',
      header: { alg: 'RS256' },
      claims: { scope: 'openid accounts' },
    });
    expect(await errorOf(['client', 'show'], tpp())).toMatchObject({ code: 'client_not_found' });
  });

  it('registers, once', async () => {
    const registered = await resultOf(['register', '--auth-method', 'client_secret_basic'], tpp());
    clientId = registered.clientId;
    expect(registered.registration).toMatchObject({
      client_id: clientId,
      token_endpoint_auth_method: 'client_secret_basic',
    });
    expect(registered.registration.client_secret).toMatch(/…$/);
    expect(await errorOf(['register'], tpp())).toMatchObject({ code: 'client_exists' });
    expect(await errorOf(['register', '--force'], tpp())).toMatchObject({
      code: 'registration_refused',
      bank: { status: 400 },
    });
  });

  it('downloads the environment for its owner’s eyes only', async () => {
    const { file } = await resultOf(['environment', 'download', '--out', 'environment.json'], tpp());
    expect(file).toBe(join(root, 'tpp/environment.json'));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const { values } = JSON.parse(await readFile(file, 'utf8'));
    expect(values.map(({ key }: { key: string }) => key)).toContain('basicToken');
    expect(existsSync((await resultOf(['environment', 'download'], tpp())).file)).toBe(true);
  });

  it('gets tokens of its own', async () => {
    for (const scope of ['accounts', 'payments', 'fundsconfirmations']) {
      const masked = await resultOf(['token', 'client-credentials', '--scope', scope], tpp());
      const revealed = await resultOf(['token', 'client-credentials', '--scope', scope, '--reveal'], tpp());
      expect(masked).toMatchObject({ scope, token_type: 'Bearer' });
      expect(masked.access_token.length).toBeLessThan(12);
      expect(revealed.access_token.length).toBeGreaterThan(20);
    }
  });

  it('makes a consent and the URL for it', async () => {
    const made = await resultOf(['consent', 'create'], tpp());
    consentId = made.consentId;
    expect(made).toMatchObject({ status: 'AwaitingAuthorisation' });
    expect(made.permissions).toHaveLength(21);
    const { url } = await resultOf(['consent', 'url'], tpp());
    expect(new URL(url).searchParams.get('client_id')).toBe(clientId);
    expect((await run(['consent', 'url', consentId], tpp())).stdout).toMatch(/^http:\S+\n$/);
    expect(await errorOf(['accounts'], tpp())).toMatchObject({ code: 'consent_not_authorised' });
  });

  it('lets rora authorise some accounts without a browser', async () => {
    const all = await resultOf(['consent', 'authorise', '--user', 'rora', '--headless'], tpp());
    expect(all).toMatchObject({ consentId, status: 'Authorised' });
    account = all.accounts[0];
    const fewer = ['consent', 'authorise', consentId, '--user', 'rora', '--accounts', account, '--headless'];
    const { code, message } = await errorOf(fewer, tpp(), 2);
    expect(code).toBe('usage');
    for (const each of all.accounts) expect(String(message).split(`${each} (`)).toHaveLength(2);
    const other = await resultOf(
      ['consent', 'create', '--permissions', 'ReadAccountsBasic,ReadBalances', '--expires', '2099-01-31'],
      tpp(),
    );
    const some = await resultOf(
      ['consent', 'authorise', other.consentId, '--user', 'rora', '--accounts', account, '--headless'],
      tpp(),
    );
    expect(some.accounts).toEqual([account]);
    await resultOf(['consent', 'revoke', other.consentId], tpp());
  });

  it('reads accounts, balances and all pages of transactions', async () => {
    const { accounts } = await resultOf(['accounts', '--consent', consentId], tpp());
    expect(accounts[0]).toMatchObject({ AccountId: account, Currency: 'GBP' });
    const { balances } = await resultOf(['balances', account], tpp());
    expect(balances[0]).toMatchObject({ AccountId: account, Amount: { Currency: 'GBP' } });
    expect((await resultOf(['balances'], tpp())).balances.length).toBeGreaterThan(balances.length);
    const { transactions } = await resultOf(['transactions', account], tpp());
    expect(transactions).toHaveLength(40);
    const day = transactions[20].BookingDateTime.slice(0, 10);
    const ofDay = await resultOf(['transactions', account, '--from', day, '--to', day], tpp());
    expect(ofDay.transactions.length).toBeGreaterThan(0);
    expect(
      ofDay.transactions.every(({ BookingDateTime }: { BookingDateTime: string }) => BookingDateTime.startsWith(day)),
    ).toBe(true);
    expect((await run(['transactions', account, '--format', 'csv'], tpp())).stdout.split('\r\n')).toHaveLength(42);
    expect((await run(['transactions', account, '--format', 'table'], tpp())).stdout).toMatch(/40 transactions\.\n$/);
  });

  it('renews and shows tokens', async () => {
    expect(await resultOf(['token', 'refresh'], tpp())).toMatchObject({
      consentId,
      scope: expect.stringContaining('accounts'),
    });
    const { tokens } = await resultOf(['token', 'show'], tpp());
    expect(tokens.map(({ kind }: { kind: string }) => kind)).toEqual([
      ...Array(3).fill('client_credentials'),
      'consent',
    ]);
  });

  it('takes a redirect from an argument and from standard input', async () => {
    for (const way of ['argument', 'input']) {
      const { consentId: id } = await resultOf(['consent', 'create'], tpp());
      const redirect = await authoriseAs((await resultOf(['consent', 'url'], tpp())).url, { user: 'mits' });
      const done =
        way === 'argument'
          ? await resultOf(['consent', 'authorise', '--redirect-url', redirect], tpp())
          : await resultOf(['consent', 'authorise', '--redirect-url', '-'], { ...tpp(), input: `${redirect}\n` });
      expect(done).toMatchObject({ consentId: id, status: 'Authorised', accounts: expect.any(Array) });
      expect(await errorOf(['consent', 'authorise', '--redirect-url', redirect], tpp())).toMatchObject({
        code: 'state_mismatch',
      });
    }
  });

  it('takes a redirect once when several processes have it at the same time, after a slip that costs nothing', async () => {
    await resultOf(['consent', 'create'], tpp());
    const redirect = await authoriseAs((await resultOf(['consent', 'url'], tpp())).url, { user: 'mits' });
    const accept = (text: string) => ['consent', 'authorise', '--redirect-url', text];
    const other = redirect.replace('/callback', '/elsewhere');
    expect(await errorOf(accept(other), tpp())).toMatchObject({ code: 'redirect_uri_mismatch' });
    const header = `Location: ${redirect.replace('#', '/#').replaceAll('&', '&amp;')}`;
    const all = await Promise.all([1, 2].map(() => run([...accept(header), '--json'], tpp())));
    expect(all.map(({ status }) => status).sort()).toEqual([0, 1]);
    for (const { status, stderr } of all) if (status === 1) expect(stderr).toContain('"state_mismatch"');
  });

  it('opens the browser and waits for it', async () => {
    const bin = await mkdtemp(join(root, 'bin-'));
    const opened = join(bin, 'opened');
    await writeFile(join(bin, 'xdg-open'), `#!/bin/sh\necho "$1" > ${opened}\n`);
    await chmod(join(bin, 'xdg-open'), 0o755);
    const { consentId: id } = await resultOf(['consent', 'create'], tpp());
    const waiting = start(['consent', 'authorise', '--json'], {
      ...tpp(),
      environment: { PATH: `${bin}:${process.env.PATH}` },
    });
    await expect.poll(() => existsSync(opened) && readFileSync(opened, 'utf8'), { timeout: 20_000 }).toMatch(/\n$/);
    const short = (await readFile(opened, 'utf8')).trim();
    const target = (await fetch(short, { redirect: 'manual' })).headers.get('location') ?? '';
    const redirect = new URL(await authoriseAs(target, { user: 'ivsa' }));
    await fetch(redirect.origin + redirect.pathname, { method: 'POST', body: redirect.hash.slice(1) });
    expect(JSON.parse((await waiting.ended).stdout)).toMatchObject({ consentId: id, status: 'Authorised' });
  });

  it('leaves nothing when it is cancelled while it waits', async () => {
    await resultOf(['consent', 'create'], tpp());
    const waiting = start(['consent', 'authorise'], { ...tpp(), environment: { PATH: join(root, 'nothing') } });
    await waiting.says('visit http');
    waiting.child.kill('SIGINT');
    expect(await waiting.ended).toMatchObject({
      status: 130,
      stdout: '',
      stderr: expect.stringContaining('(cancelled)'),
    });
    expect(await readFile(join(root, 'tpp/.openbanking/state.json'), 'utf8')).not.toContain('pending');
  });

  it('lists, shows and withdraws consents', async () => {
    const { consents } = await resultOf(['consent', 'list'], tpp());
    expect(consents.map((each: { consentId: string }) => each.consentId)).toContain(consentId);
    expect(await resultOf(['consent', 'show', consentId], tpp())).toMatchObject({ consentId, status: 'Authorised' });
    expect(await resultOf(['consent', 'revoke', consentId], tpp())).toMatchObject({ consentId });
    expect(await errorOf(['consent', 'show', consentId], tpp())).toMatchObject({ code: 'consent_not_found' });
  });

  it('shows, changes and takes over its client', async () => {
    expect(await resultOf(['client', 'show'], tpp())).toMatchObject({ client_id: clientId });
    expect(await resultOf(['client', 'update', '--scope', 'openid accounts'], tpp())).toMatchObject({
      scope: 'openid accounts',
    });
    const { file } = await resultOf(['environment', 'download'], tpp());
    const { values } = JSON.parse(await readFile(file, 'utf8'));
    const basic: string = values.find(({ key }: { key: string }) => key === 'basicToken').value;
    const secret = Buffer.from(basic, 'base64').toString().split(':')[1] ?? '';
    await rm(join(root, 'tpp/.openbanking'), { recursive: true });
    expect(await errorOf(['client', 'adopt', clientId, '--secret-stdin'], { ...tpp(), input: 'wrong' })).toMatchObject({
      code: 'token_refused',
    });
    expect(await errorOf(['client', 'show'], tpp())).toMatchObject({ code: 'client_not_found' });
    expect(
      await resultOf(['client', 'adopt', clientId, '--secret-stdin'], { ...tpp(), input: `${secret}\n` }),
    ).toMatchObject({ client_id: clientId });
    await rm(join(root, 'tpp/.openbanking'), { recursive: true });
    const environment = { OBW_CLIENT_SECRET: secret };
    expect(await resultOf(['client', 'adopt', clientId], { ...tpp(), environment })).toMatchObject({
      client_id: clientId,
    });
  });

  it('deletes its client', async () => {
    expect(await resultOf(['client', 'delete'], tpp())).toEqual({ clientId, deleted: true });
    expect(await errorOf(['token', 'client-credentials'], tpp())).toMatchObject({ code: 'client_not_found' });
  });

  it.each(['private_key_jwt', 'tls_client_auth'])(
    'goes the same way with %s, where the environment is not to be had',
    async (method) => {
      await resultOf(
        ['register', '--auth-method', method, '--application-type', 'web', '--content-type', 'jose'],
        tpp(),
      );
      expect(await errorOf(['environment', 'download'], tpp())).toMatchObject({
        code: 'client_secret_missing',
        message: expect.stringContaining(method),
      });
      await resultOf(['consent', 'create'], tpp());
      await resultOf(['consent', 'authorise', '--user', 'rora', '--headless'], tpp());
      expect((await resultOf(['accounts'], tpp())).accounts.length).toBeGreaterThan(1);
      await resultOf(['client', 'delete'], tpp());
    },
  );
});

describe('files got at a Directory', () => {
  it('become a workspace', async () => {
    const folder = await mkdtemp(join(root, 'init-'));
    await mkdir(join(folder, 'keys'));
    for (const name of ['ssa.jwt', 'signing.key', 'signing.pem', 'transport.key', 'transport.pem', 'ca.pem']) {
      await copyFile(join(root, 'tpp', name), join(folder, 'keys', name));
    }
    const args = (changes: Record<string, string> = {}) =>
      Object.entries({
        assertion: 'keys/ssa.jwt',
        'signing-key': 'keys/signing.key',
        'signing-certificate': 'keys/signing.pem',
        'transport-certificate': 'keys/transport.pem',
        'transport-key': 'keys/transport.key',
        ca: 'keys/ca.pem',
        discovery: ready.discovery,
        ...changes,
      }).flatMap(([name, value]) => [`--${name}`, value]);
    expect(await errorOf(['init', ...args({ 'signing-key': 'keys/transport.key' })], { folder })).toMatchObject({
      code: 'key_certificate_mismatch',
    });
    expect(await errorOf(['init', ...args({ assertion: 'keys/none.jwt' })], { folder })).toMatchObject({
      code: 'file_missing',
    });
    expect(await errorOf(['init', ...args({ ca: '../tpp/ca.pem' })], { folder }, 2)).toMatchObject({ code: 'usage' });
    expect(await errorOf(['init', ...args({ discovery: 'http://bank.example/x' })], { folder }, 2)).toMatchObject({
      code: 'usage',
    });
    expect(existsSync(join(folder, 'openbanking.json'))).toBe(false);
    expect(await resultOf(['init', ...args(), '--bank', 'mine'], { folder })).toMatchObject({ bank: 'mine' });
    expect(await errorOf(['init', ...args()], { folder })).toMatchObject({ code: 'files_exist' });
    const { findings } = await resultOf(['check', '--bank', 'mine'], { folder });
    expect(findings.filter(({ severity }: { severity: string }) => severity === 'error')).toEqual([]);
    expect(await errorOf(['check', '--bank', 'other'], { folder })).toMatchObject({ code: 'bank_unknown' });
    const file = join(folder, 'openbanking.json');
    const written = JSON.parse(await readFile(file, 'utf8'));
    expect(written.banks.mine.resourceServers).toEqual({ aisp: `${ready.resourceServer}/aisp` });

    // As it was written before the API was named in it, for customers without a browser.
    written.banks.mine = { discovery: ready.discovery, authorizationEndpoint: ready.frontChannel };
    await writeFile(file, JSON.stringify(written));
    const old = { folder };
    await resultOf(['register'], old);
    await resultOf(['consent', 'create'], old);
    await resultOf(['consent', 'authorise', '--user', 'rora', '--headless'], old);
    expect((await resultOf(['accounts'], old)).accounts.length).toBeGreaterThan(1);
    await resultOf(['client', 'delete'], old);
  });
});

describe('a JWT', () => {
  it('is signed, decoded and verified, from an argument, a file or standard input', async () => {
    const { jwt, kid } = await resultOf(['jwt', 'sign', '{"sub":"1"}'], tpp());
    const { jwt: assertion } = await resultOf(
      ['jwt', 'sign', '{"iss":"a","sub":"a","aud":"b"}', '--algorithm', 'RS256'],
      tpp(),
    );
    expect((await resultOf(['jwt', 'decode', jwt])).payload).toEqual({ sub: '1' });
    expect((await resultOf(['jwt', 'decode'], { input: `Authorization: Bearer ${jwt}\n` })).header).toMatchObject({
      alg: 'PS256',
      kid,
    });
    expect(await resultOf(['jwt', 'decode', 'ssa.jwt'], tpp())).toMatchObject({
      payload: { iss: 'OpenBanking Ltd' },
      form: 'signed',
      kind: 'software-statement',
      findings: [
        { severity: 'info', code: 'redirect_localhost', pointer: '/payload/software_redirect_uris' },
        { severity: 'info', code: 'redirect_not_https', pointer: '/payload/software_redirect_uris' },
      ],
    });
    const words = (await run(['jwt', 'decode', 'ssa.jwt'], tpp())).stdout;
    expect(words).toMatch(/^Software statement assertion, signed\. /);
    expect(words).toMatch(
      /^iat +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\. When the directory made it\..*\(Open Banking Directory API /m,
    );
    expect(words).toMatch(/^ {2}authorisations +The authorisations, by country\./m);
    expect((await run(['jwt', 'decode', jwt], tpp())).stdout).toContain('✓ Nothing; the signature was not checked');
    const { stdout: found } = await run(['jwt', 'decode', assertion], tpp());
    expect(found).toMatch(/^✗ jti is missing\./m);
    expect(found).toMatch(/^! alg is "RS256".*→ Use PS256/m);
    expect(await resultOf(['jwt', 'verify', jwt], tpp())).toMatchObject({ valid: true, payload: { sub: '1' } });
    expect(await resultOf(['jwt', 'verify', '-', '--key', 'signing.pem'], { ...tpp(), input: jwt })).toMatchObject({
      valid: true,
    });
    expect(await errorOf(['jwt', 'verify', jwt, '--key', 'transport.pem'], tpp())).toMatchObject({
      code: 'jwt_signature_invalid',
    });
    expect(await errorOf(['jwt', 'decode', 'eyJhbGciOiJub25lIn0.e30'])).toMatchObject({
      code: 'jwt_malformed',
    });
    const rs256 = await resultOf(['jwt', 'sign', '-', '--algorithm', 'RS256', '--key', 'signing.key', '--kid', 'k1'], {
      ...tpp(),
      input: '{"a":1}',
    });
    expect((await resultOf(['jwt', 'decode', rs256.jwt])).header).toMatchObject({ alg: 'RS256', kid: 'k1' });
    expect((await run(['jwt', 'sign', '{}'], tpp())).stdout).toMatch(/^eyJ\S+\n$/);
  });

  it('is verified with a key set from an address, trusting the CA of the workspace', async () => {
    const keyStore = `${ready.issuer}/keystore/openbanking.jwks`;
    expect(await resultOf(['jwt', 'verify', 'ssa.jwt', '--jwks', keyStore], tpp())).toMatchObject({
      valid: true,
      algorithm: 'PS256',
      key: expect.stringMatching(/^127\.0\.0\.1:\d+, key \S+$/),
    });
    expect(
      await errorOf(['jwt', 'verify', 'ssa.jwt', '--jwks', keyStore.replace('https', 'http')], tpp()),
    ).toMatchObject({
      code: 'key_set_address_refused',
    });
    expect(await errorOf(['jwt', 'verify', join(root, 'tpp/ssa.jwt'), '--jwks', keyStore])).toMatchObject({
      code: 'server_certificate_untrusted',
    });
  });

  it('that is not good is refused with the reason of each key', async () => {
    const { jwt } = await resultOf(['jwt', 'sign', '{"sub":"1"}'], tpp());
    const [header, , signature] = jwt.split('.');
    const changed = `${header}.${Buffer.from('{"sub":"2"}').toString('base64url')}.${signature}`;
    expect(await errorOf(['jwt', 'verify', changed], tpp())).toMatchObject({
      message: expect.stringContaining("The workspace's signing key made this signature, but over something else"),
    });
    const both = await run(['jwt', 'verify', changed, '--key', 'transport.pem', '--jwks', 'signing.pem'], tpp());
    expect(both).toMatchObject({ status: 1, stdout: '' });
    expect(both.stderr).toContain('transport.pem');
    expect(both.stderr).toContain('signing.pem made this signature');
  });

  it('as a detached signature is made over a body, and verified with the same bytes only', async () => {
    await writeFile(join(root, 'tpp/body.json'), '{"Data":{}}\n');
    await writeFile(join(root, 'tpp/other.json'), '{"Data":{}}');
    const { jws } = await resultOf(['jwt', 'sign', '--detached', '--body', 'body.json'], tpp());
    expect(jws).toMatch(/^[\w-]+\.\.[\w-]+$/);
    const verify = ['jwt', 'verify', jws, '--body'];
    const good = await resultOf([...verify, 'body.json'], tpp());
    expect(good).toMatchObject({
      valid: true,
      detached: true,
      header: { 'http://openbanking.org.uk/tan': 'openbanking.org.uk' },
    });
    expect(good.header['http://openbanking.org.uk/iss']).toMatch(/^\w+\/\w+$/);
    expect(await errorOf([...verify, 'other.json'], tpp())).toMatchObject({
      code: 'jwt_signature_invalid',
      message: expect.stringContaining('with a line break at its end'),
    });
    expect(await errorOf(['jwt', 'verify', jws], tpp())).toMatchObject({
      message: expect.stringContaining('detached'),
    });
    const raw = await run(
      ['jwt', 'sign', '--detached', '--raw', '--iss', 'a/b', '--body', 'body.json', '--key', 'signing.key'],
      tpp(),
    );
    expect(
      await resultOf(['jwt', 'verify', '-', '--key', 'signing.pem', '--body', 'body.json'], {
        ...tpp(),
        input: raw.stdout,
      }),
    ).toMatchObject({
      header: { b64: false, 'http://openbanking.org.uk/iss': 'a/b' },
    });
    expect(await errorOf(['jwt', 'sign', '--detached'], tpp(), 2)).toMatchObject({ code: 'usage' });
  });
});

describe('the demo', () => {
  const steps = [
    ...['bank', 'software-statement', 'discovery', 'register', 'environment', 'client-credentials'],
    ...['consent', 'authorise', 'token', 'accounts', 'balances', 'transactions'],
  ];
  const within = async (name: string) => {
    const folder = await mkdtemp(join(root, `${name}-`));
    return { folder, environment: { TMPDIR: folder } };
  };

  it('goes from nothing to transactions and leaves nothing', async () => {
    const options = await within('demo');
    const result = await resultOf(['demo', '--transactions', '30'], options);
    expect(result.steps.map(({ name }: { name: string }) => name)).toEqual(steps);
    for (const step of result.steps)
      expect(step).toEqual({ name: step.name, status: 'done', milliseconds: expect.any(Number) });
    expect(result).toMatchObject({ clientId: expect.any(String), consentId: expect.any(String) });
    expect(result.accounts.length).toBeGreaterThan(1);
    expect(result.transactions).toHaveLength(30);
    expect(await readdir(options.folder)).toEqual([]);
  });

  it('is pleasant to read', async () => {
    const ended = await run(['demo'], await within('read'));
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    for (const name of steps) expect(ended.stdout).toMatch(new RegExp(`^✓ ${name} +\\d+ ms`, 'm'));
    expect(ended.stdout).toMatch(/Transactions of .*: the newest 15 of [\d,]+/);
  });

  it('says what failed, and skips the rest', async () => {
    const ended = await run(['demo', '--json'], { environment: { TMPDIR: join(root, 'not-there') } });
    expect(ended.status).toBe(1);
    const result = JSON.parse(ended.stdout);
    expect(result.steps.map(({ name, status }: { name: string; status: string }) => [name, status])).toEqual(
      steps.map((name, index) => [name, index === 0 ? 'failed' : 'skipped']),
    );
    expect(result.error).toEqual(JSON.parse(ended.stderr).error);
    expect(result.error).toMatchObject({
      code: 'file_not_writable',
      message: expect.any(String),
      try: expect.any(String),
    });
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends its bank and removes its folder on %s', async (signal, expected) => {
    const options = await within(`stopped-${signal}`);
    const demo = start(['demo', '--json'], options);
    await expect.poll(async () => (await readdir(options.folder)).length, { timeout: 20_000 }).toBe(1);
    const [name = ''] = await readdir(options.folder);
    const note = join(options.folder, name, 'bank/running.json');
    await expect.poll(() => existsSync(note), { timeout: 20_000 }).toBe(true);
    const { pid } = JSON.parse(await readFile(note, 'utf8'));
    demo.child.kill(signal);
    const { status, stdout } = await demo.ended;
    expect(status).toBe(expected);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'cancelled' } });
    expect(await readdir(options.folder)).toEqual([]);
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });

  it('leaves no bank behind when it is killed and runs no code of its own', async () => {
    const options = await within('demo-SIGKILL');
    const demo = start(['demo'], options);
    // The bank is held from the end of this step on.
    await demo.says(/✓ bank /);
    const [name = ''] = await readdir(options.folder);
    const { pid } = JSON.parse(await readFile(join(options.folder, name, 'bank/running.json'), 'utf8'));
    demo.child.kill('SIGKILL');
    await expect.poll(() => alive(pid), { timeout: 8000, interval: 100 }).toBe(false);
  });
});

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('what goes wrong', () => {
  let folder: string;
  beforeAll(async () => {
    folder = join(root, 'wrong');
    await resultOf(['bank', 'software-statement', '--dir', dir(), '--out', folder]);
    await resultOf(['register', '--auth-method', 'private_key_jwt'], { folder });
    await resultOf(['consent', 'create'], { folder });
  });
  const cases: [name: string, code: string, words: string, environment?: NodeJS.ProcessEnv][] = [
    ['a folder without openbanking.json', 'workspace_not_found', 'accounts --workspace ..'],
    ['a bank that openbanking.json does not have', 'bank_unknown', 'accounts --bank north'],
    ['an unknown consent', 'consent_not_found', 'consent show aac-0'],
    ['no consent authorised', 'consent_not_authorised', 'accounts'],
    [
      'the wrong password',
      'login_failed',
      'consent authorise --headless --user mits',
      { OBW_CUSTOMER_PASSWORD: 'wrong' },
    ],
    ['an account that is not the customer’s', 'usage', 'consent authorise --headless --user rora --accounts 999999999'],
    ['a customer who refuses', 'authorisation_refused', 'consent authorise --headless --user rora --refuse'],
    [
      'a redirect without an answer',
      'redirect_unexpected',
      'consent authorise --redirect-url https://app.getpostman.com/oauth2/callback',
    ],
    [
      'a redirect of another flow',
      'state_mismatch',
      'consent authorise --redirect-url https://app.getpostman.com/oauth2/callback#code=1&state=2',
    ],
    [
      'permissions that do not go together',
      'permissions_invalid',
      'consent create --permissions ReadTransactionsBasic',
    ],
    ['a consent that ends in the past', 'usage', 'consent create --expires 2020-01-01'],
    ['no such token', 'token_missing', 'token refresh --consent CONSENT'],
    ['a file that is not there', 'file_missing', 'jwt verify none.jwt --key none.pem'],
  ];

  it.each(cases)('%s', async (_name, code, words, environment) => {
    // One that was refused is known to be when it is asked for again.
    const args = async () =>
      words.includes('CONSENT') || words.includes('headless') ? withNewConsent(words) : words.split(' ');
    const error = await errorOf(await args(), { folder, environment }, code === 'usage' ? 2 : 1);
    expect(error).toMatchObject({ code, message: expect.any(String), try: expect.any(String) });
    const inWords = await run(await args(), { folder, environment });
    expect(inWords).toMatchObject({ stdout: '', stderr: expect.stringContaining(`(${code})`) });
    expect(inWords.stderr).not.toMatch(/\n\s+at /);
  });

  async function withNewConsent(words: string): Promise<string[]> {
    const { consentId } = await resultOf(['consent', 'create'], { folder });
    return words.replace('CONSENT', consentId).split(' ');
  }

  it('a bank that is not there', async () => {
    const text = await readFile(join(folder, 'openbanking.json'), 'utf8');
    const gone = await mkdtemp(join(root, 'gone-'));
    for (const name of await readdir(folder))
      if (name !== '.openbanking') await copyFile(join(folder, name), join(gone, name));
    await writeFile(
      join(gone, 'openbanking.json'),
      text.replace(/127\.0\.0\.1:\d+\/\.well-known/, '127.0.0.1:1/.well-known'),
    );
    expect(await errorOf(['register'], { folder: gone })).toMatchObject({ code: 'bank_unreachable' });
    const check = await run(['check', '--json'], { folder: gone });
    expect(check).toMatchObject({ status: 1, stderr: '' });
    expect(JSON.parse(check.stdout).findings).toContainEqual(
      expect.objectContaining({ severity: 'error', fix: expect.any(String) }),
    );
  });

  it('a reader that has seen enough is no failure', async () => {
    const demo = start(['--help']);
    demo.child.stdout?.destroy();
    expect((await demo.ended).status).toBe(0);
  });
});

const old = '/usr/bin/node';
describe.skipIf(!existsSync(old))('the machine’s own Node, where it is too old', () => {
  it('starts the project’s own', async () => {
    expect(await run(['--version'], { node: old, folder: root })).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\d/),
      stderr: '',
    });
    expect(await errorOf(['nonsense'], { node: old }, 2)).toMatchObject({ code: 'usage' });
  });

  it('says in one line that there is none', async () => {
    const lonely = await mkdtemp(join(root, 'lonely-'));
    await copyFile(cli, join(lonely, 'cli.js'));
    const { spawnSync } = await import('node:child_process');
    const version = spawnSync(old, ['--version'], { encoding: 'utf8' }).stdout;
    const ended = spawnSync(old, [join(lonely, 'cli.js'), '--version'], { cwd: lonely, encoding: 'utf8' });
    if (/^v(2[3-9]|[3-9]\d)/.test(version)) expect(ended.status).toBe(0);
    else expect(ended).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(/^obw needs Node.*\n$/) });
  });
});
