/** An import put into effect: what is written where, and that nothing is when a part of it fails. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { OpenBankingError } from '../../../src/tpp/errors.ts';
import { applyImport, type ImportTarget } from '../../../src/tpp/postman/apply.ts';
import { postmanDocuments } from '../../../src/tpp/postman/file.ts';
import { previewImport } from '../../../src/tpp/postman/import.ts';
import { readSavedRequests } from '../../../src/tpp/postman/saved-request.ts';
import { realSurroundings } from '../../../src/tpp/surroundings.ts';
import { fileSecretStore } from '../../../src/tpp/workspace/secret-files.ts';
import { fileStateStore } from '../../../src/tpp/workspace/state-file.ts';
import { emptyFolder, workspaceFolder } from '../tpp-workspace/folder.ts';

const discovery = 'https://auth1.monese.test/.well-known/openid-configuration';
const environment = {
  name: 'Monese',
  values: [
    { key: 'configEndpoint', value: discovery },
    { key: 'oidcClient', value: 'client-1' },
    { key: 'basicToken', value: btoa('client-1:planted-secret') },
    { key: 'redirectUrl', value: 'https://app.getpostman.com/oauth2/callback' },
    { key: 'flavour', value: 'vanilla' },
    { key: 'tppAccessToken', value: 'planted-token' },
  ],
};
const collection = {
  info: { name: 'Flow' },
  item: [
    { name: 'R', request: { method: 'GET', url: 'https://a.test/', header: 'Authorization: Bearer planted-bearer' } },
  ],
};
const text = `{
  // the one and only statement
  "softwareStatement": { "assertion": "keys/ssa.jwt" },
  "signing": { "key": "keys/signing.key" },
  "transport": { "certificate": "keys/transport.pem", "key": "keys/transport.key" },
  "banks": {
    // known for long
    "sandbox": { "discovery": "https://auth1.bank.test/.well-known/openid-configuration" }
  }
}
`;

async function target(changes: Partial<ImportTarget> = {}) {
  const { folder } = await workspaceFolder(text);
  const given = {
    folder,
    state: fileStateStore(folder),
    secrets: fileSecretStore(folder, {}),
    surroundings: realSurroundings,
  };
  return { ...given, ...changes };
}
const preview = (workspace = text) =>
  previewImport(
    [
      ...postmanDocuments(JSON.stringify(environment), 'e.json'),
      ...postmanDocuments(JSON.stringify(collection), 'c.json'),
    ],
    { workspace },
  );
const bankFile = ({ folder }: ImportTarget) => readFileSync(join(folder, 'openbanking.json'), 'utf8');

/** Every file that a commit would take, and the state, as one text. */
function written({ folder }: ImportTarget): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (each) => each.isFile() && !each.parentPath.includes('secrets') && !each.parentPath.endsWith('keys'),
  );
  return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8')).join('\n');
}

