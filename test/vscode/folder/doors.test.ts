/** The doors into the extension: a bank more, its place in the file, a certificate and Postman's files out of the Explorer. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { commands, Uri, window } from 'vscode';
import { z } from 'zod';
import { useBank } from '../support/bank.ts';
import { answering } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { itemsOf, openView } from '../support/trees.ts';
import { folder } from '../support/workspace.ts';

const execute = (name: string, ...given: unknown[]): Thenable<unknown> =>
  commands.executeCommand(`openBanking.${name}`, ...given);

describe('Doors', () => {
  useBank(folder);

  it('say what is no address of a bank while it is typed', async () => {
    for (const typed of [
      '',
      'bank',
      'https://bank',
      'http://ob.bank.example',
      'https://me@ob.bank.example',
      'ob bank',
    ]) {
      const { shown } = await answering({ steps: [typed] }, () => execute('addBank'));
      assert.deepEqual(
        shown.map(({ kind }) => kind),
        ['input'],
        typed,
      );
    }
  });

  it('a bank more asks for its address alone, and stands in the file beside the other', async () => {
    const path = join(folder(), 'openbanking.json');
    const before = await readFile(path, 'utf8');
    const { result, shown } = await answering(
      { steps: ['https://127.0.0.1:1/'], picks: ['$(check) Change openbanking.json'] },
      () => execute('addBank'),
    );
    const { bank } = z.object({ bank: z.string() }).parse(result);
    assert.deepEqual(
      shown.filter(({ kind }) => kind !== 'error').map(({ kind, text }) => [kind, text]),
      [
        ['input', 'The issuer, or the whole address of its openid-configuration'],
        ['pick', 'Change openbanking.json: is this right?'],
      ],
    );
    const { banks } = z
      .object({ banks: z.record(z.string(), z.looseObject({})) })
      .parse(JSON.parse(await readFile(path, 'utf8')));
    assert.deepEqual(Object.keys(banks), ['sandbox', bank]);
    await openView('openBanking.banks');
    const row = await eventually(async () => {
      const items = await itemsOf('openBanking.banks');
      assert.equal(items.length, 2);
      return items[1];
    });
    await execute('openInWorkspaceFile', row?.node);
    await eventually(() => {
      const { document, selection } = window.activeTextEditor ?? {};
      assert.equal(document?.fileName, path);
      assert(
        document
          .getText()
          .slice(0, document.offsetAt(selection?.active ?? document.positionAt(0)) + 1)
          .includes(`"${bank}"`),
      );
    });
    await writeFile(path, before);
  });

  it('a certificate of the Explorer is shown as text, of a key alone it is said that there is none', async () => {
    const uri = await execute('showCertificate', Uri.file(join(folder(), 'transport.pem')));
    assert(uri instanceof Uri);
    const text = window.activeTextEditor?.document.getText() ?? '';
    for (const name of ['Certificate 1 of 1', 'Subject: ', 'Issuer: ', 'Valid until: ', 'Thumbprint (x5t#S256): '])
      assert(text.includes(name), text);
    assert.doesNotMatch(text, /PRIVATE KEY/);
    const { result, shown } = await answering({}, () =>
      execute('showCertificate', Uri.file(join(folder(), 'transport.key'))),
    );
    assert.equal(result, undefined);
    assert.deepEqual(
      shown.map(({ kind }) => kind),
      ['error'],
    );
  });

  it('a file of Postman’s is previewed out of the Explorer, alone or with all that are selected', async () => {
    const files = ['a.postman_environment.json', 'b.postman_environment.json'].map((name) => join(folder(), name));
    for (const file of files) {
      const values = [
        { key: 'wellKnown', value: 'https://bank.example/.well-known/openid-configuration', enabled: true },
      ];
      await writeFile(file, JSON.stringify({ name: 'one', values, _postman_variable_scope: 'environment' }));
    }
    const [first = '', second = ''] = files;
    const { result: alone, shown } = await answering({}, () => execute('importFromPostman', Uri.file(first)));
    assert.deepEqual(shown, []);
    assert.match(String(alone), /a\.postman_environment\.json/);
    assert.doesNotMatch(String(alone), /b\.postman_environment\.json/);
    const both = await execute('importFromPostman', Uri.file(first), [Uri.file(first), Uri.file(second)]);
    assert.match(String(both), /b\.postman_environment\.json/);
  });
});
