import { Controller, Get, Optional } from '@nestjs/common';
import { ClientScope, Roles } from '#identity';
import { RoleRunner } from './role-runner';

@Controller('health')
export class HealthController {
  constructor(@Optional() private readonly runner?: RoleRunner) {}

  /** A process that has halted waits for a person; the rest of the server goes on. */
  @Get()
  @Roles('anyone')
  @ClientScope('none')
  async health() {
    const work = (await this.runner?.work()) ?? [];
    return { status: work.some(({ state }) => state === 'halted') ? 'degraded' : 'ok', work };
  }
}
