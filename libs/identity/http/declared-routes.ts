import { type INestApplicationContext, RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { answerOf, type DeclaredAnswer } from '#http-kit';
import { type Access, faultOf } from '../domain/principal';
import { accessOf } from './access';
import { queryNamesOf } from './query-names';

/** A route as its controller declares it. `path` with its parameters: `/tickets/:ticketId/notes`. */
export type DeclaredRoute = Access & {
  readonly method: string;
  readonly path: string;
  readonly name: string;
  /** The query parameters that it accepts; any other is refused. */
  readonly query: readonly string[];
  /** The successful answer; every route of the api must declare one. */
  readonly answer?: DeclaredAnswer;
};

/** Every route of the application. Throws, naming each, where one does not say who may call it and whose data it shows. */
export const declaredRoutes = (app: INestApplicationContext): readonly DeclaredRoute[] => {
  const routes = allRoutes(app);
  const faults = routes.flatMap(({ name, method, path, access }) => {
    const fault = faultOf(access);
    return fault === undefined ? [] : [`${method} ${path} (${name}) ${fault}`];
  });
  if (faults.length > 0)
    throw new Error(`The server does not start: ${faults.join('; ')}. Declare @Roles(…) and @ClientScope(…).`);
  return routes.map(({ access, ...route }) => ({ ...route, ...(access as Access) }));
};

const allRoutes = (app: INestApplicationContext) =>
  [...app.get(ModulesContainer).values()]
    .flatMap(({ controllers }) => [...controllers.values()])
    .flatMap(({ metatype }) => (typeof metatype === 'function' ? routesOf(metatype as Type) : []));

const SCANNER = new MetadataScanner();
const routesOf = (controller: Type) =>
  SCANNER.getAllMethodNames(controller.prototype).flatMap((methodName) => {
    const handler: object = controller.prototype[methodName];
    const method: RequestMethod | undefined = Reflect.getMetadata(METHOD_METADATA, handler);
    if (method === undefined) return [];
    return pathsOf(controller)
      .flatMap((prefix) => pathsOf(handler).map((path) => [prefix, path].join('/')))
      .map((path) => ({
        method: RequestMethod[method] ?? String(method),
        path: `/${path.split('/').filter(Boolean).join('/')}`,
        name: `${controller.name}.${methodName}`,
        query: queryNamesOf(controller, methodName),
        ...answered(answerOf(handler)),
        access: accessOf(controller, handler),
      }));
  });

const answered = (answer: DeclaredAnswer | undefined) => (answer === undefined ? {} : { answer });
const pathsOf = (declared: object): readonly string[] => {
  const path: string | readonly string[] = Reflect.getMetadata(PATH_METADATA, declared) ?? '';
  return typeof path === 'string' ? [path] : path;
};
