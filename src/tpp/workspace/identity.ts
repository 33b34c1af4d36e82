/** Who a TPP is to a bank: the software statement, signing key and client certificate that `openbanking.json` has for it. */

import type { z } from 'zod';
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import type { identity } from './identity-schema.ts';
import { pointerOf } from './pointer.ts';
import type { BankEntry, WorkspaceFile } from './schema.ts';

type Parts = z.infer<typeof identity>;

export interface Identity extends Parts {
  /** Its name under `identities`; absent for the one that stands at the top of the file. */
  name?: string;
  /** The bank whose own pairs are in place of the identity's. */
  bank?: string;
  /** Where each part stands in the file, as JSON pointers. */
  pointers: Readonly<Record<keyof Parts | 'ca', string>>;
}

interface Bank {
  name: string;
  entry: BankEntry;
}

/** The identities of a file, in its order; the one at the top has no name. */
export function identitiesOf(file: WorkspaceFile): Identity[] {
  if (file.identities) {
    return Object.entries(file.identities).map(([name, parts]) => located(parts, pointerOf('identities', name), name));
  }
  const { softwareStatement, signing, transport } = file;
  return softwareStatement && signing && transport ? [located({ softwareStatement, signing, transport }, '')] : [];
}

function located(parts: Parts, pointer: string, name?: string): Identity {
  const pointers = {
    softwareStatement: `${pointer}/softwareStatement`,
    signing: `${pointer}/signing`,
    transport: `${pointer}/transport`,
    ca: `${pointer}/transport/ca`,
  };
  return { ...parts, pointers, ...(name !== undefined && { name }) };
}

/**
 * The identity that is known to a bank, with the pairs that the bank's entry has in its place; without a bank, the only one of the file.
 *
 * @throws OpenBankingError `identity_not_named` where there are several, and no bank says which
 */
export function identityOf(file: WorkspaceFile, bank?: Bank): Identity {
  const identities = identitiesOf(file);
  const named = bank?.entry.identity;
  const found = named === undefined ? identities : identities.filter(({ name }) => name === named);
  const [chosen] = found;
  if (chosen === undefined || found.length > 1) return notNamed(identities, file, bank);
  if (bank === undefined) return chosen;
  const { signing, transport } = bank.entry;
  const entry = pointerOf('banks', bank.name);
  return {
    ...chosen,
    ...((signing ?? transport) && { bank: bank.name }),
    ...(signing && { signing }),
    // Whom to trust is not the pair's matter.
    ...(transport && { transport: { ca: chosen.transport.ca, ...transport } }),
    pointers: {
      ...chosen.pointers,
      ...(signing && { signing: `${entry}/signing` }),
      ...(transport && { transport: `${entry}/transport` }),
    },
  };
}

function notNamed(identities: readonly Identity[], file: WorkspaceFile, bank: Bank | undefined): never {
  const names = identities.flatMap(({ name }) => name ?? []).join(', ');
  return fail({
    code: 'identity_not_named',
    message: t(
      'openbanking.json has several identities ({0}), and {1}.',
      names,
      bank ? t('the bank {0} names none of them', bank.name) : t('no bank says which one is meant'),
    ),
    ...(bank
      ? { try: t('Set identity of banks.{0} to one of them.', bank.name) }
      : { try: t('Name the bank.'), remedies: [{ do: 'chooseBank', banks: Object.keys(file.banks) }] }),
  });
}

/** Every identity, and after them one for each bank that has a pair of its own. */
export function pairsOf(file: WorkspaceFile): Identity[] {
  const banks = Object.entries(file.banks).filter(([, { signing, transport }]) => signing ?? transport);
  return [...identitiesOf(file), ...banks.map(([name, entry]) => identityOf(file, { name, entry }))];
}

/** The files with private keys, those of banks' own pairs among them, as the file spells them. */
export function keyPathsOf(file: WorkspaceFile): string[] {
  const paths = pairsOf(file).flatMap(({ signing, transport }) => [signing.key, transport.key]);
  return [...new Set(paths.filter((path) => path !== undefined))];
}

/**
 * By which a passphrase of a pair is kept, from where it stands: the name of its identity, `bank/NAME` for a bank's own pair, nothing at the
 * top of the file.
 */
export function ownerOf(pointer: string): string | undefined {
  const [, kind, name] = /^\/(identities|banks)\/([^/]+)\//.exec(pointer) ?? [];
  return kind === 'banks' ? `bank/${name}` : name;
}
