// The types of the API as the console calls it, made from docs/openapi.json: a schema each, and an operation each by
// `METHOD /path`. Made at every build and check, and never committed: there is one description.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const OUT = join(ROOT, 'apps/console/src');

/** Writes the types, and the schemas of what commands take; a file that would be the same is left as it is. */
export const writeApiTypes = () => {
  const api = JSON.parse(readFileSync(join(ROOT, 'docs/openapi.json'), 'utf8'));
  mkdirSync(OUT, { recursive: true });
  const made = {
    'types.gen.ts': typesOf(api),
    'bodies.gen.ts': bodiesOf('BODIES', api, (path) => path.startsWith('/tickets/')),
    'desk-bodies.gen.ts': bodiesOf('DESK_BODIES', api, (path) => /^\/(rosters|webhooks|outages)(\/|$)/.test(path)),
  };
  for (const [name, text] of Object.entries(made))
    if (readIfThere(join(OUT, name)) !== text) writeFileSync(join(OUT, name), text);
};

const readIfThere = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

const typesOf = ({ paths, components: { schemas } }) =>
  [
    '// Made from docs/openapi.json by scripts/api-types.mjs.',
    ...Object.entries(schemas).map(([name, schema]) => `export type ${nameOf(name)} = ${typeOf(schema)};`),
    'export type Operations = {',
    ...Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, one]) => `  '${method.toUpperCase()} ${path}': ${operationOf(one)};`),
    ),
    '};',
    '',
  ].join('\n');

/** What a form asks of a schema. */
const OF_FORMS = ['type', 'format', 'enum', 'minLength', 'maxLength', 'minimum', 'maximum', 'x-enum-descriptions'];
const picked = (field) => Object.fromEntries(OF_FORMS.flatMap((name) => (name in field ? [[name, field[name]]] : [])));

/** Forms are made from these: by path, what is posted there. */
const bodiesOf = (name, { paths, components: { schemas } }, isWanted) => {
  const bodies = Object.entries(paths).flatMap(([path, { post }]) => {
    const ref = post?.requestBody?.content['application/json']?.schema.$ref;
    if (!isWanted(path) || ref === undefined) return [];
    const { properties = {}, required = [] } = schemas[ref.split('/').at(-1)];
    const fields = Object.entries(properties).map(([field, of]) => [field, picked(of)]);
    const dryRun = post.parameters?.some(({ name }) => name === 'Prefer') && { dryRun: true };
    return [[path, { summary: post.summary, properties: Object.fromEntries(fields), required, ...dryRun }]];
  });
  return [
    '// Made from docs/openapi.json by scripts/api-types.mjs.',
    "import type { Body } from './lib/body';",
    `export const ${name}: Readonly<Record<string, Body>> = ${JSON.stringify(Object.fromEntries(bodies))};`,
    '',
  ].join('\n');
};

const operationOf = ({ parameters = [], requestBody, responses }) => {
  const named = (place) => parameters.filter((one) => one.in === place);
  const path = named('path').map(({ name }) => `${key(name)}: string | number`);
  const query = named('query').map(({ name }) => `${key(name)}?: string | number | undefined`);
  const body = requestBody ? typeOf(requestBody.content['application/json'].schema) : 'undefined';
  return `{ path: {${path.join('; ')}}; query: {${query.join('; ')}}; body: ${body}; answer: ${answerOf(responses)} }`;
};

const answerOf = (responses) => {
  const [success] = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  const schema = success?.[1].content?.['application/json']?.schema;
  return schema ? typeOf(schema) : 'unknown';
};

const nameOf = (name) => name.replace(/\W/g, '_');
const key = (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`);

const typeOf = (schema) => {
  if (schema.$ref) return nameOf(schema.$ref.split('/').at(-1));
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  const several = schema.anyOf ?? schema.oneOf;
  if (several) return several.map(typeOf).join(' | ');
  if (schema.allOf) return schema.allOf.map((one) => `(${typeOf(one)})`).join(' & ');
  return Array.isArray(schema.type)
    ? schema.type.map((type) => typeOf({ ...schema, type })).join(' | ')
    : (BY_TYPE[schema.type]?.(schema) ?? 'unknown');
};

const BY_TYPE = {
  string: () => 'string',
  integer: () => 'number',
  number: () => 'number',
  boolean: () => 'boolean',
  null: () => 'null',
  array: ({ items = {} }) => `readonly (${typeOf(items)})[]`,
  object: ({ properties = {}, required = [], additionalProperties }) => {
    const fields = Object.entries(properties).map(
      ([name, one]) => `readonly ${key(name)}${required.includes(name) ? '' : '?'}: ${typeOf(one)}`,
    );
    if (fields.length > 0) return `{ ${fields.join('; ')} }`;
    return typeof additionalProperties === 'object'
      ? `Readonly<Record<string, ${typeOf(additionalProperties)}>>`
      : 'Readonly<Record<string, unknown>>';
  },
};

if (import.meta.main) writeApiTypes();
