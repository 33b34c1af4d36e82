/** A client of a bank under measurement, registered and with a customer's token, by the product's own library. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BankEntry } from '../../src/tpp/workspace/schema.ts';
import { folder, root } from './processes.mts';

const require = createRequire(import.meta.url);
type Tpp = typeof import('../../src/tpp/index.ts');
type Bank = typeof import('../../src/bank/index.ts');

export const tpp = (): Tpp => require(join(root, 'dist', 'tpp.js')) as Tpp;
export const bank = (): Bank => require(join(root, 'dist', 'bank.js')) as Bank;

/** A workspace with a fresh software statement of the bank in `dir`. */
export async function workspaceFor(dir: string): Promise<string> {
  const out = folder();
  await bank().issueSoftwareStatement({ dir, out });
  return out;
}

export interface MeasuredClient {
  workspace: string;
  accessToken: string;
  consentId: string;
  accountId: string;
  session: ReturnType<Tpp['openSession']>;
  /** Another session of the same client, with members put over the bank's entry. */
  another(entry: Partial<BankEntry>): ReturnType<Tpp['openSession']>;
}

/** Registers, lets rora authorise, and gives the token of the consent. */
export async function clientOf(dir: string): Promise<MeasuredClient> {
  const {
    createExchangeLog,
    openWorkspace,
    openSession,
    fileStateStore,
    fileSecretStore,
    accountId,
    consentTokens,
    findConsent,
    runJourney,
  } = tpp();
  const workspace = await workspaceFor(dir);
  const opened = await openWorkspace(workspace);
  const another = (more: Partial<BankEntry>) => {
    const { name, entry } = opened.bank();
    return openSession({
      workspace: { ...opened, bank: () => ({ name, entry: { ...entry, ...more } }) },
      state: fileStateStore(workspace),
      secrets: fileSecretStore(workspace),
      // Whoever uses the library looks at what it does: the log is a part of the time.
      onExchange: createExchangeLog().add,
    });
  };
  const session = another({});
  const journey = await runJourney(session, { customer: { user: 'rora' } });
  const { consentId } = journey;
  if (journey.problem || !consentId) throw new Error(journey.problem?.message ?? 'no consent');
  const { access_token: accessToken } = await consentTokens(session, await findConsent(session, consentId));
  const id = journey.accounts.map(accountId)[0];
  if (!id) throw new Error('no account');
  return { workspace, session, another, accessToken, consentId, accountId: id };
}

export const filesOf = (workspace: string) => ({
  certificate: join(workspace, 'transport.pem'),
  key: join(workspace, 'transport.key'),
  ca: join(workspace, 'ca.pem'),
});

export const textOf = (path: string): string => readFileSync(path, 'utf8');
