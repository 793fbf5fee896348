import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiOperation, DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { HealthController } from './health.controller';

const { health } = Object.getOwnPropertyDescriptors(HealthController.prototype);
// It answers in every role, and is described where there is a page.
ApiOperation({ summary: 'Whether the server answers, and what runs in it' })(
  HealthController.prototype,
  'health',
  health,
);

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
