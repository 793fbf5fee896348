// The description of the API, OpenAPI 3.1: what @nestjs/swagger reads off the controllers, made complete from what the
// routes declare of themselves (roles, scope, answer). docs/openapi.json is a copy of it, compared in a test.

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { DeclaredRoute } from '#identity';
import { PROBLEM_STATUSES, problemSchemaName, requestSchemas, responseSchemas } from './components';
import { describeFields } from './describe';
import { linked, type Operation, operationOf, refusalOf } from './operation';
import type { JsonSchema } from './schema';

export type OpenApiDocument = {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly responses: Readonly<Record<string, unknown>>;
  };
};

const TICKETS = '/tickets';
const DESCRIPTION = [
  'Tickets from the first call to a charge that explains itself.',
  'Every command takes an `Idempotency-Key`: sent again under the same key it takes effect once and is answered the same.',
  'A refusal is a problem document (RFC 9457) with a stable `code`; `GET /problems/{code}` says what to do.',
  'Instants are ISO 8601: any offset on the way in, UTC with milliseconds on the way out. Money is in cents.',
].join(' ');

/** Throws where a route declares no answer, so that none is served undescribed. */
export const describeApi = (app: NestFastifyApplication, routes: readonly DeclaredRoute[]): OpenApiDocument => {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Faultline')
    .setDescription(DESCRIPTION)
    .setVersion('0.1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key, as `keys issue` prints it.' })
    .build();
  const read = SwaggerModule.createDocument(app, config) as unknown as OpenApiDocument;
  const schemas = { ...requestSchemas(read.components.schemas), ...responseSchemas() };
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    const method = route.method.toLowerCase();
    const operation = read.paths[path]?.[method];
    if (!operation) throw new Error(`${route.method} ${route.path} (${route.name}) is not on the OpenAPI page.`);
    paths[path] = { ...paths[path], [method]: operationOf(route, operation, schemas) };
  }
  const onTickets = Object.entries(paths)
    .filter(([path]) => path.includes('{ticketId}'))
    .flatMap(([, operations]) => Object.values(operations).flatMap(({ operationId }) => operationId ?? []));
  const { [TICKETS]: tickets } = paths;
  if (tickets?.post) paths[TICKETS] = { ...tickets, post: linked(tickets.post, onTickets) };
  const responses = Object.fromEntries(
    PROBLEM_STATUSES.map((status) => [problemSchemaName(status), refusalOf(status)]),
  );
  return { ...read, paths, components: { ...read.components, responses, schemas: describeFields(schemas) } };
};

/** Throws, naming each, where a route does not say what it answers. */
export const mustAnswer = (routes: readonly DeclaredRoute[]): void => {
  const silent = routes.filter(({ answer }) => answer === undefined);
  if (silent.length === 0) return;
  const names = silent.map(({ method, path, name }) => `${method} ${path} (${name})`);
  throw new Error(`The server does not start: no answer is declared by ${names.join(', ')}. Declare @Answers(…).`);
};
