// One operation: what a route declares of itself, written into what was read off its controller.

import { STATUS_CODES } from 'node:http';
import type { DeclaredAnswer } from '#http-kit';
import type { DeclaredRoute } from '#identity';
import { DRY_RUN_TYPE, dryRunReport, isDryRunnable } from '#operations/http';
import { PROBLEMS, type Problem, problemDocument } from '../problems';
import { nameOfAnswer, problemSchemaName } from './components';
import { exampleOf } from './examples';
import { PARAMETERS } from './parameters';
import { type JsonSchema, refTo, type Schemas } from './schema';

type Parameter = { readonly in: string; readonly name: string; readonly schema?: JsonSchema };
type Content = Readonly<Record<string, { readonly schema: JsonSchema; readonly example?: unknown }>>;
type Response = {
  readonly description?: string;
  readonly $ref?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Content;
  readonly links?: Readonly<Record<string, unknown>>;
};
export type Operation = {
  readonly operationId?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, Response>>;
  readonly [key: string]: unknown;
};

const JSON_TYPE = 'application/json';
const PROBLEM_TYPE = 'application/problem+json';
const header = (description: string) => ({ description, schema: { type: 'string' } });

/** What a ticket that was opened can be asked and told: an answer that names a ticket leads to every route of it. */
export const linked = (operation: Operation, onTickets: readonly string[]): Operation => {
  const { 201: created, ...others } = operation.responses;
  if (!created) return operation;
  const links = Object.fromEntries(
    onTickets.map((operationId) => [
      operationId,
      { operationId, parameters: { ticketId: '$response.body#/ticketId' } },
    ]),
  );
  return { ...operation, responses: { 201: { ...created, links }, ...others } };
};

export const operationOf = (route: DeclaredRoute, read: Operation, schemas: Schemas): Operation => ({
  ...read,
  ...(read.parameters && {
    parameters: [...read.parameters.map(parameterOf), ...(isDryRunnable(route.method, route.path) ? [PREFER] : [])],
  }),
  ...(read.requestBody && { requestBody: bodyOf(read.requestBody, schemas) }),
  responses: Object.fromEntries([
    ...successes(route, schemas),
    ...statusesOf(route).map((status) => [String(status), refTo(problemSchemaName(status), 'responses')] as const),
    ...others(route, schemas),
  ]),
  ...(route.roles === 'anyone' && { security: [] }),
  'x-roles': route.roles === 'anyone' ? [] : route.roles,
  'x-client-scope': route.scope,
});

const parameterOf = (parameter: Parameter): Parameter => {
  const known = parameter.in === 'path' ? PARAMETERS[parameter.name] : undefined;
  return known ? { ...parameter, ...known } : parameter;
};

const bodyOf = (body: NonNullable<Operation['requestBody']>, schemas: Schemas) => ({
  ...body,
  content: Object.fromEntries(
    Object.entries(body.content).map(([type, content]) => [
      type,
      { ...content, example: exampleOf(content.schema, schemas) },
    ]),
  ),
});

const dryRun = (schemas: Schemas): Content => {
  const body = refTo(nameOfAnswer(dryRunReport));
  return { [DRY_RUN_TYPE]: { schema: body, example: exampleOf(body, schemas) } };
};
/** Asked for with a header that every other command refuses. */
const PREFER = {
  name: 'Prefer',
  in: 'header',
  required: false,
  description: '`dry-run`: nothing is done, and the answer says what would come of it.',
  schema: { type: 'string' },
};

