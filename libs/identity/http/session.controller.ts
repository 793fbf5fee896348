import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { requestError } from '#http-kit';
import { Answers } from '#http-kit/http';
import { CLOCK, type Clock, iso } from '#kernel';
import type { KeyRecord } from '../application/api-key';
import type { KeyFile } from '../application/key-file';
import type { Sessions } from '../application/sessions';
import { DEVELOPMENT_KEYS_COUNT, KEYS, SESSIONS } from '../application/tokens';
import { ROLES } from '../domain/principal';
import { ClientScope, ReadOnly, Roles } from './access';
import { session } from './answers';
import { recordBehind } from './authenticate';
import { credentialsOf, isFromOurPage, PAGE_HEADER } from './credentials';
import { SignInDto } from './session.dto';

const FromOurPage = () =>
  ApiHeader({ name: PAGE_HEADER, required: true, description: 'Any value: says that the page of this server asks' });

/** Signing in with a browser. The page never keeps a key: it gets a cookie that it cannot read. */
@Controller('session')
@Roles('anyone')
@ClientScope('none')
export class SessionController {
  constructor(
    @Inject(SESSIONS) private readonly sessions: Sessions,
    @Inject(KEYS) private readonly keys: KeyFile,
    @Inject(DEVELOPMENT_KEYS_COUNT) private readonly developmentKeys: boolean,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Whoever is not signed in is told so: that is no error. */
  @Get()
  @Answers(session)
  @ApiOperation({ summary: 'Who is signed in with this browser, and by which clock' })
  who(@Req() request: FastifyRequest) {
    return this.#told(this.#known(request));
  }

  @Post()
  @HttpCode(200)
  @ReadOnly()
  @Answers(session)
  @FromOurPage()
  @ApiOperation({ summary: 'Signs in with an API key, for twelve hours' })
  signIn(@Body() asked: SignInDto, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    mustBeOurPage(request);
    const record = asked.role === undefined ? this.#shown(asked.key, request) : this.#inRole(asked, request);
    reply.header('set-cookie', this.sessions.begun(record.hash, this.clock.now()));
    return this.#told(record);
  }

  @Delete()
  @Answers(session)
  @FromOurPage()
  @ApiOperation({ summary: 'Signs out' })
  signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    mustBeOurPage(request);
    reply.header('set-cookie', this.sessions.ended);
    return this.#told(undefined);
  }

  #shown(key: string | undefined, request: FastifyRequest): KeyRecord {
    const { remoteAddress } = credentialsOf(request);
    const authorization = `Bearer ${key ?? ''}`;
    return recordBehind(this.keys, { authorization, remoteAddress }, this.clock.now(), this.developmentKeys);
  }

  #inRole({ key, role }: SignInDto, request: FastifyRequest): KeyRecord {
    if (key !== undefined)
      throw requestError('body.invalid', "Send 'key' or 'role'.", [{ field: 'role', message: 'goes without key' }]);
    const current = recordBehind(this.keys, credentialsOf(request), this.clock.now(), this.developmentKeys);
    const other = this.keys.all().find(({ development, principal }) => development && principal.role === role);
    if (!current.development || !other)
      throw requestError('auth.role', 'Roles are changed on a development server only. Sign in with another key.');
    return other;
  }

  #known(request: FastifyRequest): KeyRecord | undefined {
    try {
      return recordBehind(this.keys, credentialsOf(request), this.clock.now(), this.developmentKeys);
    } catch {
      return undefined; // no session, one that is over, or a key that does not count any more: all the same here
    }
  }

  #told(record: KeyRecord | undefined) {
    const { signInPath: provider } = this.sessions;
    const clock = {
      at: iso(this.clock.now()),
      clock: this.clock.isStanding ? 'standing' : 'running',
      ...(provider !== undefined && { provider }),
    } as const;
    if (!record) return { signedIn: false, ...clock };
    const { principal, development } = record;
    return { signedIn: true, principal, ...(development && { roles: ROLES }), ...clock };
  }
}

const mustBeOurPage = (request: FastifyRequest): void => {
  if (!isFromOurPage(request))
    throw requestError('session.cross-site', 'Only the page of this server signs in and out. Open it at /console.');
};
