/** What the keys view shows of a place: states and values, without their words. */
import type { SoftwareStatement } from '../../tpp/directory/software-statement.ts';
import type { Problem } from '../../tpp/errors.ts';
import type { Certificate } from '../../tpp/keys/certificate.ts';
import type { Authorities, Authority, CertificateAndKey, Credentials, Named } from '../../tpp/workspace/credentials.ts';

export type KeyState = 'fine' | 'soon' | 'wrong' | 'encrypted';

interface Entry {
  /** Stable within the place. */
  id: string;
  state: KeyState;
  path: string;
  /** JSON pointer into openbanking.json. */
  pointer: string;
  problem?: Problem;
}
type StatementEntry = Entry & { kind: 'statement'; statement?: SoftwareStatement; ageSeconds?: number };
type CertificateEntry = Entry & { kind: 'certificate'; certificate?: Certificate; daysLeft?: number };
type KeyEntry = Entry & {
  kind: 'key';
  kid?: string;
  bits?: number;
  fit?: boolean;
  instead?: 'command' | 'proxy';
};
type AuthorityEntry = Entry & { kind: 'authority'; authority?: Authority; daysLeft?: number };
export type KeysEntry = StatementEntry | CertificateEntry | KeyEntry | AuthorityEntry;

export interface KeysGroup {
  id: 'statement' | 'transport' | 'signing' | 'authorities';
  /** The worst of its entries. */
  state: KeyState;
  entries: KeysEntry[];
}

const day = 86_400_000;
/** As in the diagnostics and in Check Prerequisites. */
const soonDays = 30;

/** The groups of a place in the order of the guide; one that has nothing is left out. */
export function keysOf(credentials: Credentials, now: number): KeysGroup[] {
  const { statement, transport, signing, authorities } = credentials;
  return [
    group('statement', statement ? [statementEntry(statement, now)] : []),
    group('transport', pairEntries('transport', transport, now)),
    group('signing', pairEntries('signing', signing, now)),
    group(
      'authorities',
      authorities.flatMap((each) => authorityEntries(each, now)),
    ),
  ].filter(({ entries }) => entries.length > 0);
}

/** Whole days until a time; negative when it is past. */
export function daysUntil(time: number, now: number): number {
  return Math.floor((time - now) / day);
}

function group(id: KeysGroup['id'], entries: KeysEntry[]): KeysGroup {
  return { id, state: worstOf(entries), entries };
}

export function worstOf(all: readonly { state: KeyState }[]): KeyState {
  const order: KeyState[] = ['wrong', 'encrypted', 'soon', 'fine'];
  return order.find((one) => all.some(({ state }) => state === one)) ?? 'fine';
}

function statementEntry(named: Named<SoftwareStatement>, now: number): StatementEntry {
  const base = { kind: 'statement', id: 'statement', path: named.path, pointer: named.pointer } as const;
  if ('problem' in named) return { ...base, state: 'wrong', problem: named.problem };
  const ageSeconds = Math.floor(now / 1000) - named.value.issuedAt;
  return { ...base, state: ageSeconds < -60 ? 'wrong' : 'fine', statement: named.value, ageSeconds };
}

function pairEntries(
  purpose: 'transport' | 'signing',
  { certificate, key, fit, kid, instead }: CertificateAndKey,
  now: number,
) {
  const entries: KeysEntry[] = [];
  if (certificate) {
    const base = {
      kind: 'certificate',
      id: `${purpose}.certificate`,
      path: certificate.path,
      pointer: certificate.pointer,
    } as const;
    if ('problem' in certificate) {
      const encrypted = certificate.problem.code === 'key_encrypted';
      entries.push({ ...base, state: encrypted ? 'encrypted' : 'wrong', problem: certificate.problem });
    } else {
      const { value } = certificate;
      const state = value.validFrom > now ? 'wrong' : stateUntil(value.validTo, now);
      entries.push({ ...base, state, certificate: value, daysLeft: daysUntil(value.validTo, now) });
    }
  }
  if (instead) {
    const { what, name, pointer } = instead;
    entries.push({ kind: 'key', id: `${purpose}.${what}`, state: 'fine', path: name, pointer, kid, instead: what });
  }
  if (key) {
    const base = { kind: 'key', id: `${purpose}.key`, path: key.path, pointer: key.pointer } as const;
    if ('problem' in key) {
      const encrypted = key.problem.code === 'key_encrypted';
      entries.push({ ...base, state: encrypted ? 'encrypted' : 'wrong', problem: key.problem });
    } else {
      const bits = key.value.asymmetricKeyDetails?.modulusLength;
      entries.push({ ...base, state: fit === false ? 'wrong' : 'fine', kid, bits, fit });
    }
  }
  return entries;
}

function authorityEntries(named: Named<Authorities>, now: number): AuthorityEntry[] {
  const base = { kind: 'authority', path: named.path, pointer: named.pointer } as const;
  if ('problem' in named) return [{ ...base, id: named.pointer, state: 'wrong', problem: named.problem }];
  return named.value.authorities.map((authority, index) => ({
    ...base,
    id: `${named.pointer}#${index}`,
    state: stateUntil(authority.validTo, now),
    authority,
    daysLeft: daysUntil(authority.validTo, now),
  }));
}

function stateUntil(validTo: number, now: number): KeyState {
  const days = daysUntil(validTo, now);
  return days < 0 ? 'wrong' : days < soonDays ? 'soon' : 'fine';
}