const successes = (
  { method, path, answer }: DeclaredRoute,
  schemas: Schemas,
): readonly (readonly [string, Response])[] => {
  if (!answer) return [];
  const isRead = method === 'GET';
  const etag = isRead || answer.revisioned ? { ETag: header(etagMeans(answer)) } : {};
  const location =
    answer.status === 201 && answer.revisioned ? { Location: header('Where what was made is read') } : {};
  const headers = answer.form === 'events' ? {} : { ...etag, ...location };
  const success = {
    description: answer.description,
    ...(Object.keys(headers).length > 0 && { headers }),
    content: { ...contentOf(answer, schemas), ...(isDryRunnable(method, path) && dryRun(schemas)) },
  };
  const unchanged = { description: 'The same as the ETag in `If-None-Match`', headers: etag };
  return [
    [String(answer.status), success],
    ...(isRead && answer.form !== 'events' ? [['304', unchanged] as const] : []),
  ];
};
const others = ({ answer }: DeclaredRoute, schemas: Schemas): readonly (readonly [string, Response])[] =>
  Object.entries(answer?.also ?? {}).map(([status, schema]) => {
    const body = refTo(nameOfAnswer(schema));
    const { content, ...rest } =
      Number(status) < 400 ? doneOtherwise(Number(status), answer) : refusalOf(Number(status));
    if (answer?.form === 'html') return [status, { ...rest, content: { ...content, ...HTML } }];
    return [status, { ...rest, content: { [JSON_TYPE]: { schema: body, example: exampleOf(body, schemas) } } }];
  });
/** Another way in which it went well. */
const doneOtherwise = (status: number, answer: DeclaredAnswer | undefined): Response => ({
  description: STATUS_CODES[status] ?? 'Done',
  ...(answer?.revisioned && { headers: { ETag: header(etagMeans(answer)) } }),
});
const etagMeans = ({ revisioned }: DeclaredAnswer) =>
  revisioned ? 'The revision: for `If-Match` of a command, or `If-None-Match`' : 'For `If-None-Match`';

const HTML: Content = { 'text/html': { schema: { type: 'string' } } };
const contentOf = ({ schema, form }: DeclaredAnswer, schemas: Schemas): Content => {
  const body = refTo(nameOfAnswer(schema));
  const example = exampleOf(body, schemas);
  if (form === 'events')
    return { 'text/event-stream': { schema: { type: 'string', contentMediaType: JSON_TYPE, contentSchema: body } } };
  if (form === 'text') return { 'text/plain': { schema: body } };
  if (form === 'calendar') return { 'text/calendar': { schema: { type: 'string' } } };
  if (form === 'html') return HTML;
  if (form === 'file') return { 'application/octet-stream': { schema: body } };
  const json = { [JSON_TYPE]: { schema: body, example } };
  return form === 'json' ? json : { ...json, 'text/csv': { schema: { type: 'string' } } };
};

const ALWAYS_ANSWERED = /^\/(health|metrics)/;
/** The refusals that a route can give, by what it is. */
const statusesOf = ({ method, path, roles, scope }: DeclaredRoute): readonly number[] => {
  const isFound = path.includes(':') || scope === 'own';
  return [
    400,
    // Who signs in shows a key, too.
    ...(roles === 'anyone' && method === 'GET' ? [] : [401, 403]),
    ...(isFound ? [404] : []),
    ...(method === 'POST' ? [...(isFound ? [] : [404]), 409, 412, 413, 415, 422] : []),
    ...(ALWAYS_ANSWERED.test(path) ? [] : [429]),
    500,
    503,
  ];
};

/** A problem document of one status, wherever it is answered. */
export const refusalOf = (status: number): Response => ({
  description: STATUS_CODES[status] ?? 'Refused',
  ...(status === 401 && { headers: { 'WWW-Authenticate': header('`Bearer`') } }),
  ...((status === 429 || status === 503) && {
    headers: { 'Retry-After': header('Seconds to wait before it is sent again') },
  }),
  content: {
    [PROBLEM_TYPE]: { schema: refTo(problemSchemaName(status)), example: exampleProblem(status) },
  },
});
const exampleProblem = (status: number) => {
  const code = (Object.keys(PROBLEMS) as Problem[]).find((each) => PROBLEMS[each][0] === status) as Problem;
  return problemDocument(code, 'What happened, and what to do.');
};
