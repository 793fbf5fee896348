// ticket-<id>, put together. Each part is one file; this one says what holds for all of them.

import { isOpen } from '#approvals';
import { combine, type Decider, DomainError, decide, iso, type MessageOf, ms, type Stamp } from '#kernel';
import { billed } from './billed';
import { conversation } from './contacts';
import { disputes } from './dispute';
import { type ErasureProblem, erasure, isErased } from './erasure';
import { faultReview } from './fault-review';
import { isLegal, isSaidAfterErasure, waitsForReservation } from './legality';
import { lifecycle, openedTicket, type Status } from './lifecycle';
import { links } from './links';
import { merging } from './merging';
import { notes } from './notes';
import type { Ticket } from './part';
import { policyBinding } from './policy-binding';
import { priority } from './priority';
import { type ProposalCommand, proposals, proposing } from './proposals';
import { mustBeFree, reservations } from './reservation';
import { reviewCase } from './review-case';
import type { TicketContext } from './ticket-context';
import { tier } from './tier';
import { voicemail } from './voicemail';
import { work } from './work';

const parts = combine({
  lifecycle,
  policyBinding,
  priority,
  tier,
  conversation,
  work,
  faultReview,
  reviewCase,
  disputes,
  notes,
  merging,
  billed,
  erasure,
  reservations,
  proposals,
  links,
  voicemail,
});
type DecideTable = (typeof parts)['decide'];
type EvolveTable = (typeof parts)['evolve'];
export type TicketCommand = Parameters<DecideTable[keyof DecideTable]>[0] | ProposalCommand;
export type TicketEvent = Parameters<EvolveTable[keyof EvolveTable]>[1];
export type TicketEventOf<T extends TicketEvent['type']> = MessageOf<TicketEvent, T>;

type PartCommand = Parameters<DecideTable[keyof DecideTable]>[0];

/** First that the command is legal in the state of the ticket, then the rule of the part that owns it. */
const decideByPart = (command: PartCommand, state: Ticket, context: TicketContext): readonly TicketEvent[] => {
  if (waitsForReservation(command.type)) mustBeFree(state.reservations, ownReservation(command));
  mustBeLegal(command, state, context.actor.role);
  mustHaveHappened(command, state, context);
  if (command.type === 'EraseTicket') mustNotWait(state);
  return decide(parts, command, state, context);
};

/** No history begins with anything but its opening. */
const afterOpening =
  (listen: (state: Ticket, event: never, stamp: Stamp) => Ticket) =>
  (state: Ticket, event: never, stamp: Stamp): Ticket => {
    openedTicket(state.lifecycle);
    return listen(state, event, stamp);
  };

/** Every rule of a ticket. A proposal is as legal as the act inside it. */
export const ticket: Decider<TicketCommand, Ticket, TicketEvent, TicketEvent, TicketContext> = {
  initial: parts.initial,
  evolve: {
    ...Object.fromEntries(Object.entries(parts.evolve).map(([type, listen]) => [type, afterOpening(listen)])),
    TicketOpened: parts.evolve.TicketOpened,
  } as never,
  decide: {
    ...Object.fromEntries(Object.keys(parts.decide).map((type) => [type, decideByPart])),
    ...proposing(decideByPart),
  } as never,
};

const ownReservation = (command: PartCommand): string | undefined =>
  'reservationId' in command ? command.reservationId : undefined;

const mustBeLegal = ({ type }: PartCommand, { lifecycle: { status }, erasure: erased }: Ticket, role: string) => {
  if (isLegal(status, type)) {
    if (!isErased(erased) || isSaidAfterErasure(type)) return;
    throw new NotTaken('ticket.erased', type, status, role);
  }
  if (status === 'none') throw new DomainError<TicketProblem>('ticket.unknown', 'There is no such ticket.');
  if (type === 'OpenTicket')
    throw new DomainError<TicketProblem>('ticket.exists', 'A ticket with this id is already open.');
  throw new NotTaken('ticket.not-in-state', type, status, role);
};
/** The ticket does not take the command as it stands, whatever it says. Whoever tells people says what they may do instead. */
export class NotTaken extends DomainError<TicketProblem> {
  constructor(
    override readonly code: 'ticket.not-in-state' | 'ticket.erased',
    readonly command: TicketCommand['type'],
    readonly status: Status,
    readonly role: string,
  ) {
    super(
      code,
      code === 'ticket.erased'
        ? `What was personal in the ticket is erased: ${command} is not possible any more.`
        : `${command} is not possible while the ticket is ${status}.`,
    );
  }
}

/** What somebody proposed is in their own words. On a merged ticket nobody can approve it any more. */
const mustNotWait = ({ proposals: all, lifecycle: { status } }: Ticket) => {
  const open = all.find(isOpen);
  if (!open || status === 'merged') return;
  throw new DomainError<ErasureProblem>(
    'erasure.not-yet',
    `Proposal ${open.proposalId} waits for a second person. Approve or decline it first.`,
    { acts: ['ApproveProposal', 'DeclineProposal'], of: { proposalId: open.proposalId } },
  );
};

/** What ends or extends a cycle lies in it; everything else lies after the first contact. */
const IN_CYCLE: readonly TicketCommand['type'][] = ['RecordContact', 'ResolveTicket'];
/** What is written down later happened not later than now, and not before the client called. */
const mustHaveHappened = (
  { type }: TicketCommand,
  { conversation: { cycleStarts } }: Ticket,
  { at, occurredAt }: TicketContext,
) => {
  if (occurredAt === undefined) return;
  if (ms(occurredAt) > ms(at))
    throw new DomainError<TicketProblem>(
      'time.in-future',
      `occurredAt is ${occurredAt}; it is ${at} now. Give the instant at which it happened, or leave occurredAt out.`,
    );
  // Before the opening there is nothing that it could lie before.
  const [firstContactAt = ms(occurredAt)] = cycleStarts;
  const cycleBeganAt = cycleStarts.at(-1) ?? firstContactAt;
  if (ms(occurredAt) < firstContactAt)
    throw new DomainError<TicketProblem>(
      'time.before-opening',
      `occurredAt is ${occurredAt}; the client first contacted us at ${iso(firstContactAt)}. Correct the instant.`,
    );
  if (IN_CYCLE.includes(type) && ms(occurredAt) < cycleBeganAt)
    throw new DomainError<TicketProblem>(
      'time.before-cycle',
      `occurredAt is ${occurredAt}; cycle ${cycleStarts.length} began at ${iso(cycleBeganAt)}. Correct the instant.`,
    );
};
export type TicketProblem =
  | `ticket.${'unknown' | 'exists' | 'not-in-state' | 'erased'}`
  | `time.${'in-future' | 'before-opening' | 'before-cycle'}`;
