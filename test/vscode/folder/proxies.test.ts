/** A window in a company's network: `http.proxy` is set, and the bank has a name that only that proxy knows. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { z } from 'zod';
import { makeRoot } from '../../support/certificates.ts';
import { startProxy, type TestProxy } from '../../support/connect-proxy.ts';
import { useBank } from '../support/bank.ts';
import { answering } from '../support/dialogs.ts';
import { folder } from '../support/workspace.ts';

const host = 'auth.bank.example';
const workspaceSchema = z.looseObject({ banks: z.record(z.string(), z.unknown()) });
const execute = (command: string, ...more: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`openBanking.${command}`, ...more);
const set = (name: string, value: unknown): Thenable<void> =>
  vscode.workspace.getConfiguration('http').update(name, value, vscode.ConfigurationTarget.Global);

/** The addresses of the bank, tried: the report's text. */
const checked = async (): Promise<string> => z.object({ text: z.string() }).parse(await execute('checkUrls')).text;

describe('A proxy in the settings', () => {
  useBank(folder);
  const clients: string[] = [];
  const undo: (() => unknown)[] = [];
  let proxy: TestProxy;
  const toBank = () => proxy.asked.filter(({ target }) => target === `${host}:443`);

  before(async () => {
    const root = await makeRoot();
    const { key, certificate } = await root.issue([{ CN: [host] }], { hosts: [host], days: 90 });
    const discovery = {
      issuer: `https://${host}`,
      authorization_endpoint: `https://${host}/auth`,
      token_endpoint: `https://${host}/token`,
      registration_endpoint: `https://${host}/register`,
      jwks_uri: `https://${host}/jwks`,
      response_types_supported: ['code id_token'],
      token_endpoint_auth_methods_supported: ['tls_client_auth'],
    };
    const bank = createServer(
      { key, cert: certificate, requestCert: true, rejectUnauthorized: false },
      (asked, reply) => {
        clients.push(`${(asked.socket as TLSSocket).getPeerCertificate().subject?.CN ?? 'nobody'} ${asked.url}`);
        reply.setHeader('content-type', 'application/json');
        reply.end(JSON.stringify(asked.url === '/jwks' ? { keys: [] } : discovery));
      },
    );
    await once(bank.listen(0, '127.0.0.1'), 'listening');
    undo.push(
      () => bank.close(),
      () => bank.closeAllConnections(),
    );
    const { port } = z.object({ port: z.number() }).parse(bank.address());
    proxy = await startProxy({ hosts: { [`${host}:443`]: port }, credentials: 'alice:planted-secret' });
    undo.push(() => proxy.close());
    const path = join(folder(), 'openbanking.json');
    const file = workspaceSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    const company = { discovery: `https://${host}/.well-known/openid-configuration`, ca: ['company.pem'] };
    await writeFile(join(folder(), 'company.pem'), root.certificate);
    await writeFile(path, JSON.stringify({ ...file, banks: { company } }, undefined, 2));
  });
  after(async () => {
    for (const name of ['proxy', 'noProxy', 'proxySupport']) await set(name, undefined);
    for (const step of undo.splice(0)) await step();
  });

  it('is the way to the bank, by the setting, and its exchanges say so without its credentials', async () => {
    await set('proxy', proxy.name.replace(/^/, 'http://alice:planted-secret@'));
    await execute('clearExchanges');
    const text = await checked();
    assert.match(text, new RegExp(`through the proxy ${proxy.name}`));
    assert.match(text, /our client certificate is asked for and accepted/);
    assert(toBank().length > 0);
    assert(
      clients.some((each) => /^\S+ \/\.well-known/.test(each)),
      clients.join('; '),
    );
    const listed = await answering({}, () => execute('openExchange'));
    const row = listed.shown[0]?.choices.find((choice) => choice.includes('openid-configuration'));
    assert(row, listed.shown[0]?.choices.join('; '));
    await answering({ picks: [row] }, () => execute('openExchange'));
    const shown = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(shown, new RegExp(`^# Proxy +${proxy.name}$`, 'm'));
    assert.doesNotMatch(`${text}${shown}`, /alice|planted/);
  });

  it('that is a PAC file is named as one, and nothing is sent', async () => {
    const before = proxy.asked.length;
    // At the proxy itself: whoever took it for one, or read the file, would be seen there.
    await set('proxy', `http://${proxy.name}/proxy.pac`);
    assert.match(await checked(), /http\.proxy names a file for automatic configuration \(PAC\), which is not read/);
    assert.equal(proxy.asked.length, before);
  });

  it('that wants credentials says so, and where they go', async () => {
    await set('proxy', proxy.url);
    const text = await checked();
    assert.match(text, /which http\.proxy names, wants a user name and a password \(407\)/);
    assert.match(text, /http\.proxyAuthorization/);
  });

  it('is left alone where http.proxySupport is off', async () => {
    const before = toBank().length;
    await set('proxySupport', 'off');
    assert.doesNotMatch(await checked(), /through the proxy/);
    assert.equal(toBank().length, before);
  });
});
