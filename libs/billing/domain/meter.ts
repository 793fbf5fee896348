// What an outage costs so far, under each answer that the fault review may give: the rule behind a charge
// (assessment.ts), asked "what if". It records nothing and promises nothing.

import { iso } from '#kernel';
import { FAULT_CLASSES, type FaultClass, type Policy } from '#policy';
import { onceApproved } from './approval';
import { type Assessment, assess, type Posted, type Rule } from './assessment';
import { applyFact, closingOf, cyclesOf, eventCount, type Incident } from './incident';
import { firstMinuteCentsOf } from './terms';

/** What would be owed, in cents, once every approval that it waits for is given; `sharePercent` is what was asked about. */
export type MeterReading = {
  readonly faultClass: FaultClass;
  readonly outcome: Assessment['outcome'];
  readonly cents: number;
  readonly sharePercent?: number;
};
export type Amounts = {
  /** Off-hours work that counts, before rounding and minimum. */
  readonly workedSeconds: number;
  /** After both. */
  readonly minutes: number;
  readonly byFault: readonly MeterReading[];
};
export type Meter = {
  readonly event: number;
  /** Why nothing is owed whatever the review finds; absent where its finding decides. */
  readonly rule?: Rule;
  /** Whether the work goes on: then what is not owed yet may be owed by the end. */
  readonly isOpen: boolean;
  /** What the first minute of off-hours work comes to, once the client is found at fault: minimum and fee included. */
  readonly firstMinuteCents: number;
  readonly logged: Amounts;
  /** Besides what is logged, the work that is under way, as if it were logged now. */
  readonly underWay?: { readonly since: string } & Amounts;
};
/** Work that somebody began and nobody has logged yet; `engineer` is who is assigned. */
export type UnderWay = { readonly since: number; readonly engineer: string };

const EXAMPLE_SHARE = 50;
const UNDER_WAY = 'under-way';

/** The meter of the last after-hours event, read at `now` (epoch milliseconds). */
export const meter = (
  incident: Incident,
  policy: Policy,
  posted: Posted,
  now: number,
  underWay: UnderWay | undefined,
  sharePercent = EXAMPLE_SHARE,
): Meter => {
  const event = eventCount(incident);
  const asked = { event, policy, posted, sharePercent };
  const logged = closedAt(incident, event, now);
  const { rule } = judged(logged, asked, 'client');
  const running = underWay && underWay.since < now ? closedAt(working(incident, underWay, now), event, now) : undefined;
  const decides = running ? judged(running, asked, 'client').rule : rule;
  return {
    event,
    ...(decides !== undefined && { rule: decides }),
    isOpen: !incident.merged && closingOf(incident, event) === undefined,
    firstMinuteCents: firstMinuteCentsOf(policy),
    logged: amounts(logged, asked),
    ...(running && underWay && { underWay: { since: iso(underWay.since), ...amounts(running, asked) } }),
  };
};

const working = (incident: Incident, { since, engineer }: UnderWay, now: number): Incident =>
  applyFact(
    incident,
    {
      kind: 'work_logged',
      workId: UNDER_WAY,
      engineer,
      workKind: 'after_hours_emergency',
      from: iso(since),
      to: iso(now),
    },
    { occurredAt: now, recordedAt: now },
  );

/** As if the work ended now, where it has not ended. */
const closedAt = (incident: Incident, event: number, now: number): Incident =>
  cyclesOf(incident, event).at(-1)?.endedAt === undefined
    ? applyFact(incident, { kind: 'work_closed' }, { occurredAt: now, recordedAt: now })
    : incident;

type MeterInput = {
  readonly event: number;
  readonly policy: Policy;
  readonly posted: Posted;
  readonly sharePercent: number;
};
/** What a closed event comes to under each answer that the review may give, as if nothing were posted yet. */
export const otherAnswers = (
  incident: Incident,
  event: number,
  policy: Policy,
  sharePercent = EXAMPLE_SHARE,
): readonly MeterReading[] =>
  amounts(incident, { event, policy, posted: { cents: 0, ever: false }, sharePercent }).byFault;

const amounts = (incident: Incident, asked: MeterInput): Amounts => {
  const byFault = FAULT_CLASSES.map((faultClass) => judged(incident, asked, faultClass));
  const work = byFault[0]?.work;
  return {
    workedSeconds: (work?.worked ?? 0) / 1000,
    minutes: work?.billed ?? 0,
    byFault: byFault.map(({ reading }) => reading),
  };
};

/** As if the review found this now: judged as it would stand, and priced as if everything were approved. */
const judged = (incident: Incident, { event, policy, posted, sharePercent }: MeterInput, faultClass: FaultClass) => {
  const cycle = incident.cycles.findLastIndex((one) => one.event === event) + 1;
  const share = faultClass === 'shared' ? { sharePercent } : {};
  const found = applyFact(
    incident,
    { kind: 'determined', cycle, determinationId: `if-${faultClass}`, faultClass, ...share },
    { occurredAt: 0, recordedAt: 0 },
  );
  const stands = assess(found, event, policy, posted);
  const { wanted } = assess(onceApproved(found, event), event, policy, posted);
  const reading: MeterReading = {
    faultClass,
    outcome: stands.outcome,
    cents: wanted === 'unchanged' ? posted.cents : wanted,
    ...share,
  };
  const isOfFault = 'rule' in stands && stands.rule?.startsWith('fault_');
  const rule =
    (stands.outcome === 'not_applicable' || stands.outcome === 'credited') && !isOfFault ? stands.rule : undefined;
  return { reading, work: stands.work, rule };
};
