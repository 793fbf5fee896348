import { Controller, Get, HttpStatus, Inject, Optional, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ClientScope, Roles } from '#identity';
import type { Engine, EngineHealth } from '#kernel';
import { RoleRunner, type Work } from '../role-runner';
import { ENGINES } from './engines';

const RETRY_AFTER_S = 2;

@Controller('health')
export class HealthController {
  constructor(
    @Inject(ENGINES) private readonly engines: readonly Engine[],
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

  /**
   * For load balancers: 503 while the event store is away. Without the read store commands are taken all the same, so it
   * answers 200 and names what is missing. Answered from memory.
   */
  @Get('ready')
  @Roles('anyone')
  @ClientScope('none')
  ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const engines = this.#engines();
    if (engines.every((engine) => isUp(engine) || !isVital(engine)))
      return { status: engines.every(isUp) ? 'ready' : 'degraded', engines };
    reply.header('retry-after', String(RETRY_AFTER_S)).code(HttpStatus.SERVICE_UNAVAILABLE);
    return { status: 'not-ready', engines };
  }

  #engines(): readonly EngineHealth[] {
    return this.engines.map(({ health }) => health);
  }
}

/** What nothing can be answered without. */
const isVital = ({ engine }: EngineHealth): boolean => engine === 'event-store';
const isUp = ({ state }: EngineHealth): boolean => state === 'up';
const isWell = (engines: readonly EngineHealth[], work: readonly Work[]): boolean =>
  engines.every(({ state }) => state === 'up' || state === 'unknown') &&
  work.every(({ state, problem }) => state !== 'halted' && problem === undefined);
