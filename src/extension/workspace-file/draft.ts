/** An openbanking.json in the making: the files in hand, what they were recognised as, the bank and what it supports. */
import type * as vscode from 'vscode';
import type { RecognisedFiles, Roles } from '../../tpp/directory/pair.ts';
import type { BankSupport, ComposedBank } from '../../tpp/discovery/compose.ts';
import type { Problem } from '../../tpp/errors.ts';
import type { BankEntry } from '../../tpp/workspace/schema.ts';
import type { Tpp } from '../workbench/workbench.ts';
import type { FileInHand } from './given-files.ts';
import { type PlacedFile, pathWithin } from './place-files.ts';

export interface Draft {
  folder: vscode.Uri;
  /** The text of the openbanking.json that is there; absent for a new one. */
  existing?: string;
  /** To whom the files belong, where the file has several identities. */
  identity?: string | undefined;
  files: PlacedFile[];
  recognised: RecognisedFiles;
  /** As recognised, then as corrected. */
  roles: Roles;
  bank?: ComposedBank;
  support?: BankSupport;
  /** Why the bank's discovery document could not be had. */
  unreachable?: Problem;
  /** Whether the private keys go into .gitignore. */
  ignoreKeys: boolean;
}

export const noRoles: Roles = { ca: [] };

/** The draft with more files in hand; corrections made before stay where they still can. */
export function withFiles(tpp: Tpp, draft: Draft, more: readonly FileInHand[]): Draft {
  const added = more.map((file): PlacedFile => {
    const path =
      file.uri === undefined ? file.name : (pathWithin(draft.folder.fsPath, file.uri.fsPath) ?? file.uri.fsPath);
    return { path, bytes: file.bytes, file: file.uri?.fsPath };
  });
  const files = [...draft.files.filter(({ path }) => !added.some((one) => one.path === path)), ...added];
  const recognised = tpp.recognise(files, Date.now());
  return { ...draft, files, recognised, roles: recognised.roles };
}

/** Of which environment the software statement in hand is. */
export function environmentOf({ recognised, roles }: Draft): BankEntry['environment'] {
  const statement = recognised.things.find((thing) => thing.kind === 'statement' && thing.path === roles.assertion);
  return statement?.kind === 'statement' ? statement.statement.environment : undefined;
}

/** Files that would have to be copied into the folder. */
export function outside({ files, roles, recognised }: Draft): string[] {
  const used = new Set(Object.values(roles).flat());
  return files
    .filter(
      ({ path, file }) => used.has(path) && (file === undefined || path === file || recognised.converted.has(path)),
    )
    .map(({ path }) => path);
}
