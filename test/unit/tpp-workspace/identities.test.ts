/** Several identities in one openbanking.json: whose keys a bank gets, and what is wrong where nobody can tell. */
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { unsecuredJwt } from '../../../src/tpp/jwt/sign.ts';
import { kidOf } from '../../../src/tpp/keys/kid.ts';
import { openSession } from '../../../src/tpp/session.ts';
import { identityOf } from '../../../src/tpp/workspace/identity.ts';
import { fileSecretStore } from '../../../src/tpp/workspace/secret-files.ts';
import { fileStateStore } from '../../../src/tpp/workspace/state-file.ts';
import { type AskPassphrase, openWorkspace } from '../../../src/tpp/workspace/workspace.ts';
import { clientName, makeKeys, makeRoot, selfSigned } from '../../support/certificates.ts';
import { complete, workspaceFolder } from './folder.ts';

const discovery = 'https://auth1.bank.test/.well-known/openid-configuration';
const { softwareStatement, signing, transport } = complete;
const acme = { softwareStatement, signing, transport };
const other = {
  softwareStatement: { assertion: 'keys/other.jwt' },
  signing: { key: 'keys/other.key' },
  transport: { certificate: 'keys/other.pem', key: 'keys/other-transport.key', ca: ['keys/other-ca.pem'] },
};
const several = (banks: Record<string, object>) => ({
  identities: { acme, other },
  banks: Object.fromEntries(Object.entries(banks).map(([name, entry]) => [name, { discovery, ...entry }])),
});

describe('a file with several identities', () => {
  it('gives each bank the statement, the keys and the authorities of the identity that it names', async () => {
    const file = several({ one: { identity: 'acme' }, two: { identity: 'other' } });
    const { folder, write, root, ssa, signing: ours } = await workspaceFolder(file);
    const theirs = await selfSigned([{ CN: ['other'] }]);
    const key = makeKeys('ec');
    write('keys/other.jwt', ssa);
    write('keys/other.key', key.key);
    write('keys/other.pem', theirs.certificate);
    write('keys/other-transport.key', theirs.key);
    write('keys/other-ca.pem', root.certificate);
    const workspace = await openWorkspace(folder);
    const [one, two] = [workspace.bank('one'), workspace.bank('two')];
    expect((await workspace.signingKey(one)).kid).toBe(kidOf(ours.privateKey));
    expect((await workspace.signingKey(two)).kid).toBe(kidOf(key.privateKey));
    expect((await workspace.transportCredentials(two)).parsed?.commonName).toBe('other');
    expect(await workspace.softwareStatement(two)).toBe(ssa);
    expect((await workspace.authorityFiles(two)).map(({ path }) => path)).toEqual(['keys/other-ca.pem']);
  });

  it('needs no name where there is one identity', async () => {
    const { folder, signing: ours } = await workspaceFolder({
      identities: { acme },
      banks: { one: { discovery } },
    });
    const workspace = await openWorkspace(folder);
    expect((await workspace.signingKey(workspace.bank())).kid).toBe(kidOf(ours.privateKey));
  });

  it('gives a bank its own pair and leaves the other, and whom to trust, to the identity', async () => {
    const own = makeKeys('ec');
    const {
      folder,
      write,
      signing: ours,
    } = await workspaceFolder({
      ...complete,
      banks: { one: { discovery }, two: { discovery, signing: { key: 'keys/two.key' } } },
    });
    write('keys/two.key', own.key);
    const workspace = await openWorkspace(folder);
    const [one, two] = [workspace.bank('one'), workspace.bank('two')];
    expect((await workspace.signingKey(one)).kid).toBe(kidOf(ours.privateKey));
    expect((await workspace.signingKey(two)).kid).toBe(kidOf(own.privateKey));
    expect(await workspace.transportCredentials(two)).toEqual(await workspace.transportCredentials(one));
    expect(await workspace.certificateAuthorities(two)).toEqual(await workspace.certificateAuthorities(one));
  });

  it('leaves whom to trust to the identity, also where a bank has a transport pair of its own', async () => {
    const pair = { certificate: 'keys/two.pem', key: 'keys/two.key' };
    const ca = ['keys/ca.pem'];
    const { folder } = await workspaceFolder({
      identities: { acme: { ...acme, transport: { ...transport, ca } } },
      banks: { two: { discovery, transport: pair } },
    });
    const { file } = await openWorkspace(folder);
    const [entry] = Object.values(file.banks);
    expect(identityOf(file, entry && { name: 'two', entry }).transport).toEqual({ ...pair, ca });
  });

  it('asks for a passphrase by whose pair it is', async () => {
    const locked = (path: string) => ({ key: path });
    const { folder, write } = await workspaceFolder({
      identities: { acme: { ...acme, signing: locked('keys/acme.key') } },
      banks: { one: { discovery }, two: { discovery, signing: locked('keys/two.key') } },
    });
    const encrypted = () =>
      makeKeys('ec').privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'sesame' });
    write('keys/acme.key', encrypted());
    write('keys/two.key', encrypted());
    const asked: unknown[] = [];
    const passphrase: AskPassphrase = async (...of) => {
      asked.push(of);
      return 'sesame';
    };
    const workspace = await openWorkspace(folder, { passphrase });
    await workspace.signingKey(workspace.bank('one'));
    await workspace.signingKey(workspace.bank('two'));
    expect(asked).toEqual([
      ['signing', 'acme'],
      ['signing', 'bank/two'],
    ]);
  });
});

