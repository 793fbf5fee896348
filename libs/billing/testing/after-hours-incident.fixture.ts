import { decide, iso, ms, replay } from '#kernel';
import { by, recorded } from '#kernel/given';
import type { FaultClass, Policy, Priority } from '#policy';
import { standardPolicy } from '#policy/testing';
import { assess } from '../domain/assessment';
import type { BillingFact } from '../domain/facts';
import { type BillingCommand, ledger } from '../domain/ledger';
import type { BillingEvent } from '../domain/ledger-events';
import { type Ledger, postedOf } from '../domain/ledger-state';

// For specs only: the night of an outage in few words. Saturday, 14 March 2026, on a clock in Chicago (UTC-5), unless
// a date is said: '02:03', or '2026-04-20 09:00'.

export const at = (time: string): string => {
  const [date, hour] = time.includes(' ') ? time.split(' ') : ['2026-03-14', time];
  return iso(ms(`${date}T${hour}-05:00`));
};
/** Something that happens to a ledger: a fact of its ticket, or what somebody decides. */
export type Act = { readonly at: string } & (
  | { readonly fact: BillingFact; readonly happened: string }
  | { readonly command: BillingCommand; readonly who: string; readonly role?: string }
);
const fact = (time: string, heard: BillingFact, happened = time): Act => ({
  at: at(time),
  fact: heard,
  happened: at(happened),
});

export const opened = (time: string, { assigned = 'P1' as Priority, contact = true } = {}): Act =>
  fact(time, {
    kind: 'opened',
    client: 'acme',
    policyId: 'standard-support',
    policyVersion: 1,
    assigned,
    ...(contact && { contactedAt: at(time) }),
  });
export const contacted = (time: string) => fact(time, { kind: 'contacted' });
export const contactCorrected = (time: string, was: string, contact: string) =>
  fact(time, { kind: 'contact_corrected', was: at(was), contactedAt: at(contact), by: 'anna' });
export const validated = (time: string, priority: Priority = 'P1') =>
  fact(time, { kind: 'priority_validated', priority, correction: false });
export const corrected = (time: string, priority: Priority) =>
  fact(time, { kind: 'priority_validated', priority, correction: true });
export const changed = (time: string, priority: Priority) => fact(time, { kind: 'priority_changed', priority });
/** Worked from, to; logged at its end, or at `logged`. */
export const worked = (
  workId: string,
  from: string,
  to: string,
  { engineer = 'eve', kind = 'after_hours_emergency' as 'after_hours_emergency' | 'planned', logged = to } = {},
) => fact(logged, { kind: 'work_logged', workId, engineer, workKind: kind, from: at(from), to: at(to) });
export const amended = (time: string, workId: string, from: string, to: string) =>
  fact(time, { kind: 'work_amended', workId, from: at(from), to: at(to) });
export const voided = (time: string, workId: string) => fact(time, { kind: 'work_voided', workId });
export const closed = (time: string, happened = time) => fact(time, { kind: 'work_closed' }, happened);
export const reopened = (time: string, cycle: number, event: number) => fact(time, { kind: 'reopened', cycle, event });
export const determined = (
  time: string,
  faultClass: FaultClass,
  { cycle = 1, share = undefined as number | undefined, by: who = undefined as string | undefined } = {},
) =>
  fact(time, {
    kind: 'determined',
    cycle,
    determinationId: `d-${time}`,
    faultClass,
    ...(share !== undefined && { sharePercent: share }),
    ...(who !== undefined && { by: who }),
  });
export const disputed = (time: string, event = 1) => fact(time, { kind: 'disputed', event });
export const settled = (time: string, event = 1) => fact(time, { kind: 'settled', event });
export const erased = (time: string) => fact(time, { kind: 'erased' });
export const merged = (time: string) => fact(time, { kind: 'merged', into: 'T2' });
export const absorbed = (
  time: string,
  { contacts = [] as string[], terms = [] as { at: string; accepted: boolean }[] },
) =>
  fact(time, {
    kind: 'absorbed',
    from: 'T0',
    contacts: contacts.map(at),
    work: [],
    terms: terms.map(({ at: when, accepted }) => ({ at: at(when), accepted })),
  });
export const commanded = (time: string, command: BillingCommand, who = 'clara', role = 'agent'): Act => ({
  at: at(time),
  command,
  who,
  role,
});
export const approved = (time: string, event?: number) =>
  commanded(time, { type: 'ApproveBilling', ...(event !== undefined && { event }) });
export const waived = (time: string, approver = 'boss') => commanded(time, { type: 'WaiveBilling', approver });
export const reinstated = (time: string) => commanded(time, { type: 'ReinstateBilling', approver: 'boss' });
export const timePassed = (time: string) => commanded(time, { type: 'PassTime' }, 'billing-process');

export type Night = { readonly state: Ledger; readonly events: readonly BillingEvent[]; readonly policy: Policy };
const commandOf = (act: Act, ticketRevision: number): BillingCommand =>
  'command' in act
    ? act.command
    : {
        type: 'NoteFacts',
        facts: [
          {
            ticketRevision,
            ticketEventId: `e${ticketRevision}`,
            occurredAt: act.happened,
            recordedAt: act.at,
            fact: act.fact,
          },
        ],
      };

/** What a ledger comes to, act by act. Throws the refusal of an act. */
export const nightUnder = (policy: Policy, ...acts: readonly Act[]): Night => {
  let state = ledger.initial;
  const events: BillingEvent[] = [];
  for (const act of acts) {
    const command = commandOf(act, state.ticketRevision + 1);
    const [who, role] = 'who' in act ? [act.who, act.role ?? 'agent'] : ['billing-process', 'system'];
    const news = decide(ledger, command, state, { ...by(who, act.at, role), policy, ticketId: 'T1' });
    events.push(...news);
    state = replay(
      ledger,
      news.map((event) => recorded(event)),
      state,
    );
  }
  return { state, events, policy };
};
export const night = (...acts: readonly Act[]): Night => nightUnder(standardPolicy, ...acts);

/** How an event stands, in a line: 'charged, 90 min: charge 18750'. */
export const eventSummary = ({ state, policy }: Night, event = 1): string => {
  const found = assess(state.incident, event, policy, postedOf(state, event));
  const rule = 'rule' in found && found.rule !== undefined ? ` ${found.rule}` : '';
  const minutes = found.work ? `, ${found.work.billed} min` : '';
  const postings = state.postings
    .filter((posting) => posting.event === event)
    .map(({ kind, cents }) => `${kind} ${cents}`);
  return `${found.outcome}${rule}${minutes}${postings.length > 0 ? `: ${postings.join(', ')}` : ''}`;
};
