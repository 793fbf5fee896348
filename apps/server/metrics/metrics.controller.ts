import { Controller, Get, Header } from '@nestjs/common';
import { ClientScope, Roles } from '#identity';
import { Metrics } from './metrics';

@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  /** With a key like everything else: figures tell how much there is to do, and of whom. */
  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @Roles('auditor', 'on-call', 'supervisor')
  @ClientScope('any')
  metricsText() {
    return this.metrics.text();
  }
}
