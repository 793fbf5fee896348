import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiOperation, SwaggerModule } from '@nestjs/swagger';
import { Answers } from '#http-kit/http';
import type { DeclaredRoute } from '#identity';
import { HealthController } from '../health/health.controller';
import { MetricsController } from '../metrics/metrics.controller';
import { health, liveness, metrics, readiness, startup } from './answers';
import { describeApi, mustAnswer } from './document';

// They answer in every role, and are described where there is a page.
const DESCRIBED = {
  health: [health, 'The engines, what runs in this server, and how far each view is behind'],
  live: [liveness, 'Whether this process answers'],
  started: [startup, 'Whether this process has begun its roles'],
  ready: [readiness, 'Whether this process can do what its roles are for: 503 with what is missing, by name'],
} as const satisfies Partial<Record<keyof HealthController, unknown>>;
const methods = Object.getOwnPropertyDescriptors(HealthController.prototype);
for (const [name, [schema, summary]] of Object.entries(DESCRIBED)) {
  const descriptor = methods[name as keyof typeof DESCRIBED] as PropertyDescriptor;
  ApiOperation({ summary })(HealthController.prototype, name, descriptor);
  Answers(schema, { also: name === 'ready' ? { 503: schema } : {} })(HealthController.prototype, name, descriptor);
}

const figures = Object.getOwnPropertyDescriptor(MetricsController.prototype, 'metricsText') as PropertyDescriptor;
ApiOperation({ summary: 'The figures to watch, in the text form of Prometheus' })(
  MetricsController.prototype,
  'metricsText',
  figures,
);
ApiBearerAuth()(MetricsController.prototype, 'metricsText', figures);
Answers(metrics, { form: 'text' })(MetricsController.prototype, 'metricsText', figures);

/** The description of the API at /docs-json, and a page to read it at /docs; both are made when first asked for. */
export const serveOpenApi = (app: NestFastifyApplication, routes: readonly DeclaredRoute[]): void => {
  mustAnswer(routes);
  SwaggerModule.setup('docs', app, () => describeApi(app, routes) as never, { jsonDocumentUrl: 'docs-json' });
};