describe('whose keys nobody can tell', () => {
  it.each<[string, object, string]>([
    [
      'a bank that names none of several',
      several({ one: {} }),
      'banks.one.identity is missing; name one of the identities: acme, other',
    ],
    [
      'a name that is nearly one',
      several({ one: { identity: 'acne' } }),
      'banks.one.identity names no identity of the file; did you mean "acme"?',
    ],
    [
      'a name that is none',
      several({ one: { identity: 'somebody' } }),
      'banks.one.identity names no identity of the file; the identities are acme, other',
    ],
    [
      'a name where there are no identities',
      { ...complete, banks: { one: { discovery, identity: 'acme' } } },
      'banks.one.identity names an identity, and the file has no identities; take it out, or write identities',
    ],
    [
      'both forms together',
      { ...several({ one: { identity: 'acme' } }), signing },
      'signing stands beside identities; move it into one of them, or take identities out',
    ],
    ['no identity at all', { identities: {}, banks: {} }, 'identities must not be empty'],
    ['neither form', { banks: {} }, 'softwareStatement is missing'],
    [
      'an identity without a key',
      { identities: { acme: { ...acme, signing: {} } }, banks: {} },
      'identities.acme.signing.key is missing',
    ],
    [
      "an identity's path outside",
      { identities: { acme: { ...acme, signing: { key: '../x' } } }, banks: {} },
      'identities.acme.signing.key leads outside the workspace folder',
    ],
    [
      "a bank's own path outside",
      { ...complete, banks: { one: { discovery, signing: { key: '../x' } } } },
      'banks.one.signing.key leads outside the workspace folder',
    ],
    [
      'a misspelled member of an identity',
      { identities: { acme: { ...acme, singing: {} } }, banks: {} },
      'did you mean "signing"?',
    ],
  ])('%s: workspace_invalid', async (_, file, message) => {
    const { folder } = await workspaceFolder(file);
    await expect(openWorkspace(folder)).rejects.toMatchObject({
      code: 'workspace_invalid',
      message: expect.stringContaining(message),
    });
  });
});

describe('a bank of the other environment', () => {
  const live = () =>
    unsecuredJwt({ iss: 'OpenBanking Ltd', iat: 1, software_id: 's', software_environment: 'production' });
  const stores = { state: fileStateStore('/nowhere'), secrets: fileSecretStore('/nowhere', {}) };

  it('is sent nothing, and the error says whose statement is for what', async () => {
    const bank = await listening();
    const { folder, write } = await workspaceFolder({
      identities: { acme, live: { ...acme, softwareStatement: { assertion: 'keys/live.jwt' } } },
      banks: { one: { discovery: `${bank.url}/x`, identity: 'live' } },
    });
    write('keys/live.jwt', live());
    const session = openSession({ workspace: await openWorkspace(folder), ...stores });
    await expect(session.metadata()).rejects.toMatchObject({
      code: 'environment_mismatch',
      message: 'The software statement of the identity live is for production, and one is a sandbox; nothing was sent.',
    });
    expect(bank.connections()).toBe(0);
  });

  it('is sent nothing where only the certificate’s issuer tells it', async () => {
    const bank = await listening();
    const root = await makeRoot('OpenBanking Issuing CA');
    const { certificate, key } = await root.issue(clientName);
    const { folder, write } = await workspaceFolder({ ...complete, banks: { one: { discovery: `${bank.url}/x` } } });
    write('keys/transport.pem', certificate);
    write('keys/transport.key', key);
    const session = openSession({ workspace: await openWorkspace(folder), ...stores });
    await expect(session.metadata()).rejects.toThrow('The transport certificate is for production');
    expect(bank.connections()).toBe(0);
  });
});

/** Counts who comes; nobody should. */
async function listening() {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `https://127.0.0.1:${port}`, connections: () => connections };
}
