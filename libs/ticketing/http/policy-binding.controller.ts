import { Body, Controller, Param, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { TicketNumber } from '#http-kit';
import { Text, WholeNumber } from '#http-kit/http';
import { type CallerContext, CommandContext } from '#identity';
import { POLICY_ID } from '../application/command-environment.provider';
import { actOnTicket } from './execute-on-ticket';
import { TicketRoute } from './ticket-route';

class RebindPolicyDto {
  /** The version that the ticket is to be under, as if it always had been. */
  @WholeNumber(1, 1_000_000) policyVersion!: number;
  @Text(10, 4000, 'Opened under the figures of another contract.') reason!: string;
}

/** Under which policy version a ticket is, where that of its opening was wrong. docs/policy.md */
@Controller('tickets/:ticketId')
export class PolicyBindingController {
  constructor(private readonly commands: CommandBus) {}

  @TicketRoute('RebindPolicy')
  rebind(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Body() { policyVersion, reason }: RebindPolicyDto,
    @CommandContext() context: CallerContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const act = { type: 'RebindPolicy', policyId: POLICY_ID, policyVersion, reason } as const;
    return actOnTicket(this.commands, ticketId, act, context, reply);
  }
}
