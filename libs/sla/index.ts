// The published language of sla: the clocks of a ticket, and what was recorded of them.
export { SLA_EVENTS } from './domain/catalog';
export { clockKey, keyOf } from './domain/clock-name';
export { type Clock, type ClockState, clocks, TARGETS, type Target } from './domain/clocks';
export { legBehind } from './domain/due';
export { type ClockExplanation, explainClock, sayClock } from './domain/explanation';
export { minutesLeft } from './domain/minutes-left';
export { nextInstant, reconcileClocks } from './domain/reconcile-clocks';
export { type Sla, type SlaEvent, type SlaEventOf, type Step, sla } from './domain/sla';
export { type TicketTimeline, ticketTimeline } from './domain/ticket-timeline';
