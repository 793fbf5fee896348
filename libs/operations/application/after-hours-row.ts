// The row of the after-hours view: one a ticket, with a line for each event and each posting.

/** An after-hours event as its ledger stands. Money in cents. */
export type EventLine = {
  closedAt: string | null;
  disputedAt: string | null;
  outcome: string;
  rule: string | null;
  minutes: number | null;
  faultClass: string | null;
  sharePercent: number | null;
  wantedCents: number | null;
  postedCents: number;
  /** What the review may cost the client: what the work comes to, or what is posted where that is more. */
  atStakeCents: number;
  /** Since when late work waits, and by how much the event would come to more with it. */
  lateAt: string | null;
  lateCents: number | null;
  /** What is posted once all that waits is approved, in cents. */
  waitingCents: number;
};
export type PostingLine = {
  /** Under which it was posted: its zone says which month that was, whatever the ticket is rebound to. */
  policyVersion: number;
  postingId: string;
  assessmentId: string;
  kind: string;
  at: string;
  cents: number;
  balanceCents: number;
  minutes: number | null;
  faultClass: string | null;
  clause: string | null;
  /** The entries that were counted for it. */
  workIds: readonly string[];
};
export type Derived = Pick<EventLine, 'minutes' | 'faultClass'> & { clause: string; workIds: readonly string[] };
export type AfterHoursRow = {
  ticketId: string;
  client: string;
  policyId: string;
  policyVersion: number;
  /** The current event on the ticket itself; the event that a line is about. */
  event: number;
  what: 'ticket' | 'event' | 'posting';
  /** Since when the event waits; when the posting was made. Null on the ticket, and while nothing waits. */
  at: string | null;
  /** 1 where a fault reviewer is waited for. */
  review: number;
  /** 1 where a charge waits for the billing desk. */
  held: number;
  kind: string | null;
  cents: number | null;
  atStakeCents: number | null;
  events?: Record<string, EventLine>;
  postings?: readonly (PostingLine & { event: number })[];
  derived?: Record<string, Derived>;
  line?: EventLine | PostingLine;
};
export type AfterHoursColumn =
  | 'client'
  | 'what'
  | 'at'
  | 'review'
  | 'held'
  | 'kind'
  | 'cents'
  | 'atStakeCents'
  | 'policyVersion';
