// Computes again what the deadline process recorded: every due instant from the ticket as it stood at the revision that the
// process names, and at the end every clock as a whole.

import { evolve, iso, ms, type Recorded, replay } from '#kernel';
import type { Policy } from '#policy';
import {
  type Clock,
  clockKey,
  clocks,
  keyOf,
  reconcileClocks,
  type SlaEvent,
  sla,
  type TicketTimeline,
  ticketTimeline,
} from '#sla';
import type { Finding } from './finding';

export type PolicyAt = (policyId: string, version: number) => Policy;
/** A breach that lies so little before the last record may not have been recorded yet: the process has a grace. */
const GRACE_MS = 60_000;

type Step = { readonly timeline: TicketTimeline; readonly recordedAt: number; readonly eventId: string };

/** What `sla-<ticketId>` says and the clocks do not. Throws what a policy that is not there throws. */
export const recomputeClocks = (
  stream: string,
  ticket: readonly Recorded[],
  recorded: readonly Recorded[],
  policyAt: PolicyAt,
): readonly Finding[] => {
  const steps = stepsOf(ticket);
  const policyOf = ({ policyId, policyVersion }: TicketTimeline) => policyAt(policyId, policyVersion);
  const findings = recorded.flatMap(({ event, stamp }): Finding[] => {
    const claimed = event as SlaEvent;
    const step = steps[claimed.ticketRevision];
    const finding = (what: string) => [{ stream, revision: stamp.revision, what: `${claimed.type}: ${what}` }];
    if (!step) return finding(`it names revision ${claimed.ticketRevision} of a ticket that has ${steps.length}.`);
    const all = clocks(step.timeline, policyOf(step.timeline), Number.NEGATIVE_INFINITY);
    const fault = faultOf(
      claimed,
      all.find((clock) => keyOf(clock) === clockKey(claimed)),
    );
    return fault === undefined ? [] : finding(fault);
  });
  return findings.length > 0 ? findings : leftOver(stream, steps, recorded, policyOf);
};

/** The timeline after each event: what a clock was read at. */
const stepsOf = (ticket: readonly Recorded[]): readonly Step[] => {
  let timeline = ticketTimeline.initial;
  return ticket.map((one) => {
    timeline = evolve(ticketTimeline, timeline, one);
    return { timeline, recordedAt: ms(one.stamp.recordedAt), eventId: one.stamp.eventId };
  });
};

const DUE = new Set<string>(['TargetSet', 'TargetBreached', 'TargetMet', 'TargetWarned', 'TargetResumed']);

const faultOf = (claimed: SlaEvent, clock: Clock | undefined): string | undefined => {
  if (!DUE.has(claimed.type) || !('dueAt' in claimed)) return undefined;
  const name = `${claimed.target}, cycle ${claimed.cycle}`;
  if (!clock) return `by the engine there is no such clock (${name}).`;
  const due = clock.dueAt === undefined ? undefined : iso(clock.dueAt);
  if (due !== claimed.dueAt)
    return `${name} is recorded as due ${claimed.dueAt}; the engine computes ${due ?? 'no due instant'}.`;
  if (claimed.type === 'TargetMet' && clock.doneAt !== undefined && iso(clock.doneAt) !== claimed.metAt)
    return `${name} is recorded as met ${claimed.metAt}; the engine computes ${iso(clock.doneAt)}.`;
  return undefined;
};

/** What the process would still record of what it has seen. */
const leftOver = (
  stream: string,
  steps: readonly Step[],
  recorded: readonly Recorded[],
  policyOf: (timeline: TicketTimeline) => Policy,
): readonly Finding[] => {
  const { clocks: known, ticketRevision } = replay(sla, recorded as readonly Recorded<SlaEvent>[]);
  const [step, last] = [steps[ticketRevision], recorded.at(-1)];
  if (!step || !last) return [];
  const at = Math.max(step.recordedAt, ms(last.stamp.recordedAt));
  const observed = { at, timer: false, because: step.eventId, detectedAt: iso(at) };
  return reconcileClocks(known, step.timeline, policyOf(step.timeline), observed)
    .filter((event) => !('dueAt' in event) || ms(event.dueAt) < at - GRACE_MS)
    .filter((event) => event.type !== 'TargetMet' && event.type !== 'TargetCancelled')
    .map((event) => ({
      stream,
      revision: last.stamp.revision,
      what: `the engine has a ${event.type} of ${event.target}, cycle ${event.cycle}, that was not recorded.`,
    }));
};
