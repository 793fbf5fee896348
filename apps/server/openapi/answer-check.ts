// Holds an answer against the description of the API: docs/openapi.json. Every client of the specs asks it, so that an
// answer that is not described, or not as it is described, fails the spec that met it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

/** Of the sources or of dist, which lies beside them. */
const FILE = [join(__dirname, '../../../docs/openapi.json'), join(__dirname, '../../../../docs/openapi.json')];
const read = (): string => {
  for (const file of FILE)
    try {
      return readFileSync(file, 'utf8');
    } catch {
      // the other one, then
    }
  throw new Error(`There is no ${FILE.join(' nor ')}.`);
};

type Response = { readonly $ref?: string; readonly content?: Readonly<Record<string, { readonly schema: object }>> };
type Operations = Readonly<Record<string, { readonly responses: Readonly<Record<string, Response>> }>>;
type Document = { readonly paths: Readonly<Record<string, Operations>>; readonly components: object };

export type ObservedAnswer = {
  readonly method: string;
  /** With its query, as it was asked for. */
  readonly path: string;
  readonly status: number;
  readonly contentType: string | null;
  readonly text: string;
};

const escaped = (text: string) => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&');

export class AnswerCheck {
  readonly #ajv = new Ajv({ strict: false, allErrors: true, discriminator: false });
  readonly #document: Document;
  readonly #paths: readonly { readonly pattern: RegExp; readonly path: string }[];
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(document: unknown = JSON.parse(read())) {
    this.#document = document as Document;
    addFormats(this.#ajv);
    this.#ajv.addSchema({ $id: 'api', components: this.#document.components });
    this.#paths = Object.keys(this.#document.paths)
      .map((path) => ({ path, pattern: new RegExp(`^${escaped(path).replace(/\{\w+\}/g, '[^/]+')}$`) }))
      // What is written out comes before what has a parameter in its place.
      .sort((a, b) => a.path.split('{').length - b.path.split('{').length);
  }

  /** What is wrong with an answer; nothing where it is as it is described. */
  faultOf({ method, path: url, status, contentType, text }: ObservedAnswer): string | undefined {
    const [asked = ''] = url.split('?', 1);
    const type = contentType?.split(';')[0]?.trim() ?? '';
    const path = this.#paths.find(({ pattern }) => pattern.test(asked))?.path;
    const operation = path === undefined ? undefined : this.#document.paths[path]?.[operationName(method)];
    const what = `${method} ${asked} answered ${status} ${type}`;
    if (!operation || status === 405) return this.#unrouted(asked, status, text, what);
    const response = this.#resolved(operation.responses[String(status)]);
    if (!response) return `${what}: ${path} documents ${Object.keys(operation.responses).join(', ')}.`;
    if (method === 'HEAD' || !response.content) return text === '' ? undefined : `${what} with a body: ${text}`;
    const content = response.content[type];
    if (!content) return `${what}: it documents ${Object.keys(response.content).join(', ')}.`;
    if (!type.endsWith('json')) return undefined;
    return this.#breach(content.schema, JSON.parse(text), what);
  }

  /** No such operation: the page of the API itself, or a problem document. */
  #unrouted(path: string, status: number, text: string, what: string): string | undefined {
    if (path.startsWith('/docs') || text === '') return undefined;
    if (status < 400) return `${what}: no such operation is documented.`;
    return this.#breach({ $ref: `#/components/schemas/Problem${status}` }, JSON.parse(text), what);
  }

  #resolved(response: Response | undefined): Response | undefined {
    const name = response?.$ref?.split('/').at(-1);
    if (name === undefined) return response;
    return (this.#document.components as { responses: Readonly<Record<string, Response>> }).responses[name];
  }

  #breach(schema: object, body: unknown, what: string): string | undefined {
    const key = JSON.stringify(schema);
    const validate = this.#compiled.get(key) ?? this.#ajv.compile(rooted(schema));
    this.#compiled.set(key, validate);
    if (validate(body)) return undefined;
    const faults = (validate.errors ?? [])
      .slice(0, 5)
      .map(({ instancePath, message, params }) => `${instancePath || 'the body'} ${message} ${JSON.stringify(params)}`);
    return `${what}, which breaks its schema: ${faults.join('; ')}. It was ${JSON.stringify(body).slice(0, 500)}`;
  }
}

const operationName = (method: string) => (method === 'HEAD' ? 'get' : method.toLowerCase());
const rooted = (schema: object) => JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components'));

/** An answer breaks the description: nobody tries again for it. */
export class NotAsDescribed extends Error {
  override readonly name = 'NotAsDescribed';
}

let check: AnswerCheck | undefined;
/** Throws where an answer is not as docs/openapi.json describes it. */
export const mustBeDescribed = (answered: ObservedAnswer): void => {
  check ??= new AnswerCheck();
  const fault = check.faultOf(answered);
  if (fault !== undefined) throw new NotAsDescribed(`${fault} (docs/openapi.json; OPENAPI=write renews it)`);
};
