// Why a clock stands as it does: which of its time counted, was paused or closed, by which events, under which terms.

import { iso, MINUTE, ms, type Recorded } from '#kernel';
import { localTime, type Policy, type Zone } from '#policy';
import type { TicketEvent } from '#ticketing';
import type { Clock } from './clocks';
import { dueAt, type Interval, type Leg, legBehind } from './due';

/** An event of the ticket, as an auditor finds it again. */
export type EventRef = { readonly type: string; readonly revision: number; readonly eventId: string };
/** Where in the policy it is written, and which clause of the support policy that is. */
export type Term = { readonly clause: string; readonly place: string };
/** Half-open. Ends where an event ended it, where the calendar opened or closed, or at the due instant. */
export type Stretch = {
  readonly kind: 'counted' | 'paused' | 'closed';
  readonly from: string;
  readonly to: string;
  readonly seconds: number;
  readonly begunBy?: EventRef;
  readonly endedBy?: EventRef;
  readonly term: Term;
};
export type ClockExplanation = {
  readonly target: Clock['target'];
  readonly cycle: number;
  readonly state: Clock['state'];
  readonly armedAt: string;
  readonly dueAt?: string;
  readonly doneAt?: string;
  readonly doneBy?: EventRef;
  readonly priority: Clock['priority'];
  readonly priorityBy?: EventRef;
  /** The minutes that decide, what they run on, and since when: later than `armedAt` where a change of priority set them. */
  readonly minutes: number;
  readonly calendar: string;
  readonly runsFrom: string;
  readonly runsFromBy?: EventRef;
  readonly policyId: string;
  readonly policyVersion: number;
  readonly term: Term;
  /** Of `minutes`; all of them at the due instant. */
  readonly countedSeconds: number;
  readonly stretches: readonly Stretch[];
};

/** Explains a clock of `history` as it stood at `now` (epoch milliseconds), which is when it was computed. */
export const explainClock = (
  clock: Clock,
  history: readonly Recorded[],
  policy: Policy,
  now: number,
): ClockExplanation => {
  const { target, cycle, state, armedAt, doneAt, due, pauses, priority } = clock;
  const leg = legBehind(due, pauses);
  const instant = dueAt(due, pauses);
  const end = Math.max(leg.from, Math.min(doneAt ?? endOf(history) ?? now, instant, now));
  const events = happenings(history);
  const by = (at: number, types: readonly string[]) =>
    refOf(events.find((it) => it.at === at && types.includes(it.type)));
  const stretches = stretchesOf(leg, pauses, end).map(({ kind, from, to }): Stretch => {
    const begunBy = by(from, BEGINS[kind]);
    const endedBy = by(to, ENDS[kind]);
    return {
      kind,
      from: iso(from),
      to: iso(to),
      seconds: (to - from) / 1000,
      ...(begunBy && { begunBy }),
      ...(endedBy && { endedBy }),
      term: kind === 'counted' ? termOf(clock) : kind === 'paused' ? PAUSES : hoursOf(leg),
    };
  });
  const doneBy = doneAt === undefined ? undefined : by(doneAt, DONE);
  const priorityBy = refOf(events.findLast((it) => it.priority === priority));
  const runsFromBy = by(leg.from, leg.from === armedAt ? STARTS : [...PRIORITY, ...STARTS]);
  return {
    target,
    cycle,
    state,
    armedAt: iso(armedAt),
    ...(clock.dueAt !== undefined && { dueAt: iso(clock.dueAt) }),
    ...(doneAt !== undefined && { doneAt: iso(doneAt) }),
    ...(doneBy && { doneBy }),
    priority,
    ...(priorityBy && { priorityBy }),
    minutes: leg.minutes,
    calendar: leg.calendar.name,
    runsFrom: iso(leg.from),
    ...(runsFromBy && { runsFromBy }),
    policyId: policy.id,
    policyVersion: policy.version,
    term: termOf(clock),
    countedSeconds: stretches.reduce((sum, { kind, seconds }) => sum + (kind === 'counted' ? seconds : 0), 0),
    stretches,
  };
};

const termOf = ({ priority, target }: Clock): Term => ({ clause: '4', place: `priorities.${priority}.${target}` });
const PAUSES: Term = { clause: '4', place: 'sla.pauseOn' };
const hoursOf = ({ calendar }: Leg): Term => ({ clause: '2a', place: `calendars.${calendar.name}` });

type Piece = Interval & { readonly kind: Stretch['kind'] };
/** From the leg's start to `end`, without a gap: pauses first, then what the calendar says of the rest. */
const stretchesOf = (leg: Leg, pauses: readonly Interval[], end: number): readonly Piece[] => {
  const pieces: Piece[] = [];
  let at = leg.from;
  const running = (to: number) => {
    for (const [open, close] of leg.calendar.intervals(at, to)) {
      if (at < open) pieces.push({ kind: 'closed', from: at, to: open });
      pieces.push({ kind: 'counted', from: open, to: close });
      at = close;
    }
    if (at < to) pieces.push({ kind: 'closed', from: at, to });
    at = to;
  };
  for (const pause of pauses) {
    const [from, to] = [Math.max(pause.from, at), Math.min(pause.to, end)];
    if (from >= to) continue;
    running(from);
    pieces.push({ kind: 'paused', from, to });
    at = to;
  }
  running(end);
  return pieces;
};

