// The whole ticket, part by part, and what a part of it is: it keeps its own state, and decides on all of it.

import type { Proposals } from '#approvals';
import type { Message, Part } from '#kernel';
import type { Billed } from './billed';
import type { Conversation } from './contacts';
import type { Disputes } from './dispute';
import type { Erasure } from './erasure';
import type { FaultReview } from './fault-review';
import type { Lifecycle } from './lifecycle';
import type { Links } from './links';
import type { Merging } from './merging';
import type { Notes } from './notes';
import type { PolicyBinding } from './policy-binding';
import type { Priorities } from './priority';
import type { TicketAct } from './proposals';
import type { Reservations } from './reservation';
import type { ReviewCase } from './review-case';
import type { TicketContext } from './ticket-context';
import type { Tier } from './tier';
import type { Voicemail } from './voicemail';
import type { Work } from './work';

export type Ticket = {
  readonly lifecycle: Lifecycle;
  readonly policyBinding: PolicyBinding;
  readonly priority: Priorities;
  readonly tier: Tier;
  readonly conversation: Conversation;
  readonly work: Work;
  readonly faultReview: FaultReview;
  readonly reviewCase: ReviewCase;
  readonly disputes: Disputes;
  readonly notes: Notes;
  readonly merging: Merging;
  readonly billed: Billed;
  readonly erasure: Erasure;
  readonly reservations: Reservations;
  readonly proposals: Proposals<TicketAct>;
  readonly links: Links;
  readonly voicemail: Voicemail;
};

/** Commands, own state, events, and what else it listens to. */
export type TicketPart<C extends Message, S, E extends Message, Seen extends Message = E> = Part<
  C,
  Ticket,
  S,
  E,
  Seen,
  TicketContext
>;
