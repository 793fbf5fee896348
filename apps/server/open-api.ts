import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiOperation, DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { HealthController } from './health/health.controller';

// They answer in every role, and are described where there is a page.
const SUMMARIES = {
  health: 'The engines, what runs in this server, and how far each view is behind',
  live: 'Whether this process answers',
  ready: 'Whether every engine is up: 503 where one is away, named',
} as const satisfies Partial<Record<keyof HealthController, string>>;
const methods = Object.getOwnPropertyDescriptors(HealthController.prototype);
for (const [name, summary] of Object.entries(SUMMARIES) as [keyof typeof SUMMARIES, string][])
  ApiOperation({ summary })(HealthController.prototype, name, methods[name] as PropertyDescriptor);

/** The description of the API at /docs-json, and a page to read it at /docs; both are made when first asked for. */
export const serveOpenApi = (app: NestFastifyApplication): void => {
  const config = new DocumentBuilder()
    .setTitle('Faultline')
    .setDescription(
      'Tickets from the first call to a charge that explains itself. Every command takes an Idempotency-Key.',
    )
    .setVersion('0.1.0')
    .addBearerAuth()
    .build();
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, config), { jsonDocumentUrl: 'docs-json' });
};
