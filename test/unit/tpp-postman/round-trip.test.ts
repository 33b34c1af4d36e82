/** What is exported and imported again is the same bank, and carries no secret on the way unless told to. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportPostman } from '../../../src/tpp/postman/export.ts';
import { postmanDocuments } from '../../../src/tpp/postman/file.ts';
import { previewImport } from '../../../src/tpp/postman/import.ts';
import type { BankEntry } from '../../../src/tpp/workspace/schema.ts';
import { discovery, sessionOn } from './session.ts';

const rich: Partial<BankEntry> = {
  profile: 'permissive',
  version: { aisp: 'v3.1.11' },
  tokenEndpoint: 'https://as2.bank.test/token',
  resourceServers: { aisp: 'https://rs2.bank.test/open-banking/v3.1/aisp', pisp: 'https://rs3.bank.test/pisp' },
  financialId: '0015800001041RHAAY',
  headers: { 'x-tenant': 'a' },
  registration: { endpoint: 'https://rs2.bank.test/register', audience: 'x', ssaMaxAge: 5 },
  client: { tokenEndpointAuthMethod: 'client_secret_basic', clientAssertionAudience: 'both' },
  authorizationRequest: { responseType: 'code', algorithm: 'none', maxAge: 5 },
  idToken: { lenient: ['s_hash'] },
  quirks: ['some'],
};
const registration = {
  client_id: 'client-1',
  redirect_uris: ['https://a.test/one', 'https://a.test/two'],
  request_object_signing_alg: 'none',
  scope: 'openid accounts',
};

async function exported(entry: Partial<BankEntry>, secrets = false) {
  const { session, folder } = await sessionOn(entry, { registration: { ...registration, stray: 'planted-member' } });
  await session.secrets.set('client_secret/monese/client-1', 'planted-secret');
  await session.secrets.set('passphrase/transport', 'planted-passphrase');
  mkdirSync(join(folder, 'requests'));
  const saved = { name: 'V', bank: 'monese', variables: { flavour: 'vanilla' }, requests: [] };
  writeFileSync(join(folder, 'requests/v.json'), JSON.stringify(saved));
  return exportPostman(session, { secrets, tools: { claims: 'claims', sign: () => 'sign' } });
}

const importedFrom = (files: { name: string; text: string }[], change = (text: string) => text) =>
  previewImport(files.flatMap(({ name, text }) => postmanDocuments(change(text), name)));

describe('a bank', () => {
  it.each<[what: string, entry: Partial<BankEntry>]>([
    ['with nothing but its discovery document', { profile: 'permissive' }],
    ['with everything an entry can say', rich],
    [
      'without a discovery document',
      {
        discovery: undefined,
        issuer: 'https://auth1.bank.test',
        authorizationEndpoint: 'https://auth1.bank.test/auth',
        tokenEndpoint: 'https://as1.bank.test/token',
        jwksUri: 'https://keystore.test/bank.jwks',
        profile: 'permissive',
      },
    ],
  ])('%s comes back as it was', async (_, entry) => {
    const files = await exported(entry);
    const { banks, certificates, collections } = importedFrom(files);
    expect(banks).toMatchObject([{ name: 'monese', variables: { flavour: 'vanilla' }, secrets: [] }]);
    // Where its document says where the API is, the variables do, and openbanking.json will.
    const resourceServers = { aisp: 'https://rs1.bank.test/open-banking/v3.1/aisp' };
    expect(banks[0]?.entry).toEqual({ discovery, resourceServers, ...entry });
    expect(banks[0]?.client).toEqual({
      clientId: 'client-1',
      tokenEndpointAuthMethod: 'client_secret_basic',
      registration,
    });
    expect(certificates).toMatchObject([{ certificate: 'keys/transport.pem', key: 'keys/transport.key' }]);
    const { item } = JSON.parse(files[1]?.text ?? '{}');
    const sent = item.flatMap((folder: { name: string; item: { name: string; request: { method: string } }[] }) =>
      folder.item.map(({ name, request }) => ({ folder: [folder.name], name, method: request.method })),
    );
    expect(sent).toHaveLength(38);
    expect(collections.flatMap(({ requests }) => requests)).toMatchObject(sent);
  });

  it('comes back with what was changed in Postman since', async () => {
    const change = (text: string) =>
      text.replace(
        '"key": "tokenEndpoint",\n      "value": "https://as2.bank.test/token"',
        '"key": "tokenEndpoint",\n      "value": "https://as9.bank.test/token"',
      );
    const { banks } = importedFrom(await exported(rich), change);
    expect(banks[0]?.entry).toEqual({ discovery, ...rich, tokenEndpoint: 'https://as9.bank.test/token' });
  });

  it('carries no secret unless that is asked for, and then says which files are to be kept like one', async () => {
    const plain = await exported(rich);
    expect(plain.map(({ text }) => text).join()).not.toContain('planted');
    expect(plain.map(({ secret }) => secret)).toEqual([false, false, false]);
    const full = await exported(rich, true);
    expect(full.map(({ secret }) => secret)).toEqual([true, false, true]);
    expect(full.map(({ text }) => text).join()).toMatch(/planted-secret.*planted-passphrase/s);
    expect(full.map(({ text }) => text).join()).not.toContain('planted-member');
    const { banks, certificates } = importedFrom(full);
    expect(banks[0]?.secrets[0]?.value.reveal()).toBe('planted-secret');
    expect(certificates[0]?.passphrase?.value.reveal()).toBe('planted-passphrase');
  });

  it('shows its certificate to exactly the hosts that it has', async () => {
    const list = JSON.parse((await exported(rich))[2]?.text ?? '[]');
    expect(list[0].matches.toSorted()).toEqual([
      'https://as2.bank.test:443/*',
      'https://rs2.bank.test:443/*',
      'https://rs3.bank.test:443/*',
    ]);
  });
});
