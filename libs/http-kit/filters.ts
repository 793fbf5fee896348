// One grammar for every list (docs/views.md): what a list can be asked for is a table, and the table is what is parsed,
// what is refused, and what the OpenAPI page shows.

import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import type { Condition } from '#read-store';
import type { Field } from './filter-fields';
import { canonicalTicketId } from './path';
import { type FieldFault, requestError } from './request-error';

/** What one list can be asked for: its fields, what it can be sorted by, and what it is sorted by unless told. */
export type Filters<C extends string = string> = {
  readonly fields: Readonly<Record<string, Field<C>>>;
  /** By the name in the URL, the column. */
  readonly sorts: Readonly<Record<string, C>>;
  /** As it would be written: `-openedAt` for the latest first. */
  readonly sort: string;
  /** The words of every list that it knows; all of them where it is left out. Figures are neither sorted nor paged. */
  readonly words?: readonly OwnName[];
};
/** What was asked for, in the words of a view. */
export type ParsedListQuery<C extends string = string> = {
  readonly where: { readonly [K in C | 'key']?: Condition };
  readonly order: { readonly by: C; readonly descending: boolean };
  readonly limit: number;
  /** Whether somebody said how many. */
  readonly limited: boolean;
  /** `next` of the page before. */
  readonly after?: string;
  /** The position that the view must have passed. */
  readonly past?: string;
  readonly csv: boolean;
};

const LIMIT = 50;
const LIMIT_MAX = 1_000;
const TICKETS_MAX = 200;
const VALUE_MAX = 2000;
const OWN = {
  ticketId: `Of these tickets alone: up to ${TICKETS_MAX} numbers with commas.`,
  sort: 'The field to sort by; the greatest or latest first with a hyphen before it.',
  limit: `How many, up to ${LIMIT_MAX}; ${LIMIT} where it is not said.`,
  cursor: '`next` of the page before.',
  after: '`position` of the answer to a command: waits until the list shows it.',
  format: '`csv` for comma-separated values; `json` otherwise.',
} as const;
type OwnName = keyof typeof OWN;
const wordsOf = ({ words = Object.keys(OWN) as OwnName[] }: Pick<Filters, 'words'>): readonly OwnName[] => words;

/** Shows on the OpenAPI page what the list can be asked for. */
export const AcceptsListQuery = ({ fields, sorts, sort, ...rest }: Filters): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ...Object.entries(fields).map(([name, { says }]) =>
      ApiQuery({ name, required: false, type: String, description: says }),
    ),
    ...wordsOf(rest).map((name) =>
      ApiQuery({
        name,
        required: false,
        type: String,
        description:
          name === 'sort' ? `${OWN.sort} One of ${Object.keys(sorts).join(', ')}; ${sort} if not said.` : OWN[name],
      }),
    ),
  );

/** What the request asks of the list. Throws `query.invalid`, naming every parameter at fault. */
export const ListQueryParam = createParamDecorator((filters: Filters, context: ExecutionContext): ParsedListQuery => {
  const { query, headers } = context.switchToHttp().getRequest<FastifyRequest>();
  return parseFilters(filters, (query ?? {}) as Record<string, unknown>, headers.accept);
});

/** The grammar itself: the parameters of a URL, as a query parser leaves them, become a question to a view. */
export const parseFilters = <C extends string>(
  filters: Filters<C>,
  query: Readonly<Record<string, unknown>>,
  accept = '',
): ParsedListQuery<C> => {
  const faults: FieldFault[] = [];
  const attempt = attemptOn(query, faults);
  const under = attempt('ticketId', ticketsOf);
  const where = { ...conditionsOf(filters, query, attempt, faults), ...(under && { key: { under } }) };
  const limit = attempt('limit', limitOf);
  const order = attempt('sort', (text) => orderOf(filters, text)) ?? orderOf(filters, filters.sort);
  const format = attempt('format', formatOf);
  const after = attempt('cursor', (text) => text);
  const past = attempt('after', positionOf);
  if (faults.length > 0) {
    const problems = faults.map(({ field, message }) => `'${field}' ${message}`).join('; ');
    throw requestError('query.invalid', `Mend the query and send it again: ${problems}.`, faults);
  }
  return {
    where,
    order,
    limit: limit ?? LIMIT,
    limited: limit !== undefined,
    ...(after !== undefined && { after }),
    ...(past !== undefined && { past }),
    csv: (format ?? acceptedFormat(accept)) === 'csv',
  };
};

