/** A JSON Schema (2020-12), as far as it is looked into here. */
export type JsonSchema = {
  readonly type?: string | readonly string[];
  readonly $ref?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly examples?: readonly unknown[];
  readonly [keyword: string]: unknown;
};
export type Schemas = Readonly<Record<string, JsonSchema>>;

const PREFIX = '#/components/schemas/';
export const refTo = (name: string, kind = 'schemas') => ({ $ref: `#/components/${kind}/${name}` });
/** The schema that a reference leads to; the schema itself where it is none. */
export const resolved = (schema: JsonSchema, schemas: Schemas): JsonSchema =>
  schema.$ref === undefined ? schema : (schemas[schema.$ref.slice(PREFIX.length)] ?? {});

/** The name that a reference names; nothing where the schema is none. */
export const nameOf = ({ $ref }: JsonSchema): string | undefined => $ref?.slice(PREFIX.length);
