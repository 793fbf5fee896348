import type { Readable } from 'node:stream';
import { Controller, Get, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { answerCsvList, type CsvColumns, paged, sameWhile } from '#http-kit';
import { AcceptsListQuery, Answers, ListQueryParam, type ParsedListQuery } from '#http-kit/http';
import { Caller, ClientScope, type Principal, Roles, STAFF_ROLES } from '#identity';
import type { ListQuery, Page } from '#read-store';
import type { TicketColumn, WorkEntryColumn } from '#ticketing/module';
import type { AfterHoursColumn } from '../application/after-hours-row';
import { FaultReviewsQuery, type ReviewColumn } from '../application/fault-reviews';
import { OverlappingWorkQuery } from '../application/overlapping-work';
import { type ProposalColumn, WaitingProposalsQuery } from '../application/proposals';
import { BillingHoldsQuery, OldPolicyQuery, type TicketQueue, WaitingTicketsQuery } from '../application/queues';
import { RepeatTroubleQuery } from '../application/repeat-trouble';
import type { RepeatColumn } from '../application/repeat-trouble-view';
import {
  billingHoldQueue,
  bouncedReplyQueue,
  endedUntriagedQueue,
  faultReviewQueue,
  oldPolicyQueue,
  overlappingWorkQueue,
  priorityRequestQueue,
  proposalQueue,
  repeatTroubleQueue,
  triageQueue,
} from './queue-answers';
import { CHARGES, OVERLAPPING, PROPOSALS, REPEATS, REVIEWS, TICKETS } from './queue-columns';
import {
  OVERLAPPING_WORK,
  REPEAT_TROUBLE,
  WAITING_EVENTS,
  WAITING_PROPOSALS,
  WAITING_REVIEWS,
  WAITING_TICKETS,
} from './queue-filters';

/** What waits for somebody, the longest first. */
@Controller('queues')
@ApiBearerAuth()
@Roles(...STAFF_ROLES)
@ClientScope('any')
export class QueuesController {
  constructor(private readonly queries: QueryBus) {}

  @Get('triage')
  @Answers(triageQueue, { form: 'list' })
  @ApiOperation({ summary: 'Open tickets whose priority nobody has looked at' })
  @AcceptsListQuery(WAITING_TICKETS)
  triage(
    @ListQueryParam(WAITING_TICKETS) asked: ParsedListQuery<TicketColumn>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.#tickets('triage', asked, reply);
  }

  @Get('fault-reviews')
  @Answers(faultReviewQueue, { form: 'list' })
  @ApiOperation({ summary: 'After-hours events without a determination, or disputed: money, due, and who may judge' })
  @AcceptsListQuery(WAITING_REVIEWS)
  reviews(
    @ListQueryParam(WAITING_REVIEWS) asked: ParsedListQuery<ReviewColumn>,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return queue(
      asked,
      (question) => this.queries.execute(new FaultReviewsQuery(question, caller)),
      reply,
      'fault-reviews',
      REVIEWS,
    );
  }

  @Get('repeat-trouble')
  @Answers(repeatTroubleQueue, { form: 'list' })
  @ApiOperation({ summary: 'Charged findings that a later one on the same client and service contradicts' })
  @AcceptsListQuery(REPEAT_TROUBLE)
  repeatTrouble(
    @ListQueryParam(REPEAT_TROUBLE) asked: ParsedListQuery<RepeatColumn>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return queue(
      asked,
      (question) => this.queries.execute(new RepeatTroubleQuery(question)),
      reply,
      'repeat-trouble',
      REPEATS,
    );
  }

  @Get(['holds', 'billing-holds'])
  @Answers(billingHoldQueue, { form: 'list' })
  @ApiOperation({ summary: 'Charges that wait, with the rule that holds them' })
  @AcceptsListQuery(WAITING_EVENTS)
  holds(
    @ListQueryParam(WAITING_EVENTS) asked: ParsedListQuery<AfterHoursColumn>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return queue(
      asked,
      (question) => this.queries.execute(new BillingHoldsQuery(question)),
      reply,
      'billing-holds',
      CHARGES,
    );
  }

  @Get('ended-untriaged')
  @Answers(endedUntriagedQueue, { form: 'list' })
  @ApiOperation({ summary: 'Tickets that ended before anybody had triaged them, though a P1 was asked for' })
  @AcceptsListQuery(WAITING_TICKETS)
  endedUntriaged(
    @ListQueryParam(WAITING_TICKETS) asked: ParsedListQuery<TicketColumn>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.#tickets('ended-untriaged', asked, reply);
  }

  @Get('bounced-replies')
  @Answers(bouncedReplyQueue, { form: 'list' })
  @ApiOperation({ summary: 'Tickets of which a reply came back, and whose client nobody has reached since' })
  @AcceptsListQuery(WAITING_TICKETS)
  bouncedReplies(
    @ListQueryParam(WAITING_TICKETS) asked: ParsedListQuery<TicketColumn>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.#tickets('bounced-replies', asked, reply);
  }

  @Get('priority-requests')
  @Answers(priorityRequestQueue, { form: 'list' })
  @ApiOperation({ summary: 'Open tickets whose client asks for another priority than they have' })
  @AcceptsListQuery(WAITING_TICKETS)
  priorityRequests(
    @ListQueryParam(WAITING_TICKETS) asked: ParsedListQuery<TicketColumn>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.#tickets('priority-requests', asked, reply);
  }

  #tickets(name: TicketQueue, asked: ParsedListQuery<TicketColumn>, reply: FastifyReply) {
    return queue(
      asked,
      (question) => this.queries.execute(new WaitingTicketsQuery(name, question)),
      reply,
      name,
      TICKETS,
    );
  }

  @Get('proposals')
  @Answers(proposalQueue, { form: 'list' })
  @ApiOperation({ summary: 'Acts that wait for a second person, each with its reason and its money' })
  @AcceptsListQuery(WAITING_PROPOSALS)
  proposals(
    @ListQueryParam(WAITING_PROPOSALS) asked: ParsedListQuery<ProposalColumn>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return queue(
      asked,
      (question) => this.queries.execute(new WaitingProposalsQuery(question)),
      reply,
      'proposals',
      PROPOSALS,
    );
  }

  @Get('overlapping-work')
  @Answers(overlappingWorkQueue, { form: 'list' })
  @ApiOperation({ summary: 'Work entries of one engineer on different tickets that name the same time' })
  @AcceptsListQuery(OVERLAPPING_WORK)
  overlappingWork(
    @ListQueryParam(OVERLAPPING_WORK) asked: ParsedListQuery<WorkEntryColumn>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return queue(
      asked,
      (question) => this.queries.execute(new OverlappingWorkQuery(question)),
      reply,
      'overlapping-work',
      OVERLAPPING,
    );
  }

  @Get('old-policy')
  @Answers(oldPolicyQueue, { form: 'list' })
  @ApiOperation({ summary: 'Open tickets that are not on the policy version in force' })
  @AcceptsListQuery(WAITING_TICKETS)
  oldPolicy(
    @ListQueryParam(WAITING_TICKETS) asked: ParsedListQuery<TicketColumn>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return queue(asked, (question) => this.queries.execute(new OldPolicyQuery(question)), reply, 'old-policy', TICKETS);
  }
}

/** Minutes pass by themselves; the answer is the same as long as nothing else has changed. */
const PASSING = ['minutesOpen', 'minutesWaiting', 'minutesLeft'];
const queue = async <C extends string, Row extends object>(
  { csv, ...query }: ParsedListQuery<C>,
  execute: (question: ListQuery<C>) => Promise<Page<Row>>,
  reply: FastifyReply,
  name: string,
  columns: CsvColumns<Row>,
): Promise<Page<Row> | string | Readable> => {
  const ask = (page: ListQuery<C>) => paged(execute(page));
  if (csv) return answerCsvList(reply, name, columns, query, ask);
  const { limited: _, ...page } = query;
  const found = await ask(page);
  const rows = found.rows.map((row) => Object.entries(row).filter(([field]) => !PASSING.includes(field)));
  return sameWhile(found, [rows, found.next]);
};
