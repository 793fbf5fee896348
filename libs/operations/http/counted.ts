// Statistics speak the grammar of lists, and two words more: `month`, and `by` what they are told apart.

import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { requestError } from '#http-kit';
import { AcceptsListQuery, type Filters, type ParsedListQuery, parseFilters } from '#http-kit/http';
import type { MonthsAsked } from '../application/months';

/** What is asked of a list that has months; `by` where it adds up. */
export type AskedByMonth<C extends string> = ParsedListQuery<C> & {
  readonly months: MonthsAsked;
  readonly by: readonly C[];
};

const MONTH = /^(\d{4}-\d{2})$/;
const BOUND = /^(gte|lte):(\d{4}-\d{2})$/;
const refuse = (field: string, message: string) =>
  requestError('query.invalid', `Mend the query and send it again: '${field}' ${message}.`, [{ field, message }]);

/** `2026-03`, or `gte:2026-01,lte:2026-03`; the last twelve where it is left out. */
const monthsOf = (text: string | undefined): MonthsAsked => {
  if (text === undefined) return {};
  const single = MONTH.exec(text)?.[1];
  if (single !== undefined) return { first: single, last: single };
  const bounds = text.split(',').map((part) => BOUND.exec(part));
  const end = (name: string) => bounds.find((bound) => bound?.[1] === name)?.[2];
  const [first, last] = [end('gte'), end('lte')];
  if (bounds.some((bound) => !bound) || bounds.length > 2 || first === undefined)
    throw refuse('month', "must be a month such as 2026-03, or 'gte:2026-01,lte:2026-03'");
  return { first, ...(last !== undefined && { last }) };
};

const byOf = <C extends string>(text: string | undefined, all: readonly C[]): readonly C[] => {
  if (text === undefined) return all;
  const names = text === '' ? [] : [...new Set(text.split(','))];
  const unknown = names.find((name) => !(all as readonly string[]).includes(name));
  if (unknown !== undefined) throw refuse('by', `must be some of ${all.join(', ')}, with commas`);
  return names as C[];
};

/** Shows on the OpenAPI page what can be asked for. */
export const FilteredByMonth = (filters: Filters, by: readonly string[] = []): MethodDecorator =>
  applyDecorators(
    ApiQuery({
      name: 'month',
      required: false,
      type: String,
      description: "A month of the policy's zone, or 'gte:2026-01,lte:2026-03'; the last twelve if not said",
    }),
    ...(by.length > 0
      ? [
          ApiQuery({
            name: 'by',
            required: false,
            type: String,
            description: `Some of ${by.join(', ')}; all if not said`,
          }),
        ]
      : []),
    AcceptsListQuery(filters),
  );

type Settings<C extends string> = { readonly filters: Filters<C>; readonly by?: readonly C[] };
/** What the request asks, months and all. Throws `query.invalid`. */
export const AskedByMonthOf = createParamDecorator(
  ({ filters, by }: Settings<string>, context: ExecutionContext): AskedByMonth<string> => {
    const { query, headers } = context.switchToHttp().getRequest<FastifyRequest>();
    const { month, by: dimensions, ...rest } = (query ?? {}) as Record<string, unknown>;
    const text = (value: unknown) => (value === undefined ? undefined : [value].flat().map(String).join(','));
    if (dimensions !== undefined && !by) throw refuse('by', 'is unknown here');
    return {
      ...parseFilters(filters, rest, headers.accept),
      months: monthsOf(text(month)),
      by: byOf(text(dimensions), by ?? []),
    };
  },
);
