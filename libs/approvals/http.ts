// What a route answers where an act may take two people: done, or waiting for the second one.

import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { CommandResult } from '#http-kit';
import { cents, commandResult, instant, list, named, text, ticketId } from '#http-kit/answers';
import { Answers, CommandRoute } from '#http-kit/http';
import { ClientScope, isClientRole, type Role, Roles } from '#identity';
import type { Appended } from '#kernel';
import { APPROVAL_RULES } from './domain/approver-needed';
import type { ProposalView } from './domain/proposal-view';

/** The fields of a proposal, for whoever adds to them. */
export const proposalFields = {
  proposalId: text,
  ticketId,
  state: z.enum(['open', 'approved', 'declined', 'lapsed']),
  act: text,
  details: z.looseObject({}),
  reason: text.optional(),
  rule: z.enum(APPROVAL_RULES),
  cents: cents.optional(),
  by: text,
  proposedAt: instant,
  lapsesAt: instant,
  endedAt: instant.optional(),
  endedBy: text.optional(),
  approvers: list(text),
};
export const proposal = named('Proposal', z.strictObject(proposalFields));
export const actResult = named('ActResult', z.strictObject({ ...commandResult.shape, proposal: proposal.optional() }));

/** Below a `@CommandRoute`: 200 where the act is done, 202 where it is proposed. */
export const ActAnswer = (result: z.ZodType = actResult): MethodDecorator =>
  Answers(result, {
    revisioned: true,
    description: 'Done, or done before under the same key; 202: proposed, and waiting for a second person',
    also: { 202: result },
  });

type Row = {
  readonly path: string;
  readonly summary: string;
  readonly roles: readonly Role[];
  readonly needsSecond?: 'always' | 'sometimes';
};
/**
 * The route of commands below `tickets/:ticketId`, as the table declares them: path, who may say them, what they are for and
 * what is answered. Several commands of one route differ in their body alone.
 */
export const routeFor =
  <Name extends string>(table: Readonly<Record<Name, Row>>) =>
  (command: Name, ...others: readonly Name[]): MethodDecorator => {
    const { path, summary, roles, needsSecond } = table[command];
    return applyDecorators(
      CommandRoute(path.replaceAll(/\{(\w+)\}/g, ':$1'), summary, 200, needsSecond && ActAnswer()),
      Roles(...roles),
      ClientScope(roles.some(isClientRole) ? 'own' : 'any'),
      ApiExtension('x-commands', [command, ...others]),
    );
  };

/** 202 where the act waits for a second person, with the proposal that waits; 200 where it is done. */
export const answerAct = (
  reply: FastifyReply,
  ticket: string,
  category: 'ticket' | 'billing',
  { proposal: made, ...appended }: Appended & { readonly proposal?: ProposalView },
): CommandResult => {
  reply.status(made?.state === 'open' ? 202 : 200);
  return Object.assign(CommandResult.at(ticket, category, appended), made && { proposal: made });
};
