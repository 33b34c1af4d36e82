/** The part of OpenAPI 3.0 that the files of the standard use. */

export interface Place {
  $ref?: string;
  type?: string;
  properties?: Record<string, Place>;
  required?: string[];
  additionalProperties?: boolean | Place;
  items?: Place;
  enum?: (string | number | boolean)[];
  'x-namespaced-enum'?: string[];
  oneOf?: Place[];
  allOf?: Place[];
  /** The component that a corrected copy was made from. */
  'x-copy-of'?: string;
  [other: string]: unknown;
}

export interface Parameter {
  $ref?: string;
  name: string;
  in: string;
  required?: boolean;
}

export interface Body {
  $ref?: string;
  content?: Record<string, { schema?: Place }>;
  headers?: Record<string, unknown>;
}

export interface Method {
  parameters?: Parameter[];
  requestBody?: Body;
  responses: Record<string, Body>;
  security?: Record<string, string[]>[];
}

export interface Document {
  paths: Record<string, Record<string, Method> & { parameters?: never }>;
  components: { schemas: Record<string, Place>; [kind: string]: Record<string, unknown> };
}

export const verbs = ['get', 'post', 'put', 'patch', 'delete'] as const;

const schemaRef = '#/components/schemas/';

/** The component that a place refers to, or undefined where it is one itself. */
export function referred(place: Place): string | undefined {
  return place.$ref?.startsWith(schemaRef) ? place.$ref.slice(schemaRef.length) : undefined;
}

export const reference = (component: string): Place => ({ $ref: `${schemaRef}${component}` });

/** A parameter, body or response with its reference followed. */
export function followed<T extends { $ref?: string }>(document: Document, thing: T): T {
  if (!thing.$ref) return thing;
  const [, , kind = '', name = ''] = thing.$ref.split('/');
  const found = document.components[kind]?.[name];
  if (!found) throw new Error(`${thing.$ref} leads nowhere`);
  return found as T;
}

/** The one schema of a body whatever its media type; undefined where it has none. */
export function schemaOf(document: Document, body: Body | undefined): Place | undefined {
  if (!body) return undefined;
  return Object.values(followed(document, body).content ?? {}).find(({ schema }) => schema)?.schema;
}
