import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import { EVENT_STORE } from '#event-store/module';
import { TicketNumber } from '#http-kit';
import { Answers } from '#http-kit/http';
import { Caller, CLIENT_ROLES, ClientScope, isClientRole, type Principal, Roles, STAFF_ROLES } from '#identity';
import { CLOCK, type Clock, type EventStore, iso, type Recorded, replay } from '#kernel';
import { ticket } from '#ticketing';
import { type CommandEnvironment, ticketStream } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT } from '#ticketing/module';
import { mailStream } from '../application/streams';
import { EXAMPLES } from '../domain/examples';
import { MESSAGE_KINDS, render, TEMPLATES } from '../domain/message';
import { outbox } from '../domain/outbox';
import { messages, templates } from './answers';

/** What a ticket's contact was written, and in which words others would be. */
@Controller()
export class MessagesController {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('tickets/:ticketId/messages')
  @Answers(messages)
  @ApiOperation({
    summary: 'Every message to the contact of a ticket: its words, and whether it was sent, or came back',
  })
  @ApiBearerAuth()
  @Roles(...CLIENT_ROLES, ...STAFF_ROLES)
  @ClientScope('own')
  async ofTicket(@Param('ticketId', TicketNumber) ticketId: string, @Caller() { role }: Principal) {
    const history = await this.store.read(ticketStream(ticketId));
    const { policyBinding } = replay(ticket, history);
    const { state } = await this.store.load(mailStream(ticketId), outbox, 'latest');
    if (state.size === 0) return { ticketId, messages: [] };
    const { zone } = await this.environment.policies.pinned(policyBinding.policyId, policyBinding.policyVersion);
    const [opening] = history;
    const summary = opening && 'summary' in opening.event ? String(opening.event.summary) : '';
    const shown = [...state.values()].map(
      ({ messageId, kind, state: is, at, attempts, contact, reason, revision }) => ({
        messageId,
        kind,
        state: is,
        at: iso(at),
        attempts,
        ...(history[revision] && render(history[revision], ticketId, summary, zone)),
        ...(contact !== undefined && { contact }),
        ...(reason !== undefined && !isClientRole(role) && { reason }),
      }),
    );
    return { ticketId, messages: shown };
  }

  @Get('message-templates')
  @Answers(templates)
  @ApiOperation({
    summary: 'The words of every kind of message, each with a preview by the clock of the policy in force',
  })
  @ApiBearerAuth()
  @Roles(...STAFF_ROLES)
  @ClientScope('none')
  async templates() {
    const now = this.clock.now();
    const { zone } = await this.environment.policies.inForce(now);
    const fact = (event: Recorded['event']): Recorded => ({
      event,
      stamp: {
        eventId: 'preview',
        revision: 1,
        occurredAt: iso(now),
        recordedAt: iso(now),
        actor: { id: 'preview', role: 'system' },
        commandId: 'preview',
      },
    });
    return {
      templates: MESSAGE_KINDS.map((kind) => ({
        kind,
        ...TEMPLATES[kind],
        preview: render(fact(EXAMPLES[kind]), '7K3M9QXZW', 'No calls in or out', zone),
      })),
    };
  }
}