/** What happened when, and what priority was assigned by it. */
type Happening = EventRef & { readonly at: number; readonly priority?: string };
const happenings = (history: readonly Recorded[]): readonly Happening[] =>
  history.flatMap(({ event, stamp }) => {
    const ticketEvent = event as TicketEvent;
    const ref = { type: ticketEvent.type, revision: stamp.revision, eventId: stamp.eventId };
    const at = ms(stamp.occurredAt);
    switch (ticketEvent.type) {
      case 'TicketOpened':
        return [{ ...ref, at: ms(ticketEvent.contactedAt ?? stamp.recordedAt), priority: ticketEvent.assigned }];
      case 'ClientContactCorrected':
        return [{ ...ref, at: ms(ticketEvent.firstContactAt ?? ticketEvent.contactedAt) }];
      case 'TicketTriaged':
        return [{ ...ref, at, priority: ticketEvent.priority }];
      case 'PriorityChanged':
      case 'PriorityCorrected':
        return [{ ...ref, at, priority: ticketEvent.to }];
      case 'MergeAbsorbed':
        return [...ticketEvent.contacts.map((contact) => contact.at), ...ticketEvent.replies].map((explained) => ({
          ...ref,
          at: ms(explained),
        }));
      default:
        return [{ ...ref, at }];
    }
  });
const refOf = (found: Happening | undefined): EventRef | undefined =>
  found && { type: found.type, revision: found.revision, eventId: found.eventId };

const STARTS = ['TicketOpened', 'TicketReopened', 'ReplySent', 'MergeAbsorbed', 'ClientContactCorrected'];
const PRIORITY = ['PriorityChanged', 'PriorityCorrected', 'TicketTriaged'];
const PAUSE = ['CustomerActionRequested', 'ThirdPartyReferred', 'WorkScheduled'];
const OVER = ['TicketResolved', 'TicketCancelled', 'TicketRejected', 'TicketMerged'];
const DONE = ['ReplySent', 'ServiceRestored', 'TicketResolved', 'MergeAbsorbed'];
const BEGINS = { counted: [...STARTS, ...PRIORITY, 'TicketResumed'], paused: PAUSE, closed: [] as string[] };
const ENDS = {
  counted: [...PAUSE, ...DONE, ...OVER],
  paused: ['TicketResumed', ...DONE, ...OVER],
  closed: [] as string[],
};

/** When the ticket was cancelled, rejected or merged away. */
const endOf = (history: readonly Recorded[]): number | undefined => {
  const last = history.findLast(({ event: { type } }) => type !== 'TicketResolved' && OVER.includes(type));
  return last && ms(last.stamp.occurredAt);
};

const spanText = (seconds: number) => {
  const whole = Math.floor(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  return `${hours > 0 ? `${hours} h ` : ''}${minutes} min ${whole % 60} s`;
};
const refText = (ref: EventRef | undefined) => (ref ? ` (${ref.type}, revision ${ref.revision})` : '');

/** The same in sentences that can be read out on the phone. Instants by the clock of `zone`. */
export const sayClock = (explained: ClockExplanation, zone: Zone): readonly string[] => {
  const clockText = (at: string) => localTime(zone, ms(at));
  const { target, cycle, state, dueAt: due, doneAt, doneBy, minutes, calendar, runsFrom, runsFromBy } = explained;
  const done = doneAt === undefined ? '' : `, done ${clockText(doneAt)}${refText(doneBy)}`;
  return [
    `${target}, cycle ${cycle}: ${state}${due === undefined ? '' : `, due ${clockText(due)}`}${done}.`,
    `${minutes} minutes on calendar ${calendar} from ${clockText(runsFrom)}${refText(runsFromBy)}, ` +
      `because the priority is ${explained.priority}${refText(explained.priorityBy)}.`,
    ...explained.stretches.map(
      ({ kind, from, to, seconds, begunBy, endedBy }) =>
        `${clockText(from)}${refText(begunBy)} to ${clockText(to)}${refText(endedBy)}: ${WORD[kind]}, ${spanText(seconds)}.`,
    ),
    `${spanText(explained.countedSeconds)} of ${spanText((minutes * MINUTE) / 1000)} are used up.`,
    `Clause ${explained.term.clause} of policy ${explained.policyId}, version ${explained.policyVersion}: ${explained.term.place}.`,
  ];
};
const WORD = {
  counted: 'counted',
  paused: 'paused',
  closed: 'not counted, outside the hours of the calendar',
} as const;
