/** The JWT inspector in a person's hands. */
import { constants, createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeRoot } from '../support/certificates.ts';
import { emptyFolder, useEditor } from './support/editor.ts';
import type { EditorWindow } from './support/window.ts';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function signed(header: object, payload: object, key: KeyObject): string {
  const input = `${part(header)}.${part(payload)}`;
  const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_DIGEST: saltLength } = constants;
  return `${input}.${sign('sha256', Buffer.from(input), { key, padding, saltLength }).toString('base64url')}`;
}

/** A folder whose openbanking.json names a signing key, with the key; its bank is nowhere. */
async function workspaceWithKey(): Promise<{ folder: string; key: KeyObject }> {
  const folder = await emptyFolder();
  const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const file = {
    softwareStatement: { assertion: 'ssa.jwt', redirectUris: ['https://app.example/cb'] },
    signing: { key: 'signing.key' },
    transport: { certificate: 'transport.pem', key: 'signing.key' },
    banks: { far: { discovery: 'https://bank.invalid/.well-known/openid-configuration' } },
  };
  await writeFile(join(folder, 'openbanking.json'), JSON.stringify(file));
  const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  await writeFile(join(folder, 'signing.key'), pem, { mode: 0o600 });
  return { folder, key };
}

const page = (window: EditorWindow) => window.webview();
const heading = (window: EditorWindow, name: string | RegExp) =>
  page(window).getByRole('heading', { level: 1, name }).waitFor();
const row = (window: EditorWindow, name: RegExp) => page(window).getByRole('treeitem', { name });
const button = (window: EditorWindow, name: string | RegExp) => page(window).getByRole('button', { name });

async function inspect(window: EditorWindow, text: string, title: string | RegExp): Promise<void> {
  await window.command('Open Banking: Inspect JWT…');
  await page(window).getByRole('textbox', { name: 'Token' }).fill(text);
  await button(window, 'Inspect').click();
  await heading(window, title);
}

