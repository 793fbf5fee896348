import { Controller, Get } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import { type Asked, AskedOf, ClientScope, Filtered, paged, Roles, STAFF_ROLES, sameWhile } from '#identity';
import type { Page } from '#read-store';
import type { TicketColumn } from '#ticketing/module';
import type { AfterHoursColumn } from '../application/after-hours';
import { BillingHoldsQuery, FaultReviewsQuery, OldPolicyQuery, TriageQuery } from '../application/queues';
import { WAITING_EVENTS, WAITING_TICKETS } from './queue-filters';

/** What waits for somebody, the longest first. */
@Controller('queues')
@ApiBearerAuth()
@Roles(...STAFF_ROLES)
@ClientScope('any')
export class QueuesController {
  constructor(private readonly queries: QueryBus) {}

  @Get('triage')
  @ApiOperation({ summary: 'Open tickets whose priority nobody has looked at' })
  @Filtered(WAITING_TICKETS)
  triage(@AskedOf(WAITING_TICKETS) asked: Asked<TicketColumn>) {
    return queue(this.queries.execute(new TriageQuery(asked)));
  }

  @Get('fault-reviews')
  @ApiOperation({ summary: 'After-hours events without a determination, or disputed: age, money at stake, due' })
  @Filtered(WAITING_EVENTS)
  reviews(@AskedOf(WAITING_EVENTS) asked: Asked<AfterHoursColumn>) {
    return queue(this.queries.execute(new FaultReviewsQuery(asked)));
  }

  @Get('billing-holds')
  @ApiOperation({ summary: 'Charges that wait, with the rule that holds them' })
  @Filtered(WAITING_EVENTS)
  holds(@AskedOf(WAITING_EVENTS) asked: Asked<AfterHoursColumn>) {
    return queue(this.queries.execute(new BillingHoldsQuery(asked)));
  }

  @Get('old-policy')
  @ApiOperation({ summary: 'Open tickets that are not on the policy version in force' })
  @Filtered(WAITING_TICKETS)
  oldPolicy(@AskedOf(WAITING_TICKETS) asked: Asked<TicketColumn>) {
    return queue(this.queries.execute(new OldPolicyQuery(asked)));
  }
}

/** Minutes pass by themselves; the answer is the same as long as nothing else has changed. */
const PASSING = ['minutesOpen', 'minutesWaiting', 'minutesLeft'];
const queue = async <Row extends object>(asked: Promise<Page<Row>>): Promise<Page<Row>> => {
  const found = await paged(asked);
  const rows = found.rows.map((row) => Object.entries(row).filter(([name]) => !PASSING.includes(name)));
  return sameWhile(found, [rows, found.next]);
};
