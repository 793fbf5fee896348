import { decide, evolve, iso, ms, type Recorded, replay } from '#kernel';
import { by, recorded } from '#kernel/given';
import { standardPolicy as policy } from '#policy/testing';
import { type ObserveTicket, type Sla, type SlaEvent, type Step, sla } from '../domain/sla';
import { ticketTimeline } from '../domain/ticket-timeline';
import { at } from './ticket-history.fixture';

// For specs only: what the deadline process says of a history, in few words.

export const stepsOf = (history: readonly Recorded[]): Step[] => {
  let grown = ticketTimeline.initial;
  return history.map((each, revision) => {
    grown = evolve(ticketTimeline, grown, each);
    return { timeline: grown, revision, recordedAt: ms(each.stamp.recordedAt), eventId: `e${revision}`, policy };
  });
};
export const observe = (history: readonly Recorded[], until: string): ObserveTicket => ({
  type: 'ObserveTicket',
  steps: stepsOf(history),
  until: ms(at(until)),
});
export const say = (command: ObserveTicket, said: Sla = sla.initial) =>
  decide(sla, command, said, by('sla-deadlines', iso(command.until)));
export const heard = (events: readonly SlaEvent[], from: Sla = sla.initial) =>
  replay(
    sla,
    events.map((event) => recorded(event)),
    from,
  );

export const brief = (event: SlaEvent): string => {
  const of = `${event.target}${event.cycle > 1 ? ` of cycle ${event.cycle}` : ''}`;
  const hour = (instant: string) => iso(ms(instant)).slice(11, -8);
  switch (event.type) {
    case 'TargetSet':
      return `${of} set, due ${hour(event.dueAt)}`;
    case 'TargetWarned':
      return `${of} warned at ${event.percent}%, ${hour(event.warnedAt)}`;
    case 'TargetBreached':
      return `${of} breached, due ${hour(event.dueAt)}${event.backdated ? ', backdated' : ''}`;
    case 'SlaBreachWithdrawn':
      return `${of} withdrawn, due ${hour(event.dueAt)}, because of ${event.because}`;
    case 'TargetMet':
      return `${of} met at ${hour(event.metAt)}`;
    case 'TargetPaused':
      return `${of} paused at ${hour(event.pausedAt)}`;
    case 'TargetResumed':
      return `${of} resumed, due ${hour(event.dueAt)}`;
    case 'TargetCancelled':
      return `${of} cancelled`;
  }
};
/** What the stream says of one target, or of all. */
export const saidOf = (history: readonly Recorded[], until: string, target?: string) =>
  say(observe(history, until))
    .filter((event) => target === undefined || event.target === target)
    .map(brief);
