/** What must hold in a bank's database at any moment, read with nothing but SQL: the bank's own code has no say in it. */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

const row = z.object({ kind: z.string(), id: z.string(), json: z.string() });
const document = z.looseObject({
  clientId: z.string().optional(),
  client_id: z.string().optional(),
  softwareId: z.string().optional(),
  organisationId: z.string().optional(),
  consentId: z.string().optional(),
  status: z.string().optional(),
  subject: z.string().optional(),
  grantId: z.string().optional(),
  nextGrantId: z.string().optional(),
  customerId: z.string().optional(),
  accountIds: z.array(z.string()).optional(),
  consumed: z.number().optional(),
});
type Document = z.infer<typeof document>;

/** What is wrong in the database of a bank's folder, in words; nothing when all is whole. The bank may run. */
export function faultsIn(dir: string): string[] {
  const db = new DatabaseSync(join(dir, 'bank.sqlite'), { readOnly: true, timeout: 5_000 });
  try {
    return [...structureFaults(db), ...documentFaults(documentsOf(db))];
  } finally {
    db.close();
  }
}

/** The same of what a killed bank left behind, before any other bank has touched it. */
export function faultsLeftIn(dir: string): string[] {
  const copy = mkdtempSync(join(tmpdir(), 'obw-left-'));
  try {
    for (const name of ['bank.sqlite', 'bank.sqlite-wal'])
      if (existsSync(join(dir, name))) copyFileSync(join(dir, name), join(copy, name));
    return faultsIn(copy);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function structureFaults(db: DatabaseSync): string[] {
  const integrity = db
    .prepare('PRAGMA integrity_check')
    .all()
    .map((found) => String(found.integrity_check));
  const foreign = db
    .prepare('PRAGMA foreign_key_check')
    .all()
    .map((found) => `a row of ${found.table} points nowhere`);
  return [...integrity.filter((text) => text !== 'ok'), ...foreign];
}

function documentsOf(db: DatabaseSync): Map<string, Map<string, Document>> {
  const kinds = new Map<string, Map<string, Document>>();
  for (const each of db.prepare('SELECT kind, id, json FROM documents').all()) {
    const { kind, id, json } = row.parse(each);
    const known = kinds.get(kind) ?? new Map();
    known.set(id, document.parse(JSON.parse(json)));
    kinds.set(kind, known);
  }
  return kinds;
}

/** Two documents that are written together are both there or neither is. */
function documentFaults(kinds: Map<string, Map<string, Document>>): string[] {
  const of = (kind: string): Map<string, Document> => kinds.get(kind) ?? new Map();
  const faults: string[] = [];
  const demand = (holds: boolean, fault: string): void => {
    if (!holds) faults.push(fault);
  };

  for (const [id, statement] of of('SoftwareStatement')) {
    demand(of('Organisation').has(statement.organisationId ?? ''), `software ${id} has no organisation`);
    const own = [...of('Certificate').values()].filter(({ softwareId }) => softwareId === id);
    demand(own.length >= 2, `software ${id} has ${own.length} certificates`);
  }
  for (const id of of('Client').keys()) demand(of('Registration').has(id), `client ${id} has no registration`);
  for (const [id, { softwareId }] of of('Registration')) {
    demand(of('Client').has(id), `registration ${id} has no client`);
    demand(of('SoftwareStatement').has(softwareId ?? ''), `registration ${id} has no software statement`);
  }
  const consents = [...of('Consent').values()];
  const changed = new Set([...of('ConsentEvent').values()].map(({ subject }) => subject));
  for (const { consentId, clientId, status, grantId, customerId, accountIds } of consents) {
    demand(of('Client').has(clientId ?? ''), `consent ${consentId} has no client`);
    const told = changed.has(consentId) ? 'an' : 'no';
    const isAsMade = status === 'awaitingAuthorisation';
    demand(isAsMade === (told === 'no'), `consent ${consentId} is ${status} and has ${told} event`);
    if (status === 'authorised') {
      demand(of('Grant').has(grantId ?? ''), `consent ${consentId} is authorised without a grant`);
      demand(customerId !== undefined && (accountIds ?? []).length > 0, `consent ${consentId} is nobody's`);
    } else demand(grantId === undefined, `consent ${consentId} is ${status} and has a grant`);
  }
  for (const id of of('Grant').keys())
    demand(
      consents.some(({ grantId, nextGrantId }) => grantId === id || nextGrantId === id),
      `grant ${id} belongs to no consent`,
    );
  const codes = [...of('AuthorizationCode').values()];
  const tokens = [...of('AccessToken').values()];
  for (const { grantId } of [...codes, ...tokens, ...of('RefreshToken').values()])
    demand(of('Grant').has(grantId ?? ''), `a code or a token hangs on grant ${grantId}, which is not there`);
  for (const { grantId, consumed } of codes) {
    const given = tokens.some((token) => token.grantId === grantId);
    demand(
      given === (consumed !== undefined),
      `a code is ${consumed ? '' : 'not '}used, tokens ${given ? '' : 'not '}given`,
    );
  }
  return faults;
}
