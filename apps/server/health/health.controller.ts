import { Controller, Get, HttpStatus, Inject, Optional, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ClientScope, Roles } from '#identity';
import type { Engine, EngineHealth } from '#kernel';
import type { ServerRole } from '#settings';
import { RoleRunner, type Work } from '../role-runner';
import { ENGINES, SERVED_ROLES } from './engines';
import { readinessOf } from './readiness';

const RETRY_AFTER_S = 2;

@Controller('health')
export class HealthController {
  constructor(
    @Inject(ENGINES) private readonly engines: readonly Engine[],
    @Inject(SERVED_ROLES) private readonly roles: readonly ServerRole[],
    @Optional() private readonly runner?: RoleRunner,
  ) {}

  /** For people: engines, and every consumer with its lag. Always 200; `degraded` where somebody should look. */
  @Get()
  @Roles('anyone')
  @ClientScope('none')
  health() {
    const work = this.runner?.work() ?? [];
    const engines = this.#engines();
    return { status: isWell(engines, work) ? 'ok' : 'degraded', engines, work };
  }

  /** For supervisors: whether the process answers. An engine that is away is no reason to restart it. */
  @Get('live')
  @Roles('anyone')
  @ClientScope('none')
  live() {
    return { status: 'live' };
  }

  /** For supervisors that wait for a slow start: whoever listens has opened its stores and begun its roles. */
  @Get('started')
  @Roles('anyone')
  @ClientScope('none')
  started() {
    return { status: 'started', roles: this.roles, work: (this.runner?.work() ?? []).map(({ name }) => name) };
  }

  /**
   * For load balancers: 503 while this process cannot do what its roles are for, with what is missing by name. The api
   * takes commands without the read store, and reads without room on the disk, so it answers 200 and `degraded` then.
   * Answered from memory.
   */
  @Get('ready')
  @Roles('anyone')
  @ClientScope('none')
  ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const engines = this.#engines();
    const status = readinessOf(engines, this.roles);
    if (status === 'not-ready') reply.header('retry-after', String(RETRY_AFTER_S)).code(HttpStatus.SERVICE_UNAVAILABLE);
    return { status, engines };
  }

  #engines(): readonly EngineHealth[] {
    return this.engines.map(({ health }) => health);
  }
}

const isWell = (engines: readonly EngineHealth[], work: readonly Work[]): boolean =>
  engines.every(({ state }) => state === 'up' || state === 'unknown') &&
  work.every(({ state, problem }) => state !== 'halted' && problem === undefined);
