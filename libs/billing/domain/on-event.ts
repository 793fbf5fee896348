import { DomainError, type Instead, ms } from '#kernel';
import { InTheWay } from '#ticketing';
import { eventCount } from './incident';
import type { BillingContext, BillingProblem } from './ledger';
import { LedgerBuilder } from './ledger-builder';
import type { BillingEvent } from './ledger-events';
import type { Ledger } from './ledger-state';

/** What somebody decides about one event, the last one where none is named; `now` is the ledger at that instant. */
export type DecideOnEvent = (event: number, now: Ledger) => readonly BillingEvent[];

/** Decides about one event: after the timers that came due before, and settled at once. */
export const onEvent = (
  state: Ledger,
  context: BillingContext,
  event: number | undefined,
  decideOn: DecideOnEvent,
): readonly BillingEvent[] => {
  if (state.reservation) throw new InTheWay('ledger.reserved', state.reservation);
  const builder = new LedgerBuilder(state, context);
  builder.passTime(ms(context.at));
  const { incident } = builder.ledger;
  if (incident.cycles.length === 0) throw refusal('ticket.unknown', 'There is no such ticket.');
  if (incident.merged)
    throw refusal(
      'ticket.not-in-state',
      'The ticket was merged; what is owed is decided on the one that survives. Its page names that one.',
      { acts: ['SeeTicket'] },
    );
  const count = eventCount(incident);
  const named = event ?? count;
  if (!Number.isInteger(named) || named < 1 || named > count)
    throw refusal('event.unknown', `The ticket has ${count} after-hours event(s); there is no event ${named}.`);
  const decisions = decideOn(named, builder.ledger);
  for (const decision of decisions) builder.append(decision);
  if (decisions.length > 0) builder.settle(context.at);
  return builder.events;
};

const refusal = (code: BillingProblem, message: string, instead?: Instead) => new DomainError(code, message, instead);
