import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import { EVENT_STORE } from '#event-store/module';
import { Answers } from '#http-kit/http';
import type { EventStore } from '#kernel';
import { inOrder, KEY_REGISTRY, keyRegistry } from '../domain/key-registry';
import { ClientScope, Roles } from './access';
import { apiKeys, keyHistory } from './answers';
import { KeyHistoryQueryDto } from './keys.dto';

const PAGE = 200;

/** What became of API keys, for auditors. Nothing here opens anything. */
@Controller('keys')
@ApiBearerAuth()
@Roles('auditor')
@ClientScope('any')
export class KeysController {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  @Get()
  @Answers(apiKeys)
  @ApiOperation({ summary: 'Every API key there ever was: whose, since when, last used, refused, revoked' })
  async list() {
    const { state } = await this.store.load(KEY_REGISTRY, keyRegistry);
    return { keys: inOrder(state), refusedUnknown: state.refusedUnknown };
  }

  @Get('history')
  @Answers(keyHistory)
  @ApiOperation({ summary: 'What became of API keys, event by event: issued, used on a day, refused, revoked' })
  async history(@Query() { from = '0' }: KeyHistoryQueryDto) {
    const recorded = await this.store.read(KEY_REGISTRY, Number(from));
    const entries = recorded
      .slice(0, PAGE)
      .map(({ event, stamp: { revision, recordedAt } }) => ({ revision, recordedAt, ...event }));
    return { entries, more: recorded.length > PAGE };
  }
}
