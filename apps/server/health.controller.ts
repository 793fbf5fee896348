import { Controller, Get } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { ClientScope, Roles } from '#identity';

@Controller('health')
export class HealthController {
  @Get()
  @ApiOperation({ summary: 'Whether the server answers' })
  @Roles('anyone')
  @ClientScope('none')
  health() {
    return { status: 'ok' };
  }
}
