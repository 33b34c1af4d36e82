/** A token on its way into the inspector, with what is known of where it came from. */
import type { TokenSource } from '../../messages/inspector.ts';
import type { InspectionContext } from '../../tpp/inspect/inspection.ts';

export interface GivenToken {
  /** The token, or what was meant to be one. */
  text: string;
  /** What the tab calls it: `ssa.jwt`, `id_token of the consent aac-1`. */
  label: string;
  source: TokenSource;
  /** What is known of its bank, and where in a flow it belongs. */
  context?: Omit<InspectionContext, 'now'>;
}

/** What the inspector's tabs ask of the rest of the editor. */
export interface InspectorHost {
  /** The token of a source again; undefined when it is gone, of which the user knows. */
  find(source: TokenSource): Promise<GivenToken | undefined>;
  /** The token of a file, chosen where it has several. */
  fromFile(uri: string): Promise<GivenToken | undefined>;
  /** Shows the place that a token came from. */
  reveal(source: TokenSource): Promise<void>;
  /** Opens header and payload in an editor, to be signed as another token. */
  edit(given: GivenToken): Promise<void>;
  /** Asks for a second token and shows what is different. */
  compare(given: GivenToken): Promise<void>;
}

/** What a command on tokens has to tell. */
export interface InspectedToken {
  label: string;
  kind: string;
  form: string;
  /** Codes, worst first. */
  findings: string[];
}