type Attempt = <T>(name: string, read: (text: string) => T) => T | undefined;

/** Reads one parameter, if it is there; a fault is noted, so that an answer can name them all. */
const attemptOn =
  (query: Readonly<Record<string, unknown>>, faults: FieldFault[]): Attempt =>
  (name, read) => {
    const text = textOf(query[name]);
    if (text === undefined) return undefined;
    try {
      if (text.length > VALUE_MAX) throw new RangeError(`is longer than ${VALUE_MAX} characters`);
      return read(text);
    } catch (fault) {
      faults.push({ field: name, message: (fault as Error).message });
      return undefined;
    }
  };

const conditionsOf = <C extends string>(
  filters: Filters<C>,
  query: Readonly<Record<string, unknown>>,
  attempt: Attempt,
  faults: FieldFault[],
): ParsedListQuery<C>['where'] => {
  const where: { [K in C | 'key']?: Condition } = {};
  const words: readonly string[] = wordsOf(filters);
  for (const name of Object.keys(query).filter((name) => !words.includes(name))) {
    const field = Object.hasOwn(filters.fields, name) ? filters.fields[name] : undefined;
    if (!field)
      faults.push({ field: name.slice(0, 100), message: `is unknown here; there are ${namesOf(filters).join(', ')}` });
    const condition = field && attempt(name, field.read);
    if (field && condition !== undefined) where[field.column] = condition;
  }
  return where;
};

const namesOf = (filters: Filters) => [...Object.keys(filters.fields), ...wordsOf(filters)];

/** A parameter that is said twice is a list, as one with commas is. */
const textOf = (value: unknown): string | undefined => {
  if (value === undefined) return undefined;
  return Array.isArray(value) ? value.map(String).join(',') : String(value);
};
const ticketsOf = (text: string): readonly string[] => {
  const ids = text.split(',').map((id) => canonicalTicketId(id.trim()));
  if (ids.length <= TICKETS_MAX && ids.every((id) => /^[0-9A-Z]{1,40}$/.test(id))) return ids;
  throw new RangeError(`must be 1 to ${TICKETS_MAX} ticket numbers`);
};
const limitOf = (text: string): number => {
  if (/^[1-9]\d{0,3}$/.test(text) && Number(text) <= LIMIT_MAX) return Number(text);
  throw new RangeError(`must be a whole number from 1 to ${LIMIT_MAX}`);
};
const orderOf = <C extends string>({ sorts }: Filters<C>, text: string): ParsedListQuery<C>['order'] => {
  const descending = text.startsWith('-');
  const name = descending ? text.slice(1) : text;
  const by = Object.hasOwn(sorts, name) ? sorts[name] : undefined;
  if (by !== undefined) return { by, descending };
  throw new RangeError(`must be one of ${Object.keys(sorts).join(', ')}, with or without a hyphen before it`);
};
const formatOf = (text: string): 'csv' | 'json' => {
  if (text === 'csv' || text === 'json') return text;
  throw new RangeError('must be csv or json');
};
/** By the q-values of an `Accept` header; JSON where both will do equally, or neither. */
const acceptedFormat = (accept: string): 'csv' | 'json' => {
  const [preferred] = new Negotiator({ headers: { accept } }).mediaTypes(['application/json', 'text/csv']);
  return preferred === 'text/csv' ? 'csv' : 'json';
};
const POSITION = /^([a-z]+@)?\d{1,20}$/;
const positionOf = (text: string): string => {
  if (POSITION.test(text)) return text;
  throw new RangeError("must be the 'position' of the answer to a command");
};
