/** A real folder and a real bank for every state that both can be in. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { removeClientAtBank } from '../../../src/bank/index.ts';
import {
  clientCredentialsName,
  clientSecretName,
  consentTokensName,
  fileSecretStore,
  fileStateStore,
} from '../../../src/tpp/index.ts';
import { type Outcome, obw } from '../../unit/cli/fake-terminal.ts';
import { startTestBank } from './bank.ts';
import { consents, type State } from './possible-states.ts';

export interface World {
  bank: { dir: string; stop(): Promise<void> };
  /** Of the client that every state but `none` has. */
  clientId: string;
  /** Of an account that the customer shared. */
  accountId: string;
  /** A folder in this state, with the bank as it is then. */
  enter(state: State): Promise<string>;
  /** Runs `obw` in a folder; what it says as JSON. */
  run(folder: string, words: readonly string[]): Promise<Said>;
  /** The same as a person reads it. */
  read(folder: string, words: readonly string[]): Promise<Outcome>;
  end(): Promise<void>;
}

export interface Said {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever obw answered
  json: any;
}

/**
 * A bank with one client that has a consent of each kind, from which every state is made by leaving things out.
 * @param dir of a bank that runs already; it is not stopped at the end
 */
export async function makeWorld(dir?: string): Promise<World> {
  const home = await mkdtemp(join(tmpdir(), 'obw-states-'));
  const bank = dir === undefined ? await startTestBank() : { dir, stop: async () => undefined };
  const bare = join(home, 'bare');
  const whole = join(home, 'whole');
  const read: World['read'] = (folder, words) =>
    obw([...words], { folder, bank: () => import('../../../src/bank/index.ts') });
  const run: World['run'] = async (folder, words) => {
    const done = await read(folder, [...words, '--json']);
    const said = done.stdout.trim() || done.stderr.trim().split('\n').at(-1) || 'null';
    return { status: done.status, json: JSON.parse(said) };
  };
  const must = async (folder: string, ...words: string[]): Promise<Said['json']> => {
    const { status, json } = await run(folder, words);
    if (status !== 0) throw new Error(`obw ${words.join(' ')}: ${JSON.stringify(json)}`);
    return json;
  };
  await must(home, 'bank', 'software-statement', '--dir', bank.dir, '--out', bare);
  const snapshots = new Snapshots(join(bank.dir, 'bank.sqlite'), home);
  await snapshots.take('bare');

  await cp(bare, whole, { recursive: true });
  const { clientId } = await must(whole, 'register', '--auth-method', 'client_secret_basic');
  const ids: Record<string, string> = {};
  for (const consent of consents.slice(1)) {
    const { consentId } = await must(
      whole,
      'consent',
      'create',
      '--expires',
      new Date(Date.now() + 86_400_000).toISOString(),
    );
    ids[consent] = consentId;
    if (consent === 'pending here') await must(whole, 'consent', 'url', consentId);
    if (consent === 'awaiting' || consent === 'pending here') continue;
    const authorise = ['consent', 'authorise', consentId, '--headless', '--user', 'rora'];
    if (consent === 'rejected') await run(whole, [...authorise, '--refuse']);
    else await must(whole, ...authorise);
  }
  const { accounts } = await must(whole, 'accounts', '--consent', ids.authorised ?? '');
  const apart = join(home, 'apart');
  await cp(whole, apart, { recursive: true });
  await must(apart, 'consent', 'revoke', ids.deleted ?? '');
  const over = Date.now() - 60_000;
  snapshots.change((database) => {
    database
      .prepare(
        "UPDATE documents SET json = json_set(json, '$.expiresAt', ?, '$.expirationDateTime', ?) WHERE kind = 'Consent' AND id = ?",
      )
      .run(over, new Date(over).toISOString(), ids.expired ?? '');
  });
  await snapshots.take('whole');
  await removeClientAtBank({ dir: bank.dir, clientId });
  await snapshots.take('client removed');

  let folders = 0;
  return {
    bank,
    clientId,
    accountId: accounts[0].AccountId,
    run,
    read,
    async enter(state) {
      const folder = join(home, `folder-${++folders}`);
      const { client, consent, token } = state;
      await cp(client === 'none' ? bare : whole, folder, { recursive: true });
      snapshots.restore(client === 'none' ? 'bare' : client === 'deleted at bank' ? 'client removed' : 'whole');
      if (client === 'none') return folder;
      const secrets = fileSecretStore(folder, {});
      const id = ids[consent];
      await fileStateStore(folder).update((all) => ({
        ...all,
        consents: all.consents
          .filter(({ consentId }) => consentId === id)
          .map((each) =>
            consent === 'expired' ? { ...each, expirationDateTime: new Date(over).toISOString() } : each,
          ),
      }));
      for (const each of Object.values(ids)) {
        if (each !== id || token === 'none') await secrets.delete(consentTokensName('sandbox', each));
      }
      await secrets.delete(clientCredentialsName('sandbox', clientId, 'accounts'));
      if (client === 'secret lost') await secrets.delete(clientSecretName('sandbox', clientId));
      if (id !== undefined && (token === 'expired with refresh' || token === 'dead')) {
        const name = consentTokensName('sandbox', id);
        const kept = JSON.parse((await secrets.get(name)) ?? '{}');
        const over = { ...kept, access_token: 'over', expires_at: Date.now() - 60_000 };
        await secrets.set(name, JSON.stringify(token === 'dead' ? { ...over, refresh_token: 'unknown' } : over));
      }
      return folder;
    },
    async end() {
      await bank.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** What the bank knows of clients and consents, put back as it was. */
class Snapshots {
  readonly #file: string;
  readonly #home: string;
  constructor(file: string, home: string) {
    this.#file = file;
    this.#home = home;
  }

  change(work: (database: DatabaseSync) => void): void {
    const database = new DatabaseSync(this.#file);
    try {
      database.exec('PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON');
      work(database);
    } finally {
      database.close();
    }
  }

  async take(name: string): Promise<void> {
    const to = join(this.#home, `${name}.sqlite`);
    this.change((database) => {
      database.exec(`ATTACH '${to}' AS kept`);
      for (const table of ['documents', 'document_index'])
        database.exec(`CREATE TABLE kept.${table} AS SELECT * FROM main.${table}`);
    });
  }

  restore(name: string): void {
    const from = join(this.#home, `${name}.sqlite`);
    this.change((database) => {
      database.exec(`ATTACH '${from}' AS kept; BEGIN IMMEDIATE; DELETE FROM document_index; DELETE FROM documents`);
      for (const table of ['documents', 'document_index'])
        database.exec(`INSERT INTO main.${table} SELECT * FROM kept.${table}`);
      database.exec('COMMIT');
    });
  }
}

/** What a person does to openbanking.json: its text is another. */
export async function rewriteFile(folder: string, change: (text: string) => string): Promise<void> {
  const file = join(folder, 'openbanking.json');
  await writeFile(file, change(await readFile(file, 'utf8')));
}
