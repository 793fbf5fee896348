import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiOperation, SwaggerModule } from '@nestjs/swagger';
import { Answers } from '#http-kit/http';
import type { DeclaredRoute } from '#identity';
import { HealthController } from '../health/health.controller';
import { health, liveness, readiness } from './answers';
import { describeApi, mustAnswer } from './document';

// They answer in every role, and are described where there is a page.
const DESCRIBED = {
  health: [health, 'The engines, what runs in this server, and how far each view is behind'],
  live: [liveness, 'Whether this process answers'],
  ready: [readiness, 'Whether every engine is up: 503 where one is away, named'],
} as const satisfies Partial<Record<keyof HealthController, unknown>>;
const methods = Object.getOwnPropertyDescriptors(HealthController.prototype);
for (const [name, [schema, summary]] of Object.entries(DESCRIBED)) {
  const descriptor = methods[name as keyof typeof DESCRIBED] as PropertyDescriptor;
  ApiOperation({ summary })(HealthController.prototype, name, descriptor);
  Answers(schema, { also: name === 'ready' ? { 503: schema } : {} })(HealthController.prototype, name, descriptor);
}

/** The description of the API at /docs-json, and a page to read it at /docs; both are made when first asked for. */
export const serveOpenApi = (app: NestFastifyApplication, routes: readonly DeclaredRoute[]): void => {
  mustAnswer(routes);
  SwaggerModule.setup('docs', app, () => describeApi(app, routes) as never, { jsonDocumentUrl: 'docs-json' });
};
