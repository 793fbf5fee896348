// Which query parameters a route takes. Read from what the OpenAPI page is made of, so that a parameter that is not
// described there is not accepted either: `@ApiQuery` (which the list grammar writes), and the fields of a `@Query()` DTO.

import type { Type } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';

// Where @nestjs/swagger keeps them; it exports no names for these. apps/server/query-parameters.spec.ts fails if they move.
const API_PARAMETERS = 'swagger/apiParameters';
const API_FIELDS = 'swagger/apiModelPropertiesArray';

type RouteArguments = Readonly<Record<string, { readonly data?: unknown }>>;

/** The names of a route's query parameters; none where it takes no query. */
export const queryNamesOf = (controller: Type, method: string): readonly string[] => [
  ...new Set([...described(controller.prototype[method]), ...dtoFields(controller, method)]),
];

const described = (declared: object): readonly string[] => {
  const parameters: readonly { in: string; name?: string }[] = Reflect.getMetadata(API_PARAMETERS, declared) ?? [];
  return parameters.flatMap(({ in: place, name }) => (place === 'query' && name !== undefined ? [name] : []));
};

const dtoFields = (controller: Type, method: string): readonly string[] => {
  const args: RouteArguments = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {};
  const types: readonly Type[] = Reflect.getMetadata('design:paramtypes', controller.prototype, method) ?? [];
  return Object.entries(args).flatMap(([key, { data }]) => {
    const [kind, index] = key.split(':');
    if (Number(kind) !== RouteParamtypes.QUERY) return [];
    if (typeof data === 'string') return [data];
    const fields: readonly string[] = Reflect.getMetadata(API_FIELDS, types[Number(index)]?.prototype ?? {}) ?? [];
    return fields.map((field) => field.replace(/^:/, ''));
  });
};