it('writes the bank with the comments kept, the client, the secrets and the requests', async () => {
  const to = await target();
  const applied = await applyImport(preview(), to);
  expect(applied).toEqual({
    banks: [{ name: 'monese', added: true, clientId: 'client-1' }],
    files: ['requests/monese.variables.json', 'requests/flow.json'],
    secrets: [
      'client_secret/monese/client-1',
      'variable/monese/tppAccessToken',
      expect.stringMatching(/^request\/flow\//),
    ],
    inClear: [],
  });
  expect(bankFile(to)).toContain('// the one and only statement');
  expect(bankFile(to)).toContain('// known for long');
  expect(bankFile(to)).toContain(discovery);
  expect((await to.state.read()).clients).toMatchObject([
    { bank: 'monese', clientId: 'client-1', softwareId: 's', tokenEndpointAuthMethod: 'client_secret_basic' },
  ]);
  expect(await to.secrets.get('client_secret/monese/client-1')).toBe('planted-secret');
  expect(await readSavedRequests(to.folder)).toMatchObject([
    { id: 'flow', requests: [{ name: 'R' }] },
    { id: 'monese.variables', bank: 'monese', variables: { flavour: 'vanilla' } },
  ]);
  expect(written(to)).not.toContain('planted');
});

it('can be done twice, and changes nothing the second time', async () => {
  const to = await target();
  await applyImport(preview(), to);
  const before = written(to);
  expect(await applyImport(preview(bankFile(to)), to)).toMatchObject({ banks: [{ added: false }], files: [] });
  expect(written(to)).toBe(before);
});

it('keeps what is known of a client that is there already', async () => {
  const to = await target();
  const record = { bank: 'monese', clientId: 'client-1', softwareId: 'x', registeredAt: '2026-01-01T00:00:00Z' };
  const known = { ...record, tokenEndpointAuthMethod: 'tls_client_auth', registration: { scope: 'openid' } };
  await to.state.update((state) => ({ ...state, clients: [known] }));
  await applyImport(preview(), to);
  expect((await to.state.read()).clients).toMatchObject([{ ...known, registration: { scope: 'openid' } }]);
});

it('does not replace saved requests that say something else, unless told to', async () => {
  const to = await target();
  await applyImport(preview(), to);
  const file = join(to.folder, 'requests/flow.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"R"', '"Mine"'));
  await expect(applyImport(preview(bankFile(to)), to)).rejects.toMatchObject({ code: 'files_exist' });
  expect(readFileSync(file, 'utf8')).toContain('Mine');
  await applyImport(preview(bankFile(to)), { ...to, overwrite: true });
  expect(readFileSync(file, 'utf8')).not.toContain('Mine');
});

const broken = () => Promise.reject(new OpenBankingError({ code: 'disk_full', message: 'Full.', try: 'Make room.' }));

it.each<[what: string, breaks: (to: ImportTarget) => ImportTarget]>([
  ['the state cannot be written', (to) => ({ ...to, state: { read: to.state.read, update: broken } })],
  [
    'the second secret cannot be kept',
    (to) => {
      let count = 0;
      const set: typeof to.secrets.set = (name, value) => (++count === 2 ? broken() : to.secrets.set(name, value));
      return { ...to, secrets: { ...to.secrets, set } };
    },
  ],
])('leaves everything as it was when %s', async (_, breaks) => {
  const to = await target();
  await to.secrets.set('client_secret/monese/client-1', 'the one before');
  const before = written(to);
  await expect(applyImport(preview(), breaks(to))).rejects.toMatchObject({ code: 'disk_full' });
  expect(written(to)).toBe(before);
  expect(existsSync(join(to.folder, 'requests/flow.json'))).toBe(false);
  expect(await to.secrets.get('client_secret/monese/client-1')).toBe('the one before');
  expect(await to.secrets.get('variable/monese/tppAccessToken')).toBeUndefined();
});

it.each([
  ['there is no openbanking.json', undefined, 'workspace_not_found'],
  ['openbanking.json is not valid', '{"banks":{}}', 'workspace_invalid'],
])('writes nothing where %s', async (_, file, code) => {
  const folder = emptyFolder();
  if (file !== undefined) writeFileSync(join(folder, 'openbanking.json'), file);
  const to = {
    folder,
    state: fileStateStore(folder),
    secrets: fileSecretStore(folder, {}),
    surroundings: realSurroundings,
  };
  await expect(applyImport(preview('{}'), to)).rejects.toMatchObject({ code });
  expect(readdirSync(folder)).toEqual(file === undefined ? [] : ['openbanking.json']);
});

it('needs no openbanking.json for a collection alone', async () => {
  const folder = emptyFolder();
  const to = {
    folder,
    state: fileStateStore(folder),
    secrets: fileSecretStore(folder, {}),
    surroundings: realSurroundings,
  };
  const alone = previewImport(postmanDocuments(JSON.stringify(collection), 'c.json'));
  expect(await applyImport(alone, to)).toMatchObject({ files: ['requests/flow.json'] });
});
