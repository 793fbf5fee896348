// What must be known of a ticket to tell others what happened to it: folded from each of its streams by itself, so that
// it is the same in whatever order the streams are read.

import { type BillingEvent, ruleOf } from '#billing';
import { type AnyFold, evolve, type Fold, type MessageOf, ms, type Stamp } from '#kernel';
import { clockKey, type SlaEvent, type TicketTimeline, ticketTimeline } from '#sla';
import type { TicketEvent } from '#ticketing';

/** Facts of the opening, which never change; and the story that the clocks read, as it stood after each revision. */
export type TicketBackground = {
  readonly client: string;
  readonly timelines: readonly { readonly revision: number; readonly timeline: TicketTimeline }[];
};
type TicketStep = (state: TicketBackground, event: TicketEvent, stamp: Stamp) => TicketBackground;
const foldTicketEvent: TicketStep = ({ client, timelines }, event, stamp) => ({
  client: event.type === 'TicketOpened' ? event.client : client,
  timelines: [
    ...timelines,
    {
      revision: stamp.revision,
      timeline: evolve(ticketTimeline, timelines.at(-1)?.timeline ?? ticketTimeline.initial, { event, stamp }),
    },
  ],
});
const ticket: AnyFold<TicketBackground> = {
  initial: { client: '', timelines: [] },
  evolve: Object.fromEntries(Object.keys(ticketTimeline.evolve).map((type) => [type, foldTicketEvent])),
};
/** What the clocks read when a revision of the ticket was its last. */
export const timelineAt = ({ timelines }: TicketBackground, revision: number): TicketTimeline | undefined =>
  timelines.findLast((step) => step.revision <= revision)?.timeline;

/** Which event told of a clock's last breach, and of which revision of the ticket. */
type Breach = { readonly eventId: string; readonly ticketRevision: number };
export type Breaches = ReadonlyMap<string, Breach>;
const breaches: Fold<Breaches, MessageOf<SlaEvent, 'TargetBreached'>> = {
  initial: new Map(),
  evolve: {
    TargetBreached: (state, event, { eventId }) =>
      new Map([...state, [clockKey(event), { eventId, ticketRevision: event.ticketRevision }]]),
  },
};

export type PinnedVersion = { readonly policyId: string; readonly policyVersion: number };

/** The fault reviews that are open: by after-hours event, which assessment opened it; and when work was closed last. */
export type Reviews = {
  readonly open: ReadonlyMap<number, string>;
  readonly closedAt?: number;
  /** The act that the ledger answered last, and what it came to then, in one word each. */
  readonly because?: string;
  readonly rule?: string;
  /** The policy version under which the ledger is judged. */
  readonly pinned: PinnedVersion;
};
type Assessed = MessageOf<BillingEvent, 'ChargeAssessed' | 'ChargeNotApplicable' | 'BillingHeld'>;
/** Nothing but a determination is missing. */
const isReviewable = (event: Assessed): boolean =>
  event.type === 'ChargeAssessed' && event.outcome === 'pending' && event.determination === undefined;
const without = (state: Reviews, event: number): Reviews => ({
  ...state,
  open: new Map([...state.open].filter(([open]) => open !== event)),
});
const assessed = (before: Reviews, event: Assessed): Reviews => {
  const state = { ...before, rule: ruleOf(event) };
  if (!isReviewable(event)) return without(state, event.event);
  if (state.open.has(event.event)) return state;
  return { ...state, open: new Map([...state.open, [event.event, event.assessmentId]]) };
};
type Decided = MessageOf<
  BillingEvent,
  'TermsAccepted' | 'TermsDeclined' | 'BillingApproved' | 'BillingWaived' | 'BillingReinstated'
>;
const because =
  (word: string) =>
  (state: Reviews): Reviews => ({ ...state, because: word });
const reviews: Fold<Reviews, Assessed | Decided | MessageOf<BillingEvent, 'FactNoted'>> = {
  initial: { open: new Map(), pinned: { policyId: '', policyVersion: 0 } },
  evolve: {
    FactNoted: (before, { fact, occurredAt }) => {
      const state = fact.kind === 'marked_billed' ? before : { ...before, because: fact.kind };
      if (fact.kind === 'opened' || fact.kind === 'rebound')
        return { ...state, pinned: { policyId: fact.policyId, policyVersion: fact.policyVersion } };
      if (fact.kind === 'work_closed') return { ...state, closedAt: ms(occurredAt) };
      return fact.kind === 'reopened' ? without(state, fact.event) : state;
    },
    TermsAccepted: because('terms_accepted'),
    TermsDeclined: because('terms_declined'),
    BillingApproved: because('approved'),
    BillingWaived: because('waived'),
    BillingReinstated: because('reinstated'),
    ChargeAssessed: assessed,
    ChargeNotApplicable: assessed,
    BillingHeld: assessed,
  },
};

export type TranslationState = { readonly ticket: TicketBackground; readonly sla: Breaches; readonly billing: Reviews };
/** The fold of each stream category. */
export const TRANSLATION_FOLDS: { readonly [C in keyof TranslationState]: AnyFold<TranslationState[C]> } = {
  ticket,
  sla: breaches,
  billing: reviews,
};
export const emptyTranslationState: TranslationState = {
  ticket: ticket.initial,
  sla: breaches.initial,
  billing: reviews.initial,
};