describe('A folder that is trusted', { timeout: 600_000 }, () => {
  const editor = useEditor();

  test('a token of a file is explained, verified, signed again, and back after a reload', async () => {
    const { folder, key } = await workspaceWithKey();
    const now = Math.floor(Date.now() / 1000);
    const statement = signed(
      { alg: 'PS256' },
      { software_id: 's', org_id: 'o', software_client_name: '<b>x</b>' },
      key,
    );
    const registration = {
      iss: 's\u202e',
      aud: 'bank',
      iat: now,
      exp: now + 300,
      jti: '<img src=x onerror="document.title=1">',
      software_id: 's',
      scope: 'openid,accounts',
      redirect_uris: ['https://app.example/cb'],
      software_statement: statement,
    };
    const text = `# a request\ncurl --data '${signed({ alg: 'PS256', typ: 'JWT' }, registration, key)}'\n`;
    await writeFile(join(folder, 'request.txt'), text);
    const window = await editor.open(folder);

    await window.treeItem('request.txt').click();
    await window.page.locator('.codelens-decoration a', { hasText: 'Inspect JWT' }).click();
    await heading(window, 'Registration request');
    await page(window).getByText('The signature is good: PS256 by the workspace’s signing key.').waitFor();
    await row(window, /^iss: s/)
      .getByText('U+202E')
      .waitFor();
    expect(await page(window).locator('img, b').count()).toBe(0);
    await row(window, /^exp: .*UTC/)
      .getByText(/^in \d+ (minutes|seconds)$/)
      .waitFor();

    // The keyboard alone: from the finding to its member, and down into the token inside.
    const place = page(window).locator('.findings').getByRole('button', { name: 'payload › scope' });
    await place.focus();
    await window.page.keyboard.press('Enter');
    const focused = page(window).locator('[role=treeitem]:focus');
    await expect.poll(() => focused.getAttribute('aria-label'), { timeout: 30_000 }).toMatch(/^scope: openid,accounts/);
    for (const key of ['End', 'ArrowRight', 'ArrowRight', 'ArrowDown']) await window.page.keyboard.press(key);
    await expect.poll(() => focused.getAttribute('aria-label'), { timeout: 30_000 }).toMatch(/^alg: PS256/);
    for (const theme of ['dark', 'light', 'high contrast', 'high contrast light'] as const) {
      await window.theme(theme);
      await window.screenshot(`inspector ${theme}`);
      expect(await window.barriers()).toEqual([]);
    }
    await row(window, /^software_statement/)
      .getByRole('button', { name: 'Open in a tab' })
      .first()
      .click();
    await heading(window, 'Software statement assertion');
    await window.page.keyboard.press('Control+w');
    await heading(window, 'Registration request');
    await button(window, 'JSON').nth(1).click();
    await page(window).getByText('"openid,accounts"').waitFor();
    expect(await window.barriers()).toEqual([]);

    await button(window, 'Copy as Fixture').click();
    const copied = () => window.page.evaluate<string>('navigator.clipboard.readText()');
    await expect.poll(copied, { timeout: 30_000 }).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(await copied()).not.toContain(text.split('.')[2]?.slice(0, 40));

    const body = '{"Data":{}}';
    const [header, , signature] = signed(
      { alg: 'PS256', 'http://openbanking.org.uk/iat': now },
      JSON.parse(body),
      key,
    ).split('.');
    await writeFile(join(folder, 'body.json'), body);
    await inspect(window, `x-jws-signature: ${header}..${signature}`, 'Detached message signature');
    await button(window, 'Choose Body File…').click();
    await window.quickPick('body.json');
    await page(window).getByText('The signature is good: PS256 by the workspace’s signing key.').waitFor();
    await window.page.keyboard.press('Control+w');

    await heading(window, 'Registration request');
    await button(window, 'Edit and Sign Again').click();
    const scope = window.page.locator('.view-line', { hasText: '"scope"' });
    await scope.filter({ hasText: 'openid,accounts' }).locator('span').last().click();
    await window.page.keyboard.press('Control+.');
    await window.page.locator('.action-widget').getByText('Set scope to openid accounts').click();
    await scope.filter({ hasText: 'openid accounts' }).waitFor();
    await window.page.locator('.codelens-decoration a', { hasText: 'Sign as a New JWT' }).click();
    await window.closeTab('Registration request: request.txt, sign…');

    await window.tab('Registration request: request.txt').click();
    await window.reload();
    await page(window).getByText('This tab showed: request.txt (Registration request).').waitFor();
    expect(await page(window).getByRole('treeitem').count()).toBe(0);
    await button(window, 'Show It Again').click();
    await heading(window, 'Registration request');
    // What was looked at came back with the tab: the payload as JSON.
    await page(window).getByText('"openid,accounts"').waitFor();
  });

  test('a hostile token keeps the page quick, and what is no token is told what is wrong with it', async () => {
    const window = await editor.open();
    const members = Array.from({ length: 10_000 }, (_, index) => [`member_${index}`, 'x'.repeat(500)]);
    await inspect(window, `${part({ alg: 'PS256' })}.${part(Object.fromEntries(members))}.c2ln`, /unknown kind/);
    await row(window, /^member_99:/).waitFor();
    expect(await row(window, /^member_100:/).count()).toBe(0);
    await row(window, /^Show 1,000 more of 10,000/).click();
    await row(window, /^member_1099:/).waitFor();

    const deep = `${part({ alg: 'PS256' })}.${Buffer.from(`{"a":${'['.repeat(200_000)}`).toString('base64url')}.c2ln`;
    await inspect(window, deep, 'Not a readable token');
    await page(window)
      .getByText(/nested more than \d+ levels deep/)
      .waitFor();
    await page(window).getByRole('button', { name: 'Show more' }).waitFor();

    await inspect(window, 'eyJhbGciOiJQUzI1NiJ9.eyJ*c3MiOiJtZSJ9.c2ln', 'Not a readable token');
    await page(window).getByText('which is no base64url character (at position 4)').waitFor();
    await window.screenshot('inspector unreadable');
    expect(await window.barriers()).toEqual([]);

    const drop = `const carried = new DataTransfer();
      carried.items.add(new File(['Bearer ${part({ alg: 'none' })}.${part({ events: {} })}.'], 'dropped.txt'));
      document.dispatchEvent(new DragEvent('drop', { dataTransfer: carried, cancelable: true }));`;
    await page(window).locator('body').evaluate(`(() => { ${drop} })()`);
    await heading(window, 'Security event token');
    await page(window).getByText('The JWT is not signed').waitFor();

    await window.command('Open Banking: Inspect JWT…');
    await heading(window, 'JWT Inspector');
    await page(window).getByRole('textbox', { name: 'Token' }).fill('no token either');
    await button(window, 'Inspect').click();
    await page(window).getByText('There is no JWT in this text').waitFor();
    await window.screenshot('inspector empty');
    expect(await window.barriers()).toEqual([]);
  });
});

describe('A token of a bank', { timeout: 600_000 }, () => {
  const editor = useEditor();
  const half = (text: string): string =>
    createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url');

  test('an id_token is compared with code, state and access token, which stay in their fields alone until they are cleared', async () => {
    const { folder, key } = await workspaceWithKey();
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      ...{ iss: 'https://bank.example', sub: 'aac-1', aud: 'client', iat: now, exp: now + 300, nonce: 'n' },
      ...{ acr: 'urn:openbanking:psd2:sca', openbanking_intent_id: 'aac-1' },
      ...{ c_hash: half('SplxlOBeZQQYbYS6WxSbIA'), s_hash: half('af0ifjsldkj') },
    };
    const window = await editor.open(folder);
    await inspect(window, signed({ alg: 'PS256', kid: 'k' }, claims, key), 'Id_token of the front channel');
    const field = (name: string) => page(window).getByRole('textbox', { name });
    await field('Code').fill('SplxlOBeZQQYbYS6WxSbIA');
    await field('State').fill('another');
    await field('State').press('Enter');
    await page(window).getByText('c_hash is the hash of the code.').waitFor();
    await page(window).getByText('s_hash is not the hash of the state').waitFor();
    const typed = () => Promise.all(['Code', 'State', 'Access token'].map((name) => field(name).inputValue()));
    expect(await typed()).toEqual(['SplxlOBeZQQYbYS6WxSbIA', 'another', '']);
    for (const theme of ['dark', 'light', 'high contrast', 'high contrast light'] as const) {
      await window.theme(theme);
      await window.screenshot(`inspector hashes ${theme}`);
      expect(await window.barriers()).toEqual([]);
    }
    await window.page.setViewportSize({ width: 640, height: 900 });
    await page(window).getByRole('heading', { name: 'Findings' }).scrollIntoViewIfNeeded();
    await window.screenshot('inspector hashes narrow');
    expect(await window.barriers()).toEqual([]);
    await field('State').fill('af0ifjsldkj');
    await field('Access token').fill('token-of-an-hour');
    await button(window, 'Compare Hashes').click();
    await page(window).getByText('s_hash is the hash of the state.').waitFor();
    await page(window).getByText('c_hash is the hash of the code.').waitFor();
    await page(window).getByText('There is no at_hash').waitFor();
    await button(window, 'Clear').click();
    expect(await typed()).toEqual(['', '', '']);
    for (const secret of ['SplxlOBeZQQYbYS6WxSbIA', 'af0ifjsldkj', 'token-of-an-hour'])
      expect(await page(window).locator('body').innerHTML()).not.toContain(secret);
  });

  test('one that is encrypted, one in JSON with two signatures and one with certificates are shown as far as they go', async () => {
    const { folder, key } = await workspaceWithKey();
    const window = await editor.open(folder);
    const head = { alg: 'RSA1_5', enc: 'A256GCM', kid: 'enc-1', cty: 'JWT' };
    await inspect(
      window,
      `${part(head)}.a2V5a2V5a2V5a2V5.aXZpdml2.Y2lwaGVydGV4dA.dGFndGFndGFndGFndGFn`,
      'Encrypted token',
    );
    await page(window)
      .getByText('the rest needs the receiver’s private RSA key with the kid "enc-1"')
      .first()
      .waitFor();
    await page(window).getByText('RSA1_5, which FAPI forbids').first().waitFor();
    expect(await button(window, 'Copy as Fixture').count()).toBe(0);
    await page(window).locator('.verdict.none').getByText('It is encrypted, not signed').waitFor();
    await page(window).getByText('a must at banks with the profile strict').waitFor();
    await window.screenshot('inspector encrypted');
    expect(await window.barriers()).toEqual([]);

    const root = await makeRoot();
    const x5c = root.certificate.replace(/-----[^-]+-----|\s/g, '');
    const payload = { iss: 'me', note: '>>>???' };
    const [protectedHeader, body, signature] = signed({ alg: 'PS256', kid: 'own', x5c: [x5c] }, payload, key).split(
      '.',
    );
    const other = { protected: part({ alg: 'ES256', kid: 'other' }), signature: 'c2lnbmF0dXJl' };
    const signatures = [other, { protected: protectedHeader, signature }];
    await writeFile(join(folder, 'token.json'), JSON.stringify({ payload: body, signatures }, undefined, 2));
    await window.treeItem('token.json').click();
    await window.page.locator('.codelens-decoration a', { hasText: 'Inspect JWT' }).click();
    await page(window).getByText('Signature 2 of 2 is good: PS256 by the workspace’s signing key.').waitFor();
    await page(window).getByText('Signature 1 fits none of these keys.').waitFor();
    await page(window).getByText('Signature 1: the workspace’s signing key').waitFor();
    expect(await page(window).locator('.facts').textContent()).toContain('PS256Keyown');
    await page(window).getByText('The token is in JSON form').first().waitFor();
    await window.screenshot('inspector several signatures');
    expect(await window.barriers()).toEqual([]);

    await inspect(window, `${protectedHeader}.${body}.${signature}`.replace(/.{64}/g, '$&\n'), /unknown kind/);
    await page(window)
      .getByText(/broken over \d+ lines/)
      .waitFor();
    await page(window)
      .getByText('The key of the first certificate of x5c did not make the signature.')
      .first()
      .waitFor();
    await row(window, /^x5c: /).focus();
    await window.page.keyboard.press('ArrowRight');
    await row(window, /^Certificate 0: /).waitFor();
    await window.screenshot('inspector certificates');
    expect(await window.barriers()).toEqual([]);
  });
});

