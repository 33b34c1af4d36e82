/** An import from Postman before it is applied: a value that shows everything that would be taken, and no secret. */
import type { BankEntry } from '../workspace/schema.ts';
import type { SecretName } from '../workspace/secrets.ts';
import type { Concealed } from './concealed.ts';
import type { ImportItem } from './import-item.ts';
import type { FoundKey } from './private-keys.ts';
import type { SavedCollection } from './saved-request.ts';

/** A secret and where it would rest. Printed or made JSON, its value is a mask. */
export interface ProposedSecret {
  name: SecretName;
  /** The variable by which saved requests call it. */
  key: string;
  /** The file, and where in it. */
  place: string;
  value: Concealed;
}

/** A private key that stood in a variable, a script or a request. */
export interface ProposedKey extends FoundKey {
  /** Where it would rest. */
  name: SecretName;
  place: string;
}

export interface ProposedClient {
  clientId: string;
  tokenEndpointAuthMethod: string;
  /** What is known of its registration: `redirect_uris` at least where the file names one. */
  registration: Record<string, unknown>;
}

export interface ProposedBank {
  /** The environment's own name. */
  environment: string;
  /** What the bank will be called: the name it has already where openbanking.json knows its discovery document. */
  name: string;
  /** True where openbanking.json has this bank; its entry then stays as it is. */
  known: boolean;
  entry: BankEntry;
  client?: ProposedClient;
  /** What saved requests may need of the rest of the environment. */
  variables: Record<string, string>;
  secrets: ProposedSecret[];
}

export interface ProposedCollection extends SavedCollection {
  /** The file's name in `requests/`, without its ending. */
  id: string;
  secrets: ProposedSecret[];
}

/** Variables that an import before put into a file of saved requests, and that a use seen since makes secrets. */
export interface UncoveredSecrets {
  /** The file's name in `requests/`, without its ending. */
  id: string;
  secrets: ProposedSecret[];
}

/** A script of the file, for reading: it is never run and never kept. Secrets in it are masked. */
export interface FoundScript {
  place: string;
  when: 'before' | 'after';
  text: string;
}

/** A client certificate as Postman's settings list it. */
export interface ProposedCertificate {
  name: string;
  place: string;
  /** `host:port`, exact. */
  hosts: string[];
  /** Paths as the list has them. */
  certificate?: string;
  key?: string;
  passphrase?: ProposedSecret;
}

export interface ImportPreview {
  banks: ProposedBank[];
  collections: ProposedCollection[];
  /** To be taken out of files that are there. */
  uncovered: UncoveredSecrets[];
  privateKeys: ProposedKey[];
  scripts: FoundScript[];
  certificates: ProposedCertificate[];
  /** One for each thing in the files, taken or not. */
  items: ImportItem[];
}
