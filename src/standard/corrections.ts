/** Where the files of the standard are wrong or older than its pages, a line each. `npm run standard` applies them before it reads. */

/** Files of one or more versions: `pis 4.0`, `vrp *`. */
export type Files = readonly string[];

interface Common {
  readonly in: Files;
  /** The version from which on it is so; without it the row mends every version of its files. */
  readonly since?: '4.0.1';
  /** Who says so: a page, a changelog, a known issue, or what we found ourselves. */
  readonly by: string;
}

/** What can be said of a place: each asserts that the file says something else. */
export interface PlaceChange {
  readonly codes?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  /** New members by name: a component, or a definition. */
  readonly add?: Readonly<Record<string, string | Readonly<Record<string, unknown>>>>;
  readonly drop?: readonly string[];
  /** Keywords set, and what they replace (undefined where there was none). */
  readonly set?: Readonly<Record<string, unknown>>;
  readonly was?: Readonly<Record<string, unknown>>;
  readonly optional?: readonly string[];
  readonly required?: readonly string[];
  /** Refers to that component instead. */
  readonly refer?: string;
}

/** A place: `Component/Member/Member` (`*` is the item of a list), or `** then /Member` wherever it stands. */
export interface PlaceCorrection extends Common, PlaceChange {
  readonly at: string;
  /** Only places whose codes have this one. */
  readonly where?: string;
}

/** A component that the files lack. */
export interface NewDefinition extends Common {
  readonly define: string;
  readonly as: Readonly<Record<string, unknown>>;
}

/** What the table of operations says otherwise than the file. */
export interface OperationCorrection extends Common {
  readonly op: string;
  readonly token?: { readonly is: 'client' | 'customer'; readonly was: 'client' | 'customer' };
  readonly request?: { readonly is: string; readonly was: string };
  /** The answer gets a component of its own, a copy of what the file has inline. */
  readonly answer?: { readonly is: string; readonly copyOf: string };
}

export type Correction = PlaceCorrection | NewDefinition | OperationCorrection;

export const corrections: readonly Correction[] = [
  { in: ['vrp *', 'cvrp *'], op: 'POST /domestic-vrps', token: { is: 'customer', was: 'client' }, by: 'VRP pages' },
];