describe('A folder in Restricted Mode', () => {
  const editor = useEditor({ asksForTrust: true });

  test('a key given by hand is used, no key of the folder is read, and nothing is dialled', async () => {
    const calls: unknown[] = [];
    const listener = createServer((socket) => {
      calls.push(socket);
      socket.destroy();
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void listener.close());
    const address = listener.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { folder, key } = await workspaceWithKey();
    const token = signed({ alg: 'PS256', kid: 'k', jku: `https://127.0.0.1:${port}/jwks` }, { iss: 'me' }, key);
    const window = await editor.open(folder);

    await inspect(window, token, /unknown kind/);
    await page(window).getByText('This folder is not trusted').waitFor();
    await page(window).getByText('Not verified yet.').waitFor();
    for (const name of [/Workspace/, /Keys of/, /Ask/, /Edit and Sign/])
      expect(await button(window, name).count()).toBe(0);

    await button(window, 'Paste a Key…').click();
    await page(window)
      .getByRole('textbox', { name: 'Key' })
      .fill(JSON.stringify({ kid: 'k', ...publicPart(key) }));
    await button(window, 'Verify').click();
    await page(window)
      .getByText(/The signature is good: PS256/)
      .waitFor();
    await window.screenshot('inspector restricted');
    expect(await window.barriers()).toEqual([]);
    expect(calls).toEqual([]);
  });
});

function publicPart(key: KeyObject): object {
  const { kty, n, e } = key.export({ format: 'jwk' });
  return { kty, n, e };
}
