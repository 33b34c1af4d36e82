/** The items of the banks' tree: those that commands are called on, and those that only lead to them. */
import type * as vscode from 'vscode';
import type { WithheldResource } from '../../tpp/accounts/shared-resources.ts';
import type { TokenTimes } from '../../tpp/consents/clocks.ts';
import type { Problem } from '../../tpp/errors.ts';
import type { Finding } from '../../tpp/finding.ts';
import type { BankNode, BanksNode, ClientNode, ConsentNode } from '../workbench/nodes.ts';
import type { OpenedFolder } from '../workbench/workbench.ts';

/** A folder, shown where a window has several. */
export interface PlaceNode {
  kind: 'place';
  place: OpenedFolder;
}

/** A file that cannot be read; a click opens it. */
export interface ProblemNode {
  kind: 'problem';
  problem: Problem;
  file: vscode.Uri;
  /** The folder, where it is not said by the level above. */
  folderName?: string;
}

/** The next step, where nothing is yet: at a bank without a client, at a client without a consent. */
export interface StepNode {
  kind: 'step';
  of: BankNode | ClientNode;
}

/** A consent with the times of its tokens. */
export interface TimedConsentNode extends ConsentNode {
  tokens?: TokenTimes;
  /** It was authorised from here, and no tokens of it are left here. */
  lacksTokens?: boolean;
  /** Whether its accounts may be read when it is opened; at a production bank nothing runs by itself. */
  opensByItself?: boolean;
  /** Whether it is open when it is first seen. */
  startsOpen?: boolean;
}

/** Two hundred of many accounts. */
export interface GroupNode {
  kind: 'group';
  consent: TimedConsentNode;
  from: number;
  to: number;
  label: string;
}

/** Accounts that were not read, or could not be; a click reads them, or does what mends that. */
export interface UnreadNode {
  kind: 'unread';
  consent: TimedConsentNode;
  problem?: Problem;
  /** What the click does, in words; absent where nothing leads on. */
  cure?: string;
}

/** The customer shared no account: asked, and empty. */
interface EmptyNode {
  kind: 'empty';
  consent: TimedConsentNode;
}

/** What was odd about the bank's answer when the accounts were read. */
interface NoteNode {
  kind: 'note';
  consent: TimedConsentNode;
  finding: Finding;
}

/** The resources of an account that the consent does not give, in one row. */
export interface WithheldNode {
  kind: 'withheld';
  consent: TimedConsentNode;
  withheld: readonly WithheldResource[];
}

export type TreeNode =
  | BanksNode
  | PlaceNode
  | StepNode
  | ProblemNode
  | GroupNode
  | UnreadNode
  | EmptyNode
  | NoteNode
  | WithheldNode;
