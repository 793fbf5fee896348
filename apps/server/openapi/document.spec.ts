import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { PROBLEMS } from '../problems';
import { TestServer } from '../testing';
import { meaningsOf } from './describe';
import { mustAnswer, type OpenApiDocument } from './document';
import type { JsonSchema } from './schema';

const FILE = join(__dirname, '../../../docs/openapi.json');
const server = new TestServer();
let document: OpenApiDocument;
beforeAll(async () => {
  await server.start();
  document = (await server.request('GET', '/docs-json')).body;
  if (process.env.OPENAPI === 'write') writeFileSync(FILE, `${JSON.stringify(document, null, 1)}\n`);
});
afterAll(() => server.stop());

type Placed = { readonly place: string; readonly schema: JsonSchema; readonly isField: boolean };
/** Every schema of the document with the place where it stands; a field's own, or what the field is made of. */
function* everySchema(schema: JsonSchema, place: string, isField = false): Generator<Placed> {
  yield { place, schema, isField };
  for (const [name, field] of Object.entries(schema.properties ?? {}))
    yield* everySchema(field, `${place}.${name}`, true);
  if (schema.items) yield* everySchema(schema.items, place);
  for (const one of schema.anyOf ?? []) yield* everySchema(one, place);
}
const all = () =>
  Object.entries(document.components.schemas).flatMap(([name, schema]) => [...everySchema(schema, name)]);

describe('The description of the API', () => {
  it('is the one in docs/openapi.json; OPENAPI=write renews it', () => {
    const written = JSON.parse(readFileSync(FILE, 'utf8'));
    expect(Object.keys(written.paths)).toStrictEqual(Object.keys(document.paths));
    expect(written).toStrictEqual(document);
  });

  it('is OpenAPI 3.1, and has every route with its roles, its scope and all that it answers', () => {
    expect(document.openapi).toBe('3.1.0');
    for (const route of server.serving.routes) {
      const operation = document.paths[route.path.replace(/:(\w+)/g, '{$1}')]?.[route.method.toLowerCase()];
      const roles = route.roles === 'anyone' ? [] : route.roles;
      expect([route.name, operation?.['x-roles'], operation?.['x-client-scope']]).toStrictEqual([
        route.name,
        roles,
        route.scope,
      ]);
      expect(Object.keys(operation?.responses ?? {})).toStrictEqual(
        expect.arrayContaining([String(route.answer?.status), '400', '500', '503']),
      );
      expect([route.name, operation?.summary]).toStrictEqual([route.name, expect.stringMatching(/./)]);
    }
  });

  it('has every code of a problem document, under its status', () => {
    for (const [code, [status]] of Object.entries(PROBLEMS))
      expect(document.components.schemas[`Problem${status}`]?.properties?.code?.enum).toContain(code);
  });

  it('describes every field, and what each of a list of words means', () => {
    const faults = all().flatMap(({ place, schema: { description, enum: words }, isField }) => [
      ...(isField && description === undefined ? [`${place} has no description`] : []),
      ...(words && !place.startsWith('Problem') && !meaningsOf(words) ? [`${place}: ${words} not explained`] : []),
    ]);
    expect(faults).toStrictEqual([]);
  });

  it('has an example of every body, which is as its schema says', () => {
    const ajv = new Ajv({ strict: false });
    addFormats(ajv);
    ajv.addSchema({ $id: 'api', components: document.components });
    const bodies = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, { requestBody, responses }]) =>
        [requestBody, ...Object.values(responses)].flatMap((one) =>
          Object.entries(one?.content ?? {}).map(([type, content]) => ({
            what: `${method} ${path} ${type}`,
            ...content,
          })),
        ),
      ),
    );
    for (const { what, schema, example } of bodies.filter(({ what }) => what.endsWith('json'))) {
      expect([what, example]).not.toStrictEqual([what, undefined]);
      const validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')));
      validate(example);
      expect([what, validate.errors]).toStrictEqual([what, null]);
    }
  });

  it('is asked for before the server starts: a route without an answer is named', () => {
    const route = { ...server.serving.routes[0], name: 'SomeController.some', answer: undefined } as never;
    expect(() => mustAnswer([route])).toThrow(/SomeController\.some.*@Answers/);
  });
});
