/** What the standard says of a value: the part of JSON Schema that its files use, with no sentence of prose. */

/** A definition, or a place inside one. Names in `$ref` are `#/$defs/NAME`, names of `Tables.$defs`. */
export interface Schema {
  readonly $ref?: `#/$defs/${string}`;
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  /** Whether other members are allowed, or what each of them is. */
  readonly additionalProperties?: boolean | Schema;
  readonly minProperties?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** A closed set of values. */
  readonly enum?: readonly (string | number | boolean)[];
  /** An open set: values that the standard names, others allowed (`x-namespaced-enum`). */
  readonly 'x-values'?: readonly string[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

/** The tables as `npm run standard` makes them: definitions by name, a row for each operation, and what they were made from. */
export interface Tables {
  /** SHA-256 of each original, by its path below `openapi/`. */
  readonly sources: Readonly<Record<string, string>>;
  readonly $defs: Readonly<Record<string, Schema>>;
  /** Definitions that no operation leads to, by version and by the name that the files have for them. */
  readonly roots: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Code sets by name: each code with its name (null where it is a sentence) and, for reasons of a refusal, the HTTP status. */
  readonly codes: Readonly<Record<string, readonly (readonly [code: string, name: string | null, status?: number])[]>>;
}
