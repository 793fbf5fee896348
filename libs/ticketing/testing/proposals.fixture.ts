// A ticket on which acts are proposed: who says what, and what comes of it.
import { DomainError, decide, type Recorded, replay } from '#kernel';
import { by, recorded } from '#kernel/given';
import { standardPolicy as policy } from '#policy/testing';
import type { Ticket } from '../domain/part';
import type { TicketAct } from '../domain/proposals';
import {
  determinedByRosa,
  eveWorked,
  NOON,
  OPENED_AT,
  opened,
  recordedAs,
  resolved,
  triagedP1,
} from '../domain/stories';
import { type TicketCommand, type TicketEvent, ticket } from '../domain/ticket';

export const outage = [opened, triagedP1, eveWorked, resolved, determinedByRosa];
export const stateAfter = (events: readonly (TicketEvent | Recorded<TicketEvent>)[]) =>
  replay(
    ticket,
    events.map((event) => ('stamp' in event ? event : recordedAs(event, OPENED_AT))),
  );
export const as = (id: string, role: string, at = NOON) => ({ ...by(id, at, role), policy });
export const otto = as('otto', 'fault-reviewer');
export const sue = as('sue', 'supervisor');

/** A ticket on which commands are said one after the other. */
export const say = (state: Ticket, command: TicketCommand, context: ReturnType<typeof as>) => {
  const events = decide(ticket, command, state, context);
  return {
    events,
    state: replay(
      ticket,
      events.map((event) => recorded(event, context)),
      state,
    ),
  };
};
export const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'accepted';
  } catch (refusal) {
    if (refusal instanceof DomainError) return refusal.code;
    throw refusal;
  }
};
export const supersession = {
  type: 'SupersedeDetermination',
  determinationId: 'd2',
  cycle: 1,
  faultClass: 'provider',
  reason: 'Our breaker',
} as const satisfies TicketAct;
export const correction = {
  type: 'CorrectPriority',
  priority: 'P3',
  reason: 'one handset only',
} as const satisfies TicketAct;
export const propose = (act: TicketAct, more: object = {}): TicketCommand => ({
  type: 'ProposeAct',
  proposalId: 'p1',
  act,
  ...more,
});
