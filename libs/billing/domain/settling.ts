// From what a ledger has heard to what it writes: assess, post the difference, let time pass.

import { DAY, iso } from '#kernel';
import type { Policy } from '#policy';
import { type Assessment, assess, type Posted } from './assessment';
import { derivationOf } from './derivation';
import { closingOf, eventCount } from './incident';
import type { BillingEvent, BillingHeld, ChargeAssessed, ChargeNotApplicable, KIND_OF } from './ledger-events';
import { bookkeeping, essence, type Ledger, postedOf } from './ledger-state';
import { nextReminder, type Reminder } from './review';

/** When the automatic waiver of the next pending event fires; each fires once, `undefined` if there is none ahead. */
export const nextWaiver = (state: Ledger, policy: Policy): { event: number; at: number } | undefined => {
  const days = policy.document.fault.autoWaiveUndeterminedDays;
  let next: { event: number; at: number } | undefined;
  for (let event = 1; event <= eventCount(state.incident); event++) {
    const closing = closingOf(state.incident, event);
    if (!closing || state.incident.waivedByTime.includes(event)) continue;
    const at = closing.at + days * DAY;
    if (at <= state.heardAt || (next && next.at <= at)) continue;
    const soFar = postedOf(state, event);
    if (soFar.cents === 0 && assess(state.incident, event, policy, soFar).outcome === 'pending') next = { event, at };
  }
  return next;
};

/** What the clock says next to a ledger; at one instant a waiver comes first. */
export const nextTimer = (state: Ledger, policy: Policy): { event: number; at: number } | Reminder | undefined => {
  const waiver = nextWaiver(state, policy);
  const reminder = nextReminder(state, policy);
  return waiver && (!reminder || waiver.at <= reminder.at) ? waiver : reminder;
};

type Saying = ChargeAssessed | ChargeNotApplicable | BillingHeld;
type Named = Omit<ChargeAssessed, 'type' | 'outcome'>;
const sayingOf = (said: Assessment, named: Named): Saying => {
  switch (said.outcome) {
    case 'held':
      return { type: 'BillingHeld', ...named, ...(said.rule !== undefined && { rule: said.rule }) };
    case 'not_applicable':
    case 'credited':
      return { type: 'ChargeNotApplicable', ...named, rule: said.rule };
    default:
      return { type: 'ChargeAssessed', ...named, outcome: said.outcome };
  }
};

/** A first posting is a charge; after the sum had gone back to nothing it is billed again. */
const postingType = (difference: number, before: Posted): keyof typeof KIND_OF => {
  if (difference < 0) return 'CreditPosted';
  if (!before.ever) return 'ChargePosted';
  return before.cents === 0 ? 'ChargeRebilled' : 'SupplementaryPosted';
};
/** Charges wait, credits do not. */
const isWaiting = (said: Assessment, difference: number): boolean =>
  difference > 0 && (said.outcome === 'held' || ('waitsFor' in said && said.waitsFor !== undefined));

/** Decides step by step: each event that is put is heard before the next one is thought of. */
export const write = (state: Ledger, { policy, ticketId }: { policy: Policy; ticketId: string }) => {
  let now = state;
  const events: BillingEvent[] = [];
  const put = (event: BillingEvent) => {
    events.push(event);
    now = (bookkeeping.evolve[event.type] as (state: Ledger, event: BillingEvent) => Ledger)(now, event);
  };
  /** Says what an event comes to, if that is news, and posts what is wanted less what is posted. */
  const settleOne = (event: number, at: string) => {
    const before = postedOf(now, event);
    const said = assess(now.incident, event, policy, before);
    const assessmentId = (count: number) => `${ticketId}/${event}/assessment-${count}`;
    const { count = 0, said: last } = now.assessments.get(event) ?? {};
    const saying = sayingOf(said, { assessmentId: assessmentId(count + 1), event, at, ...derivationOf(said, policy) });
    if (last !== essence(saying)) put(saying);
    const difference = said.wanted === 'unchanged' ? 0 : said.wanted - before.cents;
    if (difference === 0 || isWaiting(said, difference)) return;
    const ordinal = now.postings.filter((posting) => posting.event === event).length + 1;
    put({
      type: postingType(difference, before),
      postingId: `${ticketId}/${event}/${ordinal}`,
      assessmentId: assessmentId(now.assessments.get(event)?.count ?? 0),
      event,
      at,
      cents: difference,
      balanceCents: before.cents + difference,
    });
  };
  const settle = (at: string) => {
    if (now.expecting.length > 0) return;
    for (let event = 1; event <= eventCount(now.incident); event++)
      if (now.incident.merged || closingOf(now.incident, event)) settleOne(event, at);
  };
  const passTime = (to: number) => {
    for (let next = nextTimer(now, policy); next && next.at <= to; next = nextTimer(now, policy)) {
      const { at, ...due } = next;
      if ('percent' in due) {
        put({ type: 'FaultReviewReminded', ...due, at: iso(at) });
        continue;
      }
      put({ type: 'BillingWaived', event: due.event, at: iso(at), how: 'time_elapsed' });
      settle(iso(at));
    }
  };
  return { events, put, settle, passTime, ledger: () => now };
};
