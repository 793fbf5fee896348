import { iso } from '#kernel';
import { clockKey, clocks, legBehind, type SlaEvent, type SlaEventOf } from '#sla';
import { timelineAt } from './background';
import type { TranslationContext, Translations } from './public-event-draft';

type Timed = SlaEventOf<'TargetWarned' | 'TargetBreached' | 'TargetMet' | 'SlaBreachWithdrawn'>;

/** A clock with its due instant, and the calendar version that it was computed on, as of a revision of the ticket. */
const clockAt = (event: Timed, ticketRevision: number, { about, policyOf, known }: TranslationContext) => {
  const timeline = timelineAt(known.ticket, ticketRevision);
  const named = clockKey(event);
  const policy = timeline && policyOf(timeline);
  const clock =
    policy &&
    clocks(timeline, policy, Number.NEGATIVE_INFINITY).find(
      ({ target, cycle, armedAt }) => clockKey({ target, cycle, armedAt: iso(armedAt) }) === named,
    );
  if (!policy || !clock)
    throw new Error(`revision ${ticketRevision} of ticket ${about.ticketId} has no clock ${named}`);
  return {
    ...about,
    target: event.target,
    cycle: event.cycle,
    armedAt: event.armedAt,
    priority: clock.priority,
    dueAt: event.dueAt,
    calendar: {
      name: legBehind(clock.due, clock.pauses).calendar.name,
      policyId: policy.id,
      policyVersion: policy.version,
    },
  };
};
const clockOf = (event: Timed, circumstances: TranslationContext) =>
  clockAt(event, event.ticketRevision, circumstances);

/** What others hear of sla-<ticketId>. */
export const TRANSLATE_SLA: Translations<SlaEvent> = {
  TargetWarned: (event, circumstances) => ({
    type: 'com.faultline.sla.warned.v1',
    time: event.warnedAt,
    data: { ...clockOf(event, circumstances), percent: event.percent, warnedAt: event.warnedAt },
  }),
  TargetBreached: (event, circumstances) => ({
    type: 'com.faultline.sla.breached.v1',
    time: event.dueAt,
    data: {
      ...clockOf(event, circumstances),
      breachedAt: event.dueAt,
      detectedAt: event.detectedAt,
      backdated: event.backdated,
    },
  }),
  TargetMet: (event, circumstances) => ({
    type: 'com.faultline.sla.met.v1',
    time: event.metAt,
    data: { ...clockOf(event, circumstances), metAt: event.metAt },
  }),
  // By the revision that withdraws it the clock may never have been: it is told as it was when it breached.
  SlaBreachWithdrawn: (event, circumstances) => {
    const breach = circumstances.known.sla.get(clockKey(event));
    if (!breach) throw new Error(`the clock ${clockKey(event)} never breached`);
    return {
      type: 'com.faultline.sla.breach-withdrawn.v1',
      data: {
        ...clockAt(event, breach.ticketRevision, circumstances),
        breach: circumstances.publicIdOf(breach.eventId),
        because: event.because,
        withdrawnAt: circumstances.stamp.recordedAt,
      },
    };
  },
};
