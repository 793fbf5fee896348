import 'reflect-metadata';
import { Controller, Get, Module, Post, Query } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ApiQuery } from '@nestjs/swagger';
import { Optional, Text } from '#http-kit/http';
import { ClientScope, Roles } from './access';
import { declaredRoutes } from './declared-routes';

class PageQuery {
  @Optional() @Text(1, 9) from?: string;
}

@Controller('well')
@Roles('agent')
class Well {
  @Get(':id')
  @ClientScope('own')
  @ApiQuery({ name: 'limit', required: false })
  one(@Query() _page: PageQuery) {}

  @Post()
  @ClientScope('any')
  @Roles('supervisor')
  act() {}
}

@Controller('planted')
class Planted {
  @Get('no-roles')
  @ClientScope('any')
  noRoles() {}

  @Get('no-scope')
  @Roles('agent')
  noScope() {}

  @Get('nobody')
  @Roles()
  @ClientScope('any')
  nobody() {}

  @Post('all-to-a-client')
  @Roles('client-contact', 'agent')
  @ClientScope('any')
  allToAClient() {}

  @Get('open')
  @Roles('anyone')
  @ClientScope('own')
  open() {}
}

const routesOf = async (...controllers: (new () => object)[]) => {
  @Module({ controllers })
  class App {}
  const app = await NestFactory.createApplicationContext(App, { logger: false });
  try {
    return declaredRoutes(app);
  } finally {
    await app.close();
  }
};

describe('A server', () => {
  it('boots where every route says who may call it and whose data it shows', async () =>
    expect(await routesOf(Well)).toStrictEqual([
      { method: 'GET', path: '/well/:id', name: 'Well.one', query: ['limit', 'from'], roles: ['agent'], scope: 'own' },
      { method: 'POST', path: '/well', name: 'Well.act', query: [], roles: ['supervisor'], scope: 'any' },
    ]));

  it('does not boot otherwise, and names every route at fault', async () => {
    const said = await routesOf(Well, Planted).catch((error: Error) => error.message);
    expect(said).toBe(
      'The server does not start: ' +
        'GET /planted/no-roles (Planted.noRoles) has no @Roles(…); ' +
        'GET /planted/no-scope (Planted.noScope) has no @ClientScope(…); ' +
        'GET /planted/nobody (Planted.nobody) names no role in @Roles(…); ' +
        "POST /planted/all-to-a-client (Planted.allToAClient) shows data of all clients ('any') to a client's role; " +
        "GET /planted/open (Planted.open) is open to anyone, so that its scope must be 'none'. " +
        'Declare @Roles(…) and @ClientScope(…).',
    );
  });
});
